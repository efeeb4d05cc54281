"""How the API answers: who may ask, what it reads, and every refusal as a problem document."""

import json
from typing import Any

import pytest
from django.test import Client

from sentby.accounts import actions
from sentby.accounts.models import ApiKey, Member
from sentby.core.clock import now
from sentby.core.problems import PROBLEM_JSON
from sentby.referrals import queries
from tests.api.program import Program, problems
from tests.support.cast import client_for

pytestmark = pytest.mark.django_db


def told(answer: Any, status: int) -> Any:
    """The problem that an answer is."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM_JSON), answer.content
    said = json.loads(answer.content)
    problems(said)
    assert said["status"] == status
    return said


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_without_a_key_nobody_gets_anywhere(method: str, db: None) -> None:
    for key in ("", "Bearer", "Bearer sb_wrong", "Basic YTpi", "Bearer \x00"):
        headers = {"Authorization": key} if key else {}
        sent = {} if method == "get" else {"data": "{}", "content_type": "application/json"}
        answer = getattr(Client(), method)("/api/referrals", headers=headers, **sent)
        if method in ("get", "post"):
            said = told(answer, 401)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert "personal key" in said["detail"]
        else:
            assert told(answer, 405)


def test_a_key_opens_and_notes_that_it_was_used(ana_s: Program) -> None:
    ana_s("GET", "/profile")
    assert ApiKey.objects.get().last_used_at is not None


def test_a_revoked_key_and_a_closed_seat_open_nothing(ana_s: Program, sam_s: Program, ruth: Member) -> None:
    [key] = ApiKey.objects.filter(member=ana_s.member)
    actions.revoke_key(key=key, by=ana_s.member.actor, at=now())
    ana_s("GET", "/profile", status=401)
    actions.deactivate_member(member=sam_s.member, by=ruth, at=now())
    sam_s("GET", "/profile", status=401)


def test_a_cookie_reads_but_changes_only_with_the_forms_token(ana: Member) -> None:
    client = client_for(ana)
    client.handler.enforce_csrf_checks = True
    assert client.get("/api/profile").status_code == 200
    answer = client.post("/api/people", "{}", content_type="application/json")
    told(answer, 403)


def test_a_wrong_key_is_not_forgiven_for_a_cookie(ana: Member) -> None:
    answer = client_for(ana).get("/api/profile", headers={"Authorization": "Bearer sb_wrong"})
    told(answer, 401)


@pytest.mark.parametrize("path", ["/nothing", "/referrals/", "/referrals/x/y/z", "/referrals/zzzz"])
def test_what_is_not_there_is_404(ana_s: Program, path: str) -> None:
    told(ana_s.send("GET", path), 404)


def test_another_method_is_405_and_says_which_there_are(ana_s: Program) -> None:
    answer = ana_s.send("DELETE", "/referrals")
    told(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 20_000, b"9" * 5_000, b'{"a": NaN', b"nothing"])
def test_what_is_no_json_is_400(ana_s: Program, body: bytes) -> None:
    told(ana_s.send("POST", "/referrals", body), 400)


@pytest.mark.parametrize("path", ["/referrals?q=a%00b", "/referrals/a%00b", "/messages/%00"])
def test_nul_in_an_address_is_400(ana_s: Program, path: str) -> None:
    told(ana_s.send("GET", path), 400)


def test_nul_in_a_body_is_said_beside_its_field(ana_s: Program, sam: Member) -> None:
    body = {"giver": "me", "receiver": {"member": sam.pk}, "prospect": {"name": "Da\0na"}}
    assert list(problems(ana_s("POST", "/referrals", body, status=422))) == ["prospect.name"]


def test_too_much_is_413(ana_s: Program) -> None:
    told(ana_s.send("POST", "/grade", b'{"facts": "' + b"x" * 1_000_001 + b'"}'), 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml"]
)
def test_what_is_not_json_by_its_own_word_is_415(ana_s: Program, kind: str) -> None:
    for method in ("post", "put", "patch", "delete"):
        headers = {"Authorization": f"Bearer {ana_s.key}"}
        answer = getattr(ana_s.client, method)(
            "/api/referrals", data=b"a=b", content_type=kind, headers=headers
        )
        told(answer, 415)


def test_our_own_mistake_is_500_without_details(ana_s: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(*_: object) -> None:
        raise RuntimeError("the secret is in the pudding")

    monkeypatch.setattr(queries, "lines", planted)
    said = told(ana_s.send("GET", "/referrals"), 500)
    assert "pudding" not in str(said)


def test_head_goes_with_get(ana_s: Program) -> None:
    assert ana_s.send("HEAD", "/today").status_code == 200


SENTENCES = [
    ({}, "receiver", "Give this."),
    ({"receiver": "her"}, "receiver", "Choose from 'me'."),
    ({"receiver": {}}, "receiver", "Give the id of a member, or of a person in your book."),
    ({"receiver": {"member": "zzzzzzzzzzzzz"}}, "receiver", "Nobody with this id is at this desk or in your book."),
    ({"prospect": {}}, "prospect.name", "Write at least a name, or a business to look up."),
    ({"prospect": {"name": 7}}, "prospect.name", "Give text."),
    ({"prospect": {"name": "x" * 161}}, "prospect.name", "At most 160 characters."),
    ({"prospect": {"name": "Dana", "channels": ["x"] * 21}}, "prospect.channels", "At most 20."),
    ({"prospect": {"name": "D", "person": "abc"}}, "prospect", "Give a person's id, or write who it is; not both."),
    ({"prospect": {"person": "zzz"}}, "prospect.person", "Nobody with this id is at this desk or in your book."),
    ({"grade": "referral"}, "grade", "A grade follows from the facts; nobody sets it."),
    ({"level": 8}, "level", "A grade follows from the facts; nobody sets it."),
    ({"colour": "red"}, "colour", "There is no such field."),
    ({"claims": [{"kind": "adores"}]}, "claims.0.kind", "Choose from 'business_named', "),
    ({"claims": [{"kind": "spoke", "on": 5}]}, "claims.0.on", "Write it out, such as 2026-05-12 or "),
    ({"claims": [{"kind": "spoke", "on": "soon"}]}, "claims.0.on", "Write it as 2026-05-12, or a moment as "),
    ({"claims": [{"kind": "spoke", "on": "1066-10-14"}]}, "claims.0.on", "The year lies between 1900 and 2200."),
    ({"claims": [{"kind": "spoke", "on": "2199-01-01"}]}, "kind", "That day has not come yet."),
    ({"claims": [{"kind": "reachable"}]}, "kind", "“reachable” follows from the details;"),
    ({"meeting_at": "2026-05-12T10:20"}, "meeting_at", "Add the offset, such as Z or +01:00."),
    ({"meeting_at": "0001-01-01T00:00+14:00"}, "meeting_at", "The year lies between 1900 and 2200."),
    ({"consent_mode": "ask-both"}, "consent_mode", "Choose from 'tell' or 'ask-one'."),
    ({"need": "x" * 2_001}, "need", "At most 2000 characters."),
    ({"need": "\ud800"}, "need", "Give text in Unicode."),
]  # fmt: skip


@pytest.mark.parametrize(("said", "field", "sentence"), SENTENCES, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_said_beside_its_field(
    ana_s: Program, sam: Member, said: dict[str, Any], field: str, sentence: str
) -> None:
    body = {"giver": "me", "receiver": {"member": sam.pk}, "prospect": {"name": "Dana"}} | said
    if not said:
        del body["receiver"]
    found = problems(ana_s("POST", "/referrals", body, status=422))
    assert field in found, found
    assert found[field].startswith(sentence)
    assert queries.listed(ana_s.member, "given").count() == 0


@pytest.mark.parametrize("asked", ["page=0", "size=101", "page=x", "show=all", f"q={'x' * 201}", "size=1.5"])
def test_a_list_refuses_what_it_does_not_know(ana_s: Program, asked: str) -> None:
    assert list(problems(ana_s("GET", f"/referrals?{asked}", status=422))) == [asked.partition("=")[0]]

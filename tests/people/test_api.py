"""The book by machine: the same answers as on its pages, and problems in plain words."""

from datetime import date
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.testing import TestClient

from sentby.accounts.models import Member
from sentby.api import STANDS_IN_THE_WAY
from sentby.core.models import AuditEntry
from sentby.core.problems import Problem
from sentby.people import actions, queries
from sentby.people.api import router
from sentby.people.models import Company, Person
from tests.people.people import add, company, dana

pytestmark = pytest.mark.django_db
api = NinjaAPI(urls_namespace="people-alone")
api.add_router("", router)


@api.exception_handler(Problem)
def answer_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return api.create_response(request, problem.document(), status=problem.status)


class Caller:
    """A program that acts as a member."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.client = TestClient(api)

    def __call__(self, method: str, path: str, body: Any = None, *, status: int, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.client.request(method, path, json=body or {}, user=self.member, headers=named)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None


@pytest.fixture
def call(ana: Member) -> Caller:
    return Caller(ana)


def test_a_person_is_added_read_changed_and_removed(call: Caller, ana: Member) -> None:
    said = {
        "name": "Ken Ito",
        "company": "Ito & Daughters",
        "channels": ["01632 960155"],
        "met_on": "2026-05-01",
    }
    made = call("POST", "/people", said, status=201)
    assert (made["name"], made["company"]["name"], made["version"]) == ("Ken Ito", "Ito & Daughters", 1)
    assert made["channels"] == [{"kind": "phone", "shown": "+44 1632 960155", "label": ""}]
    path = f"/people/{made['id']}"
    assert call("GET", path, status=200) == made
    changed = call("PATCH", path, {"title": "Surveyor", "version": 1}, status=200)
    assert changed == made | {"title": "Surveyor", "version": 2}
    assert call("PATCH", path, {"company": ""}, status=200, If_Match='"2"')["company"] is None
    spoken = call("POST", f"{path}/contacts", {"on": "2026-05-12", "note": "Wants a quote."}, status=200)
    assert spoken["last_contact_on"] == "2026-05-12"
    assert "Wants a quote." in spoken["notes"]
    call("DELETE", path, status=204)
    call("GET", path, status=404)
    assert call("POST", f"{path}/return", status=200)["id"] == made["id"]


def test_a_company_is_added_read_changed_and_removed(call: Caller) -> None:
    made = call(
        "POST", "/companies", {"name": "Harbour Bakery", "channels": ["harbour.example.org"]}, status=201
    )
    path = f"/companies/{made['id']}"
    assert call("GET", path, status=200) == made
    assert call("PATCH", path, {"place": "Leeds", "version": 1}, status=200) == made | {
        "place": "Leeds",
        "version": 2,
    }
    call("PATCH", path, {"place": "York", "version": 1}, status=409)
    assert call("GET", "/companies?q=leeds", status=200)["total"] == 1
    call("DELETE", path, status=204)
    call("GET", path, status=404)
    call("POST", f"{path}/return", status=200)


def test_the_book_is_searched_and_paged(call: Caller, ana: Member) -> None:
    dana(ana)
    for number in range(3):
        add(ana, f"Person {number}", for_referral_only=True)
    assert call("GET", "/people", status=200)["total"] == 4
    [found] = call("GET", "/people?q=mill%20school", status=200)["items"]
    assert (found["name"], found["company"]["name"]) == ("Dana Lindqvist", "Mill Lane School")
    assert len(call("GET", "/people?limit=2&offset=1", status=200)["items"]) == 2
    assert call("GET", "/people?show=for-referral&letter=p", status=200)["total"] == 3


@pytest.mark.parametrize(
    "asked", ["limit=0", "limit=101", "offset=-1", "show=all", "letter=ab", f"q={'x' * 201}"]
)
def test_what_the_list_does_not_know_is_refused(call: Caller, asked: str) -> None:
    call("GET", f"/people?{asked}", status=422)


def test_a_stranger_finds_and_changes_nothing(ana: Member, stan: Member) -> None:
    person, bakery, stranger = dana(ana), company(ana, "Harbour Bakery"), Caller(stan)
    for path in (f"/people/{person.pk}", f"/companies/{bakery.pk}"):
        stranger("GET", path, status=404)
        stranger("PATCH", path, {"name": "Mine", "version": 1}, status=404)
        stranger("DELETE", path, status=404)
        stranger("POST", f"{path}/return", status=404)
    stranger("POST", f"/people/{person.pk}/contacts", {"on": "2026-05-12"}, status=404)
    assert stranger("GET", "/people", status=200) == {"items": [], "total": 0}
    assert stranger("GET", "/companies", status=200) == {"items": [], "total": 0}


@pytest.mark.parametrize(
    "body",
    [
        {}, {"name": ""}, {"name": "x" * 161}, {"name": "Dana\0"}, {"name": "Dana", "colour": "red"}, {"name": "Dana", "id": "mine"},
        {"name": "Dana", "version": 3}, {"name": "Dana", "notes": "x" * 10_001}, {"name": "Dana", "channels": ["x"] * 21},
        {"name": "Dana", "met_on": "0001-01-01"}, {"name": "Dana", "consent_mode": "ask-everybody"}, {"name": 7},
    ],
)  # fmt: skip
def test_what_the_schema_does_not_allow_is_refused(call: Caller, body: dict[str, Any]) -> None:
    call("POST", "/people", body, status=422)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "Dana", "channels": ["nobody"]}, "channels"),
        ({"name": "Dana", "met_on": "2999-01-01"}, "met_on"),
        ({"name": "Dana", "last_contact_on": "2999-01-01"}, "last_contact_on"),
    ],
)
def test_what_the_book_does_not_take_is_said_by_field(call: Caller, body: dict[str, Any], field: str) -> None:
    problem = call("POST", "/people", body, status=422)
    assert list(problem["errors"]) == [field]
    assert problem["title"] == "Nothing was saved"
    assert problem["errors"][field].endswith(".")


def test_a_conversation_in_the_future_is_refused(call: Caller, ana: Member) -> None:
    path = f"/people/{dana(ana).pk}/contacts"
    assert list(call("POST", path, {"on": "2999-01-01"}, status=422)["errors"]) == ["on"]


def test_a_conversation_before_the_first_meeting_is_refused(call: Caller) -> None:
    otto = call("POST", "/people", {"name": "Otto", "met_on": "2020-05-13"}, status=201)
    path, early = f"/people/{otto['id']}", {"version": 1, "last_contact_on": "1950-01-01"}
    assert list(call("PATCH", path, early, status=422)["errors"]) == ["last_contact_on"]
    both = {"name": "Otto", "met_on": "2020-05-13", "last_contact_on": "1950-01-01"}
    assert list(call("POST", "/people", both, status=422)["errors"]) == ["last_contact_on"]
    assert call("PATCH", path, {"version": 1, "title": "Baker"}, status=200)["title"] == "Baker"
    assert list(call("POST", f"{path}/contacts", {"on": "2020-05-12"}, status=422)["errors"]) == ["on"]


def test_who_was_spoken_with_before_they_were_met_can_be_changed_all_the_same(
    call: Caller, ana: Member
) -> None:
    """A conversation that is noted elsewhere may be earlier: both days as they stand keep nobody out."""
    otto = add(ana, "Otto", met_on=date(2020, 5, 13), last_contact_on=date(2020, 5, 12))
    as_it_stands = {"met_on": "2020-05-13", "last_contact_on": "2020-05-12"}
    said = {"version": 1, "title": "Baker"} | as_it_stands
    assert call("PATCH", f"/people/{otto.pk}", said, status=200)["title"] == "Baker"


def test_a_change_names_the_version_it_saw(call: Caller, ana: Member) -> None:
    path = f"/people/{dana(ana).pk}"
    call("PATCH", path, {"title": "Head"}, status=428)
    call("PATCH", path, {"title": "Head"}, status=428, If_Match="yesterday")
    call("PATCH", path, {"title": "Head"}, status=200, If_Match='W/"1"')
    problem = call("PATCH", path, {"title": "Caretaker", "version": 1}, status=409)
    assert "version 2" in problem["detail"]
    assert call("GET", path, status=200)["title"] == "Head"


def test_the_same_key_has_one_effect(call: Caller, ana: Member) -> None:
    once = {"Idempotency_Key": "k-1"}
    first = call("POST", "/people", {"name": "Ken Ito"}, status=201, **once)
    assert call("POST", "/people", {"name": "Ken Ito"}, status=201, **once)["id"] == first["id"]
    assert queries.known(ana) == 1
    call("POST", "/people", {"name": "Another"}, status=409, **once)
    for _ in range(2):
        call(
            "POST",
            f"/people/{first['id']}/contacts",
            {"on": "2026-05-12", "note": "n"},
            status=200,
            Idempotency_Key="k-2",
        )
    assert Person.objects.get().notes.count("12 May 2026") == 1
    for _ in range(2):
        call("POST", "/companies", {"name": "Harbour Bakery"}, status=201, Idempotency_Key="k-3")
    assert Company.objects.count() == 1


def test_a_problem_is_a_document() -> None:
    bare = Problem(404, "Not found")
    assert bare.document() == {"type": "about:blank", "title": "Not found", "status": 404}
    assert str(bare) == "404 Not found"


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164\u2800", "\u00ad \ufeff"])
def test_a_name_in_which_there_is_nothing_to_see_is_none(call: Caller, ana: Member, unseen: str) -> None:
    entry = dana(ana)
    for method, path in (("POST", "/people"), ("POST", "/companies"), ("PATCH", f"/people/{entry.pk}")):
        said = {"name": unseen} | ({"version": entry.version} if method == "PATCH" else {})
        assert call(method, path, said, status=422)["errors"] == {"name": "Give a name."}
    assert queries.known(ana) == 1


@pytest.mark.parametrize("kind", ["people", "companies"])
def test_deleted_twice_is_deleted(call: Caller, ana: Member, stan: Member, kind: str) -> None:
    entry = dana(ana) if kind == "people" else company(ana, "Harbour Bakery")
    path = f"/{kind}/{entry.pk}"
    call("DELETE", path, status=204)
    call("DELETE", path, status=204)
    call("GET", path, status=404)
    assert AuditEntry.objects.filter(what__endswith=".removed").count() == 1
    Caller(stan)("DELETE", path, status=404)


@pytest.mark.parametrize("trouble", [actions.Conflict, actions.NoName, actions.NotYet, actions.TooLong])
def test_what_stands_in_the_way_of_writing_in_a_book_is_said_wherever_it_comes_from(
    trouble: type[Exception],
) -> None:
    assert trouble in STANDS_IN_THE_WAY


# ---- tags, birthdays, addresses ----


def test_tags_birthday_and_addresses_come_back_as_they_were_given(ana: Member) -> None:
    call = Caller(ana)
    said = {
        "tags": ["Choir"],
        "birthday": "--05-13",
        "addresses": [{"street": "2 Allotment Lane", "code": "QS1"}],
    }
    made = call("POST", "/people", {"name": "Dana"} | said, status=201)
    assert (made["tags"], made["birthday"]) == (["Choir"], "--05-13")
    assert made["addresses"][0]["street"] == "2 Allotment Lane"
    patched = call("PATCH", f"/people/{made['id']}", {"title": "Singer", "version": 1}, status=200)
    assert {name: patched[name] for name in said} == {name: made[name] for name in said}
    assert call("GET", "/people?tag=choir", status=200)["total"] == 1


@pytest.mark.parametrize(
    "wrong", [{"birthday": "13 May"}, {"birthday": "1970-02-30"}, {"tags": [""]}, {"addresses": [{"x": 1}]}]
)
def test_what_is_no_birthday_tag_or_address_is_refused(ana: Member, wrong: dict[str, Any]) -> None:
    Caller(ana)("POST", "/people", {"name": "Dana"} | wrong, status=422)


def test_a_program_can_ask_who_is_there_already(ana: Member, stan: Member) -> None:
    dana = add(ana, "Dana Ruiz", company="Acme", channels=["dana@example.com"])
    asked = "/people-alike?name=D.%20Ruiz&channel=dana@example.com"
    (found,) = Caller(ana)("GET", asked, status=200)
    assert (found["person"]["id"], found["is_sure"]) == (dana.pk, True)
    assert Caller(stan)("GET", asked, status=200) == []
    Caller(ana)("GET", "/people-alike?name=Dana&channel=nowhere", status=422)

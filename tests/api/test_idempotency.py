"""One effect for one Idempotency-Key: the same answer for the same contents, a refusal for others."""

from collections.abc import Callable
from typing import Any

import pytest

from sentby.core.models import AuditEntry, Submission
from sentby.mail.models import Message
from tests.api.program import DANA, GATES, Program, operations
from tests.support.cast import make_ruth

pytestmark = pytest.mark.django_db
Prepared = tuple[Program, str, Any, Any]  # who, where, what, and other contents for the same key


def passed_on(ana_s: Program, sam_s: Program, **said: Any) -> Any:
    return ana_s.passes_on(sam_s.member, claims=GATES, **said)


def on(path: str, body: Any, other: Any, *, by: str = "sam") -> Callable[[Program, Program], Prepared]:
    """An act on a referral that Ana gave to Sam."""

    def prepare(ana_s: Program, sam_s: Program) -> Prepared:
        item = passed_on(ana_s, sam_s)
        return (ana_s if by == "ana" else sam_s), f"/referrals/{item['id']}{path}", body, other

    return prepare


def removal(of: str, made: Any) -> Callable[[Program, Program], Prepared]:
    """Taking back what was just made on a referral."""

    def prepare(ana_s: Program, sam_s: Program) -> Prepared:
        path = f"/referrals/{passed_on(ana_s, sam_s)['id']}/{of}"
        rows = [sam_s("POST", path, made, status=201) for _ in range(1)]
        row = rows[0] if of == "thanks" else rows[0][of][-1]
        return sam_s, f"{path}/{row['id']}/removal", {}, None

    return prepare


def fact_withdrawal(ana_s: Program, sam_s: Program) -> Prepared:
    item = passed_on(ana_s, sam_s)
    [fact] = [fact for fact in item["facts"] if fact["kind"] == "spoke"]
    return ana_s, f"/referrals/{item['id']}/facts/{fact['id']}/withdrawal", {}, None


def bring_back(ana_s: Program, sam_s: Program) -> Prepared:
    path = f"/referrals/{passed_on(ana_s, sam_s)['id']}"
    ana_s("POST", f"{path}/withdrawal", {})
    return ana_s, f"{path}/return", {}, None


def answer(ana_s: Program, sam_s: Program) -> Prepared:
    path = f"/referrals/{passed_on(ana_s, sam_s)['id']}"
    ana_s("POST", f"{path}/question", {"question": "And?"}, status=201)
    return sam_s, f"{path}/answer", {"answer": "Soon."}, {"answer": "Never."}


def call(ana_s: Program, sam_s: Program) -> Prepared:
    passed_on(ana_s, sam_s)
    return sam_s, "/calls", {"caller": "Dana Lindqvist"}, {"caller": "Somebody"}


def departure(ana_s: Program, sam_s: Program) -> Prepared:
    path = f"/referrals/{passed_on(ana_s, sam_s)['id']}/introduction"
    ana_s("PUT", path, {"subject": "Dana, meet Sam", "why": "A roof.", "way": "sentby"})
    return ana_s, f"{path}/departure", {"version": 2}, {"version": 3}


def fresh_start(ana_s: Program, sam_s: Program) -> Prepared:
    path = f"/referrals/{passed_on(ana_s, sam_s)['id']}/introduction"
    ana_s("PUT", path, {"subject": "Dana, meet Sam", "why": "A roof.", "way": "own"})
    return ana_s, f"{path}/fresh-start", {}, None


def called_back(ana_s: Program, sam_s: Program) -> Prepared:
    path = f"/referrals/{passed_on(ana_s, sam_s)['id']}/introduction"
    ana_s("PUT", path, {"subject": "Dana, meet Sam", "why": "A roof.", "way": "sentby"})
    ana_s("POST", f"{path}/departure", {"version": 2})
    return ana_s, f"{path}/return", {}, None


def consent(ana_s: Program, sam_s: Program) -> Prepared:
    item = passed_on(ana_s, sam_s, consent_mode="ask-one")
    return ana_s, f"/referrals/{item['id']}/consent", {"way": "sentby"}, {"way": "own"}


def asked(ana_s: Program, sam_s: Program) -> Prepared:
    path = f"/referrals/{passed_on(ana_s, sam_s, consent_mode='ask-one')['id']}/consent"
    ana_s("POST", path, {"way": "own"})
    return ana_s, f"{path}/departure", {}, None


def told(ana_s: Program, sam_s: Program) -> Prepared:
    tomas = ana_s("POST", "/people", {"name": "Tomás Vidal"}, status=201)["id"]
    body = {"giver": "me", "receiver": {"person": tomas}, "prospect": DANA}
    item = ana_s("POST", "/referrals", body, status=201)
    return ana_s, f"/referrals/{item['id']}/receiver-told", {}, None


def told_after_all(ana_s: Program, sam_s: Program) -> Prepared:
    _, path, _, _ = told(ana_s, sam_s)
    ana_s("POST", path, {}, status=201)
    return ana_s, f"{path}/removal", {}, None


def heard(ana_s: Program, sam_s: Program) -> Prepared:
    path = f"/referrals/{passed_on(ana_s, sam_s, consent_mode='ask-one')['id']}/consent"
    return ana_s, f"{path}/answer", {"said": "yes"}, {"said": "no"}


def retry(ana_s: Program, sam_s: Program) -> Prepared:
    passed_on(ana_s, sam_s)
    Message.objects.update(state="failed")
    return ana_s, f"/messages/{Message.objects.get().pk}/retry", {}, None


def of_the_owner(act: Callable[[Program], tuple[str, Any, Any]]) -> Callable[[Program, Program], Prepared]:
    """What Ruth does with the seats of her desk."""

    def prepare(ana_s: Program, sam_s: Program) -> Prepared:
        ruth_s = Program(make_ruth())
        path, body, other = act(ruth_s)
        return ruth_s, path.format(sam=sam_s.member.pk), body, other

    return prepare


def invitation(ruth_s: Program) -> tuple[str, Any, Any]:
    return "/invitations", {"email": "hanna@example.org"}, {"email": "joel@example.org"}


def invitation_withdrawal(ruth_s: Program) -> tuple[str, Any, Any]:
    offer = ruth_s("POST", "/invitations", {"email": "hanna@example.org"}, status=201)
    return f"/invitations/{offer['id']}/withdrawal", {}, None


def pass_on(ana_s: Program, sam_s: Program) -> Prepared:
    body = {"giver": "me", "receiver": {"member": sam_s.member.pk}, "prospect": DANA}
    return ana_s, "/referrals", body, body | {"need": "Gutters"}


def in_the_book(path: str, name: str) -> Callable[[Program, Program], Prepared]:
    """What is added to a book."""
    return lambda ana_s, sam_s: (ana_s, path, {"name": name}, {"name": "Another"})


def of_the_book(path: str, act: str, body: Any, other: Any) -> Callable[[Program, Program], Prepared]:
    """What is done with an entry of a book."""

    def prepare(ana_s: Program, sam_s: Program) -> Prepared:
        entry = f"{path}/{ana_s('POST', path, {'name': 'Ken'}, status=201)['id']}"
        if act == "return":
            ana_s.send("DELETE", entry)
        return ana_s, f"{entry}/{act}", body, other

    return prepare


CARDS = b"BEGIN:VCARD\nVERSION:3.0\nFN:Dana Ruiz\nTEL:01632 960101\nEND:VCARD\n"
TABLE = b"Name,Phone\nDana Ruiz,01632 960101\nJoel Marsh,01632 960102\n"


def of_a_file(
    act: str, body: Any, other: Any, *, started: bool = False
) -> Callable[[Program, Program], Prepared]:
    """An act on a table that Ana gave."""

    def prepare(ana_s: Program, sam_s: Program) -> Prepared:
        given = ana_s("POST", "/imports", TABLE, status=201)
        if started:
            ana_s("POST", f"/imports/{given['id']}/start")
        return ana_s, f"/imports/{given['id']}/{act}", body, other

    return prepare


def two(ana_s: Program) -> dict[str, str]:
    """Two entries of one name."""
    return {name: ana_s("POST", "/people", {"name": "Ken"}, status=201)["id"] for name in ("one", "other")}


def two_merges(ana_s: Program) -> list[dict[str, Any]]:
    """What two merges are asked for by."""
    pairs = [two(ana_s) for _ in "ab"]
    return [
        {"kept": pair["one"], "other": pair["other"], "kept_version": 1, "other_version": 1} for pair in pairs
    ]


def merge(ana_s: Program, sam_s: Program) -> Prepared:
    one, other = two_merges(ana_s)
    return ana_s, "/merges", one, other


def keep_apart(ana_s: Program, sam_s: Program) -> Prepared:
    return ana_s, "/people-apart", two(ana_s), two(ana_s)


def unmerge(ana_s: Program, sam_s: Program) -> Prepared:
    merged = ana_s("POST", "/merges", two_merges(ana_s)[0], status=201)
    return ana_s, f"/merges/{merged['id']}/undo", {}, None


ACTS: dict[str, Callable[[Program, Program], Prepared]] = {
    "add_person": in_the_book("/people", "Ken"),
    "add_company": in_the_book("/companies", "Harbour Bakery"),
    "take_in": lambda ana_s, sam_s: (ana_s, "/imports", CARDS, CARDS + CARDS),
    "set_columns": of_a_file("columns", {"fields": ["name", "phone"]}, {"fields": ["name", ""]}),
    "choose": of_a_file("choice", {"left_out": True}, {"left_out": False}),
    "start_writing": of_a_file("start", {}, None),
    "stop_import": of_a_file("stop", {}, None),
    "undo_import": of_a_file("undo", {}, None, started=True),
    "log_contact": of_the_book("/people", "contacts", {"on": "2026-05-12"}, {"on": "2026-05-11"}),
    "bring_back_person": of_the_book("/people", "return", {}, None),
    "bring_back_company": of_the_book("/companies", "return", {}, None),
    "merge_people": merge,
    "unmerge_people": unmerge,
    "keep_apart": keep_apart,
    "pass_on": pass_on,
    "withdraw_referral": on("/withdrawal", {"why": "Wrong"}, {"why": "Other"}, by="ana"),
    "bring_back_referral": bring_back,
    "claim_fact": on("/facts", {"kind": "first_hand"}, {"kind": "called"}, by="ana"),
    "withdraw_fact": fact_withdrawal,
    "record_contact": on("/contacts", {"kind": "called"}, {"kind": "met"}),
    "take_back_contact": removal("contacts", {"kind": "called"}),
    "note_receiver_told": told,
    "take_back_told": told_after_all,
    "they_called": call,
    "record_outcome": on("/outcomes", {"kind": "met"}, {"kind": "lost"}),
    "take_back_outcome": removal("outcomes", {"kind": "met"}),
    "ask_what_became": on("/question", {"question": "And?"}, {"question": "Or?"}, by="ana"),
    "answer_question": answer,
    "thank": on("/thanks", {"occasion": "receipt"}, {"occasion": "success"}),
    "take_back_thanks": removal("thanks", {"occasion": "receipt"}),
    "let_introduction_leave": departure,
    "begin_again": fresh_start,
    "call_back_introduction": called_back,
    "ask_first": consent,
    "note_asked": asked,
    "note_heard": heard,
    "retry_message": retry,
    "invite": of_the_owner(invitation),
    "withdraw_invitation": of_the_owner(invitation_withdrawal),
    "close_seat": of_the_owner(lambda ruth_s: ("/seats/{sam}/closure", {}, None)),
    "open_seat": of_the_owner(lambda ruth_s: ("/seats/{sam}/return", {}, None)),
}
SAVES_NOTHING = {"grade", "preview_introduction"}


@pytest.mark.parametrize("name", ACTS)
def test_one_effect_for_one_key(name: str, ana_s: Program, sam_s: Program) -> None:
    program, path, body, other = ACTS[name](ana_s, sam_s)
    first = program.send("POST", path, body, key="k-1")
    assert first.status_code in (200, 201), first.content
    trail = AuditEntry.objects.count()
    again = program.send("POST", path, body, key="k-1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert AuditEntry.objects.count() == trail
    if other is not None:
        assert "fresh" in program("POST", path, other, status=409, key="k-1")["detail"]
        assert AuditEntry.objects.count() == trail
    assert Submission.objects.get(key="k-1").act.startswith("api.")


def test_every_operation_that_posts_is_tried_here(ana_s: Program) -> None:
    described = ana_s("GET", "/openapi.json")
    posts = {said["operationId"] for method, _, said in operations(described) if method == "POST"}
    assert posts - SAVES_NOTHING == set(ACTS)


def test_a_key_is_its_members_own(ana_s: Program, stan_s: Program) -> None:
    for program in (ana_s, stan_s):
        program("POST", "/people", {"name": "Ken"}, status=201, key="same")
    assert stan_s("GET", "/people")["total"] == 1


def test_a_refused_act_leaves_its_key_free(ana_s: Program) -> None:
    ana_s("POST", "/people", {"name": " "}, status=422, key="k-1")
    ana_s("POST", "/people", {"name": "Ken"}, status=201, key="k-1")


def test_a_key_has_at_most_eighty_characters(ana_s: Program) -> None:
    ana_s("POST", "/people", {"name": "Ken"}, status=422, key="k" * 81)

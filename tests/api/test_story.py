"""The whole story by machine: passed on, completed, introduced, followed up, won, thanked."""

from typing import Any

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.mail.models import Message
from sentby.people import actions as people
from tests.api.program import DANA, GATES, Program, problems

pytestmark = pytest.mark.django_db


def grade(item: Any) -> tuple[str, int]:
    return item["judgement"]["claimed"]["grade"], item["judgement"]["claimed"]["level"]


def test_a_lead_is_completed_and_becomes_a_referral(ana_s: Program, sam: Member) -> None:
    said = {"prospect": {"company": "Mill Lane School", "place": "Millane"}, "need": "A new roof"}
    item = ana_s.passes_on(sam, **said)
    assert grade(item) == ("lead", 0)
    assert item["giver"]["member"] == ana_s.member.pk
    path = f"/referrals/{item['id']}"
    changed = ana_s("PATCH", f"{path}/details", {"version": 1, "prospect": DANA})
    assert (changed["title"], changed["version"], changed["need"]) == ("Dana Lindqvist", 2, "A new roof")
    stale = ana_s("PATCH", f"{path}/details", {"version": 1, "need": "Gutters"}, status=409)
    assert "Look at it" in stale["detail"]
    for claim in GATES:
        changed = ana_s("POST", f"{path}/facts", claim, status=201)
    assert grade(changed) == ("referral", 1)
    assert changed["judgement"]["confirmed"]["grade"] == "mention"
    assert changed["judgement"]["next"]["say"]
    assert len(changed["gates"]) == 5
    assert [rung["level"] for rung in changed["rungs"]] == list(range(1, 9))
    [fact] = [fact for fact in changed["facts"] if fact["kind"] == "expects_contact"]
    less = ana_s("POST", f"{path}/facts/{fact['id']}/withdrawal")
    assert grade(less) == ("lead", 0)
    assert less["judgement"]["missing"] == ["expects_contact"]


def test_what_follows_from_the_details_cannot_be_withdrawn(ana_s: Program, sam: Member) -> None:
    item = ana_s.passes_on(sam)
    [fact] = [fact for fact in item["facts"] if fact["kind"] == "reachable"]
    ana_s("POST", f"/referrals/{item['id']}/facts/{fact['id']}/withdrawal", status=422)


def test_an_introduction_is_written_looked_at_and_sent(ana_s: Program, sam: Member) -> None:
    item = ana_s.passes_on(sam, claims=GATES, need="A new roof", endorsement="He mended ours.")
    path = f"/referrals/{item['id']}"
    letter = ana_s("GET", f"{path}/introduction")
    assert letter["by_sentby"]["allowed"] and letter["standing"] is None
    assert [side["whose"] for side in letter["sides"]] == ["Dana", "Sam"]
    words = {name: letter["words"][name] for name in ("subject", "why", "what_next", "way")}
    looked = ana_s("POST", f"{path}/introduction/preview", words | {"why": "You two should talk."})
    assert all("You two should talk." in side["text"] for side in looked["sides"])
    kept = ana_s("PUT", f"{path}/introduction", words | {"why": "You two should talk."})
    assert kept["words"]["version"] == 2 and kept["standing"]["left_at"] is None
    ana_s("PUT", f"{path}/introduction", words | {"version": 1}, status=409)
    ana_s("POST", f"{path}/introduction/departure", {"version": 1}, status=409)
    left = ana_s("POST", f"{path}/introduction/departure", {"version": 2})
    assert left["standing"]["left_at"]
    ana_s("POST", f"{path}/introduction/departure", {"version": 3}, status=409)
    ana_s("POST", f"{path}/introduction/fresh-start", status=200)


def test_followed_up(ana_s: Program, sam_s: Program) -> None:
    item = ana_s.passes_on(sam_s.member, claims=GATES)
    path = f"/referrals/{item['id']}"
    assert sam_s("GET", "/today")["due"][0]["id"] == item["id"]
    [promise] = sam_s("GET", "/follow-ups")["items"]
    assert promise["line"]["next_action"]["mine"] is True
    called = sam_s("POST", f"{path}/contacts", {"kind": "called", "note": "Back on Monday."}, status=201)
    assert called["clock"]["state"] == "stopped"
    [contact] = called["contacts"]
    assert sam_s("POST", f"{path}/contacts/{contact['id']}/removal")["clock"]["state"] == "running"
    again = sam_s("POST", "/calls", {"caller": "Dana Lindqvist"}, status=201)
    assert again["contacts"][0]["kind"] == "they_called"


def test_won_and_thanked(ana_s: Program, sam_s: Program) -> None:
    item = ana_s.passes_on(sam_s.member, claims=GATES)
    path = f"/referrals/{item['id']}"
    won = sam_s("POST", f"{path}/outcomes", {"kind": "won", "amount": "£5,000"}, status=201)
    assert (won["outcomes"][0]["amount"], won["outcomes"][0]["currency"]) == ("5000.00", "GBP")
    sam_s("POST", f"{path}/outcomes", {"kind": "lost"}, status=409)
    assert ana_s("GET", path)["outcomes"][0]["amount"] is None
    owed = sam_s("GET", "/today")["to_thank"]
    assert [(row["id"], row["occasion"]) for row in owed] == [(item["id"], "success")]
    thanks = sam_s("POST", f"{path}/thanks", {"occasion": "success", "words": "Splendid."}, status=201)
    assert sam_s("GET", "/today")["to_thank"] == []
    assert ana_s("GET", "/thanks")["items"] == [thanks | {"mine": False}]
    assert ana_s("GET", "/today")["became"][0]["thanks"][0]["words"] == "Splendid."
    assert sam_s("POST", f"{path}/thanks/{thanks['id']}/removal")["taken_back"] is True
    assert ana_s("GET", "/thanks") == {"items": [], "total": 0}


def test_an_amount_is_seen_by_the_giver_when_it_is_shared(ana_s: Program, sam_s: Program) -> None:
    path = f"/referrals/{ana_s.passes_on(sam_s.member)['id']}"
    won = {"kind": "won", "amount": "900", "currency": "EUR", "share_amount": True}
    made = sam_s("POST", f"{path}/outcomes", won, status=201)
    assert ana_s("GET", path)["outcomes"][0]["amount"] == "900.00"
    outcome = made["outcomes"][0]["id"]
    assert sam_s("POST", f"{path}/outcomes/{outcome}/removal")["outcomes"] == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "met", "amount": "5"}, "amount"),
        ({"kind": "won", "amount": "much"}, "amount"),
        ({"kind": "won", "amount": "5", "currency": "XXX"}, "amount"),
        ({"kind": "won", "currency": "gbp"}, "currency"),
        ({"kind": "none"}, "kind"),
    ],
)
def test_an_outcome_that_makes_no_sense_is_refused(
    ana_s: Program, sam_s: Program, said: dict[str, Any], field: str
) -> None:
    path = f"/referrals/{ana_s.passes_on(sam_s.member)['id']}"
    assert list(problems(sam_s("POST", f"{path}/outcomes", said, status=422))) == [field]


def test_the_biggest_amount_is_kept(ana_s: Program, sam_s: Program) -> None:
    path = f"/referrals/{ana_s.passes_on(sam_s.member)['id']}"
    won = sam_s("POST", f"{path}/outcomes", {"kind": "won", "amount": "999999999999.99"}, status=201)
    assert won["outcomes"][0]["amount"].rstrip("0") == "999999999999.99"


def test_withdrawn_and_brought_back(ana_s: Program, sam_s: Program) -> None:
    item = ana_s.passes_on(sam_s.member)
    path = f"/referrals/{item['id']}"
    gone = ana_s("POST", f"{path}/withdrawal", {"why": "The wrong Dana"})
    assert gone["withdrawn_at"] and gone["ended"] and gone["next_action"] is None
    assert ana_s("GET", "/referrals?show=ended")["total"] == 1
    assert ana_s("POST", f"{path}/return")["withdrawn_at"] is None
    sam_s("POST", f"{path}/withdrawal", {}, status=404)


def test_a_question_and_its_answer(ana_s: Program, sam_s: Program) -> None:
    path = f"/referrals/{ana_s.passes_on(sam_s.member)['id']}"
    asked = ana_s("POST", f"{path}/question", {"question": "Did you reach her?"}, status=201)
    assert asked["question"]["mine"] is True
    assert sam_s("GET", "/today")["asked"][0]["question"] == "Did you reach her?"
    ana_s("POST", f"{path}/answer", {"answer": "My own"}, status=404)
    assert sam_s("POST", f"{path}/answer", {"answer": "On Tuesday."})["question"] is None


def test_recorded_as_received_and_for_oneself(ana_s: Program) -> None:
    tomas = people.add_person(owner=ana_s.member, name="Tomás Vidal", at=now())
    received = ana_s(
        "POST", "/referrals", {"giver": {"person": tomas.pk}, "receiver": "me", "prospect": DANA}, status=201
    )
    assert received["giver"] == received["giver"] | {"person": tomas.pk, "name": "Tomás Vidal"}
    own = ana_s("POST", "/referrals", {"receiver": "me", "prospect": {"name": "Ken"}}, status=201)
    assert own["giver"] is None
    assert grade(own)[0] == "mention"
    listed = ana_s("GET", "/referrals?size=1&page=2")
    assert (listed["total"], len(listed["items"]), listed["page"]) == (2, 1, 2)
    assert ana_s("GET", "/referrals?q=ken")["total"] == 1
    given = ana_s(
        "POST",
        "/referrals",
        {
            "giver": "me",
            "receiver": {"person": tomas.pk},
            "prospect": {"person": received["prospect"]["person"]},
        },
        status=201,
    )
    assert given["prospect"]["person"] == received["prospect"]["person"]
    assert ana_s("GET", "/referrals?show=recorded")["total"] == 1


def test_neither_side_or_both_cannot_be_passed_on(ana_s: Program, sam: Member, stan: Member) -> None:
    for giver, receiver in (
        ({"member": sam.pk}, {"member": stan.pk}),
        ("me", "me"),
        (None, {"member": sam.pk}),
    ):
        said = {"giver": giver, "receiver": receiver, "prospect": DANA}
        assert ana_s("POST", "/referrals", said, status=422)["detail"]


def test_asked_first(ana_s: Program, sam_s: Program) -> None:
    path = f"/referrals/{ana_s.passes_on(sam_s.member, claims=GATES, consent_mode='ask-one')['id']}"
    sam_s("GET", path, status=404)
    assert ana_s("GET", f"{path}/introduction")["possible"]["allowed"] is False
    assert ana_s("GET", f"{path}/consent")["standing"] is None
    ana_s("POST", f"{path}/consent/departure", status=404)
    prepared = ana_s("POST", f"{path}/consent", {"way": "own"})
    assert prepared["own"]["mailto"].startswith("mailto:dana@millane.example.org?")
    assert ana_s("POST", f"{path}/consent/departure")["standing"]["left_at"]
    ana_s("POST", f"{path}/consent", {"way": "sentby"}, status=409)


def test_what_sentby_may_not_send_is_refused_with_the_reason(ana_s: Program, sam: Member) -> None:
    path = f"/referrals/{ana_s.passes_on(sam)['id']}"
    said = {"subject": "Dana, meet Sam", "why": "A roof", "way": "sentby"}
    assert problems(ana_s("PUT", f"{path}/introduction", said, status=422))["way"]
    ana_s("POST", f"{path}/introduction/departure", {"version": 1}, status=404)
    own = ana_s("PUT", f"{path}/introduction", said | {"way": "own"})
    assert own["own"]["to"]
    assert ana_s("POST", f"{path}/introduction/fresh-start")["standing"] is None
    ana_s("POST", f"{path}/consent", {"way": "own"}, status=422)


def test_a_call_of_nobody_and_of_somebody_twice(ana_s: Program, sam_s: Program) -> None:
    assert problems(sam_s("POST", "/calls", {"caller": "01632 960144"}, status=422))["caller"]
    for _ in range(2):
        ana_s.passes_on(sam_s.member)
    several = problems(sam_s("POST", "/calls", {"caller": "Dana Lindqvist"}, status=422))
    assert several["caller"].startswith("More than one could be meant")


def test_a_contact_in_the_future_is_refused(ana_s: Program, sam_s: Program) -> None:
    path = f"/referrals/{ana_s.passes_on(sam_s.member)['id']}/contacts"
    said = {"kind": "called", "happened_at": "2199-01-01T00:00Z"}
    assert list(problems(sam_s("POST", path, said, status=422))) == ["happened_at"]
    said["happened_at"] = "2001-01-01T23:59+14:00"
    sam_s("POST", path, said, status=201)


def test_a_refusal_is_final(ana_s: Program, sam: Member) -> None:
    people.refuse(channels=["dana@millane.example.org"], referral_id="", by=Actor("prospect"), at=now())
    said = {"giver": "me", "receiver": {"member": sam.pk}, "prospect": DANA}
    assert "final" in ana_s("POST", "/referrals", said, status=422)["detail"]


def test_the_outbox(ana_s: Program, sam_s: Program) -> None:
    ana_s.passes_on(sam_s.member)
    [letter] = ana_s("GET", "/messages")["items"]
    assert (letter["state"], letter["can_be_retried"]) == ("queued", False)
    path = f"/messages/{letter['id']}"
    assert ana_s("GET", path)["text"] == ""
    ana_s("POST", f"{path}/retry", status=409)
    Message.objects.update(state="failed", trouble="No such mailbox.")
    assert ana_s("GET", "/messages?show=trouble")["total"] == 1
    assert ana_s("GET", "/today")["trouble"][0]["trouble"] == "No such mailbox."
    sam_s("POST", f"{path}/retry", status=404)
    assert ana_s("POST", f"{path}/retry")["state"] == "queued"


def test_the_profile_and_the_members(ana_s: Program, sam: Member) -> None:
    assert [row["name"] for row in ana_s("GET", "/members")] == ["Ana Reyes", "Sam Okafor"]
    before = ana_s("GET", "/profile")
    meets = {"meets_weekday": 2, "meets_time": "07:30", "time_zone": "madrid", "ladder": 10}
    after = ana_s("PATCH", "/profile", {"version": 1} | meets)
    expected = before | meets | {"meets_time": "07:30:00", "time_zone": "Europe/Madrid", "version": 2}
    assert after == expected
    ana_s("PATCH", "/profile", {"version": 1, "ladder": 5}, status=409)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "\u200b\u3164"}, "name"),
        ({"phone": "ana@reyes.example.com"}, "phone"),
        ({"time_zone": "Atlantis"}, "time_zone"),
        ({"locale": "xx-XX"}, "locale"),
        ({"ladder": 7}, "ladder"),
        ({"last_minute_hours": 49}, "last_minute_hours"),
        ({"meets_weekday": 2}, "meets_time"),
        ({"meets_time": "07:30"}, "meets_weekday"),
        ({"meets_weekday": 2, "meets_time": "07:30Z"}, "meets_time"),
        ({"is_owner": True}, "is_owner"),
        ({"email": "x@example.com"}, "email"),
        ({}, "body"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(ana_s: Program, said: dict[str, Any], field: str) -> None:
    found = problems(ana_s("PATCH", "/profile", {"version": 1} | said, status=422))
    assert list(found) == [field]

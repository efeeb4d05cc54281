"""A referral's story: every statement dated, with its source, and nothing of somebody who was erased."""

import pytest

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.audit import Actor
from sentby.core.models import AuditEntry
from sentby.followups import queries as followups
from sentby.gratitude import actions as gratitude
from sentby.referrals import actions
from sentby.referrals.actions import Claim
from sentby.referrals.actions.forgetting import forget_prospect
from sentby.referrals.models import Referral
from sentby.referrals.page import page_for
from sentby.rules.clocks import ContactKind
from sentby.rules.facts import FactKind, Origin
from sentby.rules.standing import Outcome
from tests.people.people import add
from tests.support.cast import AT
from tests.support.referring import BAKERY, DAY, HOUR, NAME_ONLY, SPOKEN, give, give_referral, receive

pytestmark = pytest.mark.django_db
PROSPECT = Actor("prospect")


def story(referral: Referral, reader: Member) -> list[str]:
    """The sentences as a reader gets them, the earliest first."""
    return [entry.text for entry in reversed(page_for(reader, referral.pk).timeline)]


def test_the_whole_way_from_a_lead_to_thanks(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    for reminder in followups.reminders_due(AT + 30 * HOUR):
        actions.remind(reminder=reminder, at=AT + 30 * HOUR)
    later = AT + 2 * DAY
    actions.claim_facts(referral=given, claims=[Claim(kind) for kind in SPOKEN], by=ana, at=later)
    contact = actions.log_contact(
        referral=given, kind=ContactKind.CALLED, by=sam.actor, at=later + HOUR, note="Busy."
    )
    actions.take_back_contact(contact=contact, by=sam, at=later + 2 * HOUR)
    actions.log_contact(referral=given, kind=ContactKind.THEY_CALLED, by=PROSPECT, at=later + 3 * HOUR)
    actions.answer_three_questions(
        referral=given,
        answers={"knows_who": "yes", "knows_how": "no", "expects": "unsure"},
        words="",
        by=PROSPECT,
        at=later + 4 * HOUR,
    )
    gratitude.thank(referral=given, occasion="receipt", by=sam, at=later + 5 * HOUR)
    actions.record_outcome(referral=given, kind=Outcome.WON, by=sam, at=later + 6 * HOUR)
    told = story(given, sam)
    expected = [
        "Ana passed Dana on to you.",
        "Sentby reminded you.",
        "The 24 hours ended without contact.",
        "Sentby told Ana that it is overdue.",
        "Ana spoke with Dana about you.",
        "All five facts hold now: the lead became a referral. The credit stays.",
        "You called Dana.",
        "You took a contact back.",
        "Dana was in touch first.",
        "Dana answered the three questions. Knows who will call: yes. Knows how you may help: no. Expects it: not sure.",
        "You thanked Ana.",
        "Won: business came of it.",
    ]
    assert [sentence for sentence in told if sentence in expected] == expected
    assert "Sam called Dana." in story(given, ana)


def test_each_reader_can_take_back_what_is_theirs(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    fact = actions.claim_fact(referral=given, kind=FactKind.CALLED, by=ana, at=AT + HOUR, note="At noon.")
    contact = actions.log_contact(referral=given, kind=ContactKind.CALLED, by=sam.actor, at=AT + HOUR)
    outcome = actions.record_outcome(referral=given, kind=Outcome.TALKED, by=sam, at=AT + HOUR)
    undo = {
        member: {entry.undo.split("/")[4] for entry in page_for(member, given.pk).timeline if entry.undo}
        for member in (ana, sam)
    }
    assert undo == {ana: {fact.pk}, sam: {contact.pk, outcome.pk}}
    actions.withdraw_fact(fact=fact, by=ana, at=AT + 2 * HOUR)
    assert "You withdrew: “You called Dana to introduce Sam”." in story(given, ana)


def test_what_an_outcome_brings_about_is_told_once(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.record_outcome(referral=given, kind=Outcome.MET, by=sam, at=AT + HOUR)
    actions.record_outcome(referral=given, kind=Outcome.WON, by=sam, at=AT + 2 * HOUR)
    assert given.facts.filter(source="observed", kind__in=["closed", "meeting_arranged"]).count() == 2
    told = story(given, sam)
    assert told[-2:] == ["You and Dana met.", "Won: business came of it."]
    assert not any("did business" in sentence or "arranged a meeting" in sentence for sentence in told)


def test_whose_words_a_recommendation_is(ana: Member, sam: Member) -> None:
    hers = give(ana, sam, endorsement="Sam is calm.")
    his = receive(sam, ana, prospect=BAKERY, endorsement="Ana says so.")
    said = {(row, reader): page_for(reader, row.pk).endorsed for row in (hers, his) for reader in (ana, sam)}
    assert said == {
        (hers, ana): "You wrote", (hers, sam): "Ana says", (his, ana): "Sam wrote", (his, sam): "Ana says",
    }  # fmt: skip
    own = receive(sam, None, prospect=NAME_ONLY, endorsement="Met at the fair.")
    assert page_for(sam, own.pk).endorsed == "You wrote"


def test_what_was_received_and_what_was_found(sam: Member, ana: Member) -> None:
    assert story(receive(sam, ana), sam)[0] == "You recorded that Ana passed Dana on."
    found = receive(sam, None, prospect=BAKERY, origin=Origin.PHONE_BOOK)
    assert story(found, sam)[0] == "You wrote Corner Bakery down, from phone book."
    person = receive(sam, add(sam, "Tomás Vidal"), prospect=NAME_ONLY)
    assert story(person, sam)[0] == "You recorded that Tomás passed Dana on."


def test_the_brief_says_what_is_known_and_who_says_so(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, need="The roof leaks.")
    actions.claim_fact(referral=given, kind=FactKind.TIMING_KNOWN, by=ana, at=AT, note="In summer.")
    actions.answer_three_questions(
        referral=given, answers={}, words="Is there asbestos?", by=PROSPECT, at=AT + HOUR
    )
    lines = page_for(sam, given.pk).brief
    assert {line.kind: line.title for line in lines}["open_questions"] == "Dana writes"
    brief = {line.kind: (line.text, line.source) for line in lines}
    assert brief["need"][0] == "The roof leaks."
    assert brief["timing_known"] == ("In summer.", "Ana, claimed")
    assert brief["price_known"] == ("Not known.", "")
    assert brief["open_questions"] == ("Is there asbestos?", "Dana, confirmed")


def test_why_it_was_withdrawn_is_forgotten_with_the_prospect(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.withdraw(referral=given, by=ana, at=AT + HOUR, why="Dana moved to Leeds.")
    assert AuditEntry.objects.get(what="referral.withdrawn").why == "Dana moved to Leeds."
    forget_prospect(referral=given, by=PROSPECT, at=AT + DAY)
    assert not AuditEntry.objects.exclude(why="").exists()


def test_they_say_what_they_are(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    contact = actions.log_contact(referral=given, kind=ContactKind.MET, by=sam.actor, at=AT)
    ask = actions.ask_what_became(referral=given, by=ana, at=AT)
    outcome = actions.record_outcome(referral=given, kind=Outcome.MET, by=sam, at=AT)
    assert [str(each) for each in (given, given.facts.get(kind="spoke"), contact, ask, outcome)] == [
        f"referral {given.pk}",
        "spoke (claimed)",
        "met at 2026-05-13 09:20",
        "question of 2026-05-13",
        "met at 2026-05-13",
    ]


def test_what_is_only_for_the_audit_pushes_nothing_out_of_the_story(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    for _ in range(201):
        audit.record("mail.queued", subject=("referral", given.pk), by=ana.actor, at=AT + HOUR)
    assert story(given, sam)[0] == "Ana passed Dana on to you."

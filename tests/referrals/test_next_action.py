"""The one next action, its owner, its date, and the reminders that go with it."""

from datetime import datetime, timedelta

import pytest

from sentby.accounts.models import Member
from sentby.followups import queries as followups
from sentby.followups.models import Reminder
from sentby.referrals import actions
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.models import Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from sentby.rules.standing import Outcome
from tests.people.people import add
from tests.support.cast import AT
from tests.support.referring import (
    BAKERY,
    DAY,
    HOUR,
    NAME_ONLY,
    SPOKEN,
    audited,
    fresh,
    give,
    give_referral,
    letters_to,
    next_action,
    receive,
)

pytestmark = pytest.mark.django_db


def remind_all(at: datetime) -> list[str]:
    """One round of the worker; the steps that went out."""
    due = followups.reminders_due(at)
    return [reminder.step for reminder in due if actions.remind(reminder=reminder, at=at)]


def planned(referral: Referral) -> dict[str, datetime]:
    live = Reminder.objects.filter(follow_up__subject_id=referral.pk, dropped_at=None, sent_at=None).order_by(
        "due_at"
    )
    return dict(live.values_list("step", "due_at"))


# ---- C4: two playbooks ----


def test_c4_the_playbooks_differ(ana: Member, sam: Member) -> None:
    acts = {}
    for name, prospect, facts in [
        ("mention", NAME_ONLY, ()),
        ("lead", BAKERY, ()),
        ("referral", Prospect("Dana", ["01632 960144"]), SPOKEN),
        ("introduction", Prospect("Rosa", ["01632 960155"]), (*SPOKEN, FactKind.INTRODUCED_IN_WRITING)),
    ]:
        promised = next_action(give(ana, sam, prospect=prospect, facts=facts))
        assert promised
        acts[name] = (promised.act, promised.owner.first_name, promised.due_at)
    assert acts == {
        "mention": ("add_details", "Ana", AT + DAY),
        "lead": ("look_up_and_call", "Sam", AT + DAY),
        "referral": ("call", "Sam", AT + DAY),
        "introduction": ("reply_to_both", "Sam", AT + DAY),
    }


def test_c4_for_a_receiver_without_an_account_the_recorder_asks(ana: Member) -> None:
    given = give_referral(ana, add(ana, "Tomás Vidal"))
    promised = next_action(given)
    assert promised and (promised.act, promised.owner, promised.due_at) == ("tell_receiver", ana, AT + DAY)
    actions.note_receiver_told(referral=given, by=ana, at=AT + HOUR)
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("ask_what_became", AT + HOUR + 7 * DAY)


def test_c4_a_mention_from_somebody_without_an_account_is_completed_by_whoever_wrote_it(sam: Member) -> None:
    promised = next_action(receive(sam, add(sam, "Tomás Vidal"), prospect=NAME_ONLY))
    assert promised and (promised.act, promised.owner) == ("add_details", sam)


# ---- C2: reminders ----


def test_c2_three_steps_for_the_first_call(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    assert planned(given) == {
        "warn": AT + 20 * HOUR,
        "overdue": AT + 24 * HOUR,
        "tell_giver": AT + 26 * HOUR,
    }


def test_c2_for_oneself_nobody_else_is_told(sam: Member) -> None:
    assert set(planned(receive(sam, None))) == {"warn", "overdue"}


def test_c2_each_step_goes_out_once_to_whom_it_is_for(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, need="The roof leaks.")
    assert remind_all(AT + 19 * HOUR) == []
    assert remind_all(AT + 20 * HOUR) == ["warn"]
    assert remind_all(AT + 30 * HOUR) == ["overdue", "tell_giver"]
    assert remind_all(AT + 300 * HOUR) == []
    warn, overdue = letters_to(sam, "reminder")
    assert warn.subject == "Call Dana: 4 h left"
    assert overdue.subject == "Call Dana: overdue by 6 h"
    (told,) = letters_to(ana, "reminder")
    assert told.subject == "Sam has not been in touch with Dana yet"
    assert audited(given, "reminder.sent") == 3


def test_c2_a_reminder_that_another_worker_took_does_not_go_out(ana: Member, sam: Member) -> None:
    give_referral(ana, sam)
    (reminder,) = followups.reminders_due(AT + 20 * HOUR)
    assert [actions.remind(reminder=reminder, at=AT + 20 * HOUR) for _ in range(2)] == [True, False]
    assert len(letters_to(sam, "reminder")) == 1


@pytest.mark.parametrize("settled", ["contact", "withdrawn", "lost"])
def test_c2_steps_are_dropped_when_it_is_settled(ana: Member, sam: Member, settled: str) -> None:
    given = give_referral(ana, sam)
    if settled == "contact":
        actions.log_contact(referral=given, kind=ContactKind.CALLED, by=sam.actor, at=AT + HOUR)
    elif settled == "withdrawn":
        actions.withdraw(referral=given, by=ana, at=AT + HOUR)
    else:
        actions.record_outcome(referral=given, kind=Outcome.LOST, by=sam, at=AT + HOUR)
    assert remind_all(AT + 30 * HOUR) == []


def test_c2_promoted_the_steps_are_not_doubled(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    remind_all(AT + 20 * HOUR)
    actions.claim_facts(referral=given, claims=[Claim(kind) for kind in SPOKEN], by=ana, at=AT + 21 * HOUR)
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("call", AT + DAY)
    assert remind_all(AT + 30 * HOUR) == ["overdue", "tell_giver"]


def test_c2_a_contact_taken_back_the_steps_are_not_doubled(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    remind_all(AT + 25 * HOUR)
    contact = actions.log_contact(referral=given, kind=ContactKind.CALLED, by=sam.actor, at=AT + 25 * HOUR)
    actions.take_back_contact(contact=contact, by=sam, at=AT + 26 * HOUR)
    assert remind_all(AT + 30 * HOUR) == ["tell_giver"]


def test_c2_after_the_first_contact_only_the_owner_is_reminded(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.log_contact(referral=given, kind=ContactKind.CALLED, by=sam.actor, at=AT + HOUR)
    assert set(planned(given)) == {"warn", "overdue"}


def test_c2_the_giver_is_reminded_of_what_only_they_can_do(ana: Member, sam: Member) -> None:
    give(ana, sam, prospect=NAME_ONLY)
    give_referral(ana, sam, mode=Mode.ASK_ONE, prospect=Prospect("Rosa", ["01632 960155"]))
    remind_all(AT + 8 * DAY)
    subjects = {letter.subject.split(":")[0] for letter in letters_to(ana, "reminder")}
    assert subjects == {"Add Dana’s details", "Ask Rosa for an answer"}
    assert letters_to(sam, "reminder") == []


def test_the_prospect_is_told_of_a_referral_only_and_after_the_undo(ana: Member, sam: Member) -> None:
    lead, referral = give(ana, sam, prospect=BAKERY), give_referral(ana, sam)
    asked = give_referral(ana, sam, mode=Mode.ASK_ONE, prospect=Prospect("Rosa", ["01632 960155"]))
    own = receive(sam, None, prospect=Prospect("Tomás", ["01632 960166"]))
    assert [fresh(each).tell_due_at for each in (lead, referral, asked, own)] == [
        None, AT + timedelta(seconds=30), None, None,
    ]  # fmt: skip
    actions.withdraw_fact(fact=referral.facts.get(kind="spoke"), by=ana, at=AT)
    assert fresh(referral).tell_due_at is None

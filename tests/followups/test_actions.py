"""A promise: one at a time for each subject, with its reminders, each sent once."""

import pytest
from django.db import IntegrityError, transaction

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY
from sentby.core.models import AuditEntry
from sentby.followups import actions, queries
from sentby.followups.actions import Nudge, Subject
from sentby.followups.models import FollowUp, Reminder
from tests.support.cast import AT
from tests.support.referring import DAY, HOUR

pytestmark = pytest.mark.django_db
ROOF = Subject("referral", "roof")


def promised(
    owner: Member, *, act: str = "call", due: int = 24, steps: tuple[str, ...] = ("warn",)
) -> FollowUp:
    nudges = [Nudge(step, AT + due * HOUR) for step in steps]
    return actions.promise(
        about=ROOF,
        owner=owner,
        act=act,
        started_at=AT,
        due_at=AT + due * HOUR,
        nudges=nudges,
        by=SENTBY,
        at=AT,
    )


def said(what: str) -> int:
    return AuditEntry.objects.filter(what=what).count()


def test_the_same_promise_again_changes_nothing(sam: Member) -> None:
    assert promised(sam) == promised(sam)
    assert Reminder.objects.count() == said("follow_up.promised") == 1


def test_another_act_at_the_same_moment_is_the_same_promise(sam: Member) -> None:
    first = promised(sam)
    promised(sam, act="reply_to_both")
    first.refresh_from_db()
    assert (first.act, Reminder.objects.count()) == ("reply_to_both", 1)


def test_a_new_promise_takes_the_place_of_the_old_one(sam: Member, ana: Member) -> None:
    old, new = promised(sam), promised(ana, due=48)
    old.refresh_from_db()
    assert old.closed_at == AT
    assert queries.open_about("referral", ["roof", "other"]) == {"roof": new}
    assert list(old.reminders.values_list("dropped_at", flat=True)) == [AT]
    assert [queries.open_for(sam), queries.open_for(ana)] == [[], [new]]


def test_settled_nothing_is_left_and_twice_is_once(sam: Member) -> None:
    promised(sam)
    for _ in range(2):
        actions.settle(about=ROOF, by=SENTBY, at=AT + HOUR)
    assert queries.open_for(sam) == []
    assert queries.reminders_due(AT + DAY) == []
    assert said("follow_up.settled") == 1


def test_a_reminder_is_claimed_once(sam: Member) -> None:
    promised(sam)
    (reminder,) = queries.reminders_due(AT + DAY)
    assert [actions.claim(reminder=reminder, at=AT + DAY) for _ in range(3)] == [True, False, False]
    assert queries.reminders_due(AT + DAY) == []


def test_what_went_out_for_a_moment_does_not_go_out_again(sam: Member) -> None:
    promised(sam)
    (reminder,) = queries.reminders_due(AT + DAY)
    actions.claim(reminder=reminder, at=AT + DAY)
    actions.settle(about=ROOF, by=SENTBY, at=AT + DAY)
    promised(sam, steps=("warn", "overdue"))
    assert [waiting.step for waiting in queries.reminders_due(AT + DAY)] == ["overdue"]


def test_reminders_come_due_oldest_first_and_not_before(sam: Member) -> None:
    promised(sam, steps=("warn", "overdue"))
    assert queries.reminders_due(AT + 23 * HOUR) == []
    assert len(queries.reminders_due(AT + DAY, limit=1)) == 1


def test_the_database_itself_keeps_to_one_next_action(sam: Member) -> None:
    promised(sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(
            subject_kind="referral", subject_id="roof", owner=sam, act="call", started_at=AT, due_at=AT
        )


def test_they_say_what_they_are(sam: Member) -> None:
    follow_up = promised(sam)
    assert str(follow_up) == "call for referral:roof"
    assert str(Reminder.objects.get()) == f"warn of {follow_up.pk}"

"""R6: each step of the clock is said once, wherever people live, whenever the worker was away, however many there are."""

from datetime import datetime, timedelta

import pytest

from prove import clock
from sentby import worker
from sentby.accounts.models import Member
from sentby.followups import actions as followups
from sentby.followups.models import Reminder
from sentby.referrals import actions as referrals
from sentby.rules import clocks
from tests.support.cast import AT
from tests.worker.scene import at_once, go_round, passed_on, planted, reminders_about

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
SOME_ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Gaza",
    "Pacific/Chatham",
]
OVER = AT + timedelta(days=5)


@pytest.mark.parametrize("zone", SOME_ZONES)
def test_24_hours_are_24_hours_when_clocks_change(zone: str) -> None:
    assert clock.faults([zone]) == []


def test_control_local_time_plus_a_day_is_seen() -> None:
    assert clock.faults(["Europe/London"], clock.local_time_plus_a_day)


@pytest.mark.parametrize("hours", [0, 1, 25, 72])
def test_each_step_is_said_once_however_long_the_worker_was_away(
    ana: Member, sam: Member, hours: int
) -> None:
    referral = passed_on(ana, sam)
    away_from = clocks.due(AT) - clocks.WARN_BEFORE - timedelta(minutes=30)
    go_round(AT, OVER, down=(away_from, timedelta(hours=hours)))
    assert len(reminders_about(referral)) == 3
    assert sorted(Reminder.objects.filter(sent_at__isnull=False).values_list("step", flat=True)) == [
        "overdue", "tell_giver", "warn",
    ]  # fmt: skip


def test_a_restart_says_nothing_again(ana: Member, sam: Member) -> None:
    referral = passed_on(ana, sam)
    go_round(AT, OVER)
    go_round(OVER, OVER + timedelta(hours=2))
    assert len(reminders_about(referral)) == 3


def test_two_workers_never_say_it_twice(ana: Member, sam: Member) -> None:
    given = [passed_on(ana, sam, number=number) for number in range(1, 6)]
    came = _four_workers()
    assert all(isinstance(result, int) for result in came), came
    assert [len(reminders_about(referral)) for referral in given] == [3] * 5


def test_control_a_claim_without_compare_and_set_says_it_twice(ana: Member, sam: Member) -> None:
    given = [passed_on(ana, sam, number=number) for number in range(1, 6)]
    with planted(followups, "claim", _look_then_write):
        _four_workers()
    assert sum(len(reminders_about(referral)) for referral in given) > 15


def _look_then_write(*, reminder: Reminder, at: datetime) -> bool:
    """As if the row were as it was when it was read."""
    Reminder.objects.filter(pk=reminder.pk).update(sent_at=at)
    return reminder.sent_at is None


def _four_workers() -> list[object]:
    reminders = [sweep for sweep in worker.SWEEPS if sweep.name == "reminders"]
    programs = [worker.Worker(reminders) for _ in range(4)]
    return at_once(4, lambda place: programs[place].round(OVER)["reminders"])


def test_a_contact_ends_the_reminding(ana: Member, sam: Member) -> None:
    referral = passed_on(ana, sam)
    referrals.log_contact(
        referral=referral, kind=clocks.ContactKind.CALLED, by=sam.actor, at=AT + timedelta(hours=2)
    )
    go_round(AT + timedelta(hours=2), AT + timedelta(days=3))
    assert reminders_about(referral) == []

"""P8: what the worker sends by itself reminds members only; somebody who is no member is told once, and never again."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from sentby import worker
from sentby.core import audit
from sentby.core.clock import now
from sentby.mail import actions as mail
from sentby.mail.letters import Letter
from sentby.mail.models import Message
from sentby.worker import Item, Sweep, Worker
from tests.support.length import at_length
from tests.support.told import Told

pytestmark = pytest.mark.django_db  # on PostgreSQL as well in `make prove`
FIRST_WORD = "tell"  # who passed you on, to whom and why: not a reminder of anything
WEEKS = at_length(timedelta(weeks=4), timedelta(weeks=30))  # beyond half a year, after which prospects go
STEP = at_length(timedelta(hours=6), timedelta(hours=2))


def faults(at: datetime, sweeps: tuple[Sweep, ...] = worker.SWEEPS, over: timedelta = WEEKS) -> list[str]:
    """What the worker would send to prospects after the story, beyond the first word."""
    before = set(Message.objects.values_list("pk", flat=True))
    program = Worker(sweeps)
    for round_number in range(over // STEP):
        program.round(at + round_number * STEP)
    by_itself = Message.objects.exclude(pk__in=before)
    assert by_itself.filter(kind="reminder").exists(), "nobody was reminded of anything: nothing was tried"
    outside = by_itself.filter(to_member=None)
    found = [f"{letter} to {letter.to_address}" for letter in outside.exclude(kind=FIRST_WORD)]
    told = Message.objects.filter(to_member=None, kind=FIRST_WORD).values_list("subject_id", "to_address")
    return found + [
        f"{address} was told {times} times" for (_, address), times in Counter(told).items() if times > 1
    ]


def test_no_reminder_of_the_worker_s_goes_to_a_prospect(the_story: Told) -> None:
    assert faults(the_story.at) == []
    assert not Message.objects.filter(kind="reminder", to_member=None).exists()


def test_control_a_reminder_to_a_prospect_is_seen(the_story: Told) -> None:
    def remind(at: object) -> None:
        told = Message.objects.filter(to_member=None).exclude(permission=None)[0]
        letter = Letter(
            kind="reminder", subject="Still there?", text="Well?", to_name="", to_address=told.to_address
        )
        mail.queue(letter=letter, sender=None, permission=told.permission, by=audit.SENTBY, at=now())

    planted = Sweep("planted", lambda at, skip: [Item("one", partial(remind, at))], timedelta(weeks=9))
    assert any(
        "reminder" in fault for fault in faults(the_story.at, (*worker.SWEEPS, planted), timedelta(days=3))
    )

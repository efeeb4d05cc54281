"""What the worker's tests begin with: referrals that wait, and ways to let the worker miss its hour."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from sentby import worker
from sentby.accounts.models import Member
from sentby.mail.models import Message
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.models import Fact, Referral
from sentby.rules.facts import FactKind
from tests.support.cast import AT

GATES = (FactKind.SPOKE, FactKind.KNOWS_RECEIVER, FactKind.EXPECTS_CONTACT)
QUARTER = timedelta(minutes=15)


def passed_on(ana: Member, sam: Member, *, at: datetime = AT, number: int = 0, **more: object) -> Referral:
    """Ana passes Dana, or Dana's n-th namesake, on to Sam."""
    name = f"Dana{number or ''} Lindqvist"
    prospect = Prospect(
        name=name, channels=[f"dana{number or ''}@millane.example.org", f"01632 960{number:03}"]
    )
    claims = [Claim(kind, on=at.date()) for kind in GATES]
    return referrals.pass_on(by=ana, giver=ana, receiver=sam, prospect=prospect, claims=claims, at=at, **more)  # type: ignore[arg-type]


def poison(referral: Referral) -> None:
    """Make whatever reckons with this referral stumble: a fact of a kind that no rule knows."""
    Fact.objects.create(
        referral=referral,
        kind="nonsense",
        source="claimed",
        on=AT.date(),
        recorded_at=AT,
        actor_kind="member",
    )


def reminders_about(referral: Referral) -> list[str]:
    """Subjects of the reminders that were posted about a referral, in order."""
    posted = Message.objects.filter(kind="reminder", subject_id=referral.pk).order_by("queued_at", "pk")
    return list(posted.values_list("subject", flat=True))


def go_round(
    since: datetime,
    until: datetime,
    *,
    down: tuple[datetime, timedelta] | None = None,
    program: worker.Worker | None = None,
) -> None:
    """Let a worker go round each quarter of an hour, except while it is `down`."""
    program = program or worker.Worker([sweep for sweep in worker.SWEEPS if sweep.name == "reminders"])
    at = since
    while at <= until:
        if down is None or not down[0] <= at < down[0] + down[1]:
            program.round(at)
        at += QUARTER


def at_once(number: int, act: Callable[[int], object]) -> list[object]:
    """What came of `act(0)`, `act(1)`, … begun at the same moment, each with a connection of its own."""
    gate = threading.Barrier(number)
    came: list[object] = [None] * number

    def one(place: int) -> None:
        gate.wait()
        try:
            came[place] = act(place)
        except Exception as trouble:
            came[place] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@contextmanager
def planted(owner: object, name: str, fault: object) -> Iterator[None]:
    """Plant a fault in the program, to see that a test would notice it."""
    right = getattr(owner, name)
    setattr(owner, name, fault)
    try:
        yield
    finally:
        setattr(owner, name, right)

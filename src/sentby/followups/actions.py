"""Promises with clocks. This app knows no other noun: whoever promises says about what, and when to remind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.followups.models import FollowUp, Reminder


@dataclass(frozen=True)
class Subject:
    """What a promise is about, as a kind and an id."""

    kind: str
    id: str


@dataclass(frozen=True)
class Nudge:
    """One reminder: its name and its moment."""

    step: str
    at: datetime


@transaction.atomic
def promise(
    *,
    about: Subject,
    owner: Member,
    act: str,
    started_at: datetime,
    due_at: datetime,
    nudges: Sequence[Nudge],
    by: audit.Actor,
    at: datetime,
    why: str = "",
) -> FollowUp:
    """Make this the one next action of its subject. The same promise made again changes nothing.

    `why` is how the subject stands. A reminder that went out for this moment does not go out again, even if the
    promise was made anew.
    """
    current = _open(about)
    if current and (current.owner_id, current.due_at) == (owner.pk, due_at):
        return _renamed(current, act, by, at, why)
    if current:
        _close(current, at)
    follow_up = FollowUp.objects.create(
        subject_kind=about.kind, subject_id=about.id, owner=owner, act=act, started_at=started_at, due_at=due_at
    )  # fmt: skip
    went_out = _went_out(about)
    Reminder.objects.bulk_create(
        Reminder(follow_up=follow_up, step=nudge.step, due_at=nudge.at)
        for nudge in nudges
        if (nudge.step, nudge.at) not in went_out
    )
    audit.record(
        "follow_up.promised", subject=(about.kind, about.id), by=by, at=at, why=why, act=act, owner=owner.pk,
        due=due_at.isoformat(), follow_up=follow_up.pk, instead_of=current.pk if current else None,
    )  # fmt: skip
    return follow_up


@transaction.atomic
def settle(*, about: Subject, by: audit.Actor, at: datetime, why: str = "") -> None:
    """Nothing is left to do about this subject: close its promise and drop the reminders still to come."""
    current = _open(about)
    if current:
        _close(current, at)
        _record("follow_up.settled", current, by, at, why)


def claim(*, reminder: Reminder, at: datetime) -> bool:
    """Take a reminder for sending. True for exactly one caller; call it in the transaction that queues the letter."""
    taken = Reminder.objects.filter(pk=reminder.pk, sent_at=None, dropped_at=None).update(sent_at=at)
    return taken == 1


def _renamed(current: FollowUp, act: str, by: audit.Actor, at: datetime, why: str) -> FollowUp:
    """The same owner and the same moment: only what is to be done has another name by now."""
    if FollowUp.objects.filter(pk=current.pk).exclude(act=act).update(act=act):
        current.act = act
        _record("follow_up.renamed", current, by, at, why)
    return current


def _record(what: str, follow_up: FollowUp, by: audit.Actor, at: datetime, why: str) -> None:
    audit.record(
        what, subject=(follow_up.subject_kind, follow_up.subject_id), by=by, at=at, why=why,
        act=follow_up.act, follow_up=follow_up.pk,
    )  # fmt: skip


def _open(about: Subject) -> FollowUp | None:
    return (
        FollowUp.objects.select_for_update()
        .filter(subject_kind=about.kind, subject_id=about.id, closed_at=None)
        .first()
    )


def _went_out(about: Subject) -> set[tuple[str, datetime]]:
    """The step and moment of every reminder that was ever sent about a subject."""
    sent = Reminder.objects.filter(
        follow_up__subject_kind=about.kind, follow_up__subject_id=about.id, sent_at__isnull=False
    )
    return set(sent.values_list("step", "due_at"))


def _close(follow_up: FollowUp, at: datetime) -> None:
    FollowUp.objects.filter(pk=follow_up.pk, closed_at=None).update(closed_at=at)
    Reminder.objects.filter(follow_up=follow_up, sent_at=None, dropped_at=None).update(dropped_at=at)

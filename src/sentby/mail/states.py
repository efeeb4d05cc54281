"""A letter's way through the outbox: queued → sending → sent | uncertain | failed | withheld.

Every step is a compare-and-set on the claim, so that a worker that was thought dead can't overwrite what has happened since.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from sentby.core import audit
from sentby.core.audit import SENTBY
from sentby.core.ids import new_id
from sentby.mail.models import Message, Permission
from sentby.mail.outcomes import ClaimLost, Outcome, PutOff, Unanswered, Unreachable, Withheld
from sentby.mail.queries import about
from sentby.mail.transports import patience

MaySend = Callable[[Message], str | None]

MAX_TRIES = 5
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
LONGEST_WAIT = timedelta(hours=4)
SERVER_MAY_BE_AWAY = timedelta(days=2)
SIGN_IN_LASTS = timedelta(minutes=15)
SPARE = 5.0  # seconds that a lease outlasts the longest conversation


def claim(pk: str, *, at: datetime) -> Message | None:
    """Take one due letter in hand, or None if somebody else was faster."""
    lease = timedelta(seconds=patience(settings.MAIL_TIMEOUT) + SPARE)
    taken = Message.objects.filter(pk=pk, state="queued", due_at__lte=at).update(
        state="sending", claim=new_id(), leased_until=at + lease, data_started_at=None, tries=F("tries") + 1
    )
    return Message.objects.select_related("sender", "to_member").get(pk=pk) if taken else None


def begin_data(message: Message, *, may_send: MaySend, at: datetime) -> None:
    """The durable mark before the first word leaves, then the last look: a no after it comes to a letter that has begun.

    Looking before the mark is written would let a refusal be acknowledged in between, and the letter leave all the same.
    """
    with transaction.atomic(durable=True):
        mine = Message.objects.filter(
            pk=message.pk, claim=message.claim, state="sending", data_started_at=None
        )
        if not mine.update(data_started_at=at):
            raise ClaimLost
    check(message, may_send=may_send, at=at)


def check(message: Message, *, may_send: MaySend, at: datetime) -> None:
    """Whether this letter may leave at this moment; Withheld says why not."""
    if message.kind == "sign-in" and at - message.queued_at > SIGN_IN_LASTS:
        raise Withheld("The code was too old to be of use.")
    if message.to_member is not None and not message.to_member.is_active:
        raise Withheld("Their account is closed.")
    if message.to_member is None and not _permitted(message):
        raise Withheld("The permission to write to them has ended.")
    if why := may_send(message):
        raise Withheld(why)


def _permitted(message: Message) -> bool:
    return Permission.objects.filter(pk=message.permission_id, ended_at=None).exists()


def settle(message: Message, outcome: Outcome, *, at: datetime, via: str = "") -> str:
    """Write down how the attempt ended. Returns the state, or nothing when the letter was no longer ours."""
    change = _after(message, outcome, at=at, via=via)
    with transaction.atomic(durable=True):
        mine = Message.objects.filter(pk=message.pk, claim=message.claim, state__in=["sending", "uncertain"])
        if not message.claim or not mine.update(**change):
            return ""
        state = str(change["state"])
        what = "mail.put_off" if state == "queued" else f"mail.{state}"
        audit.record(
            what, subject=about(message), by=SENTBY, at=at, why=str(outcome) or "it was due",
            kind=message.kind, message=message.pk, tries=change.get("tries", message.tries),
        )  # fmt: skip
    return state


def take_back(*, at: datetime, limit: int = 100) -> list[str]:
    """Settle what dead workers held: safe to retry before the words started, uncertain after. Returns the states.

    Asked for before and after each letter: a lease, and the longest letter that another worker has in hand meanwhile,
    are less than a minute together, at the default settings. So long it takes at most until its sender sees a doubt.
    """
    settled = []
    for message in Message.objects.run_out(at)[:limit]:
        lost = "The program stopped while this letter was leaving."
        outcome = Unanswered(lost) if message.data_started_at else PutOff(lost)
        settled.append(settle(message, outcome, at=at))
    return settled


def _after(message: Message, outcome: Outcome, *, at: datetime, via: str) -> dict[str, Any]:
    """The columns after this outcome."""
    if outcome.state == "queued":
        wait = _wait(message, outcome, at)
        if wait is not None:
            tries = message.tries - 1 if isinstance(outcome, Unreachable) else message.tries
            return _ended("queued", outcome) | {"due_at": at + wait, "claim": "", "tries": tries}
        return _ended("failed", outcome) | {"ended_at": at} | _forgotten(message, "failed", via)
    return (
        _ended(outcome.state, outcome)
        | {"ended_at": at, "via": via}
        | _forgotten(message, outcome.state, via)
    )


def _ended(state: str, outcome: Outcome) -> dict[str, Any]:
    started = {} if state == "uncertain" else {"data_started_at": None}
    return {"state": state, "trouble": str(outcome)[:300], "leased_until": None} | started


def _wait(message: Message, outcome: Outcome, at: datetime) -> timedelta | None:
    """How long until the next try; None when there is none. An absent server is tried ever more rarely, for two days."""
    if isinstance(outcome, Unreachable):
        age = at - message.queued_at
        return None if age > SERVER_MAY_BE_AWAY else min(max(age, WAITS[0]), LONGEST_WAIT)
    return None if message.tries >= MAX_TRIES else WAITS[message.tries - 1]


def _forgotten(message: Message, state: str, via: str) -> dict[str, str]:
    """What left by SMTP or never will is not kept here: the words are the recipient's, and so is the stop link."""
    gone = (state == "sent" and via != "local") or state == "withheld"
    code_is_dead = message.kind == "sign-in" and state != "sent"
    return {"text": "", "html": "", "stop_url": ""} if gone or code_is_dead else {}

"""Say thanks, and take it back within a moment."""

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.gratitude import letters
from sentby.gratitude.models import Thanks, ThanksQuerySet
from sentby.mail import actions as mail
from sentby.mail.models import Message
from sentby.referrals.actions.stating import lock
from sentby.referrals.models import Outcome, Referral

Occasion = Literal["receipt", "success"]
TAKE_BACK_WITHIN = timedelta(seconds=30)  # the letter waits this long, so that an undone press is never read


class NothingToThankFor(Exception):
    """There is no giver, or no success yet; the sentence says which."""


class AlreadyLeft(Exception):
    """The letter cannot be called back."""


@transaction.atomic
def thank(*, referral: Referral, occasion: Occasion, by: Member, at: datetime, words: str = "") -> Thanks:
    """Thank the giver: on receipt, or on success. Thanking again for the same occasion changes nothing.

    Raises NothingToThankFor when nobody else gave it, or when nothing came of it yet.
    """
    lock(referral)
    _check(referral, occasion, by)
    outcome = _what_came_of_it(referral, occasion)
    earlier = Thanks.objects.filter(referral=referral, occasion=occasion, taken_back_at=None)
    standing = earlier.standing().first()
    if standing is not None:
        return standing
    _replace(earlier, referral, by, at)
    said = Thanks.objects.create(
        referral=referral, by=by, occasion=occasion, outcome=outcome, words=words.strip(), at=at
    )
    _record("thanks.said", said, by, at)
    letter = letters.thanks(said)
    if letter is not None:
        message = mail.queue(
            letter=letter, sender=by, permission=None, by=by.actor, at=at, due_at=at + TAKE_BACK_WITHIN
        )
        Thanks.objects.filter(pk=said.pk).update(message=message)
        said.message = message
    return said


@transaction.atomic
def take_back(*, thanks: Thanks, by: Member, at: datetime) -> bool:
    """Undo a press made by mistake while the letter waits. Raises AlreadyLeft, and changes nothing, after that."""
    done = Thanks.objects.filter(pk=thanks.pk, by=by, taken_back_at=None).update(taken_back_at=at)
    letter = Message.objects.filter(pk=thanks.message_id)
    if (
        done
        and letter.exists()
        and not mail.withhold_waiting(chosen=letter, why="taken back", by=by.actor, at=at)
    ):
        kept = letter.filter(via="local").exists()
        where = "is in the Outbox" if kept else "has left"
        raise AlreadyLeft(f"The letter {where} already, so the thanks stay said.")
    if done:
        _record("thanks.taken_back", thanks, by, at)
    return done == 1


def _replace(earlier: ThanksQuerySet, referral: Referral, by: Member, at: datetime) -> None:
    """What is left was said for an outcome that was taken back; what comes of it now is thanked anew."""
    over = list(earlier.values_list("pk", flat=True))
    if over:
        Thanks.objects.filter(pk__in=over).update(taken_back_at=at)
        audit.record(
            "thanks.replaced", subject=("referral", referral.pk), by=by.actor, at=at,
            why="the outcome they were for was taken back", thanks=audit.ids(over),
        )  # fmt: skip


def _record(what: str, thanks: Thanks, by: Member, at: datetime) -> None:
    audit.record(
        what, subject=("referral", thanks.referral_id), by=by.actor, at=at, thanks=thanks.pk,
        occasion=thanks.occasion,
    )  # fmt: skip


def _check(referral: Referral, occasion: Occasion, by: Member) -> None:
    if referral.giver is None or referral.giver == by:
        raise NothingToThankFor("Nobody else gave you this one.")
    if referral.withdrawn_at is not None:
        raise NothingToThankFor("This was withdrawn, so there is nothing to thank for.")
    if by.pk not in (referral.receiver_member_id, referral.recorder_id):
        raise NothingToThankFor("Thanks come from whoever received it.")


def _what_came_of_it(referral: Referral, occasion: Occasion) -> Outcome | None:
    if occasion == "receipt":
        return None
    won: Outcome | None = referral.outcomes.filter(kind="won", withdrawn_at=None).first()
    if won is None:
        raise NothingToThankFor(
            "Nothing is recorded as won yet. Thank for passing it on, or record the outcome first."
        )
    return won

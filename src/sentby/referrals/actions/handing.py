"""A receiver without an account hears of it from whoever recorded it: no letter of this desk reaches them."""

from datetime import datetime

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.referrals.actions.errors import NotPossible
from sentby.referrals.actions.settling import settle_standing
from sentby.referrals.actions.stating import lock, lock_open
from sentby.referrals.models import Referral

HEARS = "{name} has an account here, and hears of it from Sentby."
NOT_YET = "They have not said yes yet. Until then, nobody is told."


@transaction.atomic
def note_receiver_told(*, referral: Referral, by: Member, at: datetime) -> bool:
    """I told them. False when that was noted before.

    Raises NotPossible for a receiver with an account, and before the prospect's yes; NotOpen when it is over.
    """
    lock_open(referral)
    if referral.receiver_member is not None:
        raise NotPossible(HEARS.format(name=referral.receiver_member.first_name))
    if referral.released_at is None:
        raise NotPossible(NOT_YET)
    return note_told(referral, by=by.actor, at=at)


def note_told(referral: Referral, *, by: audit.Actor, at: datetime) -> bool:
    """The same for other actions, which have locked the referral: a letter that both got tells the receiver as well."""
    untold = Referral.objects.filter(pk=referral.pk, receiver_member=None, receiver_told_at=None)
    done = untold.update(receiver_told_at=at)
    if done:
        audit.record("receiver.told", subject=("referral", referral.pk), by=by, at=at)
        settle_standing(referral=referral, by=by, at=at)
    return done == 1


@transaction.atomic
def take_back_told(*, referral: Referral, by: Member, at: datetime) -> bool:
    """Undo it: they have not been told after all. False when nothing was noted."""
    lock(referral)
    told = Referral.objects.filter(pk=referral.pk, receiver_told_at__isnull=False)
    done = told.update(receiver_told_at=None)
    if done:
        audit.record("receiver.not_told", subject=("referral", referral.pk), by=by.actor, at=at)
        settle_standing(referral=referral, by=by.actor, at=at)
    return done == 1

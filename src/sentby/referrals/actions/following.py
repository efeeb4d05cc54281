"""What was passed on follows the entry of the book that it is about."""

from datetime import datetime

from django.db.models import Q

from sentby.core.audit import Actor
from sentby.people.models import Company, Person
from sentby.referrals.actions.passing import tell_receiver
from sentby.referrals.actions.permitting import stop_if_refused
from sentby.referrals.actions.settling import settle_standing
from sentby.referrals.actions.stating import lock, state_prospect
from sentby.referrals.models import Referral


def follow_entry(entry: Person | Company, by: Actor, at: datetime) -> None:
    """The details of somebody changed: grade, clock and next act of every open referral about them follow.

    Whoever can be reached now has a receiver who hears of it; an address that was refused stops the referral. Runs
    inside the transaction that changed the entry.
    """
    about = Q(prospect_person=entry) if isinstance(entry, Person) else Q(prospect_company=entry)
    for referral in Referral.objects.open().filter(about).order_by("pk"):
        _catch_up(referral, by, at)


def _catch_up(referral: Referral, by: Actor, at: datetime) -> None:
    lock(referral)
    could_act = referral.actionable_at is not None
    state_prospect(referral, by=by, at=at)
    stop_if_refused(referral=referral, by=by, at=at)
    settle_standing(referral=referral, by=by, at=at)
    if not could_act and referral.actionable_at is not None:
        tell_receiver(referral, by=by, at=at)

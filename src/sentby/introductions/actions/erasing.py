"""The prospect's "erase everything": their entry in this book, and every word of the referrals that lead to it."""

from datetime import datetime

from django.db import transaction

from sentby.core.audit import Actor
from sentby.introductions.actions.linking import actor_of, use
from sentby.introductions.models import Introduction, Link
from sentby.mail import actions as mail
from sentby.mail.models import Message, MessageQuerySet
from sentby.people import actions as people
from sentby.people.actions.erasing import erase_person
from sentby.people.actions.persons import OUT_FOR_LONG
from sentby.people.models import Company, Person
from sentby.referrals.actions.forgetting import forget_prospect
from sentby.referrals.models import Referral, ReferralQuerySet


@transaction.atomic
def erase_prospect(*, link: Link, at: datetime) -> None:
    """Erase the person behind this link from the book it came from. Dates, credit and a refusal's keyed hash stay.

    Their links end with it. Raises AlreadyPressed.
    """
    use(link, "erasure", at)
    if link.referral.prospect_person is not None:
        erase_somebody(person=link.referral.prospect_person, by=actor_of(link), at=at)


@transaction.atomic
def erase_somebody(*, person: Person, by: Actor, at: datetime) -> None:
    """Erase a person, and every word of the referrals that are about them: they asked for it, or their time is over."""
    _forget(Referral.objects.filter(prospect_person=person), by, at)
    erase_person(person=person, by=by, at=at)


@transaction.atomic
def erase_from_book(*, entry: Person | Company, at: datetime) -> None:
    """Erase what was taken out of a book, and every word of the referrals about it: an open one ends.

    Nothing happens to an entry that was brought back in the meantime.
    """
    if type(entry).objects.select_for_update().filter(pk=entry.pk, removed_at__isnull=False).exists():
        about = "prospect_person" if isinstance(entry, Person) else "prospect_company"
        _forget(Referral.objects.filter(**{about: entry}), OUT_FOR_LONG, at)
        people.erase_entry(entry=entry, at=at)


def _forget(about: ReferralQuerySet, by: Actor, at: datetime) -> None:
    affected = list(about.order_by("pk"))
    keys = [referral.pk for referral in affected]
    mail.forget(chosen=_letters_about(keys), by=by, at=at)
    for referral in affected:
        forget_prospect(referral=referral, by=by, at=at)
    Introduction.objects.filter(referral__in=keys).update(subject="(erased)", why="", what_next="")
    Introduction.objects.live().filter(referral__in=keys, left_at=None).update(dropped_at=at)
    Link.objects.filter(referral__in=keys, expires_at__gt=at).update(expires_at=at)


def _letters_about(keys: list[str]) -> MessageQuerySet:
    """Every letter about these referrals, except a "please do not contact" that is still on its way."""
    about: MessageQuerySet = Message.objects.filter(subject_kind="referral", subject_id__in=keys)
    return about.exclude(kind="refused", state__in=["queued", "sending"])

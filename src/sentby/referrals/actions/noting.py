"""Who spoke with the prospect has it in their own book, and in nobody else's."""

from contextlib import suppress
from datetime import date, datetime

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals.models import Referral


def note_in_own_book(
    referral: Referral, speaker: Member | None, on: date, *, by: audit.Actor, at: datetime
) -> None:
    """The prospect was spoken with on that day. For other actions, inside their transaction."""
    person = _of_own_book(referral, speaker)
    if person is None or person.removed_at:
        return
    with suppress(
        people.Conflict
    ):  # taken out of the book at this very moment: what is said here stands all the same
        people.log_contact(person=person, on=on, by=by, at=at)


def forget_in_own_book(
    referral: Referral, speaker: Member | None, on: date, *, by: audit.Actor, at: datetime
) -> None:
    """It was a mistake. For other actions, inside their transaction."""
    person = _of_own_book(referral, speaker)
    if person is not None:
        people.forget_contact(person=person, on=on, by=by, at=at)


def speaker_of(referral: Referral) -> Member | None:
    """Who had the conversation that a passing on begins with: the giver, or whoever found the prospect alone."""
    return referral.giver_member if referral.given else referral.receiver_member


def _of_own_book(referral: Referral, speaker: Member | None) -> Person | None:
    person = referral.prospect_person
    return person if person and speaker and person.owner_id == speaker.pk else None

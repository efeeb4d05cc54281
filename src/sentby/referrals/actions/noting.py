"""Who spoke with the prospect has it in their own book, and in nobody else's."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals.models import Fact, Referral
from sentby.rules.facts import FactKind, Source


def note_conversations(referral: Referral, facts: Iterable[Fact], *, by: audit.Actor, at: datetime) -> None:
    """Put into their book what somebody states of a conversation of their own. For other actions, inside their transaction."""
    for fact in _of_the_speaker(referral, facts):
        note_in_own_book(referral, _speaker(referral), fact.on or at.date(), source=fact.pk, by=by, at=at)


def forget_conversations(referral: Referral, facts: Iterable[Fact], *, by: audit.Actor, at: datetime) -> None:
    """What was stated is taken back, or is about somebody else now."""
    for fact in _of_the_speaker(referral, facts):
        forget_in_own_book(referral, _speaker(referral), source=fact.pk, by=by, at=at)


def note_in_own_book(
    referral: Referral, speaker: Member | None, on: date, *, source: str, by: audit.Actor, at: datetime
) -> None:
    """The prospect was spoken with on that day, as `source` says."""
    person = _of_own_book(referral, speaker)
    if person is not None and not person.removed_at:
        with suppress(people.Conflict):  # taken out of the book at this very moment: what is said here stands
            people.log_contact(person=person, on=on, by=by, at=at, source=source)


def forget_in_own_book(
    referral: Referral, speaker: Member | None, *, source: str, by: audit.Actor, at: datetime
) -> None:
    """What `source` says was a mistake."""
    person = _of_own_book(referral, speaker)
    if person is not None:
        people.forget_contact(person=person, source=source, by=by, at=at)


def _of_the_speaker(referral: Referral, facts: Iterable[Fact]) -> list[Fact]:
    """What they say themselves: what another member writes down of them goes into nobody's book."""
    speaker = _speaker(referral)
    return [
        fact
        for fact in facts
        if speaker
        and fact.kind == FactKind.SPOKE
        and fact.source == Source.CLAIMED
        and fact.actor_id == speaker.pk
    ]


def _speaker(referral: Referral) -> Member | None:
    """Who had the conversation that a passing on begins with: the giver, or whoever found the prospect alone."""
    return referral.giver_member if referral.given else referral.receiver_member


def _of_own_book(referral: Referral, speaker: Member | None) -> Person | None:
    person = referral.prospect_person
    return person if person and speaker and person.owner_id == speaker.pk else None

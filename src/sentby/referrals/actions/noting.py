"""What somebody states of conversations of their own stands in their book, and changes by their own press alone."""

from collections.abc import Iterable
from datetime import date, datetime

from sentby.core import audit
from sentby.core.clock import today_in
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals.models import Contact, Fact, Outcome, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.facts import FactKind, Source
from sentby.rules.standing import Outcome as OutcomeKind

Said = Fact | Contact | Outcome
SPOKEN = frozenset({OutcomeKind.TALKED, OutcomeKind.MET})


def note_conversations(referral: Referral, said: Iterable[Said], *, by: audit.Actor, at: datetime) -> None:
    """Put what is said into the book of whoever says it. For other actions, inside their transaction."""
    person = _of_own_book(referral, by)
    for one in said:
        if person and _is_own_conversation(referral, one, by):
            people.note_conversation(
                person=person, on=_day_of(one, referral, at), source=one.pk, by=by, at=at
            )


def forget_conversations(referral: Referral, said: Iterable[Said], *, by: audit.Actor, at: datetime) -> None:
    """What was said is taken back, or is about somebody else now; by now the referral may lead to another entry."""
    for one in said:
        if _is_own_conversation(referral, one, by):
            people.forget_conversation(source=one.pk, by=by, at=at)


def said_now(referral: Referral) -> list[Said]:
    """Everything that was said of this referral and stands."""
    return [one for one in said_ever(referral) if one.withdrawn_at is None]


def said_ever(referral: Referral) -> list[Said]:
    """The same, and what was taken back since."""
    return [one for rows in (referral.facts, referral.contacts, referral.outcomes) for one in rows.all()]


def _of_own_book(referral: Referral, by: audit.Actor) -> Person | None:
    person = referral.prospect_person
    return person if person and person.owner.actor == by else None


def _is_own_conversation(referral: Referral, said: Said, by: audit.Actor) -> bool:
    """The giver speaks before the passing on, the receiver follows up; who found the prospect alone does both."""
    if isinstance(said, Fact):
        giver = referral.giver_member_id if referral.given else referral.receiver_member_id
        claimed = said.kind == FactKind.SPOKE and said.source == Source.CLAIMED
        return claimed and said.actor_id == by.id == giver
    if isinstance(said, Contact):
        spoken, author = ContactKind(said.kind).reaches, said.actor_id
    else:
        spoken, author = said.kind in SPOKEN, said.recorded_by_id
    return spoken and author == by.id == referral.receiver_member_id


def _day_of(said: Said, referral: Referral, at: datetime) -> date:
    """The day on which it was, for whoever said it."""
    if isinstance(said, Fact):
        return said.on or at.date()
    receiver = referral.receiver_member or referral.recorder
    return today_in(receiver.time_zone, said.at)

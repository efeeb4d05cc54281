"""Pass somebody on, complete it, withdraw it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.mail import actions as mail
from sentby.people import actions as people
from sentby.people.models import Company, Person
from sentby.referrals import letters
from sentby.referrals.actions.errors import Conflict, NotPossible
from sentby.referrals.actions.noting import forget_conversations, note_conversations, said_ever, said_now
from sentby.referrals.actions.permitting import in_turn_refused, ways_to
from sentby.referrals.actions.settling import settle_standing
from sentby.referrals.actions.stating import (
    STRUCTURAL,
    Claim,
    lock,
    lock_open,
    state_claims,
    state_prospect,
)
from sentby.referrals.models import Party, Referral
from sentby.referrals.parties import is_mailbox_of, is_open_to, names
from sentby.rules.consent import Mode
from sentby.rules.facts import Origin, Source
from sentby.rules.names import plain

CHANGED = "Somebody changed this while you were writing. Look at it, then save again."
TOLD = "{name} has been told of this, or has answered. Withdraw this one, and pass the other on."
TOLD_OF = "{receiver} has been told of {name}. Withdraw this one, and pass the other on."
REFUSED = "This person asked not to be passed on. That is final, so nothing was saved."


@dataclass(frozen=True)
class Prospect:
    """Who is passed on, as it was typed, or somebody who is in the book already."""

    name: str = ""
    channels: Sequence[str] = ()
    company: str = ""
    place: str = ""
    person: Person | None = None
    instead_of: Sequence[str] = ()  # the channels that `channels` correct
    emptied: Sequence[str] = ()  # "company" or "place": there is none any more
    version: int | None = None  # of the entry that is corrected, as the writer saw it

    def dialled_by(self, writer: Member) -> "Prospect":
        """The same with every number in full, as it is from the writer's country. ChannelError for what is no channel."""
        ways = people.read_channels(self.channels, writer)
        return replace(self, channels=tuple(way.shown for way in ways))


@dataclass(frozen=True)
class Change:
    """New words for what a referral is about; None leaves a field as it is."""

    need: str | None = None
    endorsement: str | None = None
    prospect: Prospect = field(default_factory=Prospect)


@transaction.atomic
def pass_on(
    *,
    by: Member,
    at: datetime,
    giver: Party | None,
    receiver: Party,
    prospect: Prospect,
    claims: Iterable[Claim] = (),
    need: str = "",
    endorsement: str = "",
    origin: Origin = Origin.CONVERSATION,
    consent_mode: Mode | None = None,
    meeting_at: datetime | None = None,
) -> Referral:
    """Pass somebody on, or record what was received. Anything honest is saved; the facts decide what it is called.

    `giver` is None for something a member found for themselves. Raises NotPossible when neither side is the member
    who records it, when both sides are one, or when the prospect asked not to be passed on.
    """
    _check_parties(by, giver, receiver)
    prospect = prospect.dialled_by(by)
    _check_refusals(prospect)
    person, company = _write_down(by, giver, prospect, at, by)
    _check_roles(person, giver, receiver)
    mode = consent_mode or Mode(getattr(person, "consent_mode", "") or by.consent_mode)
    asks_first = mode is Mode.ASK_ONE and giver is not None and receiver != by
    referral = Referral.objects.create(
        recorder=by, need=need.strip(), endorsement=endorsement.strip(), origin=origin, consent_mode=mode,
        given=giver is not None, passed_on_at=at, released_at=None if asks_first else at,
        meeting_at=meeting_at, last_minute_hours=by.last_minute_hours, time_zone=by.time_zone,
        prospect_person=person, prospect_company=None if person else company, **_sides(giver, receiver),
    )  # fmt: skip
    audit.record(
        "referral.passed_on", subject=("referral", referral.pk), by=by.actor, at=at, mode=mode, origin=origin
    )
    state_prospect(referral, by=by.actor, at=at)
    state_claims(referral, claims, by=by, at=at)
    settle_standing(referral=referral, by=by.actor, at=at)
    tell_receiver(referral, by=by.actor, at=at)
    return referral


@transaction.atomic
def add_details(*, referral: Referral, change: Change, version: int, by: Member, at: datetime) -> Referral:
    """Complete or correct what a referral is about: need, endorsement, the prospect's name and channels.

    Raises Conflict when it changed since `version`, NotPossible for somebody who refused, NotOpen when it is over.
    """
    if referral.prospect_person is not None and change.prospect.company:
        people.hold_with_colleagues(person=referral.prospect_person, company=change.prospect.company)
    lock_open(referral)
    if referral.version != version:
        raise Conflict(CHANGED)
    said = {"need": change.need, "endorsement": change.endorsement}
    words = {name: text.strip() for name, text in said.items() if text is not None}
    Referral.objects.filter(pk=referral.pk).update(version=version + 1, **words)
    _name_prospect(referral, change.prospect.dialled_by(by), by, at)
    referral.refresh_from_db()  # an entry that changed has told its followers already
    audit.record("referral.completed", subject=("referral", referral.pk), by=by.actor, at=at)
    could_act = referral.actionable_at is not None
    state_prospect(referral, by=by.actor, at=at)
    settle_standing(referral=referral, by=by.actor, at=at)
    if not could_act and referral.actionable_at is not None:
        tell_receiver(referral, by=by.actor, at=at)
    return referral


@transaction.atomic
def withdraw(*, referral: Referral, by: Member, at: datetime, why: str = "") -> bool:
    """Take back one that was entered by mistake. It counts nowhere; it can be brought back.

    Raises NotOpen when something came of it: that outcome is taken back first.
    """
    lock(referral)
    if referral.closed_at is not None:
        lock_open(referral)
    done = Referral.objects.filter(pk=referral.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_why=why.strip()[:300]
    )
    if done:
        audit.record(
            "referral.withdrawn", subject=("referral", referral.pk), by=by.actor, at=at, why=why.strip()
        )
        forget_conversations(referral, said_ever(referral), by=by.actor, at=at)
        settle_standing(referral=referral, by=by.actor, at=at)
    return done == 1


@transaction.atomic
def bring_back(*, referral: Referral, by: Member, at: datetime) -> bool:
    """Undo a withdrawal: it stands as it stood. Raises NotPossible for somebody who refused in the meantime."""
    if in_turn_refused(ways_to(referral.prospect)):
        raise NotPossible(REFUSED)
    lock(referral)
    done = Referral.objects.filter(pk=referral.pk, withdrawn_at__isnull=False).update(
        withdrawn_at=None, withdrawn_why=""
    )
    if done:
        audit.record("referral.brought_back", subject=("referral", referral.pk), by=by.actor, at=at)
        state_prospect(referral, by=by.actor, at=at)  # the book may say something else by now
        note_conversations(referral, said_now(referral), by=by.actor, at=at)
        settle_standing(referral=referral, by=by.actor, at=at)
    return done == 1


def tell_receiver(referral: Referral, *, by: audit.Actor, at: datetime) -> None:
    """The receiver hears of it at once, unless they wrote it down themselves or the prospect is asked first."""
    receiver = referral.receiver_member
    if referral.released_at and receiver and receiver.actor != by:
        sender = next(
            (one for one in (referral.giver_member, referral.recorder) if one and one != receiver), None
        )
        mail.queue(letter=letters.passed_on(referral), sender=sender, permission=None, by=by, at=at)


def _check_parties(by: Member, giver: Party | None, receiver: Party) -> None:
    if giver == receiver:
        raise NotPossible("Giver and receiver are the same. Choose who can help.")
    if by not in (giver, receiver):
        raise NotPossible(
            "You are neither the giver nor the receiver of this. Record what you gave or received."
        )
    if isinstance(receiver, Member) and not receiver.is_active:
        raise NotPossible(f"{receiver.name} has left this desk. Choose somebody else.")
    strangers = [side for side in (giver, receiver) if isinstance(side, Person) and side.owner_id != by.pk]
    if strangers:
        raise NotPossible("This person is not in your book.")


def _check_refusals(prospect: Prospect) -> None:
    typed = list(prospect.channels)
    if prospect.person is not None:
        typed += ways_to(prospect.person)
    if in_turn_refused(typed):
        raise NotPossible(REFUSED)


def _check_roles(person: Person | None, giver: Party | None, receiver: Party | None) -> None:
    """Whoever is passed on is a third: neither the giver nor the receiver."""
    if person is None:
        return
    if in_turn_refused(ways_to(person)):  # found in the book by another channel than the refused one
        raise NotPossible(REFUSED)
    ways = list(person.channels.all())
    for side in (giver, receiver):
        if side is not None and (side == person or any(is_mailbox_of(side, way) for way in ways)):
            raise NotPossible(
                f"{side} cannot be passed on here: {side.first_name} is giver or receiver already."
            )


def _write_down(
    owner: Member, giver: Party | None, prospect: Prospect, at: datetime, by: Member
) -> tuple[Person | None, Company | None]:
    if prospect.person is not None:
        return prospect.person, None
    if not (prospect.name or prospect.company):
        return None, None
    return people.find_or_add_prospect(
        owner=owner, by=by, name=prospect.name, channels=prospect.channels, company=prospect.company,
        place=prospect.place, for_referral_only=giver != owner, at=at,
    )  # fmt: skip


def _sides(giver: Party | None, receiver: Party) -> dict[str, object]:
    return {
        "giver_member": giver if isinstance(giver, Member) else None,
        "giver_person": giver if isinstance(giver, Person) else None,
        "receiver_member": receiver if isinstance(receiver, Member) else None,
        "receiver_person": receiver if isinstance(receiver, Person) else None,
    }


def _name_prospect(referral: Referral, prospect: Prospect, by: Member, at: datetime) -> None:
    if prospect == Prospect():
        return
    current = referral.prospect_person
    if current is not None and _is_another(prospect, current):
        _check_nobody_was_told(referral, current)
    if current is not None and not is_open_to(current, by, referral):
        prospect = _beside(current, prospect, referral)
        current = None
    if not (prospect.name or prospect.company or prospect.person):
        raise NotPossible("Write a name or a business to go with these details.")
    _check_refusals(prospect)
    if current is None or prospect.person is not None:
        _point_to(referral, prospect, by, at)
        return
    try:
        people.complete_prospect(
            person=current, name=prospect.name, channels=prospect.channels, company=prospect.company,
            place=prospect.place, instead_of=prospect.instead_of, emptied=prospect.emptied,
            version=prospect.version, at=at, by=by,
        )  # fmt: skip
    except people.Conflict:
        raise Conflict(CHANGED) from None
    _check_roles(current, referral.giver, referral.receiver)


def _beside(current: Person, prospect: Prospect, referral: Referral) -> Prospect:
    """What a giver knows of somebody in the receiver's own book stands beside it, where nothing was known."""
    if current.channels.exists():
        raise NotPossible(
            f"{referral.recorder} keeps this person in a book of their own. Tell them what is missing."
        )
    return replace(prospect, name=prospect.name or current.name, person=None)


def _point_to(referral: Referral, prospect: Prospect, by: Member, at: datetime) -> None:
    known = replace(prospect, channels=prospect.channels or ways_to(referral.prospect_company))
    person, company = _write_down(referral.recorder, referral.giver, known, at, by)
    _check_roles(person, referral.giver, referral.receiver)
    forget_conversations(referral, said_ever(referral), by=by.actor, at=at)
    referral.prospect_person, referral.prospect_company = person, None if person else company
    Referral.objects.filter(pk=referral.pk).update(
        prospect_person=person, prospect_company=referral.prospect_company
    )
    note_conversations(referral, said_now(referral), by=by.actor, at=at)


def _is_another(prospect: Prospect, current: Person) -> bool:
    """Whether somebody else is meant now, and not the same person spelt better."""
    if prospect.person is not None:
        return prospect.person != current
    words = set(plain(prospect.name).split())
    return bool(words) and words.isdisjoint(plain(current.name).split())


def _check_nobody_was_told(referral: Referral, current: Person) -> None:
    if _was_told(referral):
        raise NotPossible(TOLD.format(name=current.first_name))
    if referral.receiver_told_at is not None:
        raise NotPossible(TOLD_OF.format(receiver=names(referral).receiver, name=current.first_name))


def _was_told(referral: Referral) -> bool:
    """Whether the prospect had a letter, or said something: their word is about themselves, and about nobody else."""
    theirs = [fact for fact in referral.stated if fact.kind not in STRUCTURAL]
    return referral.told_at is not None or any(fact.source != Source.CLAIMED for fact in theirs)

"""Contact: I called, they called me, I left a message, we met. The earliest human one stops the clock."""

from datetime import datetime, timedelta

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.referrals import queries
from sentby.referrals.actions.noting import forget_conversations, note_conversations
from sentby.referrals.actions.reporting import correct_the_report, report_back
from sentby.referrals.actions.settling import settle_standing
from sentby.referrals.actions.stating import lock, lock_open
from sentby.referrals.models import Contact, Outcome, Referral
from sentby.rules.clocks import ContactKind

AHEAD = timedelta(minutes=2)  # clocks of phones differ a little


class NotYet(Exception):
    """The moment given lies in the future."""


@transaction.atomic
def log_contact(
    *, referral: Referral, kind: ContactKind, by: audit.Actor, at: datetime, happened_at: datetime | None = None,
    note: str = "",
) -> Contact:  # fmt: skip
    """Write down that somebody was in touch. A message left is an attempt; it does not stop the clock.

    Raises NotYet for a moment that has not come, NotOpen when nothing more can happen.
    """
    moment = happened_at or at
    if moment > at + AHEAD:
        raise NotYet("That moment has not come yet.")
    lock_open(referral)
    contact = Contact.objects.create(
        referral=referral, kind=kind, at=moment, recorded_at=at, actor_kind=by.kind, actor_id=by.id,
        note=note.strip(),
    )  # fmt: skip
    audit.record(
        "contact.logged", subject=("referral", referral.pk), by=by, at=at, contact=contact.pk, kind=kind,
        moment=moment.isoformat(),
    )  # fmt: skip
    note_conversations(referral, [contact], by=by, at=at)
    settle_standing(referral=referral, by=by, at=at)
    if receiver := _met_by(contact):
        report_back(_as_a_step(contact), by=receiver, at=at)
    return contact


def they_called(
    *, caller: str, by: Member, at: datetime, happened_at: datetime | None = None
) -> Contact | None:
    """Somebody called, by name or by number: stop the clock of the one open referral that is about them.

    None, and nothing is written, when no open referral or more than one could be meant: then the member chooses.
    """
    meant = queries.open_about_caller(by, caller)
    if len(meant) != 1:
        return None
    return log_contact(
        referral=meant[0], kind=ContactKind.THEY_CALLED, by=by.actor, at=at, happened_at=happened_at
    )


@transaction.atomic
def take_back_contact(*, contact: Contact, by: Member, at: datetime) -> bool:
    """Undo a contact logged by mistake: the clock runs again unless another contact stopped it."""
    lock(contact.referral)
    done = Contact.objects.filter(pk=contact.pk, withdrawn_at=None).update(withdrawn_at=at)
    if done:
        audit.record(
            "contact.taken_back",
            subject=("referral", contact.referral_id),
            by=by.actor,
            at=at,
            contact=contact.pk,
        )
        forget_conversations(contact.referral, [contact], by=by.actor, at=at)
        settle_standing(referral=contact.referral, by=by.actor, at=at)
        if receiver := _met_by(contact):
            correct_the_report(_as_a_step(contact), by=receiver, at=at)
    return done == 1


def _met_by(contact: Contact) -> Member | None:
    """The receiver who says that they met: a step that the giver hears of, as of one recorded for an outcome."""
    receiver = contact.referral.receiver_member
    says_so = receiver is not None and contact.actor_id == receiver.pk
    return receiver if says_so and contact.kind == ContactKind.MET else None


def _as_a_step(contact: Contact) -> Outcome:
    """The same meeting as the letters tell of it; written nowhere."""
    return Outcome(referral=contact.referral, kind=ContactKind.MET, at=contact.at)

"""Write the introduction: draft it, send it by Sentby or from one's own mailbox, see it leave."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.audit import SENTBY
from sentby.introductions import letters, queries
from sentby.introductions.actions.errors import AlreadyLeft, Conflict, NotPossible
from sentby.introductions.actions.linking import make_link, own_link
from sentby.introductions.models import Introduction, Link
from sentby.mail import actions as mail
from sentby.mail.letters import Letter
from sentby.mail.models import Message, MessageQuerySet, Permission
from sentby.referrals import actions as referrals
from sentby.referrals.models import Referral

BOTH_LEFT = SENTBY.because("both letters have left")
KEPT_HERE = SENTBY.because("both letters are kept in the Outbox: this desk has no mail server")


@transaction.atomic
def draft(*, referral: Referral, by: Member, at: datetime) -> Introduction:
    """Begin the letter to both with words made of the need and the endorsement; or find the one that is begun."""
    lock(referral)
    found = queries.introduction_of(referral)
    if found is not None:
        return found
    introduction: Introduction = Introduction.objects.create(
        referral=referral, by=by, created_at=at, **letters.first_draft(referral, at)
    )
    _record("introduction.drafted", introduction, by.actor, at)
    return introduction


@transaction.atomic
def save_draft(
    *, introduction: Introduction, version: int, subject: str, why: str, what_next: str, way: str, by: Member,
    at: datetime,
) -> Introduction:  # fmt: skip
    """Write the letter anew, if it still stands as the writer saw it. Raises Conflict, or AlreadyLeft."""
    drafts = Introduction.objects.live().filter(pk=introduction.pk, left_at=None, version=version)
    saved = drafts.update(
        subject=subject.strip(),
        why=why.strip(),
        what_next=what_next.strip(),
        way=way,
        version=F("version") + 1,
    )
    if not saved:
        raise _why_not(introduction)
    if way == "own":
        own_link(referral=introduction.referral, by=by, at=at)
        own_link(referral=introduction.referral, by=by, at=at, side="receiver")
    _record("introduction.written", introduction, by.actor, at)
    introduction.refresh_from_db()
    return introduction


@transaction.atomic
def drop(*, introduction: Introduction, by: Member, at: datetime) -> bool:
    """Put the letter aside and begin again, as long as neither side's has left, or the prospect's was held back."""
    lock(introduction.referral)
    if introduction.left_at and introduction.way == "own":
        raise AlreadyLeft
    if not Introduction.objects.live().filter(pk=introduction.pk).update(dropped_at=at):
        return False
    both = _both_of(introduction)
    prospect_goes_without = both.filter(pk=introduction.to_prospect_id, state="withheld").exists()
    mail.withhold_waiting(chosen=both, why="Its writer put it aside.", by=by.actor, at=at)
    if not prospect_goes_without and both.filter(state__in=["sending", "sent", "uncertain"]).exists():
        raise AlreadyLeft(kept=_are_kept(both))
    _record("introduction.dropped", introduction, by.actor, at)
    _tell_after_all(introduction, by, at)
    return True


def _tell_after_all(introduction: Introduction, by: Member, at: datetime) -> None:
    """The letter that did not leave would have told the prospect: now they are told as if it had never been written."""
    pk, of_this = introduction.referral_id, Referral.objects.filter(told_at=introduction.left_at)
    if introduction.left_at and of_this.filter(pk=pk).update(told_at=None):
        referrals.settle(referral_id=pk, by=by.actor, at=at)


@transaction.atomic
def send(
    *, introduction: Introduction, by: Member, at: datetime, leaves_at: datetime | None = None
) -> Introduction:
    """Let Sentby write to both sides: one letter each, in one thread, each with its own stop link.

    Until `leaves_at`, if that is given, both wait here and can be called back.

    Raises NotPossible while the rule forbids it or there is no address, Conflict when it is not the letter that was
    looked at, AlreadyLeft.
    """
    referral = lock(introduction.referral)
    allowed = queries.may_go_by_sentby(referral)
    if not allowed.allowed:
        raise NotPossible(allowed.because)
    _leave(introduction, "sentby", at)
    introduction.referral = referral
    prospect, prospect_url = make_link(referral=referral, side="prospect", by=by.actor, at=at)
    receiver, receiver_url = make_link(referral=referral, side="receiver", by=by.actor, at=at)
    to_prospect = write_to_prospect(
        referral, letters.to_prospect(introduction, prospect_url), prospect, by, at, leaves_at=leaves_at
    )
    to_receiver = mail.queue(
        letter=letters.to_receiver(introduction, receiver_url), sender=by, permission=None, by=by.actor, at=at,
        due_at=leaves_at,
    )  # fmt: skip
    Link.objects.filter(pk=receiver.pk).update(message=to_receiver)
    Introduction.objects.filter(pk=introduction.pk).update(to_prospect=to_prospect, to_receiver=to_receiver)
    Referral.objects.filter(pk=referral.pk).update(tell_due_at=None, told_at=referral.told_at or at)
    _record("introduction.sent", introduction, by.actor, at)
    introduction.refresh_from_db()
    return introduction


@transaction.atomic
def call_back(*, introduction: Introduction, by: Member, at: datetime) -> bool:
    """Undo a sending while both letters wait here: the letter is a draft again, as it was written.

    False when nothing was sent. Raises AlreadyLeft as soon as one of them is leaving.
    """
    lock(introduction.referral)
    sent = Introduction.objects.live().filter(pk=introduction.pk, way="sentby", left_at__isnull=False)
    stands = sent.first()
    if stands is None:
        return False
    both = _both_of(stands)
    if (
        mail.withhold_waiting(chosen=both, why="Its writer called it back.", by=by.actor, at=at)
        != both.count()
    ):
        raise AlreadyLeft(kept=_are_kept(both))
    sent.update(left_at=None, to_prospect=None, to_receiver=None, version=F("version") + 1)
    _record("introduction.called_back", stands, by.actor, at)
    _tell_after_all(stands, by, at)
    return True


@transaction.atomic
def mark_sent(*, introduction: Introduction, by: Member, at: datetime) -> Introduction:
    """The member says that the letter left from their own mailbox: claimed, not observed. Raises AlreadyLeft."""
    referral = lock(introduction.referral)
    possible = queries.may_introduce(referral)
    if not possible.allowed:
        raise NotPossible(possible.because)
    _leave(introduction, "own", at)
    _record("introduction.sent_by_hand", introduction, by.actor, at)
    referrals.note_letter_both(referral=referral, by=by.actor, at=at, seen=False)
    introduction.refresh_from_db()
    return introduction


@transaction.atomic
def note_departure(*, introduction: Introduction, at: datetime) -> bool:
    """Sentby saw both letters of one introduction leave: observed. False when that was noted already.

    On a desk without a mail server it saw nothing: they lie in the Outbox, and that they are handed over is no more
    than claimed.
    """
    if not Introduction.objects.departing().filter(pk=introduction.pk).update(seen_at=at):
        return False
    kept = _are_kept(_both_of(introduction))
    by = KEPT_HERE if kept else BOTH_LEFT
    _record("introduction.kept" if kept else "introduction.left", introduction, by, at)
    referrals.note_letter_both(referral=introduction.referral, by=by, at=at, seen=not kept)
    return True


def lock(referral: Referral) -> Referral:
    """One caller at a time changes this referral; read afresh, with everybody on it."""
    referrals.lock(referral)
    return queries.whole(referral.pk)


def write_to_prospect(
    referral: Referral, letter: Letter, link: Link, by: Member | audit.Actor, at: datetime, *,
    leaves_at: datetime | None = None,
) -> Message:  # fmt: skip
    """Post a letter to the prospect on the fact that permits it. For other actions, inside their transaction."""
    permission = permit(referral, at)
    sender, who = (by, by.actor) if isinstance(by, Member) else (referral.recorder, by)
    message = mail.queue(letter=letter, sender=sender, permission=permission, by=who, at=at, due_at=leaves_at)
    Link.objects.filter(pk=link.pk).update(message=message)
    return message


def permit(referral: Referral, at: datetime) -> Permission:
    """Record on which fact Sentby writes: somebody said that the prospect expects it."""
    fact = queries.fact_that_permits(referral)
    return mail.permit(
        basis="expects_contact", reference=f"fact:{fact.pk}",
        by=audit.Actor(fact.actor_kind, fact.actor_id), at=at,
    )  # fmt: skip


def _both_of(introduction: Introduction) -> MessageQuerySet:
    return Message.objects.filter(pk__in=[introduction.to_prospect_id, introduction.to_receiver_id])


def _are_kept(letters: MessageQuerySet) -> bool:
    """Whether a letter stays in the Outbox, for want of a mail server, to be handed over from there."""
    return letters.kept_here().exists()


def _leave(introduction: Introduction, way: str, at: datetime) -> None:
    drafts = Introduction.objects.live().filter(pk=introduction.pk, left_at=None)
    if not drafts.filter(version=introduction.version).update(left_at=at, way=way, version=F("version") + 1):
        raise _why_not(introduction)


def _why_not(introduction: Introduction) -> Exception:
    still_a_draft = Introduction.objects.live().filter(pk=introduction.pk, left_at=None).exists()
    return Conflict() if still_a_draft else AlreadyLeft()


def _record(what: str, introduction: Introduction, by: audit.Actor, at: datetime) -> None:
    audit.record(
        what, subject=("referral", introduction.referral_id), by=by, at=at, introduction=introduction.pk,
        way=introduction.way,
    )  # fmt: skip

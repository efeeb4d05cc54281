"""What the prospect, or the receiver, says through a private link. Each act of a link can be used once."""

from datetime import datetime

from django.db import transaction

from sentby.core import audit
from sentby.core.audit import Actor
from sentby.introductions import letters, queries
from sentby.introductions.actions.errors import AlreadyPressed, Closed
from sentby.introductions.actions.linking import actor_of, make_link, use
from sentby.introductions.actions.writing import lock
from sentby.introductions.models import Link
from sentby.mail import actions as mail
from sentby.mail.models import Message, MessageQuerySet, Permission
from sentby.referrals import actions as referrals
from sentby.referrals.actions.permitting import Answer
from sentby.referrals.models import Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import may_have_own_link
from sentby.rules.standing import Outcome

NOT_MINE = "The receiver would rather not take this one."
REFUSED = "They said: please don’t."


@transaction.atomic
def answer(*, link: Link, answers: dict[str, Answer], words: str, at: datetime) -> None:
    """Answer the three questions. Only this makes facts confirmed, unless the link was in the giver's hands. Raises AlreadyPressed, or Closed."""
    referral = _open(link, "prospect")
    use(link, "answers", at)
    referrals.answer_three_questions(
        referral=referral, answers=answers, words=words, by=actor_of(link), at=at, through=link.way
    )


@transaction.atomic
def consent(*, link: Link, accepted: bool, at: datetime) -> None:
    """Say yes or no before anything is passed on. Raises AlreadyPressed, or Closed."""
    referral = _open(link, "prospect")
    use(link, "consent", at)
    if not referrals.accept_passing(
        referral=referral, accepted=accepted, by=actor_of(link), at=at, through=link.way
    ):
        raise AlreadyPressed


@transaction.atomic
def in_touch(*, link: Link, kind: ContactKind, at: datetime) -> None:
    """Say that we have been in touch: `kind` is CALLED when the receiver called, THEY_CALLED when the prospect did."""
    referral = _open(link, link.side)
    if referral.released_at is None:
        raise Closed("Nothing was passed on yet.")
    use(link, "contact", at)
    referrals.log_contact(referral=referral, kind=kind, by=actor_of(link), at=at)


@transaction.atomic
def send_own_link(*, link: Link, to: str, at: datetime) -> None:
    """Send the prospect a link that nobody else has seen, to the kept address of theirs that `to` names.

    Only for a link that came in the giver's own letter: by the new one a yes is confirmed. Raises AlreadyPressed when
    one went out today or three went out in all, and Closed.
    """
    referral = _open(link, "prospect")
    mailbox = next((one for one in queries.mailboxes_of(referral) if one.pk == to), None)
    if link.way != "own" or mailbox is None or queries.is_refused(referral):
        raise Closed("There is nowhere to send a link to.")
    earlier = [letter.queued_at for letter in queries.own_links_sent(referral)]
    if not may_have_own_link(earlier, at=at):
        raise AlreadyPressed
    who = actor_of(link)
    theirs, url = make_link(referral=referral, side="prospect", by=who, at=at)
    asked = mail.permit(basis="asked_for_link", reference=f"link:{link.pk}", by=who, at=at)
    message = mail.queue(
        letter=letters.own_link(referral, url, mailbox),
        sender=referral.recorder,
        permission=asked,
        by=who,
        at=at,
    )
    Link.objects.filter(pk=theirs.pk).update(message=message)
    audit.record(
        "prospect.asked_for_link", subject=("referral", referral.pk), by=who, at=at, message=message.pk
    )


@transaction.atomic
def stop(*, link: Link, at: datetime) -> None:
    """Please don't. From the prospect: final, for everybody at this desk. From the receiver: not this one."""
    if link.side == "prospect":
        use(link, "stop", at)
        refuse(link.referral, actor_of(link), at)
    else:
        _decline(link, at)


def refuse(referral: Referral, who: Actor, at: datetime, through: str = "") -> None:
    """The refusal, and what waits for the post. For other actions, inside their transaction."""
    referrals.refuse(referral=referral, by=who, at=at, through=through)
    refused = Referral.objects.filter(refused_at__isnull=False).values("pk")
    about = Message.objects.filter(subject_kind="referral", subject_id__in=refused)
    hold(about.filter(to_member=None), who, at)
    hold(about.filter(to_member__isnull=False, kind__in=queries.LEADS_TO_A_CALL), who, at)


def hold(waiting: MessageQuerySet, who: Actor, at: datetime) -> None:
    """End the permissions of what waits, then hold it back: a worker looks once more before the first word leaves."""
    for permission in Permission.objects.filter(messages__in=waiting.not_yet_leaving()):
        mail.end_permission(permission=permission, by=who, at=at, why=REFUSED)
    mail.withhold_waiting(chosen=waiting, why=REFUSED, by=who, at=at)


def _decline(link: Link, at: datetime) -> None:
    """The receiver's no ends this referral and tells the giver; it says nothing about the prospect."""
    referral = _open(link, "receiver")
    use(link, "stop", at)
    who, member = actor_of(link), referral.receiver_member or referral.recorder
    audit.record("receiver.declined", subject=("referral", referral.pk), by=who, at=at, through=link.way)
    referrals.record_outcome(
        referral=referral, kind=Outcome.LOST, by=member, at=at, reason=NOT_MINE, said_by=who
    )


def _open(link: Link, side: str) -> Referral:
    """The referral behind a link, locked, as long as something can still be said about it."""
    referral = lock(link.referral)
    stopped = queries.why_stopped(referral)
    if stopped or link.side != side:
        raise Closed(stopped or "This page is not yours to answer on.")
    return referral

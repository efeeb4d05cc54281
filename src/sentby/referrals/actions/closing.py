"""What became of it: outcomes, and the question to the receiver."""

from datetime import datetime

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.mail import actions as mail
from sentby.referrals import letters
from sentby.referrals.actions.errors import AlreadyEnded, NotPossible
from sentby.referrals.actions.noting import forget_conversations, note_conversations
from sentby.referrals.actions.permitting import stop_if_refused
from sentby.referrals.actions.reporting import correct_the_report, report_back
from sentby.referrals.actions.settling import settle_standing
from sentby.referrals.actions.stating import (
    close_questions,
    lock,
    lock_open,
    observe,
    retire,
    state_prospect,
)
from sentby.referrals.models import FeedbackAsk, Outcome, Referral
from sentby.rules.facts import FactKind
from sentby.rules.money import Amount
from sentby.rules.standing import Outcome as OutcomeKind

ENDS = (OutcomeKind.WON, OutcomeKind.LOST)


@transaction.atomic
def record_outcome(
    *,
    referral: Referral,
    kind: OutcomeKind,
    by: Member,
    at: datetime,
    happened_at: datetime | None = None,
    amount: Amount | None = None,
    share_amount: bool = False,
    reason: str = "",
    said_by: audit.Actor | None = None,
) -> Outcome:
    """Write down a step: talked, met, proposed, won or lost. The giver is told; an amount only when it is shared.

    `said_by` is who said so through a private link, when that is not the member on whose desk it is written down.
    Raises AlreadyEnded when it was won or lost before, NotOpen when it was withdrawn or refused.
    """
    lock(referral)
    if referral.closed_at is not None:
        raise AlreadyEnded("This has ended already. Undo the earlier outcome first if it was a mistake.")
    lock_open(referral)
    who = said_by or by.actor
    outcome = Outcome.objects.create(
        referral=referral, kind=kind, at=happened_at or at, recorded_by=by, reason=reason.strip()[:500],
        **_worth(amount, share_amount),
    )  # fmt: skip
    if kind in ENDS:
        Referral.objects.filter(pk=referral.pk).update(closed_at=at)
    note_conversations(referral, [outcome], by=who, at=at)
    _observe_rung(referral, kind, by, at)
    audit.record(
        "outcome.recorded", subject=("referral", referral.pk), by=who, at=at, why=outcome.reason,
        outcome=outcome.pk, kind=kind,
    )  # fmt: skip
    _answer_open_questions(referral, who, at, ended=kind in ENDS)
    settle_standing(referral=referral, by=who, at=at)
    report_back(outcome, by=by, at=at)
    return outcome


@transaction.atomic
def take_back_outcome(*, outcome: Outcome, by: Member, at: datetime) -> bool:
    """Undo an outcome entered by mistake. A won or lost item is open again."""
    referral = outcome.referral
    lock(referral)
    done = Outcome.objects.filter(pk=outcome.pk, withdrawn_at=None).update(withdrawn_at=at)
    if done:
        if outcome.kind in ENDS:
            Referral.objects.filter(pk=referral.pk).update(closed_at=None)
        forget_conversations(referral, [outcome], by=by.actor, at=at)
        _withdraw_rung(referral, OutcomeKind(outcome.kind), by, at)
        audit.record(
            "outcome.taken_back", subject=("referral", referral.pk), by=by.actor, at=at, outcome=outcome.pk
        )
        state_prospect(referral, by=by.actor, at=at)  # the book may say something else by now
        settle_standing(referral=referral, by=by.actor, at=at)
        correct_the_report(outcome, by=by, at=at)
        stop_if_refused(referral=referral, by=by.actor, at=at)
    return done == 1


@transaction.atomic
def ask_what_became(
    *, referral: Referral, by: Member, at: datetime, question: str = ""
) -> FeedbackAsk | None:
    """Ask the other side: the giver asks what became of it, the receiver for the missing details.

    One question is open at a time; asking again while it is open returns None and sends nothing.
    Raises NotPossible when there is no member on the other side to ask, or not yet.
    """
    lock_open(referral)
    _check_can_be_asked(referral, by)
    asks = FeedbackAsk.objects.filter(referral=referral, answered_at=None)
    if asks.exists():
        return None
    ask = FeedbackAsk.objects.create(referral=referral, asked_by=by, at=at, question=question.strip())
    audit.record("question.asked", subject=("referral", referral.pk), by=by.actor, at=at, question=ask.pk)
    letter = letters.question(referral, ask)
    mail.queue(letter=letter, sender=by, permission=None, by=by.actor, at=at)
    return ask


@transaction.atomic
def answer_question(*, ask: FeedbackAsk, by: Member, at: datetime, answer: str) -> bool:
    """Answer the other side's question. False when it was answered already, NotOpen after a “please don’t”."""
    lock(ask.referral)
    if ask.referral.refused_at is not None:
        lock_open(ask.referral)
    done = FeedbackAsk.objects.filter(pk=ask.pk, answered_at=None).update(
        answered_at=at, answer=answer.strip()
    )
    if done:
        ask.refresh_from_db()
        audit.record(
            "question.answered", subject=("referral", ask.referral_id), by=by.actor, at=at, question=ask.pk
        )
        mail.queue(letter=letters.answer(ask, by), sender=by, permission=None, by=by.actor, at=at)
    return done == 1


def _check_can_be_asked(referral: Referral, by: Member) -> None:
    other = letters.other_side(referral, by)
    if other is None or not other.is_active:
        raise NotPossible("There is no member on the other side to ask here. Ask them yourself.")
    if referral.released_at is None:
        raise NotPossible(
            f"{other.first_name} knows nothing of it before the yes, so there is nothing to ask yet."
        )


def _worth(amount: Amount | None, share: bool) -> dict[str, object]:
    if amount is None:
        return {}
    return {"amount": amount.value, "currency": amount.currency, "amount_shared": share}


RUNGS = {OutcomeKind.WON: FactKind.CLOSED, OutcomeKind.MET: FactKind.MEETING_ARRANGED}


def _observe_rung(referral: Referral, kind: OutcomeKind, by: Member, at: datetime) -> None:
    """The receiver's own record bears out two rungs; the giver's would only be a claim."""
    if kind in RUNGS and by.pk == referral.receiver_member_id:
        observe(referral, RUNGS[kind], by=by.actor, at=at)


def _withdraw_rung(referral: Referral, kind: OutcomeKind, by: Member, at: datetime) -> None:
    others = referral.outcomes.filter(kind=kind, withdrawn_at=None)
    if kind in RUNGS and not others.exists():
        borne_out = referral.facts.filter(kind=RUNGS[kind], source="observed")
        retire(borne_out, referral, by=by.actor, at=at, why="the outcome was taken back")


def _answer_open_questions(referral: Referral, by: audit.Actor, at: datetime, *, ended: bool) -> None:
    """A step answers the giver's question; an end leaves nothing to ask, on either side."""
    asks = FeedbackAsk.objects.filter(referral=referral)
    if not ended:
        asks = asks.exclude(asked_by=referral.receiver_member_id)
    why = "it has ended" if ended else "an outcome answers it"
    close_questions(asks, referral, by=by, at=at, why=why)

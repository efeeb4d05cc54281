"""What became of it: outcomes, the question to the other side, and its answer."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.wire import Key, act_once, said
from sentby.referrals import actions, queries
from sentby.referrals.api import meaning
from sentby.referrals.api.schemas import AnswerIn, OutcomeIn, QuestionIn
from sentby.referrals.documents import ReferralOut, page_document
from sentby.referrals.models import FeedbackAsk, Outcome
from sentby.referrals.page import page_for
from sentby.rules.standing import Outcome as OutcomeKind

router = Router(tags=["referrals"])


@router.post(
    "/referrals/{referral_id}/outcomes", response={201: ReferralOut}, summary="Record what became of it"
)
def record_outcome(
    request: HttpRequest, referral_id: str, payload: OutcomeIn, key: Key = ""
) -> dict[str, Any]:
    member = member_of(request)
    item, worth = queries.worked_by(member, referral_id), meaning.worth(member, payload)

    def act() -> Outcome:
        return actions.record_outcome(
            referral=item, kind=OutcomeKind(payload.kind), by=member, at=now(), amount=worth,
            share_amount=payload.share_amount, reason=payload.reason,
        )  # fmt: skip

    act_once(member, "outcome", key, [referral_id, said(payload)], act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/outcomes/{outcome_id}/removal",
    response=ReferralOut,
    summary="Take an outcome back",
)
def take_back_outcome(
    request: HttpRequest, referral_id: str, outcome_id: str, key: Key = ""
) -> dict[str, Any]:
    member = member_of(request)
    item = queries.worked_by(member, referral_id)
    row = the(Outcome.objects.visible_to(member).filter(referral=item), pk=outcome_id)

    def act() -> dict[str, Any]:
        return {"done": actions.take_back_outcome(outcome=row, by=member, at=now())}

    act_once(member, "outcome-removal", key, [referral_id, outcome_id], act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/question",
    response={201: ReferralOut},
    summary="Ask the other side what became of it, or for the details",
)
def ask_what_became(
    request: HttpRequest, referral_id: str, payload: QuestionIn, key: Key = ""
) -> dict[str, Any]:
    member = member_of(request)
    item = queries.visible(member, referral_id)

    def act() -> dict[str, Any]:
        asked = actions.ask_what_became(referral=item, by=member, at=now(), question=payload.question)
        return {"asked": asked is not None}

    act_once(member, "question", key, [referral_id, said(payload)], act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/answer", response=ReferralOut, summary="Answer the other side's question"
)
def answer_question(
    request: HttpRequest, referral_id: str, payload: AnswerIn, key: Key = ""
) -> dict[str, Any]:
    member = member_of(request)
    item = queries.visible(member, referral_id)

    def act() -> dict[str, Any]:
        asked = FeedbackAsk.objects.visible_to(member).filter(referral=item, answered_at=None)
        ask = the(asked.exclude(asked_by=member))
        done = actions.answer_question(ask=ask, by=member, at=now(), answer=payload.answer)
        return {"done": done}

    act_once(member, "answer", key, [referral_id, said(payload)], act)
    return page_document(page_for(member, referral_id), now())

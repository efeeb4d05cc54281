"""Lists, passing on, one referral and its details."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from sentby.accounts.models import Member
from sentby.accounts.requests import member_of
from sentby.core.clock import now
from sentby.core.wire import Key, act_once, said
from sentby.referrals import actions, queries
from sentby.referrals.api import meaning
from sentby.referrals.api.schemas import DetailsIn, ReferralIn, ReferralsAsked, ReferralsPage, WithdrawalIn
from sentby.referrals.documents import ReferralOut, line_document, page_document
from sentby.referrals.judging import meeting_near
from sentby.referrals.models import Referral
from sentby.referrals.page import page_for
from sentby.rules.consent import Mode

router = Router(tags=["referrals"])


@router.get("/referrals", response=ReferralsPage, summary="What you received, gave or recorded, newest first")
def list_referrals(request: HttpRequest, asked: Query[ReferralsAsked]) -> dict[str, Any]:
    member, at = member_of(request), now()
    found = queries.listed(member, asked.show, asked.q.strip())
    lines = queries.lines(member, list(found[asked.piece]))
    return {
        "items": [line_document(line, member, at) for line in lines],
        "total": found.order_by().count(), "page": asked.page, "size": asked.size,
    }  # fmt: skip


@router.post(
    "/referrals", response={201: ReferralOut}, summary="Pass somebody on, or record what was received"
)
def pass_on(request: HttpRequest, payload: ReferralIn, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    made = act_once(member, "pass-on", key, said(payload), lambda: _pass_on(member, payload))
    return page_document(page_for(member, made["id"]), now())


@router.get("/referrals/{referral_id}", response=ReferralOut, summary="One referral, as you may see it")
def get_referral(request: HttpRequest, referral_id: str) -> dict[str, Any]:
    return page_document(page_for(member_of(request), referral_id), now())


@router.patch(
    "/referrals/{referral_id}/details", response=ReferralOut, summary="Complete or correct the details"
)
def complete_referral(request: HttpRequest, referral_id: str, payload: DetailsIn) -> dict[str, Any]:
    member = member_of(request)
    item = queries.completed_by(member, referral_id)
    who = meaning.prospect(member, payload.prospect) if payload.prospect else actions.Prospect()
    change = actions.Change(need=payload.need, endorsement=payload.endorsement, prospect=who)
    actions.add_details(referral=item, change=change, version=payload.version, by=member, at=now())
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/withdrawal", response=ReferralOut, summary="Take it back: it counts nowhere"
)
def withdraw_referral(
    request: HttpRequest, referral_id: str, payload: WithdrawalIn, key: Key = ""
) -> dict[str, Any]:
    member = member_of(request)
    item = queries.recorded_by(member, referral_id)

    def act() -> dict[str, Any]:
        return {"done": actions.withdraw(referral=item, by=member, at=now(), why=payload.why)}

    act_once(member, "withdrawal", key, [referral_id, said(payload)], act)
    return page_document(page_for(member, referral_id), now())


@router.post("/referrals/{referral_id}/return", response=ReferralOut, summary="Undo a withdrawal")
def bring_back_referral(request: HttpRequest, referral_id: str, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    item = queries.recorded_by(member, referral_id)

    def act() -> dict[str, Any]:
        return {"done": actions.bring_back(referral=item, by=member, at=now())}

    act_once(member, "return", key, referral_id, act)
    return page_document(page_for(member, referral_id), now())


def _pass_on(member: Member, payload: ReferralIn) -> Referral:
    at = now()
    return actions.pass_on(
        by=member, at=at,
        giver=meaning.party(member, payload.giver, "giver") if payload.giver else None,
        receiver=meaning.party(member, payload.receiver, "receiver"),
        prospect=meaning.somebody(member, payload.prospect), claims=meaning.claims(payload.claims),
        need=payload.need, endorsement=payload.endorsement, origin=payload.origin,
        consent_mode=Mode(payload.consent_mode) if payload.consent_mode else None,
        meeting_at=payload.meeting_at or meeting_near(member, at),
    )  # fmt: skip

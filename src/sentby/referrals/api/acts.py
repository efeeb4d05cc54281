"""Facts and contacts: what is stated, and who was in touch."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.wire import Key, act_once, said
from sentby.referrals import actions, queries
from sentby.referrals.api import meaning
from sentby.referrals.api.schemas import CallIn, ClaimIn, LoggedIn
from sentby.referrals.documents import ReferralOut, page_document
from sentby.referrals.models import Contact, Fact
from sentby.referrals.page import page_for

router = Router(tags=["referrals"])


@router.post("/referrals/{referral_id}/facts", response={201: ReferralOut}, summary="State one more fact")
def claim_fact(request: HttpRequest, referral_id: str, payload: ClaimIn, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    item = queries.completed_by(member, referral_id)

    def act() -> Fact:
        return actions.claim_fact(
            referral=item, kind=payload.kind, by=member, at=now(), on=payload.on, note=payload.note
        )

    act_once(member, "fact", key, [referral_id, said(payload)], act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/facts/{fact_id}/withdrawal", response=ReferralOut, summary="Withdraw a claim"
)
def withdraw_fact(request: HttpRequest, referral_id: str, fact_id: str, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    item = queries.completed_by(member, referral_id)
    fact = the(Fact.objects.visible_to(member).filter(referral=item), pk=fact_id)

    def act() -> dict[str, Any]:
        return {"done": actions.withdraw_fact(fact=fact, by=member, at=now())}

    act_once(member, "fact-withdrawal", key, [referral_id, fact_id], act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/contacts", response={201: ReferralOut}, summary="Log that you were in touch"
)
def record_contact(
    request: HttpRequest, referral_id: str, payload: LoggedIn, key: Key = ""
) -> dict[str, Any]:
    member = member_of(request)
    item = queries.worked_by(member, referral_id)

    def act() -> Contact:
        return actions.log_contact(
            referral=item, kind=payload.kind, by=member.actor, at=now(), happened_at=payload.happened_at,
            note=payload.note,
        )  # fmt: skip

    act_once(member, "contact", key, [referral_id, said(payload)], act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/contacts/{contact_id}/removal",
    response=ReferralOut,
    summary="Take a contact back",
)
def take_back_contact(
    request: HttpRequest, referral_id: str, contact_id: str, key: Key = ""
) -> dict[str, Any]:
    member = member_of(request)
    row = queries.own_contact(member, referral_id, contact_id)

    def act() -> dict[str, Any]:
        return {"done": actions.take_back_contact(contact=row, by=member, at=now())}

    act_once(member, "contact-removal", key, [referral_id, contact_id], act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/receiver-told",
    response={201: ReferralOut},
    summary="Note that you told a receiver without an account",
)
def note_receiver_told(request: HttpRequest, referral_id: str, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    item = queries.worked_by(member, referral_id)

    def act() -> dict[str, Any]:
        return {"done": actions.note_receiver_told(referral=item, by=member, at=now())}

    act_once(member, "receiver-told", key, referral_id, act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/referrals/{referral_id}/receiver-told/removal",
    response=ReferralOut,
    summary="Take it back: they have not been told after all",
)
def take_back_told(request: HttpRequest, referral_id: str, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    item = queries.worked_by(member, referral_id)

    def act() -> dict[str, Any]:
        return {"done": actions.take_back_told(referral=item, by=member, at=now())}

    act_once(member, "receiver-told-removal", key, referral_id, act)
    return page_document(page_for(member, referral_id), now())


@router.post(
    "/calls", response={201: ReferralOut}, summary="They called you: stop the one clock that is theirs"
)
def they_called(request: HttpRequest, payload: CallIn, key: Key = "") -> dict[str, Any]:
    member = member_of(request)

    def act() -> dict[str, Any]:
        contact = actions.they_called(
            caller=payload.caller, by=member, at=now(), happened_at=payload.happened_at
        )
        if contact is None:
            raise meaning.nobody_or_several(queries.open_about_caller(member, payload.caller))
        return {"id": contact.pk, "referral": contact.referral_id}

    logged = act_once(member, "call", key, said(payload), act)
    return page_document(page_for(member, logged["referral"]), now())

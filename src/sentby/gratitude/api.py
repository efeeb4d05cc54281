"""Thanks by machine: said on receipt and on success, and taken back while the letter waits."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from sentby.accounts.models import Member
from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.wire import Key, Paged, Story, Strict, act_once, said
from sentby.gratitude import actions, queries
from sentby.gratitude.models import Thanks
from sentby.referrals import queries as referrals

router = Router(tags=["thanks"])


class ThanksIn(Strict):
    occasion: Literal["receipt", "success"]
    words: Story = ""


class ThanksOut(Schema):
    id: str
    referral: str
    by: str
    mine: bool
    occasion: str
    words: str
    at: datetime
    taken_back: bool


class ThanksPage(Schema):
    items: list[ThanksOut]
    total: int


@router.get("/thanks", response=ThanksPage, summary="Thanks that you said, and that were said to you")
def list_thanks(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    member = member_of(request)
    found = queries.said_by_or_to(member)
    return {"items": [_document(row, member) for row in found[asked.piece]], "total": found.count()}


@router.post("/referrals/{referral_id}/thanks", response={201: ThanksOut}, summary="Thank whoever gave it")
def thank(request: HttpRequest, referral_id: str, payload: ThanksIn, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    item = referrals.worked_by(member, referral_id)

    def act() -> Thanks:
        return actions.thank(
            referral=item, occasion=payload.occasion, by=member, at=now(), words=payload.words
        )

    made = act_once(member, "thanks", key, [referral_id, said(payload)], act)
    return _document(queries.for_one(member, item, made["id"]), member)


@router.post(
    "/referrals/{referral_id}/thanks/{thanks_id}/removal",
    response=ThanksOut,
    summary="Take thanks back while the letter waits",
)
def take_back_thanks(request: HttpRequest, referral_id: str, thanks_id: str, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    item = referrals.worked_by(member, referral_id)
    row = the(Thanks.objects.visible_to(member).filter(by=member, referral=item), pk=thanks_id)

    def act() -> dict[str, Any]:
        return {"done": actions.take_back(thanks=row, by=member, at=now())}

    act_once(member, "thanks-removal", key, [referral_id, thanks_id], act)
    return _document(queries.for_one(member, item, thanks_id), member)


def _document(row: Thanks, reader: Member) -> dict[str, Any]:
    return {
        "id": row.pk, "referral": row.referral_id, "by": str(row.by), "mine": row.by_id == reader.pk,
        "occasion": row.occasion, "words": row.words, "at": row.at, "taken_back": not row.stands,
    }  # fmt: skip

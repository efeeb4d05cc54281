"""The front page, and every promise, by machine."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from sentby.accounts.requests import member_of
from sentby.core.clock import now
from sentby.core.wire import Paged
from sentby.referrals.documents import (
    LineOut,
    PartyOut,
    QuestionOut,
    line_document,
    party_document,
    question_document,
)
from sentby.today import queries

router = Router(tags=["today"])


class ToThankOut(Schema):
    """Something that came from somebody who has not been thanked for it."""

    id: str
    giver: PartyOut | None
    prospect: PartyOut | None
    occasion: str  # what to thank for: receipt, or success


class ThankedOut(Schema):
    by: str
    occasion: str
    words: str
    at: datetime


class BecameOut(Schema):
    """One thing that you gave, and what is known of it."""

    line: LineOut
    thanks: list[ThankedOut]
    overdue: bool


class TroubleOut(Schema):
    id: str
    subject: str
    state: str
    trouble: str


class TodayOut(Schema):
    due: list[LineOut]
    waiting: list[LineOut]
    asked: list[QuestionOut]
    to_thank: list[ToThankOut]
    became: list[BecameOut]
    trouble: list[TroubleOut]
    later: int
    due_count: int
    waiting_count: int
    to_thank_count: int  # as far as a hundred


class FollowUpOut(Schema):
    id: str
    act: str
    due_at: datetime
    started_at: datetime
    line: LineOut


class FollowUpsPage(Schema):
    items: list[FollowUpOut]
    total: int


@router.get("/today", response=TodayOut, summary="What is due, who waits, whom to thank, what became of it")
def get_today(request: HttpRequest) -> dict[str, Any]:
    member, at = member_of(request), now()
    page = queries.for_member(member, at)
    return {
        "due": [line_document(line, member, at) for line in page.due],
        "waiting": [line_document(line, member, at) for line in page.waiting],
        "asked": [question_document(ask, member) for ask in page.asked],
        "to_thank": [_to_thank(item, member) for item in page.to_thank],
        "became": [
            {"line": line_document(one.line, member, at), "thanks": _said(one), "overdue": one.overdue}
            for one in page.became
        ],
        "trouble": page.trouble,
        "later": page.later, "due_count": page.due_count, "waiting_count": page.waiting_count,
        "to_thank_count": page.to_thank_count,
    }  # fmt: skip


@router.get("/follow-ups", response=FollowUpsPage, summary="Your open promises, the most urgent first")
def list_follow_ups(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
    member, at = member_of(request), now()
    promises = queries.promises(member)
    lines = queries.lines_of(member, promises[asked.piece])
    kept = [
        (promise, lines[promise.subject_id])
        for promise in promises[asked.piece]
        if promise.subject_id in lines
    ]
    return {
        "items": [
            {"id": promise.pk, "act": promise.act, "due_at": promise.due_at, "started_at": promise.started_at,
             "line": line_document(line, member, at)}
            for promise, line in kept
        ],
        "total": len(promises),
    }  # fmt: skip


def _to_thank(item: Any, member: Any) -> dict[str, Any]:
    return {
        "id": item.referral.pk, "giver": party_document(item.referral.giver, member),
        "prospect": party_document(item.referral.prospect, member),
        "occasion": item.occasion,
    }  # fmt: skip


def _said(one: queries.Became) -> list[dict[str, Any]]:
    return [
        {"by": str(row.by), "occasion": row.occasion, "words": row.words, "at": row.at} for row in one.thanks
    ]

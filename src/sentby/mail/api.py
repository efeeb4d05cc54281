"""The outbox by machine: what was posted in the member's name, and where each letter stands."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.wire import Key, Paged, act_once
from sentby.mail import actions, queries
from sentby.mail.models import Message
from sentby.mail.queries import Shown

router = Router(tags=["outbox"])


class MessagesAsked(Paged):
    show: Shown = "all"


class MessageLine(Schema):
    id: str
    kind: str
    state: str
    in_words: str
    to_name: str
    to_address: str
    subject: str
    queued_at: datetime
    due_at: datetime
    ended_at: datetime | None
    tries: int
    trouble: str
    can_be_retried: bool


class MessageOut(MessageLine):
    """With its words, when it was meant for this outbox; what leaves is for its recipient only."""

    text: str

    @staticmethod
    def resolve_text(message: Message) -> str:
        return message.text if message.can_be_read_here else ""


class MessagesPage(Schema):
    items: list[MessageLine]
    total: int


@router.get("/messages", response=MessagesPage, summary="Your letters, those in trouble first")
def list_messages(request: HttpRequest, asked: Query[MessagesAsked]) -> dict[str, Any]:
    found = queries.letters_of(member_of(request), shown=asked.show)
    return {"items": found[asked.piece], "total": len(found)}


@router.get("/messages/{message_id}", response=MessageOut, summary="One letter")
def get_message(request: HttpRequest, message_id: str) -> Message:
    return the(Message.objects.visible_to(member_of(request)), pk=message_id)


@router.post("/messages/{message_id}/retry", response=MessageOut, summary="Send it once more")
def retry_message(request: HttpRequest, message_id: str, key: Key = "") -> Message:
    member = member_of(request)
    letter = the(Message.objects.visible_to(member).filter(sender=member), pk=message_id)
    act_once(
        member,
        "message-retry",
        key,
        message_id,
        lambda: actions.try_again(message=letter, by=member.actor, at=now()),
    )
    return the(Message.objects.visible_to(member), pk=message_id)

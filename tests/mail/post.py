"""Letters to post in the tests of the outbox."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY
from sentby.mail import actions, sending
from sentby.mail.letters import Letter
from sentby.mail.models import Message, Permission
from tests.support.cast import AT

HOUR = timedelta(hours=1)


def letter(**parts: object) -> Letter:
    """Ana's letter to Dana, or with `parts` something else."""
    usual: dict[str, object] = {
        "kind": "tell",
        "subject": "Sam will call you about the roof",
        "text": "Dear Dana, Sam will call you on Thursday.\n",
        "to_name": "Dana Lindqvist",
        "to_address": "dana@millane.example.org",
    }
    return Letter(**(usual | parts))  # type: ignore[arg-type]


def permission(at: datetime = AT) -> Permission:
    return actions.permit(basis="expects_contact", reference="fact:x7", by=SENTBY, at=at)


def post(sender: Member, *, at: datetime = AT, **parts: object) -> Message:
    """Queue Ana's letter to Dana on a permission of its own."""
    return actions.queue(
        letter=letter(**parts), sender=sender, permission=permission(at), by=sender.actor, at=at
    )


def post_many(sender: Member, count: int, *, at: datetime = AT) -> list[Message]:
    addresses = [f"dana{number}@millane.example.org" for number in range(count)]
    return [post(sender, at=at, to_address=address) for address in addresses]


def anybody(message: Message) -> None:
    """Nobody has refused."""


def sweep(at: datetime = AT, may_send: Callable[[Message], str | None] = anybody) -> sending.Report:
    return sending.sweep(at=at, may_send=may_send)


def states(messages: list[Message]) -> list[str]:
    """Where the letters stand now, in the order they were posted."""
    found = dict(Message.objects.values_list("pk", "state"))
    return [found[message.pk] for message in messages]

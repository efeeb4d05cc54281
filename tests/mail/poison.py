"""Letters that no action would write, but a restored file or a defect might: each makes the builder stumble."""

from collections.abc import Callable
from datetime import datetime

from sentby.mail import states, transports
from sentby.mail.envelope import build
from sentby.mail.models import Message

Poison = Callable[[Message], Message]


def _spoil(message: Message, **columns: str) -> Message:
    Message.objects.filter(pk=message.pk).update(**columns)
    return message


POISONS: list[Poison] = [
    lambda message: _spoil(message, message_id=f"<no\u2028{message.pk}>"),
    lambda message: _spoil(message, to_address="dana@x.example\r\nDATA"),
    lambda message: _spoil(message, thread="<a@b>\r\nBcc: <c@d>"),
    lambda message: _spoil(message, to_address="däna@millane.example.org"),
]


def stop_at_poison(at: datetime) -> int:
    """The control: a round without a try for each letter. It stops at the first poison; says how many it left lying."""
    due = list(Message.objects.due(at).values_list("pk", flat=True))
    carrier = transports.Local()
    for done, pk in enumerate(due):
        held = states.claim(pk, at=at)
        if held is None:
            continue
        try:
            carrier.deliver(build(held), to=held.to_address, before_data=lambda: None)
        except ValueError:
            Message.objects.filter(state="sending").update(
                state="queued", tries=0, claim="", leased_until=None
            )
            return len(due) - done
    return 0

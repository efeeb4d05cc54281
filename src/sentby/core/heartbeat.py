"""The worker's sign of life, and how old it may be."""

import socket
from datetime import datetime, timedelta
from typing import Literal

from sentby.core.models import Heartbeat

NAME = "worker"
BEATS_EVERY = timedelta(seconds=5)
FRESH_FOR = timedelta(seconds=60)  # a round with a slow mail server may take half of it
State = Literal["fresh", "late", "never"]


def beat(*, at: datetime, trouble: str = "") -> None:
    """Say that a worker came round. Two workers share one line."""
    mine = Heartbeat(name=NAME, at=at, host=socket.gethostname()[:80], trouble=trouble)
    Heartbeat.objects.bulk_create(
        [mine], update_conflicts=True, unique_fields=["name"], update_fields=["at", "host", "trouble"]
    )


def last() -> Heartbeat | None:
    """The latest sign of life."""
    return Heartbeat.objects.filter(name=NAME).first()


def state(at: datetime) -> State:
    """How the worker stands at this moment."""
    heard = last()
    if heard is None:
        return "never"
    return "fresh" if at - heard.at <= FRESH_FOR else "late"

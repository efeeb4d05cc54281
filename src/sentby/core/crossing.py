"""Two who wait for each other: PostgreSQL stops one of them, and that one simply begins again."""

import secrets
import time
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import OperationalError, connection

DEADLOCK: Final = "40P01"
TRIES: Final = 5
LONGEST_PAUSE: Final = 0.2  # seconds
Answer = TypeVar("Answer")


def undisturbed(act: Callable[[], Answer]) -> Answer:
    """Do `act`, a whole transaction, and do it anew when it crossed another one and was stopped by the database.

    Inside another transaction there is nothing to begin anew: the trouble goes on to whoever opened that one.
    """
    for _ in range(TRIES - 1):
        try:
            return act()
        except OperationalError as trouble:
            if connection.in_atomic_block or getattr(trouble.__cause__, "sqlstate", None) != DEADLOCK:
                raise
        pause()
    return act()


def pause() -> None:
    """A moment of any length, so that the same two do not meet at the same door again."""
    time.sleep(LONGEST_PAUSE * secrets.randbelow(1000) / 1000)

"""The worker: goes round, does what has come due, each item on its own, and says that it was here."""

import logging
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from sentby.core import heartbeat, quarantine
from sentby.core.clock import now
from sentby.followups import queries as followups
from sentby.followups.models import Reminder
from sentby.mail import sending
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.referrals import actions as referrals

logger = logging.getLogger(__name__)
BATCH = 200
HOURLY = timedelta(hours=1)
EACH_ROUND = timedelta(0)


@dataclass(frozen=True)
class Item:
    """One thing to do: its id, for the log and the quarantine, and how."""

    id: str
    do: Callable[[], object]


@dataclass(frozen=True)
class Sweep:
    """One kind of thing that comes due. `items` names them, without those in `held`; `every` is the pause between."""

    name: str
    items: Callable[[datetime, set[str]], Iterable[Item]]
    every: timedelta = EACH_ROUND


def reminders(at: datetime, held: set[str]) -> Iterator[Item]:
    """Steps of clocks whose moment has come."""

    def remind(reminder: Reminder) -> Callable[[], object]:
        return lambda: referrals.remind(reminder=reminder, at=at)

    for reminder in followups.reminders_due(at, limit=BATCH + len(held)):
        if str(reminder.pk) not in held:
            yield Item(str(reminder.pk), remind(reminder))


def letters(at: datetime, held: set[str]) -> Iterator[Item]:
    """The outbox looks after its own letters: one item stands for the round."""
    yield Item("round", lambda: sending.sweep(at=at, may_send=may_send))


def removed_people(at: datetime, held: set[str]) -> Iterator[Item]:
    """Whoever was taken out of a book more than seven days ago."""
    yield Item("batch", lambda: people.erase_removed(at=at))


def may_send(message: Message) -> str | None:
    """Why this letter must stay, asked at the moment of sending."""
    return None


SWEEPS: tuple[Sweep, ...] = (
    Sweep("reminders", reminders),
    Sweep("letters", letters),
    Sweep("removed", removed_people, HOURLY),
)


class Worker:
    """Goes round. Two at once are safe: whoever claims an item does it."""

    def __init__(
        self, sweeps: Iterable[Sweep] = SWEEPS, *, is_stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._sweeps = tuple(sweeps)
        self._is_stopping = is_stopping
        self._next: dict[str, datetime] = {}
        self._beats_at: datetime | None = None

    def round(self, at: datetime) -> Counter[str]:
        """Everything that is due at this moment; says how many items of each sweep were done."""
        done: Counter[str] = Counter()
        for sweep in self._sweeps:
            if self._is_stopping():
                break
            if at >= self._next.get(sweep.name, at):
                done[sweep.name] = self._swept(sweep, at)
                self._next[sweep.name] = at + sweep.every
        self._beat(at)
        return done

    def _swept(self, sweep: Sweep, at: datetime) -> int:
        done = 0
        try:
            for item in sweep.items(at, quarantine.held(sweep.name, at)):
                if self._is_stopping():
                    break
                done += self._do(sweep, item, at)
        except DatabaseError:
            raise
        except Exception as problem:
            logger.error("%s: %s", sweep.name, quarantine.where(problem))
        return done

    def _do(self, sweep: Sweep, item: Item, at: datetime) -> int:
        """One item. Its trouble is its own: it is counted, and the next one has its turn."""
        try:
            item.do()
        except Exception as problem:
            row = quarantine.note_failure(sweep.name, item.id, problem, at=at)
            logger.error("%s %s: try %d failed: %s", sweep.name, item.id, row.tries, row.error)
            return 0
        return 1

    def _beat(self, at: datetime) -> None:
        if self._beats_at is None or at >= self._beats_at:
            heartbeat.beat(at=at)
            self._beats_at = at + heartbeat.BEATS_EVERY


def one_round() -> dict[str, int]:
    """Go round once, now."""
    return dict(Worker().round(now()))


def work(stopping: threading.Event | None = None) -> None:
    """Go round until told to stop; the item in hand is finished first."""
    stop = stopping or threading.Event()
    if threading.current_thread() is threading.main_thread():
        _listen(stop)
    worker = Worker(is_stopping=stop.is_set)
    logger.info("The worker begins.")
    while not stop.is_set():
        close_old_connections()
        try:
            worker.round(now())
        except DatabaseError as problem:
            logger.error("The database does not answer: %s", quarantine.where(problem))
        stop.wait(settings.WORKER_PAUSE)
    logger.info("The worker ends.")


def _listen(stop: threading.Event) -> None:
    def told(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)

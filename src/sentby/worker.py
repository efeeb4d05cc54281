"""The worker: goes round, does what has come due, each item on its own, and says that it was here."""

import logging
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import close_old_connections
from django.db.models import Exists, OuterRef

from sentby.core import databases, heartbeat, privacy, quarantine
from sentby.core.audit import SENTBY
from sentby.core.clock import now
from sentby.core.models import AuditEntry
from sentby.core.quarantine import Standing
from sentby.followups import queries as followups
from sentby.gratitude import queries as gratitude_queries
from sentby.introductions import actions as introductions
from sentby.introductions import queries as introduction_queries
from sentby.introductions.models import Introduction
from sentby.mail import queries as mail_queries
from sentby.mail import sending
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people import queries as people_queries
from sentby.people.models import Person
from sentby.referrals import actions as referrals
from sentby.referrals import queries as referral_queries
from sentby.referrals.models import Referral

logger = logging.getLogger(__name__)
BATCH = 200
HOURLY = timedelta(hours=1)
DAILY = timedelta(days=1)
EACH_ROUND = timedelta(0)
SEAT_MOVED = SENTBY.because("it is somebody else’s turn: a seat was closed, or opened again")
LONG_PAST = SENTBY.because("they were here for a referral only, and the last that happened on it is long ago")


@dataclass(frozen=True)
class Item:
    """One thing to do: its id, for the log and the quarantine, and how."""

    id: str
    do: Callable[[], object]


@dataclass(frozen=True)
class Sweep:
    """One kind of thing that comes due. `items` names a batch of them, past at most `skip` that are left alone.

    An item that is a whole round of its own is never given up.
    """

    name: str
    items: Callable[[datetime, int], Iterable[Item]]
    every: timedelta = EACH_ROUND
    gives_up: bool = True


def reminders(at: datetime, skip: int) -> Iterator[Item]:
    """Steps of clocks whose moment has come."""
    for reminder in followups.reminders_due(at, limit=BATCH + skip):
        yield Item(str(reminder.pk), partial(referrals.remind, reminder=reminder, at=at))


def tells(at: datetime, skip: int) -> Iterator[Item]:
    """Prospects who are to hear who passed them on."""
    for pk in introduction_queries.due_to_be_told(at, limit=BATCH + skip):
        yield Item(pk, partial(_tell, pk, at))


def letters(at: datetime, skip: int) -> Iterator[Item]:
    """The outbox looks after its own letters: one item stands for the round. A restored desk waits to be released."""
    if not mail_queries.is_held():
        yield Item("round", partial(sending.sweep, at=at, may_send=_may_send))


def _may_send(message: Message) -> str | None:
    """Each app that writes letters is asked whether this one may still leave."""
    return introduction_queries.may_send(message) or gratitude_queries.may_send(message)


def departures(at: datetime, skip: int) -> Iterator[Item]:
    """Introductions of which both letters have left."""
    both_left = Introduction.objects.departing().filter(to_prospect__state="sent", to_receiver__state="sent")
    for introduction in both_left.select_related("referral").order_by("left_at", "pk")[: BATCH + skip]:
        yield Item(introduction.pk, partial(introductions.note_departure, introduction=introduction, at=at))


def stranded(at: datetime, skip: int) -> Iterator[Item]:
    """Promises that are somebody else's turn by now: a seat was closed, or opened again."""
    for pk in referral_queries.promised_by_another().values_list("pk", flat=True)[: BATCH + skip]:
        yield Item(pk, partial(referrals.settle, referral_id=pk, by=SEAT_MOVED, at=at))


def removed(at: datetime, skip: int) -> Iterator[Item]:
    """Whoever was taken out of a book too long ago to be brought back."""
    for entry in people.to_erase(at, limit=BATCH + skip):
        yield Item(entry.pk, partial(introductions.erase_from_book, entry=entry, at=at))


def imports(at: datetime, skip: int) -> Iterator[Item]:
    """Files of contacts that are being gone through, or brought in: a few pieces of each, then the next has its turn."""
    for batch in people_queries.imports_under_way(limit=BATCH + skip):
        yield Item(batch.pk, partial(people.go_on, batch=batch, at=at))


def uploads(at: datetime, skip: int) -> Iterator[Item]:
    """Files that somebody gave and nobody brought in."""
    yield Item("round", partial(people.drop_strays, at=at))


def prospects(at: datetime, skip: int) -> Iterator[Item]:
    """People who were here for a referral only, when the last thing that happened on it is long ago."""
    past = at - privacy.kept_for("referral-only")
    about = Referral.objects.filter(prospect_person=OuterRef(OuterRef("pk"))).values("pk")
    lately = AuditEntry.objects.filter(subject_kind="referral", subject_id__in=about, at__gt=past)
    over = Person.objects.filter(~Exists(lately), for_referral_only=True, created_at__lte=past)
    for person in over.order_by("created_at", "pk")[: BATCH + skip]:
        yield Item(person.pk, partial(introductions.erase_somebody, person=person, by=LONG_PAST, at=at))


def retention(at: datetime, skip: int) -> Iterator[Item]:
    """The dated rules of docs/privacy.yaml."""
    for rule in privacy.register().dated:
        yield Item(rule.name, partial(privacy.keep_to, rule, at=at))


def statistics(at: datetime, skip: int) -> Iterator[Item]:
    """What the database knows of its own tables."""
    yield Item("round", databases.count_anew)


def _tell(pk: str, at: datetime) -> bool:
    return introductions.tell(referral=introduction_queries.whole(pk), at=at)


SWEEPS: Final = (
    Sweep("reminders", reminders),
    Sweep("tells", tells),
    Sweep("letters", letters, gives_up=False),
    Sweep("departures", departures),
    Sweep("imports", imports),
    Sweep("uploads", uploads, HOURLY, gives_up=False),
    Sweep("stranded", stranded, timedelta(minutes=5)),
    Sweep("removed", removed, HOURLY),
    Sweep("prospects", prospects, HOURLY),
    Sweep("retention", retention, HOURLY, gives_up=False),
    Sweep("statistics", statistics, DAILY, gives_up=False),
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
        standings = quarantine.standings(at)
        for sweep in self._sweeps:
            if self._is_stopping():
                break
            if at >= self._next.get(sweep.name, at):
                done[sweep.name] = self._swept(sweep, standings.get(sweep.name, Standing()), at)
                self._next[sweep.name] = at + sweep.every
        self._beat(at)
        return done

    def _swept(self, sweep: Sweep, standing: Standing, at: datetime) -> int:
        done = 0
        for item in sweep.items(at, len(standing.held)):
            if self._is_stopping():
                break
            if item.id not in standing.held and self._did(sweep, item, at):
                done += 1
                if item.id in standing.failing:
                    quarantine.note_success(sweep.name, item.id)
        return done

    def _did(self, sweep: Sweep, item: Item, at: datetime) -> bool:
        """One item. Its trouble is its own: it is counted, and the next one has its turn."""
        try:
            item.do()
        except Exception as problem:
            row = quarantine.note_failure(sweep.name, item.id, problem, at=at, gives_up=sweep.gives_up)
            logger.error("%s %s: try %d failed: %s", sweep.name, item.id, row.tries, row.error)
            return False
        return True

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
        except Exception as problem:  # most likely the database does not answer; the next round will tell
            logger.error("A round ended early: %s", quarantine.where(problem))
        stop.wait(settings.WORKER_PAUSE)
    logger.info("The worker ends.")


def _listen(stop: threading.Event) -> None:
    def told(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)

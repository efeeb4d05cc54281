"""The worker's round: take each due letter in hand, check it once more, hand it over, write down what happened."""

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction

from sentby.mail import states, transports
from sentby.mail.envelope import build
from sentby.mail.models import Message
from sentby.mail.outcomes import Outcome, PutOff, Sent, Unanswered, Unreachable
from sentby.mail.states import MaySend
from sentby.mail.transports import Transport

logger = logging.getLogger(__name__)
ROUND = 30.0  # seconds after which no new letter is taken in hand, so that the worker's other rounds get their turn


@dataclass(frozen=True)
class Report:
    """What one round did."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    uncertain: int = 0
    withheld: int = 0
    server_away: bool = False

    def __bool__(self) -> bool:
        return bool(self.sent or self.put_off or self.failed or self.uncertain or self.withheld)


def sweep(
    *,
    at: datetime,
    may_send: MaySend,
    transport: Transport | None = None,
    limit: int = 50,
    seconds: Callable[[], float] = monotonic,
) -> Report:
    """Send what is due. `may_send` is asked at the moment of sending, and says why a letter must stay, or None.

    No network inside a transaction; one letter's trouble never stops the next; an absent server ends the round.
    `seconds` tells how much time goes by meanwhile.
    """
    carrier = transport or transports.configured()
    round_ = _Round(at, may_send, carrier, seconds)
    try:
        for pk in _due(at, limit):
            round_.take_back()
            if round_.is_over:
                break
            round_.send(pk)
        round_.take_back()
    finally:
        carrier.close()
    return round_.report()


def _due(at: datetime, limit: int) -> list[str]:
    with transaction.atomic(durable=True):  # refuses to start inside somebody else's transaction
        return list(Message.objects.due(at).values_list("pk", flat=True)[:limit])


class _Round:
    def __init__(
        self, at: datetime, may_send: MaySend, carrier: Transport, seconds: Callable[[], float]
    ) -> None:
        self._at = at
        self._seconds = seconds
        self._began = seconds()
        self._may_send = may_send
        self._carrier = carrier
        self._states: Counter[str] = Counter()
        self._server_away = False

    @property
    def now(self) -> datetime:
        """The round's moment plus what has gone by since: conversations take their time."""
        return self._at + timedelta(seconds=self._seconds() - self._began)

    @property
    def is_over(self) -> bool:
        return self._server_away or self._seconds() - self._began > ROUND

    def take_back(self) -> None:
        self._states.update(states.take_back(at=self.now))

    def send(self, pk: str) -> None:
        """One letter from claim to end. Whatever goes wrong is written down or left to the lease."""
        try:
            message = states.claim(pk, at=self.now)
            if message is None:
                return
            outcome = self._attempt(message)
            self._server_away = isinstance(outcome, Unreachable)
            state = states.settle(message, outcome, at=self.now, via=self._carrier.via)
            self._states[state] += 1
            level = logging.DEBUG if state == "sent" else logging.INFO
            logger.log(level, "message %s: %s", pk, state or "no longer ours")
        except Exception as problem:
            logger.error("message %s: its end could not be written down: %s", pk, _where(problem))

    def _attempt(self, message: Message) -> Outcome:
        data_began = False

        def before_data() -> None:
            nonlocal data_began
            states.begin_data(message, may_send=self._may_send, at=self.now)
            data_began = True

        try:
            states.check(message, may_send=self._may_send, at=self.now)
            letter = build(message, at=self.now)
            self._carrier.deliver(letter, to=message.to_address, before_data=before_data)
        except Outcome as outcome:
            return outcome
        except Exception as problem:
            logger.error("message %s: %s", message.pk, _where(problem))
            if data_began:
                return Unanswered("Sentby stumbled while this letter was leaving.")
            return PutOff("Sentby could not prepare this letter.")
        return Sent()

    def report(self) -> Report:
        counts = {state: self._states[state] for state in ("sent", "failed", "uncertain", "withheld")}
        return Report(put_off=self._states["queued"], server_away=self._server_away, **counts)


def _where(problem: BaseException) -> str:
    """The kind of problem and the line it came from, without its text, which may hold an address."""
    frames: Iterator[traceback.FrameSummary] = reversed(traceback.extract_tb(problem.__traceback__))
    last = next(frames, None)
    return f"{type(problem).__name__} at {last.filename}:{last.lineno}" if last else type(problem).__name__

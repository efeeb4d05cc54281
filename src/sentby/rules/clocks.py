"""The follow-up clock: 24 elapsed hours from the passing on, wherever the two sides live.

Everything is reckoned in UTC and in elapsed seconds. A zone is for display only: "the same time tomorrow" is 23 or
25 hours away on the days when clocks change. ValueError, everywhere, for a moment without a time zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from sentby.rules.moments import in_utc

FOLLOW_UP_WITHIN: Final = timedelta(hours=24)
WARN_BEFORE: Final = timedelta(hours=4)
TELL_GIVER_AFTER: Final = timedelta(hours=2)


class ContactKind(StrEnum):
    """How somebody tried to be in touch. A message left on a machine is an attempt, and no contact."""

    CALLED = "called"
    THEY_CALLED = "they_called"
    WROTE = "wrote"
    MET = "met"
    LEFT_MESSAGE = "left_message"

    @property
    def reaches(self) -> bool:
        """Whether it stops the clock."""
        return self is not ContactKind.LEFT_MESSAGE


class ClockState(StrEnum):
    """What a clock shows: running, in its last four hours, over, or stopped."""

    RUNNING = "running"
    WARN = "warn"
    OVER = "over"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Contact:
    """One dated contact or attempt."""

    kind: ContactKind
    at: datetime

    def __post_init__(self) -> None:
        in_utc(self.at, "The moment of the contact")


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock: when it began, when it is due, and when the first contact stopped it."""

    started: datetime
    due: datetime
    stopped: datetime | None = None

    def __post_init__(self) -> None:
        started = in_utc(self.started, "The start of the clock")
        in_utc(self.due, "The end of the clock")
        if self.stopped is not None and in_utc(self.stopped, "The stop of the clock") < started:
            raise ValueError("A contact from before the start is no follow-up, and stops no clock.")


@dataclass(frozen=True, slots=True)
class Step:
    """One message that a running clock sends: its name, when, and to whom."""

    name: Literal["warn", "overdue", "tell_giver"]
    at: datetime
    to: Literal["receiver", "giver"]


def due(started: datetime) -> datetime:
    """Return the moment, in UTC, 24 elapsed hours after `started`."""
    return in_utc(started, "The start of the clock") + FOLLOW_UP_WITHIN


def start(started: datetime) -> Clock:
    """Return a running clock, in UTC."""
    return Clock(in_utc(started, "The start of the clock"), due(started))


def steps(due: datetime) -> tuple[Step, ...]:
    """Return the messages of a clock that nobody stops: warn, overdue, and tell the giver."""
    end = in_utc(due, "The end of the clock")
    return (
        Step("warn", end - WARN_BEFORE, "receiver"),
        Step("overdue", end, "receiver"),
        Step("tell_giver", end + TELL_GIVER_AFTER, "giver"),
    )


def first_contact(contacts: Iterable[Contact], *, since: datetime | None = None) -> Contact | None:
    """Return the earliest contact with a person, at or after `since`.

    A contact from before the passing on is no follow-up: it is left out, and does not count as one at the start.
    """
    reached = (contact for contact in contacts if contact.kind.reaches)
    if since is not None:
        start_of_clock = in_utc(since)
        reached = (contact for contact in reached if in_utc(contact.at) >= start_of_clock)
    return min(reached, key=lambda contact: (in_utc(contact.at), contact.kind), default=None)


def state(clock: Clock, at: datetime) -> ClockState:
    """Return what the clock shows at `at`. It is over from the second it is due."""
    now = in_utc(at)
    if clock.stopped is not None and in_utc(clock.stopped) <= now:
        return ClockState.STOPPED
    remaining = in_utc(clock.due) - now
    if remaining <= timedelta(0):
        return ClockState.OVER
    return ClockState.WARN if remaining <= WARN_BEFORE else ClockState.RUNNING


def left(clock: Clock, at: datetime) -> timedelta:
    """Return the time that is left until it is due; nought once it is over or stopped."""
    if state(clock, at) is ClockState.STOPPED:
        return timedelta(0)
    return max(in_utc(clock.due) - in_utc(at), timedelta(0))


def over(clock: Clock, at: datetime) -> timedelta:
    """Return by how much it is, or was when it stopped, overdue; nought while in time."""
    end = in_utc(at)
    if clock.stopped is not None:
        end = min(end, in_utc(clock.stopped))
    return max(end - in_utc(clock.due), timedelta(0))


_AFTER: Final = {
    ContactKind.CALLED: "Called",
    ContactKind.THEY_CALLED: "They called",
    ContactKind.WROTE: "Wrote",
    ContactKind.MET: "Met",
}


def words(clock: Clock, at: datetime, by: ContactKind = ContactKind.CALLED) -> str:
    """Say what the clock shows: "2 h 15 min left", "Overdue by 3 h", "Called after 3 h 05 min".

    `by` is the contact that stopped it. ValueError for an attempt, which stops no clock.
    """
    if not by.reaches:
        raise ValueError("A message left is an attempt, and stops no clock.")
    shown = state(clock, at)
    if clock.stopped is not None and shown is ClockState.STOPPED:
        return f"{_AFTER[by]} after {duration(in_utc(clock.stopped) - in_utc(clock.started))}"
    if shown is ClockState.OVER:
        return f"Overdue by {duration(over(clock, at))}"
    return f"{duration(left(clock, at))} left"


def duration(length: timedelta) -> str:
    """Say a length of time in whole minutes, rounded down: "45 min", "3 h 05 min", "2 days 4 h"."""
    minutes = int(length.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    days, spare_hours = divmod(hours, 24)
    if days >= 2:
        return f"{days} days" + (f" {spare_hours} h" if spare_hours else "")
    if hours:
        return f"{hours} h" + (f" {minutes:02} min" if minutes else "")
    return f"{minutes} min" if minutes else "less than a minute"

"""The 24-hour clock, in every zone whose clocks change between 2025 and 2035."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentby.rules.clocks import (
    Clock,
    ClockState,
    Contact,
    ContactKind,
    Step,
    due,
    duration,
    first_contact,
    left,
    over,
    start,
    state,
    steps,
    words,
)

START = datetime(2026, 5, 12, 10, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))


@cache
def transitions() -> tuple[tuple[ZoneInfo, datetime], ...]:
    """One spring and one autumn (the first of each size) of every zone that changes its clocks."""
    return tuple(change for key in sorted(available_timezones()) for change in _changes(ZoneInfo(key)))


def _changes(zone: ZoneInfo) -> Iterator[tuple[ZoneInfo, datetime]]:
    seen: set[tuple[timedelta | None, timedelta | None]] = set()
    at, end, week = datetime(2025, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC), timedelta(days=7)
    before = at.astimezone(zone).utcoffset()
    while at < end:
        after = (at + week).astimezone(zone).utcoffset()
        if after != before and (before, after) not in seen:
            seen.add((before, after))
            yield zone, _bisect(zone, at, at + week, before)
        at, before = at + week, after


def _bisect(zone: ZoneInfo, low: datetime, high: datetime, before: timedelta | None) -> datetime:
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high


def never_off_by_a_second(rule: Callable[[datetime], datetime]) -> None:
    for zone, change in transitions():
        for hours in (-25, -24, -23, -12, -1, 0, 1):
            started = change + hours * HOUR
            in_zone = started.astimezone(zone)
            end = rule(in_zone)
            assert (end.astimezone(UTC) - started).total_seconds() == 86_400
            assert end.astimezone(zone).timestamp() == started.timestamp() + 86_400


def test_the_clock_is_right_in_every_zone() -> None:
    assert len({zone.key for zone, _ in transitions()}) > 150
    never_off_by_a_second(due)


def test_control_the_same_time_tomorrow_is_wrong_somewhere() -> None:
    with pytest.raises(AssertionError):
        never_off_by_a_second(lambda started: started + timedelta(days=1))


@settings(deadline=None)
@given(moments, st.integers(0, 200_000), st.sampled_from(["Europe/London", "Pacific/Apia", "Asia/Kathmandu"]))
def test_a_zone_never_shifts_what_a_clock_shows(started: datetime, seconds: int, key: str) -> None:
    at, zone = started + timedelta(seconds=seconds), ZoneInfo(key)
    here, there = start(started), start(started.astimezone(zone))
    assert here == there
    assert state(here, at) is state(there, at.astimezone(zone))
    assert words(here, at) == words(there, at.astimezone(zone))
    assert left(here, at) - over(here, at) == here.due - at


@pytest.mark.parametrize(
    ("after", "shown", "said"),
    [
        (timedelta(0), ClockState.RUNNING, "24 h left"),
        (timedelta(hours=19, minutes=59, seconds=59), ClockState.RUNNING, "4 h left"),
        (timedelta(hours=20), ClockState.WARN, "4 h left"),
        (timedelta(hours=21, minutes=45), ClockState.WARN, "2 h 15 min left"),
        (timedelta(hours=23, minutes=59, seconds=30), ClockState.WARN, "less than a minute left"),
        (timedelta(hours=24), ClockState.OVER, "Overdue by less than a minute"),
        (timedelta(hours=27), ClockState.OVER, "Overdue by 3 h"),
        (timedelta(hours=72), ClockState.OVER, "Overdue by 2 days"),
    ],
)
def test_a_running_clock_says_how_long(after: timedelta, shown: ClockState, said: str) -> None:
    clock = start(START)
    assert (state(clock, START + after), words(clock, START + after)) == (shown, said)


def test_a_stopped_clock_says_after_how_long() -> None:
    clock = Clock(START, due(START), START + timedelta(hours=3, minutes=5))
    assert state(clock, START + HOUR) is ClockState.RUNNING
    assert state(clock, START + 30 * HOUR) is ClockState.STOPPED
    assert words(clock, START + 30 * HOUR) == "Called after 3 h 05 min"
    assert words(clock, START + 30 * HOUR, ContactKind.THEY_CALLED) == "They called after 3 h 05 min"
    assert left(clock, START + 30 * HOUR) == over(clock, START + 30 * HOUR) == timedelta(0)
    late = Clock(START, due(START), START + 26 * HOUR)
    assert over(late, START + 90 * HOUR) == 2 * HOUR
    with pytest.raises(ValueError, match="attempt"):
        words(clock, START, ContactKind.LEFT_MESSAGE)


def test_the_earliest_contact_with_a_person_wins() -> None:
    message = Contact(ContactKind.LEFT_MESSAGE, START + HOUR)
    called = Contact(ContactKind.CALLED, START + 3 * HOUR)
    they = Contact(ContactKind.THEY_CALLED, START + 2 * HOUR)
    before = Contact(ContactKind.MET, START - HOUR)
    assert first_contact([called, message, they]) == they
    assert first_contact([before, called], since=START) == called
    assert first_contact([before, called]) == before
    assert first_contact([message]) is None
    assert first_contact([message, before], since=START) is None
    assert first_contact([Contact(ContactKind.WROTE, START)], since=START) is not None


def test_a_contact_from_before_the_start_stops_no_clock() -> None:
    with pytest.raises(ValueError, match="before the start"):
        Clock(START, due(START), START - timedelta(seconds=1))


def test_a_clock_that_nobody_stops_sends_three_messages() -> None:
    end = due(START)
    assert steps(end) == (
        Step("warn", end - 4 * HOUR, "receiver"),
        Step("overdue", end, "receiver"),
        Step("tell_giver", end + 2 * HOUR, "giver"),
    )


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = START.replace(tzinfo=None)
    for act in (
        lambda: due(naive),
        lambda: start(naive),
        lambda: steps(naive),
        lambda: Contact(ContactKind.MET, naive),
        lambda: Clock(START, naive),
        lambda: state(start(START), naive),
        lambda: first_contact([], since=naive),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            act()


def test_lengths_of_time() -> None:
    said = {
        45: "45 min",
        60: "1 h",
        185: "3 h 05 min",
        47 * 60: "47 h",
        48 * 60: "2 days",
        52 * 60: "2 days 4 h",
    }
    assert {minutes: duration(timedelta(minutes=minutes)) for minutes in said} == said

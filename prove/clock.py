"""R6: the 24-hour clock in every zone of the world, at every change of clocks from 2025 to 2035."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sentby.rules import clocks

Due = Callable[[datetime], datetime]
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
AROUND = [timedelta(hours=hours) for hours in (-25, -24, -23, -1, 0, 1)] + [timedelta(seconds=-1)]
DAY = 24 * 60 * 60


def transitions(zone: ZoneInfo) -> Iterator[datetime]:
    """The moments, in UTC, at which a zone changes its offset."""
    at, step = FIRST, timedelta(days=7)
    while at < LAST:
        if _offset(zone, at) != _offset(zone, at + step):
            yield _exactly(zone, at, at + step)
        at += step


def faults(zones: Iterable[str], due: Due = clocks.due) -> list[str]:
    """Where the clock is off, even by a second, for somebody who lives there and passes on around a change."""
    found = []
    for name in zones:
        zone = ZoneInfo(name)
        for moment in transitions(zone):
            for before in AROUND:
                started = (moment + before).astimezone(zone)
                elapsed = due(started).astimezone(UTC) - started.astimezone(UTC)
                if elapsed.total_seconds() != DAY:
                    found.append(f"{name} {started.isoformat()}: {elapsed}")
    return found


def local_time_plus_a_day(started: datetime) -> datetime:
    """The fault that the control plants."""
    return started + timedelta(days=1)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _exactly(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (
            (middle, after) if _offset(zone, middle) == _offset(zone, before) else (before, middle)
        )
    return after.replace(microsecond=0)


def main() -> bool:
    """Every zone; and the control."""
    zones = sorted(available_timezones())
    changing = [name for name in zones if any(True for _ in transitions(ZoneInfo(name)))]
    wrong, control = faults(changing), faults(changing, local_time_plus_a_day)
    print(
        f"R6 clock: {len(zones)} zones, {len(changing)} with changes, {len(wrong)} faults; control: {len(control)} faults"
    )
    for line in wrong[:5]:
        print("  ", line)
    return not wrong and bool(control)

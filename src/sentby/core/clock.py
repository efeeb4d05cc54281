"""The only place that asks what time it is. Everybody else takes `at` as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today_in(zone: str, at: datetime) -> date:
    """The calendar day that `at` falls on for somebody living in `zone` (an IANA name)."""
    return at.astimezone(ZoneInfo(zone)).date()

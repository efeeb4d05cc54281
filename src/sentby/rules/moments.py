"""Moments and days: the only places where one is compared with the other."""

from datetime import UTC, date, datetime

Day = date | datetime


def in_utc(moment: datetime, what: str = "The moment") -> datetime:
    """Return `moment` in UTC. ValueError for one without a time zone: it could be any of 26 hours."""
    if moment.utcoffset() is None:
        raise ValueError(f"{what} has no time zone.")
    return moment.astimezone(UTC)


def is_later(this: Day, that: Day) -> bool:
    """Say whether `this` is certainly later than `that`.

    Two moments are compared to the microsecond. As soon as one of them is only a day, both are compared as
    days, each in the zone that it was written in: the same day is not later.
    """
    if isinstance(this, datetime) and isinstance(that, datetime):
        return in_utc(this) > in_utc(that)
    return _day(this) > _day(that)


def _day(moment: Day) -> date:
    return moment.date() if isinstance(moment, datetime) else moment

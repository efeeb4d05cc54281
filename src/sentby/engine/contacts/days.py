"""Days as address books write them."""

import re
from datetime import date
from typing import Final

_ISO: Final = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_NO_YEAR: Final = re.compile(r"--?(\d\d)-?(\d\d)(?:[T ].*)?")
_MARKS: Final = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})\.?(?:[T ,].*)?")
_YEAR_FIRST: Final = re.compile(r"(\d{4})[年.]\s*(\d{1,2})[月.]\s*(\d{1,2})日?")
_IN_WORDS: Final = re.compile(r"(?:(\d{1,2})\.?\s+)?([^\W\d_]{3,})\.?\s*(?:(\d{1,2})(?!\d)\s*,?)?\s*(\d{4})?")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LEAP: Final = 2000


def birthday_of(text: str, *, no_year: str = "1604", day_first: bool = True) -> str:
    """A day of birth as YYYY-MM-DD, or --MM-DD when the year is not said; nothing if it is no day.

    `no_year` is the year that a program writes for none (Apple's is 1604).
    """
    written = text.strip()
    if found := _NO_YEAR.fullmatch(written):
        return _checked(0, int(found[1]), int(found[2]))
    day = day_of(written, day_first=day_first)
    if day and day.startswith(no_year):
        return f"--{day[5:]}"
    return day or _month_and_day(written)


def day_of(text: str, *, day_first: bool = True) -> str:
    """A day as YYYY-MM-DD; nothing if it is none. `day_first` says how 3/4/2020 is meant where it could be either."""
    written = text.strip()
    if found := _ISO.fullmatch(written):
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_FIRST.fullmatch(written):
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    if found := _MARKS.fullmatch(written):
        return _with_marks(found[1], found[2], found[3], day_first=day_first)
    if found := _IN_WORDS.match(written):
        month = _month(found[2])
        day = found[1] or found[3]
        if month and day and found[4]:
            return _checked(int(found[4]), month, int(day))
    return ""


def is_day_first(texts: list[str]) -> bool | None:
    """How the days of one column are written, if any of them tells: 13/4 and 4/13."""
    for text in texts:
        if found := _MARKS.fullmatch(text.strip()):
            one, two = int(found[1]), int(found[2])
            if len(found[1]) <= 2 and (one > 12) != (two > 12):
                return one > 12
    return None


def _with_marks(one: str, two: str, three: str, *, day_first: bool) -> str:
    if len(one) > 2:
        return _checked(int(one), int(two), int(three))
    day, month = (int(one), int(two)) if day_first else (int(two), int(one))
    if month > 12 >= day:
        day, month = month, day
    year = int(three)
    if len(three) == 2:
        year += 1900 if year > 30 else 2000
    return _checked(year, month, day)


def _month_and_day(written: str) -> str:
    found = _IN_WORDS.fullmatch(written)
    month = _month(found[2]) if found else 0
    day = (found[1] or found[3]) if found else ""
    return _checked(0, month, int(day)) if month and day else ""


def _month(word: str) -> int:
    short = word[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _checked(year: int, month: int, day: int) -> str:
    try:
        found = date(year or LEAP, month, day)
    except ValueError:
        return ""
    if year and year < 1000:
        return ""
    return f"{found:%Y-%m-%d}" if year else f"--{found:%m-%d}"

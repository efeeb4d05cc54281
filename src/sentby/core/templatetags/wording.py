"""What is said: moments, durations, money, grades, and how a ladder reads aloud."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, Protocol

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

DEFAULT: Final = "en-GB"
_WARN: Final = timedelta(hours=4)
_DAYS_FROM: Final = timedelta(hours=48)
_FACTS_SAY: Final = ("claimed", "confirmed", "observed")
_ENGLISH: Final = Locale("en", "GB")
_AMERICAN: Final = Locale("en", "US")
Rung = Mapping[str, Any]


class Clock(Protocol):
    """Anything that was started, is due, and may have been stopped."""

    @property
    def started(self) -> datetime: ...
    @property
    def due(self) -> datetime: ...
    @property
    def stopped(self) -> datetime | None: ...


@lru_cache(maxsize=256)
def locale_of(name: str | None) -> Locale:
    """The member's locale, or British English while it is unknown."""
    try:
        return Locale.parse(name or DEFAULT, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale.parse(DEFAULT, sep="-")


# ---- moments ----


@lru_cache(maxsize=4096)  # the same few days stand on every line of a list
def say_day(day: date, locale: Locale, *, this_year: int, long: bool = False) -> str:
    """“Wed 13 May”, “Thursday 14 May” when long; with the year when it is not this one. English, as the page is."""
    year = day.year != this_year
    if locale.territory == "US":
        skeleton = ("y" if year else "") + ("MMMMEEEEd" if long else "MMMEd")
        return format_skeleton(skeleton, datetime.combine(day, time(12), UTC), locale=_AMERICAN)
    pattern = ("EEEE d MMMM" if long else "EEE d MMM") + (" y" if year else "")
    return format_date(day, pattern, locale=_ENGLISH)


@lru_cache(maxsize=256)
def _hours(locale: Locale) -> str:
    """“16:42”, or “4:42 pm” where the country counts to twelve twice."""
    return "h:mm a" if set(locale.time_formats["short"].pattern) & set("aBb") else "HH:mm"


def say_when(moment: date | datetime, locale: Locale, *, at: datetime, style: str = "full") -> SafeString:
    """A `<time>` in the current zone. Styles: full, day, long (the day written out), time."""
    this_year = timezone.localtime(at).year
    if not isinstance(moment, datetime):
        words = say_day(moment, locale, this_year=this_year, long=style == "long")
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)
    local = timezone.localtime(moment)
    clock = (
        ""
        if style in ("day", "long")
        else format_time(
            local.time(), _hours(locale), locale=_AMERICAN if locale.territory == "US" else _ENGLISH
        )
    )
    day = say_day(local.date(), locale, this_year=this_year, long=style == "long")
    words = {"time": clock, "day": day, "long": day}.get(style, f"{day}, {clock}")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


def say_span(span: timedelta) -> str:
    """“2 h 15 min”, “12 min”, “3 days”: the two largest units that matter, never nothing."""
    minutes = max(int(abs(span).total_seconds() // 60), 0)
    if abs(span) >= _DAYS_FROM:
        return f"{minutes // 1440} days"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min" if rest else "less than a minute"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


# ---- clocks ----


@dataclass(frozen=True, slots=True)
class Reading:
    """How a clock stands: its state, the share that is spent, and the words for it."""

    state: str
    share: float
    words: str

    @property
    def tone(self) -> str:
        """The class that the words wear."""
        return {"warn": "is-hot", "over": "is-hot", "stopped": "is-done"}.get(self.state, "")


def read(clock: Clock, at: datetime) -> Reading:
    """Read `clock` at this moment. A clock that lapsed says so by `lapsed`; one without the word never does."""
    whole = clock.due - clock.started
    share = 1.0 if whole <= timedelta(0) else ((clock.stopped or at) - clock.started) / whole
    if clock.stopped is not None:
        return Reading("stopped", share, f"Stopped after {say_span(clock.stopped - clock.started)}")
    if getattr(clock, "lapsed", False):
        return Reading("lapsed", 1.0, "Lapsed")
    if at >= clock.due:
        return Reading("over", 1.0, f"Overdue by {say_span(at - clock.due)}")
    left = clock.due - at
    return Reading("warn" if left < _WARN else "running", share, f"{say_span(left)} left")


# ---- money ----


def say_money(amount: Decimal | int | str, currency: str, locale: Locale, *, exact: bool = False) -> str:
    """“£5,000”, “£60.50”: the pence only where there are some, or where a column needs them (`exact`)."""
    value = Decimal(amount)
    if exact or value != value.to_integral_value():
        return format_currency(value, currency, locale=locale)
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0")
    return format_currency(value, currency, format=pattern, locale=locale, currency_digits=False)


def say_number(number: Decimal | int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)


# ---- grades and ladders ----


def say_verdict(verdict: Any) -> str:
    """“Referral, level 3”, “Introduction, level 3”, “Lead”, “Mention”."""
    word = stamp_of(verdict).capitalize()
    return f"{word}, level {verdict.level}" if verdict.level else word


def stamp_of(verdict: Any) -> str:
    """The grade that is stamped: an introduction is a referral with a stamp of its own."""
    return "introduction" if verdict.introduction else str(verdict.grade)


def is_confirmed(judgement: Any) -> bool:
    """Whether the very level that is shown is confirmed: a dot never vouches for more than was said."""
    claimed, confirmed = judgement.claimed, judgement.confirmed
    return bool(claimed.level) and confirmed.grade == claimed.grade and confirmed.level >= claimed.level


def say_ladder(rungs: Iterable[Rung]) -> str:
    """“Level 1 confirmed, level 3 claimed, of 8”. While the lowest rung is open nothing above it counts."""
    standing = sorted(rungs, key=_level)
    total = len(standing)
    claimed = _top(standing, _FACTS_SAY)
    confirmed = _top(standing, _FACTS_SAY[1:])
    if confirmed and confirmed == claimed:
        return f"Level {confirmed} confirmed of {total}"
    if confirmed:
        return f"Level {confirmed} confirmed, level {claimed} claimed, of {total}"
    return f"Level {claimed} claimed of {total}" if claimed else f"Level 0 of {total}"


def _top(standing: list[Rung], states: tuple[str, ...]) -> int:
    if not standing or standing[0].get("state") not in states:
        return 0
    return max(_level(rung) for rung in standing if rung.get("state") in states)


def _level(rung: Rung) -> int:
    return int(rung["level"])


def initials(name: str) -> str:
    """“AR” for Ana Reyes, “A” for Ana, “?” for nobody."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"

"""Moments and sentences, the same on a page and in a letter."""

from datetime import date, datetime

_A_LEAP_YEAR = 2000


def stopped(words: str) -> str:
    """The words with a full stop, if they end without one: something else follows them."""
    ended = words.rstrip()
    return ended if not ended or ended[-1] in ".!?…:;。！？؟" else f"{ended}."


def said_birthday(day: str) -> str:
    """A birthday, kept as YYYY-MM-DD or --MM-DD, in words: "13 April 1970", "13 April". Anything else is said as it is."""
    try:
        known = date.fromisoformat(day.replace("--", f"{_A_LEAP_YEAR}-", 1))
    except ValueError:
        return day
    return f"{known:%-d %B}" + ("" if day.startswith("--") else f" {known.year}")


def moment(local: datetime) -> str:
    """A moment in its own zone: "Thu 14 May 2026, 10:20"."""
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"

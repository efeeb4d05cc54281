"""Moments and sentences, the same on a page and in a letter."""

from datetime import datetime


def stopped(words: str) -> str:
    """The words with a full stop, if they end without one: something else follows them."""
    ended = words.rstrip()
    return ended if not ended or ended[-1] in ".!?…:;。！？؟" else f"{ended}."


def moment(local: datetime) -> str:
    """A moment in its own zone: "Thu 14 May 2026, 10:20"."""
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"

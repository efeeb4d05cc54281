"""Moments and amounts in words, the same on a page and in a letter."""

from datetime import datetime


def moment(local: datetime) -> str:
    """A moment in its own zone: "Thu 14 May 2026, 10:20"."""
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"

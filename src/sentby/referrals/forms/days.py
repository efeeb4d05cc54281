"""A day or a moment that is typed."""

from datetime import date, datetime
from typing import TypeVar

from django import forms

EARLIEST = 1900
Moment = TypeVar("Moment", date | None, datetime | None)


def this_age(moment: Moment) -> Moment:
    """A day within living memory; anything before is a slip of the finger."""
    if moment and moment.year < EARLIEST:
        raise forms.ValidationError(f"That is before {EARLIEST}. Look at the year again.")
    return moment

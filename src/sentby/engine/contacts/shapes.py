"""What is read from a file of contacts, and how much is read at all."""

from dataclasses import dataclass
from typing import Final, NamedTuple

MEGABYTE: Final = 1_000_000


class Address(NamedTuple):
    """A postal address in its parts; any of them may be empty."""

    street: str = ""
    place: str = ""
    region: str = ""
    code: str = ""
    country: str = ""
    label: str = ""

    def line(self) -> str:
        """The address on one line."""
        return ", ".join(part for part in self[:5] if part)


class Way(NamedTuple):
    """One way to reach somebody, as it was written, with what its label says: Mobile, Work."""

    text: str
    label: str = ""


class Contact(NamedTuple):
    """Somebody, or a business, as one record of a file tells of them. `line` is where the record begins, from 1."""

    line: int
    name: str = ""
    company: str = ""
    title: str = ""
    emails: tuple[Way, ...] = ()
    phones: tuple[Way, ...] = ()
    urls: tuple[Way, ...] = ()
    addresses: tuple[Address, ...] = ()
    birthday: str = ""  # YYYY-MM-DD, or --MM-DD where the year is not known
    note: str = ""
    trade: str = ""
    tags: tuple[str, ...] = ()
    also: tuple[tuple[str, str], ...] = ()  # what has no field of its own: ("Nickname", "Dan")
    uid: str = ""  # what the other program calls this record
    met_on: str = ""  # YYYY-MM-DD
    how_met: str = ""
    photo: str = ""  # base64
    is_company: bool = False
    doubts: tuple[str, ...] = ()  # what could not be read in it, in plain sentences


class Unreadable(NamedTuple):
    """A record that says nothing that could be kept, and why."""

    line: int
    reason: str


Read = Contact | Unreadable


class Refused(Exception):
    """A file that is not read at all. Its text is a plain sentence that says what to do."""


@dataclass(frozen=True)
class Limits:
    """How much is read of one file."""

    size: int = 200 * MEGABYTE
    records: int = 1_000_000
    record: int = 8 * MEGABYTE  # characters of one record; a card with a large photo fits
    value: int = 100_000  # characters of one value that is no photo
    columns: int = 1_000
    properties: int = 5_000  # of one card
    lines: int = 200_000  # of one card; a large photo has many
    blanks: int = 1_050_000  # rows in which nothing stands; a sheet can be saved with all its empty rows


LIMITS: Final = Limits()


def check_size(size: int, limits: Limits = LIMITS) -> None:
    """Refuse a file that is larger than is read."""
    if size > limits.size:
        raise Refused(
            f"This file is larger than {limits.size // MEGABYTE} megabytes. Divide it, then try again."
        )

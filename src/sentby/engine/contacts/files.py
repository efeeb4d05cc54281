"""Which kind of file it is, and everybody in it."""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from sentby.engine.contacts import cards, rows, tables, workbook
from sentby.engine.contacts.headings import known_words
from sentby.engine.contacts.letters import encoding_of, is_text_encoding, reader
from sentby.engine.contacts.lines import CHUNK
from sentby.engine.contacts.mapping import Mapping, guess, score
from sentby.engine.contacts.shapes import LIMITS, Limits, Read, Refused, Unreadable, check_size

FORMATS: Final = ("vcard", "linkedin", "google", "outlook", "csv", "excel")
HEAD: Final = 256_000  # bytes that are looked at before anything is decided
NOTHING: Final = "There is nothing in this file."
_CARD: Final = re.compile(r"^[ \t]*BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
_OTHERS: Final = (
    (re.compile(rb"%PDF"), "This is a PDF. Export the contacts as vCard or CSV instead."),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8"), "This is a picture. Export the contacts as vCard or CSV instead."),
    (re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE), "This is a web page. Export the contacts as vCard or CSV instead."),
    (re.compile(rb"\s*BEGIN:VCALENDAR", re.IGNORECASE), "This is a calendar, not an address book. Export the contacts instead."),
    (re.compile(rb"\x1f\x8b|BZh|7z\xbc\xaf|Rar!|PK"), "This is a packed file. Unpack it, and give the file in it."),
    (re.compile(rb"\s*[{\[]"), "This is JSON. Export the contacts as vCard or CSV instead."),
)  # fmt: skip


class Plan(NamedTuple):
    """How a file will be read: guessed, shown, and open to correction. `mapping` belongs to tables."""

    format: str
    encoding: str = ""
    divider: str = ""
    mapping: Mapping | None = None


def look(stream: BinaryIO, *, as_: str = "", encoding: str = "", limits: Limits = LIMITS) -> Plan:
    """Look at the beginning of a file and say how it is to be read. `as_` and `encoding` overrule what is guessed.

    Raises Refused for what is none of FORMATS, is empty, or is larger than is read.
    """
    check_size(stream.seek(0, io.SEEK_END), limits)
    stream.seek(0)
    head = stream.read(HEAD)
    if not head.strip(b"\0\r\n\t \x1a\xef\xbb\xbf"):
        raise Refused(NOTHING)
    if workbook.is_package(head):
        first = [row for row, _ in zip(workbook.rows(stream, limits), range(tables.SAMPLE), strict=False)]
        if not first:
            raise Refused(NOTHING)
        return Plan("excel", mapping=guess(first, excel=True))
    for pattern, sentence in _OTHERS:
        if pattern.match(head):
            raise Refused(sentence)
    return _text_plan(head, as_, encoding)


def read(stream: BinaryIO, plan: Plan, *, day_first: bool = True, limits: Limits = LIMITS) -> Iterator[Read]:
    """Everybody in a file, one after the other; never more of it in memory than one record and a piece.

    Raises Refused where it turns out, on the way, to hold more than is read.
    """
    found = _all(stream, plan, day_first=day_first, limits=limits)
    for count, one in enumerate(found):
        if count >= limits.records:
            raise Refused(f"This file has more than {limits.records:,} records. Divide it, then try again.")
        yield one


def _text_plan(head: bytes, as_: str, encoding: str) -> Plan:
    said = encoding if encoding and is_text_encoding(encoding) else ""
    if encoding and not said:
        raise Refused(f"“{encoding[:40]}” is no encoding of letters. Try utf-8, or leave it out.")
    letters = said or encoding_of(head)
    if as_ == "vcard" or (not as_ and _CARD.search(head.decode(letters, "replace"))):
        # Where values say their own encoding, bytes are kept until then.
        says_it_itself = not said and not letters.startswith("utf") and b"CHARSET" in head.upper()
        return Plan("vcard", "utf-8" if says_it_itself else letters)
    letters = said or encoding_of(head, knows=known_words)
    if b"\0\0\0" in head and not letters.startswith("utf-"):
        raise Refused("This is no text. Export the contacts as vCard or CSV, and give that file.")
    text = head.decode(letters, "replace").replace("\r\n", "\n").replace("\r", "\n")
    whole = text if len(head) < HEAD else text.rpartition("\n")[0]
    divider = tables.divider_of(whole, score)
    first = [row for row in tables.sample(whole, divider) if not _is_separator_note(row.cells)]
    if not first:
        raise Refused(NOTHING)
    mapping = guess(first)
    return Plan(as_ or mapping.format, letters, divider, mapping._replace(format=as_ or mapping.format))


def _is_separator_note(cells: list[str]) -> bool:
    return len(cells[0]) <= 5 and "".join(cells).lower().startswith("sep=")


def _all(stream: BinaryIO, plan: Plan, *, day_first: bool, limits: Limits) -> Iterator[Read]:
    stream.seek(0)
    if plan.format == "excel" and plan.mapping:
        yield from rows.contacts(workbook.rows(stream, limits), plan.mapping, day_first=day_first)
        return
    whole = io.BufferedReader(_Shared(stream), CHUNK)
    if plan.mapping is None:
        letters = reader(whole, plan.encoding, newline=None)
        yield from cards.contacts(iter(lambda: letters.read(CHUNK), ""), limits)
        return
    letters = reader(whole, plan.encoding, newline="")
    width = len(plan.mapping.headings)
    found = tables.rows(letters, plan.divider, width=width, limits=limits)
    yield from rows.contacts(_after_notes(found), plan.mapping, day_first=day_first)


def _after_notes(found: Iterator[tables.Row | Unreadable]) -> Iterator[tables.Row | Unreadable]:
    return (row for row in found if isinstance(row, Unreadable) or not _is_separator_note(row.cells))


class _Shared(io.RawIOBase):
    """A stream that stays open when its reader is done with it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

"""Rows out of a text in which commas, semicolons, tabs or bars divide the cells."""

import csv
from collections.abc import Iterator
from typing import Final, NamedTuple, Protocol

from sentby.engine.contacts.shapes import LIMITS, Limits, Refused, Unreadable

DIVIDERS: Final = (",", ";", "\t", "|")
SAMPLE: Final = 40  # rows that are looked at before anything is decided
NEVER_CLOSED: Final = "A quotation mark is opened in this row and never closed."
ENOUGH: Final = 64_000  # letters that are looked at to tell what divides them
_LONGEST_CELL: Final = 1_000_000
_PROTECTED: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'＝", "'＋", "'－", "'＠")

csv.field_size_limit(_LONGEST_CELL)


class Row(NamedTuple):
    """The cells of one row, and the line on which it begins, from 1."""

    line: int
    cells: list[str]


class Lines(Protocol):
    """A text that gives its lines one after the other, with their ends, and never more than so many characters."""

    def readline(self, size: int = -1, /) -> str: ...


class _Unclosed(Exception):
    """A row seems to go on, and the next line is a whole row."""


def rows(text: Lines, divider: str, *, width: int = 0, limits: Limits = LIMITS) -> Iterator[Row | Unreadable]:
    """The rows that hold anything. `width` is how many cells a whole row has, where that is known.

    A quotation mark that is never closed costs its own row, and none of those after it.
    """
    lines = _Feed(text, divider, width, limits)
    blanks = 0
    while not lines.is_over:
        try:
            for cells in csv.reader(lines, delimiter=divider):
                line = lines.take()
                if len(cells) > limits.columns:
                    yield Unreadable(line, f"This row has more than {limits.columns:,} cells.")
                elif any(map(str.strip, cells)):
                    yield Row(line, [_cell(cell) for cell in cells])
                    blanks = 0
                elif (blanks := blanks + 1) > limits.blanks:
                    raise Refused("Most of this file is empty rows. Delete them, then try again.")
            return
        except _Unclosed:
            yield Unreadable(lines.take(), NEVER_CLOSED)
        except csv.Error:
            yield Unreadable(lines.take(), "This row cannot be read: one of its cells never ends.")


def divider_of(head: str, score: "Score") -> str:
    """What divides the cells of a text that begins like this: the mark that yields the most headings, or evenest rows."""
    first = head.lstrip("\ufeff").partition("\n")[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    tried = {mark: [row.cells for row in sample(head[:ENOUGH], mark)] for mark in DIVIDERS}
    return max(DIVIDERS, key=lambda mark: (score(tried[mark]), _evenness(tried[mark])))


def sample(head: str, divider: str) -> list[Row]:
    """The first rows of a text, as far as they can be read."""
    found: list[Row] = []
    for row in rows(_Text(head), divider):
        if isinstance(row, Row):
            found.append(row)
        if len(found) >= SAMPLE:
            break
    return found


class Score(Protocol):
    """How much sense rows make."""

    def __call__(self, rows: list[list[str]], /) -> int: ...


class _Text:
    def __init__(self, text: str) -> None:
        self._lines = iter(text.splitlines(keepends=True))

    def readline(self, size: int = -1, /) -> str:
        return next(self._lines, "")


class _Feed:
    """Lines for the reader of rows, which counts them and stops it where a whole row would be swallowed."""

    def __init__(self, text: Lines, divider: str, width: int, limits: Limits) -> None:
        self.text, self.divider, self.width, self.limits = text, divider, max(width, 3), limits
        self.read = 0  # lines that were read
        self.begun = 0  # lines of the row that is being read
        self.waiting = ""  # a line that was read and belongs to the next row
        self.is_over = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self.waiting or self._next()
        self.waiting = ""
        if self.begun and len(line) >= self.width and self._is_whole_row(line):
            self.waiting = line
            raise _Unclosed
        self.begun += 1
        self.read += 1
        return line

    def take(self) -> int:
        """The line on which the row began that has just been read."""
        first = self.read - self.begun + 1
        self.begun = 0
        return first

    def _next(self) -> str:
        line = self.text.readline(self.limits.record)
        if not line:
            self.is_over = True
            raise StopIteration
        if len(line) >= self.limits.record:
            raise Refused("A line of this file is longer than anything that is read. Is it a table?")
        return line

    def _is_whole_row(self, line: str) -> bool:
        return line.count(self.divider) >= self.width - 1 and line.count('"') % 2 == 0


def _cell(cell: str) -> str:
    """What was meant: without the signs that keep spreadsheets from reckoning."""
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1].strip()
    return (cell[1:] if cell.startswith(_PROTECTED) else cell).replace("\0", "").strip()


def _evenness(found: list[list[str]]) -> float:
    """How many rows have as many cells as most, if that is more than one; the more cells the better."""
    widths = [len(cells) for cells in found]
    if not widths:
        return 0
    usual = max(set(widths), key=widths.count)
    return widths.count(usual) / len(widths) + usual / 1000 if usual > 1 else 0

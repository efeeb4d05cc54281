"""Which column of a table holds what: guessed from its headings and from what stands under them, and open to correction."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from sentby.engine.contacts.days import day_of, is_day_first
from sentby.engine.contacts.headings import NOTHING, Column, key_of, known, meaning_of
from sentby.engine.contacts.tables import Row

EXAMPLE: Final = 60  # characters of an example
HEADINGS_WITHIN: Final = 20  # rows: a few lines of explanation may stand above the headings
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PHONE: Final = re.compile(r"\+?[\d\s()./-]{6,25}(?:\s*(?:x|ext\.?)\s*\d+)?")
_URL: Final = re.compile(r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+(?:com|org|net|io|co\.uk|de|fr)(?:/\S*)?")
_OF_A_FORMAT: Final = {
    "linkedin": {"first name", "last name", "connected on"},
    "google": {"e mail 1 value"},
    "outlook": {"e mail address", "business street"},
}
_OUTLOOKS_COLUMNS: Final = 20


class Mapping(NamedTuple):
    """How a table is read. `heading` is the line of the headings, 0 where there are none."""

    format: str
    heading: int
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    day_first: bool | None = None
    examples: tuple[str, ...] = ()  # for each column the first that stands under it


def guess(rows: Sequence[Row], *, excel: bool = False) -> Mapping:
    """Guess from the first rows of a table what its columns hold."""
    place = heading_at(rows)
    headings = tuple(rows[place].cells) if place is not None else ()
    below = [row.cells for row in rows[(0 if place is None else place + 1) :]]
    width = max((len(cells) for cells in [list(headings), *below]), default=0)
    under = [[cells[at] for cells in below if at < len(cells) and cells[at]] for at in range(width)]
    columns = _settled(
        [_column(headings[at] if at < len(headings) else "", under[at]) for at in range(width)], headings
    )
    if place is None:
        columns = _by_contents(under)
    line = rows[place].line if place is not None else 0
    return Mapping(
        _format_of(headings, columns, excel=excel),
        line,
        headings,
        tuple(columns),
        _day_first(columns, under),
        tuple(cells[0][:EXAMPLE] if cells else "" for cells in under),
    )


def heading_at(rows: Sequence[Row]) -> int | None:
    """Which of the first rows holds the headings: the one that is understood best."""
    first = rows[:HEADINGS_WITHIN]
    scores = [_understood(row.cells) for row in first]
    best = max(scores, default=0)
    if best:
        return scores.index(best)
    return 0 if len(rows) > 1 and _names_what_follows(rows) else None


def score(rows: list[list[str]]) -> int:
    """How many headings are understood in the best of these rows."""
    return max((known(cells) for cells in rows[:HEADINGS_WITHIN]), default=0)


def _understood(cells: list[str]) -> int:
    """How many headings a row holds; none where an address or a number stands among them."""
    written = [cell for cell in cells if cell]
    count = known(written)
    if any(_EMAIL.fullmatch(cell) or _PHONE.fullmatch(cell) for cell in written):
        return 0
    return count if count * 3 >= len(written) or count >= 3 else 0


def _names_what_follows(rows: Sequence[Row]) -> bool:
    """Whether the first row, of which nothing is understood, names columns: under its words stand numbers and addresses."""
    first = [cell for cell in rows[0].cells if cell]
    telling = any(_shape(cell) for cell in first)
    below = any(_shape(cell) for row in rows[1:10] for cell in row.cells)
    return len(first) > 1 and len(set(first)) == len(first) and not telling and below


def _column(heading: str, under: list[str]) -> Column:
    meant = meaning_of(heading) if heading else None
    if meant is not None:
        return meant
    shape = _most(under)
    if shape:
        return Column(shape, heading[:40] if shape == "phone" else "")
    return Column("also", heading[:60]) if heading and under else NOTHING


def _settled(columns: list[Column], headings: Sequence[str]) -> list[Column]:
    """What some headings mean depends on the others: "Name" beside "Vorname" is the family's."""
    fields = {column.field for column in columns}
    if "name" in fields and "first" in fields and "last" not in fields:
        columns = _instead(columns, "name", "last")
    elif "name" in fields and "last" in fields and "first" not in fields:
        columns = _instead(columns, "name", "first")
    columns = _instead(columns, "style", "prefix" if "title" in fields else "title")
    return [_labelled(column, at, headings) for at, column in enumerate(columns)]


def _instead(columns: list[Column], field: str, other: str) -> list[Column]:
    """The first column of that field holds another one."""
    places = [at for at, column in enumerate(columns) if column.field == field]
    for place in places if field == "style" else places[:1]:
        columns = [*columns[:place], columns[place]._replace(field=other), *columns[place + 1 :]]
    return columns


def _labelled(column: Column, at: int, headings: Sequence[str]) -> Column:
    """The column that stands before "Phone 1 - Value" says whose number it is."""
    before = key_of(headings[at - 1]) if 0 < at < len(headings) else ""
    if column.field and before.endswith((" label", " type")) and before[:3] == key_of(headings[at])[:3]:
        return column._replace(label_from=at - 1)
    return column


def _by_contents(under: list[list[str]]) -> list[Column]:
    """A table without headings: numbers and addresses tell themselves; the first text is a name, the second a firm."""
    columns = [Column(_most(texts)) for texts in under]
    texts = [at for at, column in enumerate(columns) if not column.field and under[at]]
    for place, field in zip(texts, ("name", "company", "title"), strict=False):
        columns[place] = Column(field)
    for place in texts[3:]:
        columns[place] = Column("note")
    return columns


def _most(under: list[str]) -> str:
    """The kind of channel that most cells hold, if any."""
    shapes = [_shape(cell) for cell in under]
    best = max(("email", "phone", "url"), key=shapes.count)
    return best if shapes.count(best) * 2 > len(under) else ""


def _shape(cell: str) -> str:
    if _EMAIL.fullmatch(cell):
        return "email"
    if _PHONE.fullmatch(cell) and sum(map(str.isdigit, cell)) >= 6 and not day_of(cell):
        return "phone"
    return "url" if _URL.fullmatch(cell) else ""


def _format_of(headings: Sequence[str], columns: Sequence[Column], *, excel: bool) -> str:
    if excel:
        return "excel"
    keys = {key_of(heading) for heading in headings}
    for name, telling in _OF_A_FORMAT.items():
        if telling <= keys:
            return name
    groups = {column.group for column in columns if column.field == "street"}
    return "outlook" if {"work", "home"} <= groups and len(columns) >= _OUTLOOKS_COLUMNS else "csv"


def _day_first(columns: Sequence[Column], under: list[list[str]]) -> bool | None:
    days = [
        cell
        for column, cells in zip(columns, under, strict=True)
        if column.field == "birthday"
        for cell in cells
    ]
    return is_day_first(days)

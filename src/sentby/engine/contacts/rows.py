"""A row of a table, read as somebody."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from sentby.engine.contacts.days import birthday_of, day_of
from sentby.engine.contacts.headings import ADDRESS_PARTS, Column
from sentby.engine.contacts.mapping import Mapping
from sentby.engine.contacts.shapes import Address, Contact, Read, Unreadable, Way
from sentby.engine.contacts.tables import Row

NO_PERSON: Final = "There is no name, no company and no way to reach anybody in this row."
# Forms of address, which are no part of a name; academic ones are.
_STYLES: Final = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "herr", "frau", "m", "mme", "mlle", "monsieur", "madame", "sr", "sra", "srta", "sig", "sigra", "dhr", "mevr", "de heer", "mevrouw"]
)  # fmt: skip
_SEVERAL: Final = " ::: "
_GOOGLES_OWN: Final = re.compile(r"^\* ?(my ?contacts|starred|friends|family|coworkers)?$", re.IGNORECASE)
_TAG_MARKS: Final = re.compile(r"\s*(?::::|;|,)\s*")
_EMPTY_DAYS: Final = frozenset(["0/0/00", "00.00.00", "0.0.00", "0-0-00", "00/00/00", "0000-00-00"])
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def contacts(
    found: Iterable[Row | Unreadable], mapping: Mapping, *, day_first: bool = True
) -> Iterator[Read]:
    """Everybody in a table. `day_first` holds where the table does not tell how its days are written."""
    first = day_first if mapping.day_first is None else mapping.day_first
    reader = _Reader(mapping, day_first=first)
    for row in found:
        if isinstance(row, Unreadable):
            yield row
        elif row.line > mapping.heading:
            yield reader.contact(row)


class _Reader:
    def __init__(self, mapping: Mapping, *, day_first: bool) -> None:
        self.columns = [(at, column) for at, column in enumerate(mapping.columns) if column.field]
        self.day_first = day_first
        self.format = mapping.format

    def contact(self, row: Row) -> Read:
        said: dict[str, list[tuple[str, Column]]] = {}
        cells = row.cells
        there = len(cells)
        for at, column in self.columns:
            if at < there and cells[at]:
                said.setdefault(column.field, []).append((cells[at], column))
        return self._contact(row, said)

    def _contact(self, row: Row, said: dict[str, list[tuple[str, Column]]]) -> Read:
        name, company = _name(said), _first(said, "company")
        emails, phones = self._ways(row, said, "email"), self._ways(row, said, "phone")
        if not (name or company or emails or phones):
            return Unreadable(row.line, NO_PERSON)
        met_on, how_met = _met(said, self.format, day_first=self.day_first)
        birthday, doubts = self._birthday(said)
        return Contact(
            row.line, name, company, _first(said, "title"), emails, phones, self._ways(row, said, "url"),
            self._addresses(row, said), birthday, "\n\n".join(dict.fromkeys(text for text, _ in said.get("note", ()))),
            _first(said, "trade"), _tags(said), (*_also(said), *doubts), "", met_on, how_met,
        )  # fmt: skip

    def _ways(self, row: Row, said: dict[str, list[tuple[str, Column]]], field: str) -> tuple[Way, ...]:
        found: dict[str, Way] = {}
        for text, column in said.get(field, ()):
            label = self._label(row, column)
            for one in text.split(_SEVERAL) if _SEVERAL in text else (text,):
                if one.strip():
                    found.setdefault(one.strip(), Way(" ".join(one.split()), label))
        return tuple(found.values())

    def _label(self, row: Row, column: Column) -> str:
        if 0 <= column.label_from < len(row.cells):
            return row.cells[column.label_from].lstrip("* ")[:40] or column.label
        return column.label

    def _addresses(self, row: Row, said: dict[str, list[tuple[str, Column]]]) -> tuple[Address, ...]:
        groups: dict[str, dict[str, list[str]]] = {}
        for field in ADDRESS_PARTS & said.keys():
            for text, column in said[field]:
                groups.setdefault(column.group, {}).setdefault(field, []).append(" ".join(text.split()))
        found = []
        for group in sorted(groups, key=_order):
            parts = {field: ", ".join(texts) for field, texts in groups[group].items()}
            whole = parts.pop("address", "")
            label = {"work": "Work", "home": "Home", "other": "Other"}.get(group, "")
            found.append(Address(**parts, label=label) if parts else Address(street=whole, label=label))
        return tuple(found)

    def _birthday(self, said: dict[str, list[tuple[str, Column]]]) -> tuple[str, list[tuple[str, str]]]:
        written = _first(said, "birthday")
        if not written or written in _EMPTY_DAYS:
            return "", []
        day = birthday_of(written, day_first=self.day_first)
        return (day, []) if day else ("", [("Birthday", written)])


def _name(said: dict[str, list[tuple[str, Column]]]) -> str:
    if whole := _first(said, "name"):
        return _the_right_way_round(whole)
    first, last = _first(said, "first"), _first(said, "last")
    if first and last and _WIDE.fullmatch(first) and _WIDE.fullmatch(last):
        return last + first
    prefix = _first(said, "prefix")
    before = "" if prefix.strip(".").casefold() in _STYLES else prefix
    suffix = _first(said, "suffix")
    parts = (before, first, _first(said, "middle"), last, suffix)
    return " ".join(" ".join(parts).split()) or _first(said, "nickname")


def _the_right_way_round(name: str) -> str:
    """ "Ruiz, Dana" is Dana Ruiz; "Acme, Inc." and "Dana Ruiz, PhD" stay."""
    last, comma, first = name.partition(",")
    words = first.split()
    short = len(words) == 1 and (
        words[0].endswith(".") or words[0].isupper() or len(words[0]) < 3 or words[0] in {"PhD", "Inc", "Ltd"}
    )
    if not comma or not words or short or "," in first or len(words) > 2 or len(last.split()) > 2:
        return " ".join(name.split())
    return f"{' '.join(words)} {' '.join(last.split())}"


def _first(said: dict[str, list[tuple[str, Column]]], field: str) -> str:
    return " ".join(said[field][0][0].split()) if field in said else ""


def _tags(said: dict[str, list[tuple[str, Column]]]) -> tuple[str, ...]:
    lists = (_TAG_MARKS.split(text) for text, _ in said.get("tag", ()))
    tags = (tag.strip() for found in lists for tag in found)
    return tuple(dict.fromkeys(tag.lstrip("* ") for tag in tags if tag and not _GOOGLES_OWN.match(tag)))


def _also(said: dict[str, list[tuple[str, Column]]]) -> list[tuple[str, str]]:
    more = [("Department", _first(said, "department"))] if "department" in said else []
    if "nickname" in said and ("name" in said or "first" in said or "last" in said):
        more.append(("Nickname", _first(said, "nickname")))
    return more + [(column.label or "Also", text) for text, column in said.get("also", ())]


def _met(said: dict[str, list[tuple[str, Column]]], format: str, *, day_first: bool) -> tuple[str, str]:
    day = day_of(_first(said, "met_on"), day_first=day_first and format != "linkedin")
    how = _first(said, "how_met")
    return day, how or ("Connected on LinkedIn" if format == "linkedin" and day else "")


def _order(group: str) -> tuple[int, str]:
    return ({"": 0, "work": 1, "home": 2, "other": 3}.get(group, 0), group)

"""Contacts as files that other programs read: cards of vCard 4.0 (RFC 6350) and 3.0 (RFC 2426), and rows of a table."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, TypeVar

from sentby.engine.contacts.shapes import Address, Contact, Way

Part = TypeVar("Part")
Version = Literal["4.0", "3.0"]
FOLDED_AT: Final = 75  # octets of a line, its end not counted
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BOM: Final = "\ufeff"  # by which Excel knows that the letters are UTF-8
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
_TYPES: Final = {
    "Mobile": "CELL", "Work": "WORK", "Home": "HOME", "Fax": "FAX", "Pager": "PAGER", "Main": "MAIN", "Other": "OTHER",
}  # fmt: skip
_PARTS: Final = ("Street", "City", "Region", "Postal Code", "Country")
_PLAIN: Final = ("Name", "Company", "Job title", "Trade")
_REST: Final = ("Birthday", "Tags", "Met on", "How we met", "Notes")


def card(contact: Contact, version: Version = "4.0") -> str:
    """One card, its lines folded. What vCard has no property for stands in properties of our own, which are read back."""
    lines = ["BEGIN:VCARD", f"VERSION:{version}", *_properties(contact, version), "END:VCARD"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def table(contacts: Iterable[Contact], most: Mapping[str, int]) -> Iterator[str]:
    """The rows of a CSV file, its headings first. `most` says how many "emails", "phones", "urls" and "addresses" one has.

    No cell begins with what a spreadsheet would take for a formula.
    """
    yield BOM + _row(_headings(most))
    for contact in contacts:
        yield _row(map(_guarded, _cells(contact, most)))


def _properties(contact: Contact, version: Version) -> Iterator[str]:
    yield f"FN:{_escaped(contact.name or contact.company)}"
    given, _, family = contact.name.rpartition(" ")
    yield f"N:{_escaped(family)};{_escaped(given)};;;" if given else f"N:;{_escaped(contact.name)};;;"
    if contact.is_company:
        yield "KIND:org" if version == "4.0" else "X-ABShowAs:COMPANY"
    yield from _ways(contact)
    yield from (f"ADR{_type(address.label)}:{_address(address)}" for address in contact.addresses)
    if contact.birthday:
        yield _birthday(contact.birthday, version)
    if contact.tags:
        yield f"CATEGORIES:{','.join(map(_escaped, contact.tags))}"
    plain = {
        "ORG": contact.company, "TITLE": contact.title, "NOTE": contact.note, "UID": contact.uid,
        "X-SENTBY-MET-ON": contact.met_on, "X-SENTBY-HOW-MET": contact.how_met, "X-SENTBY-TRADE": contact.trade,
    }  # fmt: skip
    yield from (f"{name}:{_escaped(said)}" for name, said in plain.items() if said)


def _ways(contact: Contact) -> Iterator[str]:
    number = 0
    for name, ways in (("TEL", contact.phones), ("EMAIL", contact.emails), ("URL", contact.urls)):
        for way in ways:
            if (
                way.label and way.label not in _TYPES
            ):  # a label of one's own has a line of its own, as Apple writes it
                number += 1
                yield f"item{number}.{name}:{_escaped(way.text)}"
                yield f"item{number}.X-ABLabel:{_escaped(way.label)}"
            else:
                yield f"{name}{_type(way.label)}:{_escaped(way.text)}"


def _type(label: str) -> str:
    return f";TYPE={_TYPES[label]}" if label in _TYPES else ""


def _address(address: Address) -> str:
    parts = ("", "", address.street, address.place, address.region, address.code, address.country)
    return ";".join(map(_escaped, parts))


def _birthday(day: str, version: Version) -> str:
    if not day.startswith("--"):
        return f"BDAY:{day.replace('-', '') if version == '4.0' else day}"
    return f"BDAY:--{day[2:4]}{day[5:]}" if version == "4.0" else f"BDAY;X-APPLE-OMIT-YEAR=1604:1604{day[1:]}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Lines of at most 75 octets; a letter is never cut in two."""
    if len(line) <= FOLDED_AT and line.isascii():
        return line
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLDED_AT:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])


# ---- the table ----


def _headings(most: Mapping[str, int]) -> list[str]:
    named = (("E-mail", most["emails"]), ("Phone", most["phones"]), ("Website", most["urls"]))
    ways = [
        f"{name} {n} - {part}"
        for name, number in named
        for n in _up_to(number)
        for part in ("Label", "Value")
    ]
    addresses = [f"Address {n} - {part}" for n in _up_to(most["addresses"]) for part in _PARTS]
    return [*_PLAIN, *ways, *addresses, *_REST]


def _up_to(number: int) -> range:
    return range(1, number + 1)


def _cells(contact: Contact, most: Mapping[str, int]) -> Iterator[str]:
    yield from (contact.name, contact.company, contact.title, contact.trade)
    for name, ways in (("emails", contact.emails), ("phones", contact.phones), ("urls", contact.urls)):
        for way in _filled(ways, most[name], Way("")):
            yield from (way.label, way.text)
    for address in _filled(contact.addresses, most["addresses"], Address()):
        yield from address[:5]
    yield from (contact.birthday, ", ".join(contact.tags), contact.met_on, contact.how_met, contact.note)


def _filled(parts: tuple[Part, ...], number: int, empty: Part) -> list[Part]:
    return [*parts, *[empty] * (number - len(parts))][:number]


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()

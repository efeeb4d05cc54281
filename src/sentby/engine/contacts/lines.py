"""Cards out of a vCard file, and the properties of each card: RFC 2426 (3.0), RFC 6350 (4.0), and versit's 2.1.

Most cards are plain, and read in a few steps each. What is folded oddly, encoded, broken or nested takes the long way.
"""

import binascii
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sentby.engine.contacts.letters import decoded, letters_of
from sentby.engine.contacts.shapes import LIMITS, Limits, Unreadable

DEEPEST: Final = 20
CHUNK: Final = 1 << 20
_TOO_LONG: Final = "This card is longer than any card that is read."
_BEGIN: Final = re.compile(r"^[ \t]*BEGIN[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_END: Final = re.compile(r"^[ \t]*END[ \t]*:[ \t]*VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE)
_AGENT: Final = re.compile(r"^(?:[\w-]+\.)?AGENT[^:\n]*:\s*\Z", re.IGNORECASE | re.MULTILINE)
_PROPERTY: Final = re.compile(
    r'^[ \t]*(?:([\w-]+)\.)?([A-Za-z0-9-]+)[ \t]*(;[^":\n]*(?:"[^"\n]*"[^":\n]*)*)?:(.*)$', re.MULTILINE
)
_ONE: Final = re.compile(_PROPERTY.pattern, re.DOTALL)
_BYTES: Final = re.compile("[\udc80-\udcff]")
_CHARSET: Final = re.compile(r";\s*CHARSET\s*=\s*\"?([^;:\"]+)", re.IGNORECASE)
_SEVERAL_LINES: Final = frozenset(["NOTE", "ADR", "LABEL"])


class Property(NamedTuple):
    """One line of a card: what stands before the colon, taken apart, and its value as written."""

    group: str
    name: str
    params: str
    value: str


class Card(NamedTuple):
    """The text between BEGIN and END, and the line on which it begins, from 1."""

    line: int
    text: str


def cards(chunks: Iterable[str], limits: Limits = LIMITS) -> Iterator[Card | Unreadable]:
    """The cards of a file that comes in pieces, also those that nobody closed. Never holds more than one card too long."""
    outer: list[Card] = []  # cards that hold a card of their agent, which stands where a value would
    for block in _blocks(chunks, limits):
        if isinstance(block, Unreadable):
            outer.clear()
            yield block
        else:
            yield from _closed(block, outer, limits)
    yield from (card for card in outer if card.text.strip())


def properties(text: str, limits: Limits = LIMITS) -> tuple[list[Property], list[int]]:
    """The properties of a card, and the numbers (from 0) of those of its lines that are none."""
    if _is_plain(text):
        unfolded = text.replace("\n ", "").replace("\n\t", "") if "\n " in text or "\n\t" in text else text
        lines = unfolded.strip().count("\n") + 1
        found = _PROPERTY.findall(unfolded) if lines <= limits.properties else []
        if len(found) == lines:
            return found, []  # tuples in a Property's order
    return _the_long_way(text, limits)


# ---- cards ----


def _blocks(chunks: Iterable[str], limits: Limits) -> Iterator[Card | Unreadable]:
    """The file, cut after each END:VCARD."""
    rest, line, skipping = "", 1, False
    for chunk in chunks:
        rest += chunk
        at = 0
        for start, end in _ends(rest):
            yield Unreadable(line, _TOO_LONG) if skipping else Card(line, rest[at:start])
            line, at, skipping = line + rest.count("\n", at, end), end, False
        rest = rest[at:]
        if len(rest) > limits.record:
            kept = rest.rfind("\n", len(rest) - 200) + 1 or len(rest)
            line, rest, skipping = line + rest.count("\n", 0, kept), rest[kept:], True
    if skipping:
        yield Unreadable(line, _TOO_LONG)
    elif rest.strip("\n\r\t \0\x1a"):
        yield Card(line, rest)


def _ends(text: str) -> Iterator[tuple[int, int]]:
    """Where each END:VCARD stands, with the end of its line."""
    if "END:VCARD\n" not in text:
        for found in _END.finditer(text):
            yield found.start(), min(found.end() + 1, len(text))
        return
    at = text.find("END:VCARD\n")
    while at >= 0:
        if at == 0 or text[at - 1] == "\n":
            yield at, at + 10
        at = text.find("END:VCARD\n", at + 9)


def _closed(block: Card, outer: list[Card], limits: Limits) -> Iterator[Card | Unreadable]:
    """The cards that end with this block. Usually it is one, whose BEGIN stands first."""
    text = block.text.lstrip("\n\ufeff")
    if (
        text.startswith("BEGIN:VCARD\n")
        and not outer
        and text.count(":VCARD") == 1
        and "EGIN:" not in text[12:]
    ):
        yield Card(block.line + block.text.count("\n", 0, len(block.text) - len(text)), text[12:])
        return
    pieces = _pieces(block)
    piece = next(pieces, None)
    if outer:
        whole = outer.pop()
        piece = Card(whole.line, whole.text + (piece.text if piece else ""))
    while piece:
        following = next(pieces, None)
        agent = _AGENT.search(piece.text) if following else None
        if agent and len(outer) >= DEEPEST:
            yield Unreadable(piece.line, "This card holds cards within cards, too many of them.")
        elif agent:
            outer.append(Card(piece.line, piece.text[: agent.start()]))
        elif piece.text.strip("\n\r\t \0\x1a\ufeff"):
            yield piece
        piece = following


def _pieces(block: Card) -> Iterator[Card]:
    """What stands before the first BEGIN, if it is more than prose, and what follows each."""
    at, line = 0, block.line
    for mark in _BEGIN.finditer(block.text):
        before = block.text[at : mark.start()]
        if at or _PROPERTY.search(before):
            yield Card(line, before)
        line += block.text.count("\n", at, mark.start())
        at = mark.end()
    if at or _PROPERTY.search(block.text):
        yield Card(line, block.text[at:])


# ---- properties ----


def _is_plain(text: str) -> bool:
    if "QUOTED" in text or "quoted" in text or "Quoted" in text:
        return False
    if "VERSION:2" in text and ("\n " in text or "\n\t" in text):
        return False
    return text.isascii() or not _BYTES.search(text)


def _the_long_way(text: str, limits: Limits) -> tuple[list[Property], list[int]]:
    found: list[tuple[str, str, str, list[str]]] = []
    broken: list[int] = []
    for number, line in _unfolded(text, keeps_blank="VERSION:2" in text):
        match = _ONE.match(line)
        if match:
            found.append((match[1] or "", match[2], match[3] or "", [match[4]]))
        elif not line.strip("\0\x1a\t "):
            continue
        elif found and _goes_on(found[-1][1], found[-1][2]):
            found[-1][3].append("\n" + line)
        else:
            broken.append(number)
        if len(found) > limits.properties:
            break
    return [
        Property(group, name, params, _value(params, "".join(parts))) for group, name, params, parts in found
    ], broken


def _unfolded(text: str, *, keeps_blank: bool) -> Iterator[tuple[int, str]]:
    """Each line with the number (from 0) on which it begins. Version 2.1 folds where there is a blank, and keeps it."""
    parts: list[str] = []
    began, is_open = 0, False
    for number, line in enumerate(io.StringIO(text)):
        raw = line.rstrip("\n")
        if is_open:
            parts.append("\n" + raw)
        elif parts and raw[:1] in {" ", "\t"}:
            parts.append(raw if keeps_blank else raw[1:])
        else:
            if parts:
                yield began, "".join(parts)
            parts, began = [raw], number
        is_open = raw.endswith("=") and "QUOTED-PRINTABLE" in parts[0].partition(":")[0].upper()
    if parts:
        yield began, "".join(parts)


def _goes_on(name: str, params: str) -> bool:
    """Whether a line that is no property belongs to the value before it: text that nobody folded, or a photo's code."""
    return name.upper() in _SEVERAL_LINES or "BASE64" in params.upper() or "ENCODING=B" in params.upper()


def _value(params: str, value: str) -> str:
    charset = found[1].strip() if params and (found := _CHARSET.search(params)) else ""
    if params and "QUOTED-PRINTABLE" in params.upper():
        raw = binascii.a2b_qp(value.encode("utf-8", "surrogateescape"))
        return letters_of(raw, charset).replace("\r\n", "\n").replace("\r", "\n")
    return decoded(value, charset)

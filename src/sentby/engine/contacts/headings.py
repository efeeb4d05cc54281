"""What the heading of a column says, in the languages in which address books are exported (headings.yaml)."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

import yaml

FIELDS: Final = (
    "name", "first", "middle", "last", "prefix", "suffix", "nickname", "company", "department", "title", "trade", "email",
    "phone", "url", "address", "street", "place", "region", "code", "country", "birthday", "note", "tag", "met_on",
    "how_met", "also", "",
)  # fmt: skip
ADDRESS_PARTS: Final = frozenset(["street", "place", "region", "code", "country", "address"])
_WHOLE_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}
)
_LABELS: Final = {"work": "Work", "home": "Home", "other": "Other"}
_PHONES: Final = {"phone": "", "mobile": "Mobile", "fax": "Fax", "pager": "Pager"}
# "E-mail 1 - Value", "Address 2 - City": what it is, which one, and which part of it.
_PARTED: Final = re.compile(
    r"(e mail|phone|address|website|organization|relation|event|custom field|im) (\d{1,2}) (.+)"
)
_PARTS: Final = {
    ("e mail", "value"): "email", ("phone", "value"): "phone", ("website", "value"): "url",
    ("organization", "name"): "company", ("organization", "title"): "title", ("organization", "department"): "department",
    ("address", "formatted"): "address", ("address", "street"): "street", ("address", "extended address"): "street",
    ("address", "po box"): "street", ("address", "city"): "place", ("address", "region"): "region",
    ("e mail", "address"): "email", ("e mail", "adresse"): "email", ("address", "postal code"): "code", ("address", "country"): "country", ("relation", "value"): "also",
    ("event", "value"): "also", ("custom field", "value"): "also", ("im", "value"): "also",
}  # fmt: skip


class Column(NamedTuple):
    """What a column holds: one of FIELDS; how it is labelled; and which of several addresses it is a part of.

    `label_from` is the column whose value says the label, where there is one.
    """

    field: str = ""
    label: str = ""
    group: str = ""
    label_from: int = -1


NOTHING: Final = Column()


def key_of(heading: str) -> str:
    """A heading as it is looked up: small, without accents and marks."""
    folded = unicodedata.normalize("NFKD", heading.lower().translate(_WHOLE_LETTERS))
    kept = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", kept).replace("_", " ")))


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> Column | None:
    """What a column under this heading holds; None if nothing is known of it."""
    key = key_of(heading[:200])
    if not key:
        return None
    if parted := _PARTED.fullmatch(key):
        return _parted(parted[1], parted[2], parted[3])
    if key in _tables().dropped:
        return NOTHING
    if field := _tables().whole.get(key):
        return Column(field)
    numbers = [word for word in key.split() if word.isdecimal()]
    base, number = " ".join(word for word in key.split() if not word.isdecimal()), "".join(numbers)[:2]
    if field := _tables().whole.get(base):
        return Column(field, group=number if field in ADDRESS_PARTS else "")
    return _word_by_word(base, number)


def known(headings: list[str]) -> int:
    """How many of these are headings that are understood."""
    return sum(meaning_of(heading) is not None for heading in headings)


def known_words(text: str) -> int:
    """How many headings are understood in the first lines of a text, whatever divides them."""
    head = "\n".join(text.split("\n")[:20])[:20_000]
    return sum(
        meaning_of(piece.strip(' "')) is not None for piece in re.split(r"[,;\t|\n]", head) if piece.strip()
    )


class _Tables(NamedTuple):
    whole: dict[str, str]
    words: dict[str, str]
    phrases: list[tuple[str, str]]
    where: dict[str, str]
    silent: frozenset[str]
    dropped: frozenset[str]


@cache
def _tables() -> _Tables:
    said = yaml.safe_load(files(__package__).joinpath("headings.yaml").read_text("utf-8"))
    phrases = sorted(_turned(said["phrases"]).items(), key=lambda phrase: -len(phrase[0]))
    return _Tables(
        _turned(said["whole"]), _turned(said["words"]), phrases, _turned(said["where"]),
        frozenset(key_of(word) for word in said["silent"]), frozenset(key_of(word) for word in said["dropped"]),
    )  # fmt: skip


def _turned(table: dict[str, list[str]]) -> dict[str, str]:
    return {key_of(str(word)): meaning for meaning, words in table.items() for word in words}


def _parted(what: str, number: str, part: str) -> Column:
    """What is not in the table is a label of another column, or says the same again."""
    field = _PARTS.get((what, part), "")
    return Column(field, group=number if what == "address" and field else "")


def _word_by_word(key: str, number: str) -> Column | None:
    """One word, or phrase, that says what; at most one that says where; nothing that is not understood."""
    tables, left, what = _tables(), f" {key} ", ""
    for phrase, meaning in tables.phrases:
        if f" {phrase} " in left:
            left, what = left.replace(f" {phrase} ", " ", 1), meaning
            break
    where, is_address = "", False
    for word in left.split():
        is_address = is_address or tables.whole.get(word) == "address"
        if not where and word in tables.where and (what or word not in tables.words):
            where = tables.where[word]
        elif word in tables.words and what in {"", "phone"}:
            what = tables.words[word]
        elif word in tables.where and not where:
            where = tables.where[word]
        elif word not in tables.silent and not _repeats(word, what):
            return None
    return _column(what or ("address" if is_address else ""), where, number)


def _repeats(word: str, what: str) -> bool:
    """A second word for the same: "mobile telephone"."""
    meaning = _tables().words.get(word)
    return meaning == what or (meaning == "phone" and what in _PHONES)


def _column(what: str, where: str, number: str) -> Column | None:
    if what in _PHONES:
        return Column("phone", _PHONES[what] if what != "phone" else _LABELS.get(where, ""))
    if what == "box":
        return Column("street", group=where)
    if what in ADDRESS_PARTS:
        # "Business street 2" is the second line of the same address.
        return Column(what, group=where or ("" if what == "street" else number))
    return Column(what, _LABELS.get(where, "")) if what else None

"""From bytes to letters: which encoding a file is in, also where nobody says so."""

import codecs
import io
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

from charset_normalizer import from_bytes

UTF8: Final = "utf-8"
WESTERN: Final = "cp1252"
# What offices and telephones of the last thirty years wrote in, the likeliest first.
CANDIDATES: Final = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "shift_jis", "gb18030", "big5", "euc_kr", "koi8_r", "mac_roman",
)  # fmt: skip
# Only encodings of letters: Python also knows codecs that unpack, and some whose work grows with the square of a text.
_KNOWN: Final = frozenset(
    [
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "ascii",
        "iso8859-1",
        "koi8-r",
        "koi8-u",
        "cp437",
        "cp850",
    ]
    + [f"cp{number}" for number in (866, 874, 932, 936, 949, 950, *range(1250, 1259))]
    + [f"iso8859-{number}" for number in (*range(2, 12), *range(13, 17))]
    + [
        "shift_jis",
        "euc_jp",
        "iso2022_jp",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "euc_kr",
        "mac-roman",
        "tis-620",
    ]
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOLD: Final = re.compile(rb"\r?\n[ \t]")
_TOO_FEW: Final = 12  # letters that are not ASCII, below which statistics guess wildly


def encoding_of(sample: bytes, *, knows: Callable[[str], int] | None = None) -> str:
    """The encoding of a text that begins with `sample`.

    `knows` counts the known words in a text; where it is given, the encoding that yields most of them is meant.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if (wide := _wide(sample)) is not None:
        return wide
    if _is_utf8(sample) or _is_utf8(_FOLD.sub(b"", sample)):  # a card may be folded in the middle of a letter
        return UTF8
    if knows is not None and (known := _most_known(sample, knows)) is not None:
        return known
    return _guessed(sample)


def decoded(value: str, charset: str = "") -> str:
    """A value in which bytes that are not UTF-8 were kept as they came, read as `charset`, or as Western Europe wrote."""
    if value.isascii() or not _has_bytes(value):
        return value
    raw = value.encode(UTF8, "surrogateescape")
    return _first_that_fits(raw, (charset, UTF8, WESTERN)) or raw.decode(WESTERN, "replace")


def letters_of(raw: bytes, charset: str) -> str:
    """Bytes as the letters they stand for: as `charset` says, if it can be, else UTF-8, else Western Europe's."""
    return _first_that_fits(raw, (charset, UTF8, WESTERN)) or raw.decode("latin-1")


def is_text_encoding(name: str) -> bool:
    """Whether `name` is an encoding from bytes to letters."""
    try:
        return codecs.lookup(name).name in _KNOWN
    except (LookupError, ValueError):
        return False


def reader(stream: "io.BufferedReader[Any]", encoding: str, *, newline: str | None) -> io.TextIOWrapper:
    """The letters of a stream. Bytes that are no letters in `encoding` are kept, to be looked at by `decoded`."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=newline)


def _first_that_fits(raw: bytes, encodings: Iterable[str]) -> str:
    for encoding in filter(is_text_encoding, encodings):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return ""


def _has_bytes(value: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in value)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of what is mostly Latin is empty."""
    head = sample[:400]
    if len(head) < 8 or b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 2 < len(head) * 0.6:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder(UTF8)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _most_known(sample: bytes, knows: Callable[[str], int]) -> str | None:
    counted = [(knows(sample.decode(encoding, "replace")), encoding) for encoding in CANDIDATES]
    plainly = knows(sample.decode("ascii", "replace"))
    most = max(count for count, _ in counted)
    # Words without accents are known in every encoding: only those with accents tell one from another.
    return None if most <= plainly else next(encoding for count, encoding in counted if count == most)


def _guessed(sample: bytes) -> str:
    telling = bytes(byte for byte in sample[:64_000] if byte > 127)
    if len(telling) < _TOO_FEW:
        return WESTERN
    best = from_bytes(sample[:20_000], cp_isolation=list(CANDIDATES), threshold=0.4).best()
    return best.encoding if best is not None and is_text_encoding(best.encoding) else WESTERN

"""Names of people and businesses: how they are kept, searched, sorted, and when two may mean the same person.

Spelling is forgiven (case, accents, apostrophes, dashes); scripts are kept. Two names agree only if one could be a
short form of the other: a number that a whole office shares must not turn two colleagues into one person.
"""

import re
import unicodedata

OTHERS = "#"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
STYLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "rev", "sr"])
# They may be names, or parts of one: they are left out where something else is said.
_BESIDE_A_NAME = frozenset(
    ["herr", "frau", "mme", "mlle", "dipl", "ing", "mag", "mba", "phd", "md", "esq", "nee", "geb", "geborene"]
)
# Who bears one of these has a namesake in the family. "Sr." is a señor as well, so it tells nobody apart.
_GENERATIONS = {
    "jr": "younger", "junior": "younger", "fils": "younger", "filho": "younger", "ii": "younger", "2nd": "younger",
    "senior": "elder", "pere": "elder", "iii": "third", "3rd": "third", "iv": "fourth",
}  # fmt: skip
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
)
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC")
_DROPPED = re.compile(r"['’‘ʼ`´]")
# They turn the writing around them, so that a name reads as another one. Joiners (U+200C, U+200D) stay: scripts need them.
_TURNS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Controls, signs without a shape, halves of characters, blanks, and marks that need a letter to stand on. What is not
# assigned yet may be next year's emoji: only those that Unicode keeps for signs without a shape are counted here.
_UNSEEN = frozenset(["Cc", "Cf", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"])
_EMPTY = frozenset(
    chr(code)
    for code in [
        0x115F,
        0x1160,
        0x2065,
        0x2800,
        0x3164,
        0xFFA0,
        *range(0xFFF0, 0xFFF9),
        0x1D159,
        *range(0xE0000, 0xE1000),
    ]
)
_JOINS_UNSEEN = "\u034f"
_SPLIT = re.compile(r"[\s\-‐‑‒–—―,;:/()\[\]\"“”«»]+")


def tidy(text: str) -> str:
    """One line without stray spaces, and without signs that turn the writing; nothing if there is nothing to see."""
    return visible(" ".join(text.translate(_TURNS).split()))


def visible(text: str) -> str:
    """The text, or nothing when it holds only blanks and signs that cannot be seen."""
    return text if any(map(_can_be_seen, text)) else ""


def looks(text: str) -> str:
    """`text` as it looks to a reader: small letters, composed, without signs that have no shape. Accents count."""
    if text.isascii():
        return text.lower()
    return "".join(one for one in unicodedata.normalize("NFKC", text.casefold()) if not _has_no_shape(one))


def plain(text: str) -> str:
    """`text` as it is compared: small letters without accents, apostrophes or dashes; other alphabets as they are."""
    kept = text.lower() if text.isascii() else _unaccented(looks(text))
    return " ".join(_SPLIT.split(_DROPPED.sub("", kept))).strip()


def search_words(query: str, *, most: int = 8) -> tuple[str, ...]:
    """The words of a search, in the form in which books are searched. All of them must be found."""
    return tuple(dict.fromkeys(plain(query[:200]).split()))[:most]


def sort_key(name: str) -> str:
    """Where a name stands in the book: by its last word if it is written in Latin letters, else as it is written."""
    words = plain(name).split()
    if len(words) > 1 and all(_is_latin(word) for word in words):
        words = [words[-1], *words[:-1]]
    return " ".join(words)[:160]


def letter_of(key: str) -> str:
    """The tab of the index under which a sort key stands: a to z, or `#` for everything else."""
    return key[0] if key[:1] in LETTERS and key else OTHERS


def same_name(one: str, other: str) -> bool:
    """Could both be the name of one person? Every word of the shorter must stand in the longer, in full or as an
    initial, and at least one word in full. "Dana" and "D. Lindqvist" may be Dana Lindqvist; Anna Smith is not Peter Smith,
    and John Smith Jr. is not John Smith.
    """
    short, long = sorted((words_of(one), words_of(other)), key=len)
    if generation(one) != generation(other):
        return False
    if short == long:
        return bool(short)
    left = list(long)
    unmatched = [word for word in short if not _take_in_full(word, left)]
    in_full = [word for word in short if word not in unmatched and len(word) > 1]
    either_way = len(short) == len(long)
    return bool(in_full) and all(_take_initial(word, left, either_way) for word in unmatched)


def words_of(name: str) -> list[str]:
    """The words of a name as they are compared, without titles and without what tells father from son."""
    words = _all_words(name)
    return [word for word in words if len(words) < 3 or word not in _GENERATIONS]


def generation(name: str) -> str:
    """Which of several namesakes in a family this is, if the name says so: "younger", "elder", …; else nothing."""
    words = _all_words(name)
    said = [_GENERATIONS[word] for word in words if word in _GENERATIONS]
    return min(said) if said and len(words) > 2 else ""


def _can_be_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN and character not in _EMPTY


def _has_no_shape(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or character in _EMPTY or character == _JOINS_UNSEEN


def _take_in_full(word: str, left: list[str]) -> bool:
    if word in left:
        left.remove(word)
        return True
    return False


def _take_initial(word: str, left: list[str], either_way: bool) -> bool:
    """Use up the word that `word` is the initial of, or that is its initial."""
    for candidate in left:
        if word[0] == candidate[0] and (len(word) == 1 or (either_way and len(candidate) == 1)):
            left.remove(candidate)
            return True
    return False


def _all_words(name: str) -> list[str]:
    words = [word for word in (word.strip(".") for word in plain(name.replace(".", ". ")).split()) if word]
    words = [word for word in words if word not in STYLES]
    return [word for word in words if word not in _BESIDE_A_NAME] or words


def _unaccented(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _without_accents(folded).translate(_UNDECOMPOSED))


def _without_accents(text: str) -> str:
    kept: list[str] = []
    accented = False
    for character in text:
        if unicodedata.combining(character) and accented:
            continue
        accented = unicodedata.name(character, "").startswith(_ACCENTED)
        kept.append(character)
    return "".join(kept)


def _is_latin(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return bool(letters) and (word.isascii() or all("LATIN" in unicodedata.name(c, "") for c in letters))

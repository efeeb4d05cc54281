"""One name in several spellings: other letters, umlauts written out, k for c. It finds who may be meant; it proves nobody.

The folding is coarse on purpose: what is equal here is only looked at more closely (docs/rules/likeness.md).
"""

import re
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from sentby.rules.names import plain, words_of

_SYLLABLE: Final = re.compile(r"[A-Z]?[a-z]+")
_NOT_A_LETTER: Final = re.compile(r"[^a-z]+")
# In this order: the longer writing of a sound before the shorter.
_FOLDS: Final = (
    ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("shch", "s"), ("cz", "c"), ("ck", "c"), ("kh", "c"), ("ch", "c"),
    ("sh", "s"), ("zh", "s"), ("ph", "f"), ("th", "t"), ("ts", "s"), ("tz", "s"), ("ks", "x"), ("ae", "a"),
    ("oe", "o"), ("ue", "u"), ("ou", "u"), ("k", "c"), ("q", "c"), ("w", "v"), ("z", "s"), ("j", "i"), ("y", "i"),
)  # fmt: skip
_SILENT_H: Final = re.compile(r"(?<=.)h")
_TWICE: Final = re.compile(r"(.)\1+")
_VOWELS: Final = re.compile(r"[aeiou]")
_SEMIVOWELS: Final = re.compile(r"(?<=.)[wy`]")
_CONSONANTS_ONLY: Final = re.compile("[\u0590-\u06ff\u0750-\u077f]")
_WITHOUT_SPACES: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
MOST: Final = 160


def is_other_script(word: str) -> bool:
    """Is this word, as it is compared, written in letters other than ours?"""
    return not word.isascii()


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """A word as it may sound, in a few Latin letters: "mueller" and "müller", "дмитрий" and "dmitry" come out as one."""
    latin = _NOT_A_LETTER.sub("", _in_latin(word).lower())
    for written, kept in _FOLDS:
        latin = latin.replace(written, kept)
    return _TWICE.sub(r"\1", _SILENT_H.sub("", latin))


@lru_cache(maxsize=50_000)
def bones(word: str) -> str:
    """Its consonants, and one sign for a vowel at its beginning: what Arabic and Hebrew write of a name."""
    latin = _in_latin(word).lower()
    if _CONSONANTS_ONLY.search(word):
        latin = _SEMIVOWELS.sub("", latin)
    sound = skeleton(latin) if latin else ""
    return _TWICE.sub(r"\1", ("a" if _VOWELS.match(sound) else "") + _VOWELS.sub("", sound))


def leaves_out_vowels(word: str) -> bool:
    """Is this word written in a script that leaves most vowels out?"""
    return bool(_CONSONANTS_ONLY.search(word))


def spaced(name: str) -> tuple[str, ...]:
    """The words of a name, also of one that is written without a space: family name first, then all the rest."""
    words: list[str] = []
    for word in words_of(name):
        syllables = _SYLLABLE.findall(anyascii(word)) if _WITHOUT_SPACES.search(word) else []
        if len(syllables) > 1:
            words += [syllables[0].lower(), "".join(syllables[1:]).lower()]
        else:
            words.append(word)
    return tuple(words)


def name_key(name: str) -> str:
    """What the spellings of one name have in common, whatever the order of its words; for looking people up."""
    joined = re.sub(r"[-‐‑'’]", "", name)
    return "|".join(sorted(filter(None, map(bones, spaced(joined)))))[:MOST]


def _in_latin(word: str) -> str:
    return word if word.isascii() else anyascii(plain(word).replace("ου", "ou"))

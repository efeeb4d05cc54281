"""How far two names agree: in full, in part, in a short form, in other letters, but for a slip of the pen, or not."""

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from rapidfuzz.distance import OSA

from sentby.rules.names import generation, same_name, words_of
from sentby.rules.shortnames import is_first_name, is_short_for
from sentby.rules.spelling import bones, is_other_script, leaves_out_vowels, skeleton, spaced


class Agreement(IntEnum):
    """How two names agree, the weakest first."""

    NOT = 0
    FIRST_NAME = 1  # and the family name does not, as after a marriage
    SLIP = 2  # but for a slip of the pen
    SHORT_FORM = 3  # Bill and William
    INITIAL = 4  # D. Ruiz, or only Dana
    LETTERS = 5  # Дмитрий and Dmitry, Müller and Mueller
    PART = 6  # Anna Berg and Anna Maria Berg
    FULL = 7


IN_WORDS: Final = {
    Agreement.FIRST_NAME: "the first name agrees",
    Agreement.SLIP: "the names are a slip of the pen apart",
    Agreement.SHORT_FORM: "one name is short for the other",
    Agreement.INITIAL: "the name agrees",
    Agreement.LETTERS: "the name agrees in another spelling",
    Agreement.PART: "the name agrees",
    Agreement.FULL: "the name agrees",
}
LONG: Final = 9  # letters in which two slips are forgiven
_GENDERS: Final = ("a", "e", "o", "na", "ne")  # endings that make somebody else's name of one


@dataclass(frozen=True, slots=True)
class _Pair:
    """The words of two names that do not stand in both."""

    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    common: int


def agreement(one: str, other: str) -> Agreement:
    """How far `one` and `other` could be the name of one person. Father and son of one name are two."""
    if generation(one) != generation(other):
        return Agreement.NOT
    mine, theirs = words_of(one), words_of(other)
    if not mine or not theirs:
        return Agreement.NOT
    if sorted(mine) == sorted(theirs) or "".join(mine) == "".join(theirs):
        return Agreement.FULL
    pair = _without_common(mine, theirs)
    if same_name(one, other):
        return Agreement.PART if pair.common > 1 else Agreement.INITIAL
    if _is_written_otherwise(one, other):
        return Agreement.LETTERS
    return _of_the_rest(pair, mine, theirs)


def differ_in_generation(one: str, other: str) -> bool:
    """Is only one of them a "Jr.", or are they two of them? Both else called the same."""
    return generation(one) != generation(other) and words_of(one) == words_of(other)


def _of_the_rest(pair: _Pair, mine: list[str], theirs: list[str]) -> Agreement:
    """What the words say that do not stand in both, each of the shorter name's beside one of the longer."""
    few, many = sorted((pair.mine, pair.theirs), key=len)
    left, ways = list(many), []
    for word in few:
        way, beside = max(
            ((_beside(word, candidate), candidate) for candidate in left), default=(Agreement.NOT, "")
        )
        if way is Agreement.NOT:
            return _first_name_only(pair, mine, theirs)
        left.remove(beside)
        ways.append(way)
    anchored = pair.common > 0 or Agreement.LETTERS in ways
    if not ways or not anchored or sum(way < Agreement.LETTERS for way in ways) > 1:
        return Agreement.NOT
    return min(ways)


def _beside(word: str, other: str) -> Agreement:
    """How two single words agree."""
    if len(word) == 1 or len(other) == 1:
        return Agreement.INITIAL if word[0] == other[0] else Agreement.NOT
    if is_other_script(word) or is_other_script(other):
        return Agreement.LETTERS if _sounds_alike(word, other) else Agreement.NOT
    if skeleton(word) == skeleton(other):
        return Agreement.LETTERS
    if is_short_for(word, other):
        return Agreement.SHORT_FORM
    return Agreement.SLIP if is_slip(word, other) else Agreement.NOT


def is_slip(one: str, other: str) -> bool:
    """Could one be the other, mistyped? Not where both are first names, nor man and woman of one name."""
    short, long = sorted((one, other), key=len)
    if is_first_name(one) and is_first_name(other):
        return False
    if len(short) != len(long) and any(long == short + ending for ending in _GENDERS):
        return False
    if len(short) == len(long) and short[:-1] == long[:-1] and {short[-1], long[-1]} <= {"a", "o", "e"}:
        return False
    if bones(one) == bones(other) and OSA.distance(skeleton(one), skeleton(other)) < 2:
        return len(short) > 4
    slips = OSA.distance(one, other)
    enough = len(short) > 4 or (len(short) == 4 and sorted(one) == sorted(other))
    return enough and one[0] == other[0] and slips <= (2 if len(short) >= LONG else 1)


def _sounds_alike(one: str, other: str) -> bool:
    """Two words of which one or both stand in other letters: here a letter more or less is the way it was written out."""
    if leaves_out_vowels(one) or leaves_out_vowels(other):
        return len(bones(one)) > 1 and bones(one) == bones(other)
    mine, theirs = skeleton(one), skeleton(other)
    return (
        mine == theirs
        or (min(len(mine), len(theirs)) > 4 and OSA.distance(mine, theirs) < 2)
        or (is_short_for(one, other))
    )


def _is_written_otherwise(one: str, other: str) -> bool:
    """The same words in other spellings, in whatever order; also of a name that is written without a space."""
    mine, theirs = sorted(map(skeleton, spaced(one))), sorted(map(skeleton, spaced(other)))
    return len(mine) > 1 and mine == theirs


def _first_name_only(pair: _Pair, mine: list[str], theirs: list[str]) -> Agreement:
    """The same first name and another family name."""
    first_agree = mine[0] == theirs[0] or skeleton(mine[0]) == skeleton(theirs[0])
    enough = len(mine) > 1 and len(theirs) > 1 and len(mine[0]) > 1
    return Agreement.FIRST_NAME if first_agree and enough else Agreement.NOT


def _without_common(mine: list[str], theirs: list[str]) -> _Pair:
    left, right = Counter(mine), Counter(theirs)
    both = left & right
    return _Pair(tuple((left - both).elements()), tuple((right - both).elements()), both.total())

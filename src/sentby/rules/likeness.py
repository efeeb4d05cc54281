"""Whether two entries are about one person: surely, likely, perhaps, or not (docs/rules/likeness.md).

A channel alone says nothing: an office answers one number. A name alone says little: many are called the same.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from sentby.rules.businesses import house_of, is_for_several, same_business
from sentby.rules.names import plain, words_of
from sentby.rules.namesakes import IN_WORDS, Agreement, agreement, differ_in_generation


class Degree(IntEnum):
    """How sure it is that two are one."""

    NOT = 0
    PERHAPS = 1
    LIKELY = 2
    SURELY = 3


@dataclass(frozen=True, slots=True)
class Somebody:
    """What is known of somebody: the channels in the form in which they are compared, addresses as `plain` lines."""

    name: str
    company: str = ""
    channels: frozenset[str] = frozenset()
    birthday: str = ""  # YYYY-MM-DD, or --MM-DD
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure it is, and why, in words that end “…, and the same name.”"""

    degree: Degree
    reason: str = ""


NOT_THEM: Final = Likeness(Degree.NOT)
# How sure a channel in common makes us, by how the names agree: one that is somebody's own, and one that many may share.
_BY_OWN: Final = {Agreement.FIRST_NAME: Degree.LIKELY, Agreement.SLIP: Degree.LIKELY, Agreement.SHORT_FORM: Degree.LIKELY,
                  Agreement.LETTERS: Degree.LIKELY}  # fmt: skip
_BY_SHARED: Final = _BY_OWN | {Agreement.FIRST_NAME: Degree.PERHAPS}


def likeness(one: Somebody, other: Somebody) -> Likeness:
    """Compare two. What makes two sure to be one: a channel of both and names that agree, or all that is said of both."""
    if one.channels & other.channels:
        return _by_channel(one, other)
    agree = agreement(one.name, other.name)
    if agree is Agreement.FULL and plain(one.name) == plain(other.name):
        return _by_name(one, other)
    return _by_much(one, other, agree)


def kind_of(channel: str) -> str:
    """What a canonical channel is called in a sentence."""
    if channel.startswith("+"):
        return "number"
    return "web page" if channel.startswith("https://") else "e-mail address"


def _by_channel(one: Somebody, other: Somebody) -> Likeness:
    """Two with a way to reach both: one person, or two who share it."""
    shared = one.channels & other.channels
    own = {channel for channel in shared if not is_for_several(channel)}
    what = f"the same {kind_of(min(own or shared))}"
    if differ_in_generation(one.name, other.name):
        return Likeness(Degree.PERHAPS, f"{what}, and the name of father and son") if own else NOT_THEM
    agree = agreement(one.name, other.name)
    if agree is Agreement.NOT:
        return NOT_THEM
    degree = (_BY_OWN if own else _BY_SHARED).get(agree, Degree.SURELY)
    if _born_apart(one, other):
        degree = Degree.PERHAPS if own else Degree.NOT
    elif degree is Degree.PERHAPS and _born_together(one, other):
        degree = Degree.LIKELY
    return Likeness(degree, f"{what}, and {IN_WORDS[agree]}") if degree else NOT_THEM


def _by_name(one: Somebody, other: Somebody) -> Likeness:
    """Two of one name, by nothing that would reach both."""
    if _born_apart(one, other):
        return NOT_THEM
    if more := _evidence(one, other, plain(one.company) == plain(other.company)):
        return more
    return Likeness(Degree.PERHAPS, _only_the_name(one, other))


def _evidence(one: Somebody, other: Somebody, same_company: bool) -> Likeness | None:
    """What besides the name makes it surely or likely one person."""
    if same_company and not _contradict(one.channels, other.channels):
        if one.company:
            return Likeness(Degree.SURELY, "the same name at the same company")
        if not (one.channels or other.channels):
            return Likeness(Degree.SURELY, "the same name, and nothing else is known")
    if _born_together(one, other):
        return Likeness(Degree.LIKELY, "the same name and birthday")
    if one.addresses & other.addresses:
        return Likeness(Degree.LIKELY, "the same name at the same address")
    if same_business(one.company, other.company) and len(words_of(one.name)) > 1:
        apart = _apart_in_one_house(one, other)
        reached = "the same name at the same company, reached in another way"
        return Likeness(Degree.PERHAPS if apart else Degree.LIKELY, reached)
    return None


def _by_much(one: Somebody, other: Somebody, agree: Agreement) -> Likeness:
    """Two whose names only somehow agree: it takes a company, a birthday or an address in common."""
    if agree is Agreement.NOT or _born_apart(one, other):
        return NOT_THEM
    if agree is Agreement.FIRST_NAME:
        return _after_a_marriage(one, other)
    in_words, likely = IN_WORDS[agree], Degree.PERHAPS if agree is Agreement.INITIAL else Degree.LIKELY
    if _born_together(one, other):
        return Likeness(likely, f"the same birthday, and {in_words}")
    if same_business(one.company, other.company):
        degree = Degree.PERHAPS if _apart_in_one_house(one, other) else likely
        return Likeness(degree, f"the same company, and {in_words}")
    if one.addresses & other.addresses:
        return Likeness(likely, f"the same address, and {in_words}")
    alone = agree in (Agreement.FULL, Agreement.LETTERS) and not (one.company and other.company)
    return Likeness(Degree.PERHAPS, in_words) if alone else NOT_THEM


def _after_a_marriage(one: Somebody, other: Somebody) -> Likeness:
    """Two of one first name, whose family names differ."""
    near = same_business(one.company, other.company) or one.addresses & other.addresses
    if _born_together(one, other) and near:
        return Likeness(Degree.LIKELY, "the same first name and birthday")
    return NOT_THEM


def _contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Both are reached in the same way, and not by the same."""
    return bool({kind_of(channel) for channel in one} & {kind_of(channel) for channel in other})


def _apart_in_one_house(one: Somebody, other: Somebody) -> bool:
    """Does one house give them two different addresses? It would give one person one."""
    mine, theirs = (
        {house_of(way) for way in who.channels if not is_for_several(way)} for who in (one, other)
    )
    return bool((mine & theirs) - {""})


def _born_together(one: Somebody, other: Somebody) -> bool:
    return bool(one.birthday and other.birthday) and not _born_apart(one, other)


def _born_apart(one: Somebody, other: Somebody) -> bool:
    """Were they born on two days? Nobody who left out the year says another one."""
    if not (one.birthday and other.birthday):
        return False
    if "--" in one.birthday[:2] + other.birthday[:2]:
        return one.birthday[-5:] != other.birthday[-5:]
    return one.birthday != other.birthday


def _only_the_name(one: Somebody, other: Somebody) -> str:
    if one.company and same_business(one.company, other.company):
        return "the same name at the same company, reached in another way"
    if one.company and other.company:
        return "the same name at another company"
    return "the same name"

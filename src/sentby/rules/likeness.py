"""Whether two entries are about one person: surely, perhaps, or not.

A channel alone says nothing: an office answers one number. A name alone says little: many are called the same.
"""

from dataclasses import dataclass
from enum import IntEnum

from sentby.rules.names import plain, same_name


class Degree(IntEnum):
    """How sure it is that two are one."""

    NOT = 0
    PERHAPS = 1
    SURELY = 2


@dataclass(frozen=True, slots=True)
class Somebody:
    """What is known of somebody: the channels in the form in which they are compared."""

    name: str
    company: str = ""
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How sure it is, and why, in words that end “…, and the same name.”"""

    degree: Degree
    reason: str = ""


NOT_THEM = Likeness(Degree.NOT)


def likeness(one: Somebody, other: Somebody) -> Likeness:
    """Compare two. What makes two sure to be one: a channel of both and names that agree, or all that is said of both."""
    if shared := one.channels & other.channels:
        if same_name(one.name, other.name):
            return Likeness(Degree.SURELY, f"the same {kind_of(min(shared))}, and the name agrees")
        return NOT_THEM
    if plain(one.name) != plain(other.name):
        return NOT_THEM
    same_company = plain(one.company) == plain(other.company)
    if _contradict(one.channels, other.channels) or not same_company:
        return Likeness(Degree.PERHAPS, _only_the_name(one, other, same_company=same_company))
    return _by_name(one, other)


def kind_of(channel: str) -> str:
    """What a canonical channel is called in a sentence."""
    if channel.startswith("+"):
        return "number"
    return "web page" if channel.startswith("https://") else "e-mail address"


def _by_name(one: Somebody, other: Somebody) -> Likeness:
    """Two of one name, with nothing that speaks against their being one."""
    if one.company:
        return Likeness(Degree.SURELY, "the same name at the same company")
    if not (one.channels or other.channels):
        return Likeness(Degree.SURELY, "the same name, and nothing else is known")
    return Likeness(Degree.PERHAPS, "the same name")


def _contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Both are reached in the same way, and not by the same."""
    return bool({kind_of(channel) for channel in one} & {kind_of(channel) for channel in other})


def _only_the_name(one: Somebody, other: Somebody, *, same_company: bool) -> str:
    if same_company and one.company:
        return "the same name at the same company, reached in another way"
    if one.company and other.company:
        return "the same name at another company"
    return "the same name"

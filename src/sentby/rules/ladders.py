"""Ladders: published scales of levels, kept as data.

The eight rungs are the default. They follow the scale of referral quality known from the literature on word of
mouth; the five tell less apart, the ten begin before the giver's name is used.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sentby.rules.facts import GATES, FactKind

_ALL_GATES: Final = frozenset(GATES)


@dataclass(frozen=True, slots=True)
class Rung:
    """One level, its title, and the facts any one of which reaches it."""

    level: int
    title: str
    facts: frozenset[FactKind]


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from the lowest to the highest. The lowest is the five gates, and carries all others."""

    rungs: tuple[Rung, ...]

    @property
    def top(self) -> int:
        """The highest level there is."""
        return self.rungs[-1].level

    def level(self, present: Set[FactKind]) -> int:
        """Return the highest rung whose fact is present; 0 while one of the five gates is missing."""
        if not present >= _ALL_GATES:
            return 0
        return next(rung.level for rung in reversed(self.rungs) if not rung.facts.isdisjoint(present))

    def rung(self, level: int) -> Rung:
        """Return the rung of this level. LookupError when there is none."""
        for rung in self.rungs:
            if rung.level == level:
                return rung
        raise LookupError(f"This ladder has the levels 1 to {self.top}, not {level}.")


def _ladder(*steps: tuple[str, tuple[FactKind, ...]]) -> Ladder:
    return Ladder(
        tuple(Rung(level, title, frozenset(facts)) for level, (title, facts) in enumerate(steps, 1))
    )


_FOOT: Final = ("Name and details of somebody who expects the call", GATES)
_CLOSED: Final = ("Business done", (FactKind.CLOSED,))

FIVE: Final = _ladder(
    _FOOT,
    (
        "The giver’s name, a testimonial, or a recommendation",
        (FactKind.MAY_USE_NAME, FactKind.TESTIMONIAL, FactKind.RECOMMENDED),
    ),
    ("Introduced in writing or by phone", (FactKind.INTRODUCED_IN_WRITING, FactKind.CALLED)),
    (
        "Meeting arranged, or introduced face to face",
        (FactKind.MEETING_ARRANGED, FactKind.INTRODUCED_IN_PERSON),
    ),
    _CLOSED,
)

EIGHT: Final = _ladder(
    _FOOT,
    ("May use the giver’s name", (FactKind.MAY_USE_NAME,)),
    ("Testimonial, or letter of introduction", (FactKind.TESTIMONIAL, FactKind.INTRODUCED_IN_WRITING)),
    ("Introduced by phone", (FactKind.CALLED,)),
    ("Recommended outright, with the benefits named", (FactKind.RECOMMENDED,)),
    ("Meeting arranged", (FactKind.MEETING_ARRANGED,)),
    ("Introduced face to face", (FactKind.INTRODUCED_IN_PERSON,)),
    _CLOSED,
)

TEN: Final = _ladder(
    _FOOT,
    ("The prospect has the receiver’s details", (FactKind.HAS_RECEIVERS_DETAILS,)),
    ("May use the giver’s name", (FactKind.MAY_USE_NAME,)),
    ("Testimonial", (FactKind.TESTIMONIAL,)),
    ("Letter of introduction", (FactKind.INTRODUCED_IN_WRITING,)),
    ("Introduced by phone", (FactKind.CALLED,)),
    ("Recommended outright, with the benefits named", (FactKind.RECOMMENDED,)),
    ("Meeting arranged", (FactKind.MEETING_ARRANGED,)),
    ("Introduced face to face", (FactKind.INTRODUCED_IN_PERSON,)),
    _CLOSED,
)

LADDERS: Final[Mapping[int, Ladder]] = MappingProxyType({5: FIVE, 8: EIGHT, 10: TEN})


def ladder(rungs: int) -> Ladder:
    """Return the ladder of 5, 8 or 10 rungs. ValueError for any other number."""
    if rungs not in LADDERS:
        raise ValueError(f"There is no ladder of {rungs} rungs; choose 5, 8 or 10.")
    return LADDERS[rungs]

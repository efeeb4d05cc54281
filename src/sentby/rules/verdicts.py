"""Verdicts: from the facts that stand to a grade and a level."""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sentby.rules.facts import FactKind
from sentby.rules.ladders import Ladder


class Grade(StrEnum):
    """What the facts add up to. Computed, never typed in. Compare by `rank`: the words sort by letter."""

    MENTION = "mention"
    LEAD = "lead"
    REFERRAL = "referral"

    @property
    def rank(self) -> int:
        """0 for a mention, 1 for a lead, 2 for a referral."""
        return _RANKS[self]


_RANKS: Final = {grade: rank for rank, grade in enumerate(Grade)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A grade, its level on a ladder (0 unless a referral), and whether it is an introduction."""

    grade: Grade
    level: int
    introduction: bool

    @property
    def rank(self) -> tuple[int, int]:
        """The order of verdicts on one ladder: by grade, then by level."""
        return self.grade.rank, self.level

    def __str__(self) -> str:
        return f"{self.grade}, level {self.level}" if self.level else str(self.grade)


def verdict_on(present: Set[FactKind], ladder: Ladder, *, refused: bool = False) -> Verdict:
    """Return the verdict on the kinds that stand. After a refusal nothing is more than a lead."""
    if not receiver_can_look_up(present):
        return Verdict(Grade.MENTION, 0, introduction=False)
    level = ladder.level(present)
    if refused or not level:
        return Verdict(Grade.LEAD, 0, introduction=False)
    return Verdict(Grade.REFERRAL, level, introduction=FactKind.INTRODUCED_IN_WRITING in present)


def receiver_can_look_up(present: Set[FactKind]) -> bool:
    """Whether the receiver has a person to reach or a business to look up: less is only a mention."""
    has_person = present >= {FactKind.PERSON_NAMED, FactKind.REACHABLE}
    return has_person or FactKind.BUSINESS_NAMED in present

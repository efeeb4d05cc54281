"""The rule of the grade: from facts to mention, lead or referral, with the reasons and the next step.

Described in docs/rules/grade.md. A lead is a name that the receiver has to call cold; a referral is a connection
whose prospect knows who will call, and expects it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sentby.rules.advice import Step, next_step
from sentby.rules.facts import (
    COLD_ORIGINS,
    GATES,
    READINESS,
    Fact,
    FactKind,
    Names,
    Origin,
    Source,
)
from sentby.rules.footing import Passing, footing, struck_by_prospect
from sentby.rules.ladders import ladder as ladder_of
from sentby.rules.reasons import MISSING, Case, reasons
from sentby.rules.verdicts import Grade, Verdict, verdict_on

__all__ = ["Grade", "Judgement", "Readiness", "Step", "Verdict", "counts_as", "judge", "readiness"]

_ROLES: Final = Names()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a set of facts adds up to.

    `claimed` rests on everything that was said, `confirmed` on what the prospect said or Sentby saw.
    `missing` are the gates that do not hold in `claimed`. `can_act` tells whether the receiver may and can
    follow up.
    """

    claimed: Verdict
    confirmed: Verdict
    missing: tuple[FactKind, ...]
    next: Step | None
    reasons: tuple[str, ...]
    refused: bool
    last_minute: bool
    can_act: bool

    @property
    def remarks(self) -> tuple[str, ...]:
        """The reasons that a list of the five gates does not show already."""
        return tuple(reason for reason in self.reasons if not reason.startswith(MISSING))


def judge(
    facts: Iterable[Fact],
    *,
    ladder: int = 8,
    passed_on: datetime | None = None,
    meeting_at: datetime | None = None,
    last_minute_hours: float = 3,
    origin: Origin = Origin.UNKNOWN,
    given: bool = True,
    names: Names = _ROLES,
) -> Judgement:
    """Judge `facts` on the ladder of 5, 8 or 10 rungs.

    A conversation counts when it is dated, and not after `passed_on`. An item passed on fewer than
    `last_minute_hours` before `meeting_at`, or in the two hours after, needs one from before that moment.
    Without `given` it is a lead at most: a find of one's own has no giver who could have spoken.
    The order and the number of equal facts make no difference; a grade cannot be passed in.
    ValueError for another ladder, or a moment without a time zone.
    """
    rungs = ladder_of(ladder)
    passing = Passing(passed_on, meeting_at, last_minute_hours, given)
    known = frozenset(facts)
    said = footing(known, passing)
    borne_out = footing([fact for fact in known if fact.source is not Source.CLAIMED], passing)
    refused = any(fact.kind is FactKind.REFUSED and fact.holds for fact in known)
    last_minute = given and passing.is_at_the_last_minute and FactKind.SPOKE not in said.present
    claimed = verdict_on(said.present, rungs, refused=refused)
    confirmed = verdict_on(borne_out.present, rungs, refused=refused)
    case = Case(claimed, confirmed, said, passing, rungs, origin, names, refused, last_minute)
    return Judgement(
        claimed=claimed,
        confirmed=confirmed,
        missing=tuple(gate for gate in GATES if gate not in said.present),
        next=None if refused else next_step(said, rungs, names, passed_on=passed_on is not None),
        reasons=reasons(case),
        refused=refused,
        last_minute=last_minute,
        can_act=claimed.grade is not Grade.MENTION and not refused,
    )


def counts_as(grade: Grade, origin: Origin) -> Grade:
    """Return the grade under which an item of this claimed `grade` is counted for its giver.

    A bought, scraped or phone-book name counts as a lead at most, whatever was made of it. A mention counts as
    nothing but a mention.
    """
    return Grade.LEAD if grade is Grade.REFERRAL and origin in COLD_ORIGINS else grade


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known, and what is not, about how likely the prospect is to buy."""

    known: tuple[FactKind, ...]
    unknown: tuple[FactKind, ...]


def readiness(facts: Iterable[Fact]) -> Readiness:
    """Return what `facts` tell about readiness. It is kept apart from the grade, which is about the giver."""
    said = frozenset(facts)
    stated = {fact.kind for fact in said if fact.holds} - struck_by_prospect(said)
    return Readiness(
        known=tuple(kind for kind in READINESS if kind in stated),
        unknown=tuple(kind for kind in READINESS if kind not in stated),
    )

"""Footing: which of the recorded facts a grade may stand on.

Not every recorded fact counts. The prospect may have said no; a conversation may have come too late. What is
left is a set of kinds, and the rest of the rule of the grade is arithmetic on that set.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sentby.rules.facts import Fact, FactKind, Source
from sentby.rules.moments import in_utc, is_later

STANDS_FOR: Final = frozenset({FactKind.SPOKE, FactKind.KNOWS_RECEIVER, FactKind.EXPECTS_CONTACT})
"""What a written introduction to both sides stands for: it is itself the conversation."""

_CONVERSATIONS: Final = frozenset({FactKind.SPOKE, FactKind.INTRODUCED_IN_WRITING})
_AFTER_THE_MEETING_BEGAN: Final = timedelta(hours=2)
_HOURS_OF_A_WEEK: Final = 168


@dataclass(frozen=True, slots=True)
class Passing:
    """How an item was passed on: when, the meeting near it, and whether anybody gave it. Hours are elapsed hours.

    What a member found for themselves nobody gave: there is no giver who could have spoken with the prospect.

    ValueError for a moment without a time zone, or for hours outside a week.
    """

    passed_on: datetime | None = None
    meeting_at: datetime | None = None
    last_minute_hours: float = 3
    given: bool = True

    def __post_init__(self) -> None:
        if self.passed_on is not None:
            in_utc(self.passed_on, "The moment of passing on")
        if self.meeting_at is not None:
            in_utc(self.meeting_at, "The moment of the meeting")
        if not 0 <= self.last_minute_hours <= _HOURS_OF_A_WEEK:
            raise ValueError("The hours before a meeting lie between 0 and 168.")

    @property
    def before_meeting(self) -> timedelta | None:
        """How long before the meeting it was passed on; negative during the meeting."""
        if self.passed_on is None or self.meeting_at is None:
            return None
        return in_utc(self.meeting_at) - in_utc(self.passed_on)

    @property
    def is_at_the_last_minute(self) -> bool:
        """Whether it was passed on shortly before a meeting, or in the two hours after its beginning."""
        ahead = self.before_meeting
        if ahead is None:
            return False
        return -_AFTER_THE_MEETING_BEGAN <= ahead <= timedelta(hours=self.last_minute_hours)

    def lets_count(self, fact: Fact) -> bool:
        """Whether a holding `fact` counts. All do, except conversations that came too late, or of no giver."""
        if fact.kind in _CONVERSATIONS and not self.given:
            return False
        if fact.kind is FactKind.SPOKE:
            return self._was_in_time(fact) and (
                self._was_well_before(fact) or fact.source is Source.CONFIRMED
            )
        if fact.kind is FactKind.INTRODUCED_IN_WRITING:
            return self._was_well_before(fact) or fact.source is not Source.CLAIMED
        return True

    def _was_in_time(self, spoke: Fact) -> bool:
        if spoke.on is None:
            return False
        return self.passed_on is None or not is_later(spoke.on, self.passed_on)

    def _was_well_before(self, conversation: Fact) -> bool:
        if self.passed_on is None or not self.is_at_the_last_minute:
            return True
        return conversation.on is not None and is_later(self.passed_on, conversation.on)


@dataclass(frozen=True, slots=True)
class Footing:
    """The kinds that stand, those that the prospect struck, the conversations that came too late; `given` by anybody."""

    present: frozenset[FactKind]
    struck: frozenset[FactKind]
    too_late: frozenset[FactKind]
    given: bool = True

    def plus(self, kind: FactKind) -> frozenset[FactKind]:
        """Return what would stand if the giver said `kind` as well, dated so that it counts."""
        added = {kind} if self.given else {kind} - {FactKind.SPOKE}
        if kind is FactKind.INTRODUCED_IN_WRITING and kind not in self.struck and self.given:
            added |= STANDS_FOR
        return self.present | (added - self.struck)


def footing(facts: Collection[Fact], passing: Passing) -> Footing:
    """Return what `facts` let a grade stand on.

    A written introduction stands for the conversation, for knowing who will call and for expecting it. The
    prospect's no strikes the fact and whatever stood for it; only a later-dated yes of the prospect lifts it.
    """
    struck = struck_by_prospect(facts)
    held = [fact for fact in facts if fact.holds]
    counted = frozenset(fact.kind for fact in held if passing.lets_count(fact)) - struck
    too_late = frozenset(fact.kind for fact in held if _is_dated_conversation(fact)) - counted - struck
    # A letter that came too late was still written: it is a rung, though it stands for nothing.
    present = counted | ({fact.kind for fact in held} - {FactKind.SPOKE} - struck)
    if FactKind.INTRODUCED_IN_WRITING in counted:
        present |= STANDS_FOR - struck
    return Footing(present, struck, too_late if passing.given else frozenset(), passing.given)


def struck_by_prospect(facts: Collection[Fact]) -> frozenset[FactKind]:
    """Return the kinds to which the prospect said no, and has not said yes since. In a tie the no wins."""
    return frozenset(no.kind for no in facts if no.is_prospects_no and not _is_lifted(no, facts))


def _is_lifted(no: Fact, facts: Collection[Fact]) -> bool:
    said_yes = [fact.on for fact in facts if fact.kind is no.kind and fact.is_prospects_yes and fact.on]
    return no.on is not None and any(is_later(yes, no.on) for yes in said_yes)


def _is_dated_conversation(fact: Fact) -> bool:
    return fact.kind in _CONVERSATIONS and fact.on is not None

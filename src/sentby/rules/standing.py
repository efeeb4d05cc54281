"""Standing: how an item stands, and the one next act with its owner and its date.

Two playbooks: a lead is looked up and called cold, a referral is called because somebody waits for the call. A
refusal is checked before anything else. Every open item has exactly one next act; a closed one has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from sentby.rules.clocks import FOLLOW_UP_WITHIN
from sentby.rules.consent import Mode, receiver_may_see
from sentby.rules.facts import Names
from sentby.rules.grading import Grade
from sentby.rules.moments import in_utc

Owner = Literal["giver", "receiver", "recorder"]

WEEK: Final = timedelta(days=7)
FORTNIGHT: Final = timedelta(days=14)


class Outcome(StrEnum):
    """What became of it so far."""

    NONE = "none"
    TALKED = "talked"
    MET = "met"
    PROPOSED = "proposed"
    WON = "won"
    LOST = "lost"


class ActKind(StrEnum):
    """What is to be done next."""

    GET_CONSENT = "get_consent"
    ADD_DETAILS = "add_details"
    LOOK_UP_AND_CALL = "look_up_and_call"
    CALL = "call"
    WRITE = "write"
    REPLY_TO_BOTH = "reply_to_both"
    TRY_AGAIN = "try_again"
    WRITE_AGAIN = "write_again"
    MEET = "meet"
    PROPOSE = "propose"
    ASK_FOR_DECISION = "ask_for_decision"
    TELL_RECEIVER = "tell_receiver"
    ASK_WHAT_BECAME = "ask_what_became"


LABELS: Final[Mapping[ActKind, str]] = MappingProxyType(
    {
        ActKind.GET_CONSENT: "Ask {prospect} for an answer",
        ActKind.ADD_DETAILS: "Add {prospect}’s details",
        ActKind.LOOK_UP_AND_CALL: "Look up and call {prospect}",
        ActKind.CALL: "Call {prospect}",
        ActKind.WRITE: "Write to {prospect}",
        ActKind.REPLY_TO_BOTH: "Reply to {giver} and {prospect}",
        ActKind.TRY_AGAIN: "Try {prospect} again",
        ActKind.WRITE_AGAIN: "Write to {prospect} again",
        ActKind.MEET: "Meet {prospect}",
        ActKind.PROPOSE: "Make {prospect} a proposal",
        ActKind.ASK_FOR_DECISION: "Ask {prospect} for the decision",
        ActKind.TELL_RECEIVER: "Tell {receiver} about {prospect}",
        ActKind.ASK_WHAT_BECAME: "Ask {receiver} what became of it",
    }
)

HOW_IT_STANDS: Final[Mapping[ActKind, str]] = MappingProxyType(
    {
        ActKind.GET_CONSENT: "waits for the prospect’s yes",
        ActKind.ADD_DETAILS: "mention",
        ActKind.LOOK_UP_AND_CALL: "lead, not called yet",
        ActKind.CALL: "referral, not called yet",
        ActKind.WRITE: "only an address is known, not written to yet",
        ActKind.REPLY_TO_BOTH: "introduction, not answered yet",
        ActKind.TRY_AGAIN: "tried, and not reached",
        ActKind.WRITE_AGAIN: "written to, and not answered",
        ActKind.MEET: "in touch",
        ActKind.PROPOSE: "met",
        ActKind.ASK_FOR_DECISION: "proposed",
        ActKind.TELL_RECEIVER: "receiver is no member, not told yet",
        ActKind.ASK_WHAT_BECAME: "receiver is no member",
    }
)

FIRST_CALLS: Final = frozenset(
    {
        ActKind.CALL,
        ActKind.LOOK_UP_AND_CALL,
        ActKind.WRITE,
        ActKind.REPLY_TO_BOTH,
        ActKind.TRY_AGAIN,
        ActKind.WRITE_AGAIN,
    }
)
"""What the receiver does within the 24 hours."""

_ROLES: Final = Names()


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that the next act depends on.

    `passed_on` is when the receiver could first act: under `ask-one`, the moment of the prospect's yes.
    `consent_accepted` is None while there is no answer. `receiver_told` is when a receiver without an account heard of
    it: no letter of this desk reaches them. `by_mail_only` is whether an address of the prospect is known, and no
    number. ValueError for a moment without a time zone.
    """

    grade: Grade
    passed_on: datetime
    introduction: bool = False
    refused: bool = False
    withdrawn: bool = False
    consent_mode: Mode = Mode.TELL
    consent_accepted: bool | None = None
    receiver_is_member: bool = True
    receiver_told: datetime | None = None
    giver_is_member: bool = True
    by_mail_only: bool = False
    first_contact: datetime | None = None
    last_attempt: datetime | None = None
    outcome: Outcome = Outcome.NONE
    outcome_at: datetime | None = None

    def __post_init__(self) -> None:
        for moment in self._moments:
            if moment is not None:
                in_utc(moment, "A moment of the situation")

    @property
    def _moments(self) -> tuple[datetime | None, ...]:
        return self.passed_on, self.receiver_told, self.first_contact, self.last_attempt, self.outcome_at

    @property
    def is_open(self) -> bool:
        """Whether anything is left to do."""
        stopped = self.refused or self.withdrawn or self.consent_accepted is False
        return not stopped and self.outcome not in {Outcome.WON, Outcome.LOST}

    @property
    def last_event(self) -> datetime:
        """The latest thing that happened between receiver and prospect, or else the passing on."""
        happened = (self.outcome_at if self.outcome is not Outcome.NONE else None) or self.first_contact
        return happened or self.passed_on


@dataclass(frozen=True, slots=True)
class NextAction:
    """One act, its owner and its date (in UTC)."""

    owner: Owner
    act: ActKind
    due: datetime


def label(act: ActKind, names: Names = _ROLES) -> str:
    """Say the act as a button does: "Call Dana"."""
    return names.write(LABELS[act])


def next_action(situation: Situation) -> NextAction | None:
    """Return the one next act of an open item; None when it is closed, withdrawn, declined or refused."""
    if not situation.is_open:
        return None
    if not receiver_may_see(situation.consent_mode, situation.consent_accepted):
        return _act(_givers_side(situation), ActKind.GET_CONSENT, situation.passed_on, WEEK)
    if not _in_touch(situation) and situation.grade is Grade.MENTION:
        return _act(_givers_side(situation), ActKind.ADD_DETAILS, situation.passed_on, FOLLOW_UP_WITHIN)
    if not situation.receiver_is_member:
        return _for_another(situation)
    return _after_contact(situation) if _in_touch(situation) else _before_contact(situation)


def reason(situation: Situation) -> str:
    """Say why this is the next act, or why there is none: how the item stands."""
    action = next_action(situation)
    if action is not None:
        return HOW_IT_STANDS[action.act]
    if situation.refused:
        return "refused"
    if situation.withdrawn:
        return "withdrawn"
    return "declined" if situation.consent_accepted is False else str(situation.outcome)


def _for_another(situation: Situation) -> NextAction:
    """Nobody without an account hears of it by themselves: the recorder tells them, and asks a week later."""
    told = situation.receiver_told or situation.last_attempt
    if told is None and not _in_touch(situation):
        return _act("recorder", ActKind.TELL_RECEIVER, situation.passed_on, FOLLOW_UP_WITHIN)
    since = max(in_utc(moment) for moment in (told, situation.last_event) if moment is not None)
    return _act("recorder", ActKind.ASK_WHAT_BECAME, since, WEEK)


def _before_contact(situation: Situation) -> NextAction:
    """Within 24 hours; whoever was tried and not reached is tried again in the same time, or a day after a later try."""
    tried, in_time = situation.last_attempt, in_utc(situation.passed_on) + FOLLOW_UP_WITHIN
    if tried is not None:
        since = situation.passed_on if in_utc(tried) < in_time else tried
        again = ActKind.WRITE_AGAIN if situation.by_mail_only else ActKind.TRY_AGAIN
        return _act("receiver", again, since, FOLLOW_UP_WITHIN)
    return _act("receiver", _first_act(situation), situation.passed_on, FOLLOW_UP_WITHIN)


def _first_act(situation: Situation) -> ActKind:
    is_referral = situation.grade is Grade.REFERRAL
    if is_referral and situation.introduction:
        return ActKind.REPLY_TO_BOTH
    if situation.by_mail_only:
        return ActKind.WRITE
    return ActKind.CALL if is_referral else ActKind.LOOK_UP_AND_CALL


def _after_contact(situation: Situation) -> NextAction:
    if situation.outcome is Outcome.MET:
        return _act("receiver", ActKind.PROPOSE, situation.last_event, WEEK)
    if situation.outcome is Outcome.PROPOSED:
        return _act("receiver", ActKind.ASK_FOR_DECISION, situation.last_event, FORTNIGHT)
    return _act("receiver", ActKind.MEET, situation.last_event, WEEK)


def _in_touch(situation: Situation) -> bool:
    return situation.first_contact is not None or situation.outcome is not Outcome.NONE


def _givers_side(situation: Situation) -> Owner:
    return "giver" if situation.giver_is_member else "recorder"


def _act(owner: Owner, act: ActKind, since: datetime, within: timedelta) -> NextAction:
    return NextAction(owner, act, in_utc(since) + within)

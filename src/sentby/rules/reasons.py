"""Reasons: why a grade is what it is, in sentences for the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sentby.rules.facts import COLD_ORIGINS, GATES, FactKind, Names, Origin, label
from sentby.rules.footing import Footing, Passing
from sentby.rules.ladders import Ladder
from sentby.rules.verdicts import Grade, Verdict

MISSING: Final = "Missing: "
_NO: Final = {
    FactKind.PERSON_NAMED: "{prospect} says: that is not the person to ask for",
    FactKind.REACHABLE: "{prospect} says: these details do not reach {prospect}",
    FactKind.SPOKE: "{prospect} says: {giver} never spoke with {prospect} about {receiver}",
    FactKind.KNOWS_RECEIVER: "{prospect} does not know who {receiver:is} or what {receiver:does}",
    FactKind.EXPECTS_CONTACT: "{prospect} does not expect {receiver:’s} call",
}


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the reasons are told from."""

    claimed: Verdict
    confirmed: Verdict
    footing: Footing
    passing: Passing
    ladder: Ladder
    origin: Origin
    names: Names
    refused: bool
    last_minute: bool


def reasons(case: Case) -> tuple[str, ...]:
    """Return the sentences, the weightiest first. There is always at least one."""
    return tuple(_reasons(case))


def _reasons(case: Case) -> Iterator[str]:
    names = case.names
    if case.refused:
        yield names.write("{prospect} said: please don’t. That is final.")
    if case.claimed.grade is Grade.MENTION:
        yield _why_mention(case)
    if case.last_minute:
        yield _why_last_minute(case)
    if case.claimed.grade is Grade.LEAD:
        yield from _why_lead(case)
    if case.claimed.grade is Grade.REFERRAL:
        yield from _why_referral(case)
    if case.origin in COLD_ORIGINS:
        yield f"The name came from {COLD_ORIGINS[case.origin]}: it never counts as a referral given."


def _why_mention(case: Case) -> str:
    to_giver, who = case.names.to_giver, "{receiver}" if case.names.to_giver else "you"
    lacks = "Nobody to reach and no business to look up"
    if case.origin is Origin.NAME_GIVEN and case.passing.given:
        lacks = (
            "You gave {receiver:’s} name but not theirs"
            if to_giver
            else "{giver} gave your name but not theirs"
        )
    return case.names.write(f"{lacks}: {who} can’t act on this yet.")


def _why_last_minute(case: Case) -> str:
    return case.names.write(
        f"Passed on {_distance(case.passing.before_meeting)}, and {{giver}} had not spoken with {{prospect}} before."
    )


def _distance(ahead: timedelta | None) -> str:
    if ahead is None or ahead <= timedelta(0):
        return "during the meeting"
    hours, minutes = divmod(int(ahead.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02} min before the meeting" if hours else f"{minutes} min before the meeting"


def _why_lead(case: Case) -> Iterator[str]:
    if not case.passing.given:
        yield "Nobody gave it: what you find yourself is a lead, however warm it is."
        return
    for gate in GATES:
        if gate not in case.footing.present:
            yield _why_missing(gate, case)


def _why_missing(gate: FactKind, case: Case) -> str:
    if gate in case.footing.struck:
        return case.names.write(f"{_NO[gate]}.")
    if gate in case.footing.too_late:
        return case.names.write(
            "{giver} spoke with {prospect} too late: a talk counts before the passing on."
        )
    return f"{MISSING}{label(gate, case.names)}."


def _why_referral(case: Case) -> Iterator[str]:
    yield "All five facts hold."
    rung = case.ladder.rung(case.claimed.level)
    if rung.level > 1:
        yield f"Level {rung.level}: {rung.title[0].lower()}{rung.title[1:]}."
    if case.confirmed.rank < case.claimed.rank:
        nothing = case.confirmed.grade is Grade.MENTION
        confirmed = "nothing" if nothing else str(case.confirmed)
        yield case.names.write(f"Claimed by {{giver}}; confirmed so far: {confirmed}.")

"""Advice: the cheapest single fact that raises a verdict, and the sentence that asks for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from sentby.rules.facts import GATES, FactKind, Names
from sentby.rules.footing import Footing
from sentby.rules.ladders import Ladder
from sentby.rules.verdicts import Grade, Verdict, verdict_on


class Effort(StrEnum):
    """What a fact costs the giver, the cheapest first."""

    QUESTION = "question"
    CALL = "call"
    LETTER = "letter"
    MEETING = "meeting"
    DEAL = "deal"


COSTS: Final[Mapping[Effort, tuple[FactKind, ...]]] = MappingProxyType(
    {
        Effort.QUESTION: (
            FactKind.PERSON_NAMED,
            FactKind.REACHABLE,
            FactKind.BUSINESS_NAMED,
            FactKind.EXPECTS_CONTACT,
            FactKind.KNOWS_RECEIVER,
            FactKind.MAY_USE_NAME,
            FactKind.HAS_RECEIVERS_DETAILS,
        ),
        Effort.CALL: (FactKind.SPOKE, FactKind.CALLED, FactKind.RECOMMENDED),
        Effort.LETTER: (FactKind.INTRODUCED_IN_WRITING, FactKind.TESTIMONIAL),
        Effort.MEETING: (FactKind.MEETING_ARRANGED, FactKind.INTRODUCED_IN_PERSON),
        Effort.DEAL: (FactKind.CLOSED,),
    }
)
"""The cost table. Efforts from small to great; within one effort, the fact to ask for first stands first."""

CHEAPEST_FIRST: Final = tuple(kind for effort in Effort for kind in COSTS[effort])

ACTS: Final[Mapping[FactKind, str]] = MappingProxyType(
    {
        FactKind.PERSON_NAMED: "Ask {giver} whom to ask for",
        FactKind.REACHABLE: "Ask {giver} how to reach {prospect}",
        FactKind.BUSINESS_NAMED: "Ask {giver} which business it is",
        FactKind.EXPECTS_CONTACT: "Ask {prospect} whether {receiver:’s} call is expected",
        FactKind.KNOWS_RECEIVER: "Tell {prospect} who {receiver:is} and what {receiver:does}",
        FactKind.MAY_USE_NAME: "Ask {giver} whether {receiver} may use {giver:’s} name",
        FactKind.HAS_RECEIVERS_DETAILS: "Give {prospect} {receiver:’s} details",
        FactKind.SPOKE: "Let {giver} speak with {prospect} about {receiver}, and note the day",
        FactKind.CALLED: "Let {giver} call {prospect} to introduce {receiver}",
        FactKind.RECOMMENDED: "Let {giver} recommend {receiver} to {prospect} and name the benefits",
        FactKind.INTRODUCED_IN_WRITING: "Let {giver} introduce {prospect} and {receiver} to each other in one message",
        FactKind.TESTIMONIAL: "Ask {giver} for a testimonial for {receiver}",
        FactKind.MEETING_ARRANGED: "Let {giver} arrange a meeting of {prospect} and {receiver}",
        FactKind.INTRODUCED_IN_PERSON: "Let {giver} introduce {prospect} and {receiver} face to face",
        FactKind.CLOSED: "Record that {prospect} and {receiver} did business",
    }
)

OWN_ACTS: Final[Mapping[FactKind, str]] = MappingProxyType(
    {
        FactKind.PERSON_NAMED: "Find out whom to ask for",
        FactKind.REACHABLE: "Find out how to reach {prospect}",
        FactKind.BUSINESS_NAMED: "Find out which business it is",
    }
)
"""What to do where there is no giver to ask."""

TO_GIVER: Final[Mapping[FactKind, str]] = MappingProxyType(
    {
        FactKind.PERSON_NAMED: "Say whom to ask for",
        FactKind.REACHABLE: "Say how to reach {prospect}",
        FactKind.BUSINESS_NAMED: "Say which business it is",
        FactKind.MAY_USE_NAME: "Say whether {receiver} may use your name",
        FactKind.SPOKE: "Speak with {prospect} about {receiver}, and note the day",
        FactKind.CALLED: "Call {prospect} to introduce {receiver}",
        FactKind.RECOMMENDED: "Recommend {receiver} to {prospect} and name the benefits",
        FactKind.INTRODUCED_IN_WRITING: "Introduce {prospect} and {receiver} to each other in one message",
        FactKind.TESTIMONIAL: "Write a testimonial for {receiver}",
        FactKind.MEETING_ARRANGED: "Arrange a meeting of {prospect} and {receiver}",
        FactKind.INTRODUCED_IN_PERSON: "Introduce {prospect} and {receiver} face to face",
    }
)
"""What to do where the giver is the one who reads it."""

_NOTE_THE_DAY: Final = "Ask {giver} on which earlier day the talk with {prospect} about {receiver} was"
_NOTE_YOUR_DAY: Final = "Note on which earlier day you spoke with {prospect} about {receiver}"
_ASK_AGAIN: Final = "Ask {prospect} again, who said no: only {prospect}’s own later yes counts"


@dataclass(frozen=True, slots=True)
class Step:
    """The next fact to ask for, the verdict that it reaches on the giver's word, and the sentence to say."""

    fact: FactKind
    grade: Grade
    level: int
    say: str


def next_step(footing: Footing, ladder: Ladder, names: Names, *, passed_on: bool = False) -> Step | None:
    """Return the cheapest next fact, or None at the top.

    The promise is kept: judging again with exactly this fact claimed, dated so that it counts, gives this
    grade and this level. When no single fact raises anything the first missing gate is asked for. Nothing makes a
    referral of what nobody gave.
    """
    kind = _to_ask_for(footing, ladder)
    if kind is None:
        return None
    now, then = verdict_on(footing.present, ladder), _reached(footing, ladder, kind)
    act = names.write(_act(kind, footing, passed_on, names.to_giver))
    gained = then.rank > now.rank
    to = (
        f"{then.grade}, level {then.level}"
        if gained
        else f"still a {then.grade}, one fact nearer to a referral"
    )
    return Step(kind, then.grade, then.level, f"{_as_heading(now)}. {act} → {to}.")


@lru_cache(maxsize=4096)  # few footings are in use at a time, and every line of every list asks
def _to_ask_for(footing: Footing, ladder: Ladder) -> FactKind | None:
    worth_it = _first(_worth_asking(footing, ladder))
    return worth_it or (_first(_unmet_gates(footing)) if footing.given else None)


def _worth_asking(footing: Footing, ladder: Ladder) -> Iterator[FactKind]:
    """The facts that raise the grade, then those that raise the level, each from the cheapest up."""
    now = verdict_on(footing.present, ladder)
    reached = {
        kind: _reached(footing, ladder, kind) for kind in CHEAPEST_FIRST if kind not in footing.too_late
    }
    yield from (kind for kind, then in reached.items() if then.grade.rank > now.grade.rank)
    yield from (kind for kind, then in reached.items() if then.rank > now.rank)


def _reached(footing: Footing, ladder: Ladder, kind: FactKind) -> Verdict:
    return verdict_on(footing.plus(kind), ladder)


def _unmet_gates(footing: Footing) -> list[FactKind]:
    """The missing gates: first those that the giver can supply, last those that only the prospect can."""
    missing = [gate for gate in GATES if gate not in footing.present]
    return sorted(missing, key=lambda gate: (gate in footing.struck, gate in footing.too_late))


def _first(kinds: Iterable[FactKind]) -> FactKind | None:
    return next(iter(kinds), None)


def _act(kind: FactKind, footing: Footing, passed_on: bool, to_giver: bool) -> str:
    if kind in footing.struck:
        return _ASK_AGAIN
    if kind is FactKind.SPOKE and passed_on:
        return _NOTE_YOUR_DAY if to_giver else _NOTE_THE_DAY
    if not footing.given and kind in OWN_ACTS:
        return OWN_ACTS[kind]
    return TO_GIVER.get(kind, ACTS[kind]) if to_giver else ACTS[kind]


def _as_heading(verdict: Verdict) -> str:
    return str(verdict).capitalize()

"""A referral's ladder and its five gates, mark by mark, with the source of each."""

from typing import TypedDict

from sentby.accounts.models import Member
from sentby.referrals.models import Fact, Referral, Stated
from sentby.referrals.parties import names
from sentby.rules import facts as rule
from sentby.rules.facts import GATES, FactKind
from sentby.rules.footing import STANDS_FOR
from sentby.rules.grading import Grade, Judgement
from sentby.rules.ladders import ladder as ladder_of

Statement = Fact | Stated
FOLLOWS = "follows from the written introduction"
STRENGTH = {"confirmed": 3, "observed": 2, "claimed": 1}


class Mark(TypedDict, total=False):
    """One rung or one gate as the templates draw it."""

    level: int
    title: str
    text: str
    state: str
    next: bool
    small: str
    kind: str


def rungs_of(referral: Referral, judgement: Judgement, *, reader: Member) -> list[Mark]:
    """The rungs of the reader’s ladder from the lowest up: claimed, confirmed or open, and the one to climb next."""
    who, marks = names(referral, reader), list[Mark]()
    live = _live(referral)
    for rung in ladder_of(reader.ladder).rungs:
        fact = None if rung.level == 1 else _best(live, rung.facts)
        state = _foot(judgement) if rung.level == 1 else (fact.source if fact else "open")
        mark = Mark(level=rung.level, title=rung.title, state=state, next=False, small=_source(who, fact))
        step = judgement.next
        if step and step.level == rung.level and state == "open":
            mark |= Mark(next=True, small="next")
        marks.append(mark)
    return marks


def gates_of(referral: Referral, judgement: Judgement, reader: Member) -> list[Mark]:
    """The five facts that a referral stands on, each with its source, in words for the reader."""
    who, marks = names(referral, reader), list[Mark]()
    live = _live(referral)
    letter = _best(live, frozenset({FactKind.INTRODUCED_IN_WRITING}))
    for gate in GATES:
        fact = _best(live, frozenset({gate}))
        state, small = (fact.source if fact else "claimed"), _source(who, fact)
        if gate in STANDS_FOR and letter and (fact is None or _outweighs(letter, fact)):
            state, small = letter.source, FOLLOWS
        if gate in judgement.missing:
            state, small = "missing", "missing"
        if judgement.refused and gate is FactKind.EXPECTS_CONTACT:
            state, small = "missing", "said: please don’t"
        marks.append(Mark(kind=gate, text=rule.label(gate, who), state=state, small=small))
    return marks


def _outweighs(one: Statement, other: Statement) -> bool:
    return STRENGTH[one.source] > STRENGTH[other.source]


def _foot(judgement: Judgement) -> str:
    if judgement.confirmed.grade is Grade.REFERRAL:
        return "confirmed"
    return "claimed" if judgement.claimed.grade is Grade.REFERRAL else "open"


def _live(referral: Referral) -> list[Statement]:
    return [fact for fact in referral.judged_by if fact.holds]


def _best(live: list[Statement], kinds: frozenset[FactKind]) -> Statement | None:
    """The strongest live statement of one of these facts."""
    stated = (fact for fact in live if fact.kind in kinds)
    return max(stated, key=lambda fact: STRENGTH[fact.source], default=None)


def _source(who: rule.Names, fact: Statement | None) -> str:
    if fact is None:
        return ""
    by = {"claimed": "claimed by {giver}", "confirmed": "confirmed by {prospect}"}
    words = who.fill(by.get(fact.source, "observed"))
    return f"{words}, {fact.on.day} {fact.on:%b}" if fact.on else words

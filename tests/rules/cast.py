"""The cast and the fact sets that the tests of the rulebook share."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from sentby.rules.facts import Fact, FactKind, Names, Source
from sentby.rules.moments import Day

NAMES = Names("Ana", "Sam", "Dana")
PASSED_ON = datetime(2026, 5, 12, 10, 20, tzinfo=UTC)
EARLY = date(2026, 1, 5)
LADDERS = (5, 8, 10)


def claimed(*kinds: FactKind) -> list[Fact]:
    return [Fact(kind, Source.CLAIMED, EARLY) for kind in kinds]


def confirmed(*kinds: FactKind) -> list[Fact]:
    return [Fact(kind, Source.CONFIRMED, EARLY) for kind in kinds]


def observed(*kinds: FactKind) -> list[Fact]:
    return [Fact(kind, Source.OBSERVED, EARLY) for kind in kinds]


def says_no(kind: FactKind, on: Day | None = None) -> Fact:
    return Fact(kind, Source.CONFIRMED, on, holds=False)


days: st.SearchStrategy[Day | None] = st.one_of(
    st.none(),
    st.dates(date(2026, 5, 9), date(2026, 5, 15)),
    st.integers(-4000, 4000).map(lambda minutes: PASSED_ON + timedelta(minutes=minutes)),
)
all_facts = st.builds(Fact, st.sampled_from(FactKind), st.sampled_from(Source), days, st.booleans())
fact_sets = st.lists(all_facts, max_size=14)
rich_sets = st.builds(
    lambda sure, more: [Fact(kind, Source.CLAIMED, EARLY) for kind in sure] + more,
    st.lists(st.sampled_from([kind for kind in FactKind if kind is not FactKind.REFUSED]), max_size=9),
    st.lists(all_facts, max_size=4),
)
some_facts = st.one_of(fact_sets, rich_sets)
passings: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.just({"passed_on": PASSED_ON, "given": False}),
    st.just({"passed_on": PASSED_ON}),
    st.integers(-200, 400).map(
        lambda minutes: {"passed_on": PASSED_ON, "meeting_at": PASSED_ON + timedelta(minutes=minutes)}
    ),
)

"""E4 on people as they stand in address books: who is there twice is found, and nobody else is."""

from itertools import combinations

import pytest

from sentby.rules import likeness as rule
from sentby.rules.likeness import Degree, likeness
from sentby.rules.namesakes import Agreement, agreement
from tests.support.twins import twins


def found(least: Degree = Degree.LIKELY) -> tuple[float, float]:
    """Precision and recall of what is likely one, among all pairs of the labelled entries."""
    right = wrong = missed = 0
    for (who, one), (whom, other) in combinations(twins(), 2):
        is_one = likeness(one, other).degree >= least
        right += is_one and who == whom
        wrong += is_one and who != whom
        missed += not is_one and who == whom
    return right / (right + wrong), right / (right + missed)


def test_who_is_there_twice_is_found_and_nobody_else() -> None:
    precision, recall = found()
    assert precision >= 0.99
    assert recall >= 0.95


def test_a_rule_that_asks_less_would_be_seen() -> None:
    """The control: what is only perhaps one holds too many who are two."""
    assert found(Degree.PERHAPS)[0] < 0.99


def test_a_rule_that_forgives_no_spelling_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other control: names are compared in full only."""

    def in_full(one: str, other: str) -> Agreement:
        return Agreement.FULL if agreement(one, other) is Agreement.FULL else Agreement.NOT

    monkeypatch.setattr(rule, "agreement", in_full)
    assert found()[1] < 0.95


def test_it_is_the_same_both_ways() -> None:
    for (_, one), (_, other) in combinations(twins(), 2):
        assert likeness(one, other) == likeness(other, one)

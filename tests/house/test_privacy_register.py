"""Every field that can hold something about somebody has a line in docs/privacy.yaml, with a rule for its end."""

import re
from dataclasses import replace

import pytest

from sentby.core import privacy


def test_every_personal_field_is_decided() -> None:
    assert privacy.undecided(privacy.register()) == []


def test_the_register_names_nothing_that_is_gone() -> None:
    assert privacy.unknown(privacy.register()) == []


def test_every_rule_is_used() -> None:
    known = privacy.register()
    used = {line.rule.name for line in known.lines}
    for_rows = {name for name, rule in known.rules.items() if rule.ends != "stays"}
    assert set(known.rules) - used - for_rows == set()


@pytest.mark.parametrize("line", privacy.register().lines, ids=lambda line: f"{line.model}.{line.field}")
def test_control_a_field_without_a_line_is_seen(line: privacy.Line) -> None:
    known = privacy.register()
    without = replace(known, lines=tuple(each for each in known.lines if each != line))
    assert privacy.undecided(without) == [(line.model, line.field)]


def test_control_a_rule_without_an_end_is_refused() -> None:
    with pytest.raises(privacy.RegisterFault):
        privacy.read("rules: {never: {kept: a while, ends: delete}}\ndata: {}\n")


@pytest.mark.parametrize("rule", privacy.register().rules.values(), ids=lambda rule: rule.name)
def test_the_days_that_a_rule_tells_are_those_that_the_program_reads(rule: privacy.Rule) -> None:
    assert told(rule) <= {rule.days, rule.good_for}


def test_control_days_that_only_the_words_know_are_seen() -> None:
    rule = replace(privacy.register().rules["book"], days=0)
    assert not told(rule) <= {rule.days, rule.good_for}


def told(rule: privacy.Rule) -> set[int]:
    """Every number of days in the words of a rule; they are written in figures."""
    return {int(number) for number in re.findall(r"(\d+) days", rule.kept)}

"""Properties of the rule of the grade; each is seen to go red on a judge that breaks it."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sentby.rules.facts import READINESS, Fact, FactKind, Source
from sentby.rules.grading import Grade, Judgement, Verdict, judge

from .cast import EARLY, LADDERS, all_facts, passings, some_facts

Judge = Callable[..., Judgement]
Facts = list[Fact]
Passing = dict[str, Any]
Check = Callable[[Judge, Facts, Fact, int, Passing], None]


def more_is_never_less(rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing) -> None:
    if not extra.holds or extra.kind is FactKind.REFUSED:
        return
    before, after = rule(facts, ladder=ladder, **passing), rule([*facts, extra], ladder=ladder, **passing)
    assert after.claimed.rank >= before.claimed.rank
    assert after.confirmed.rank >= before.confirmed.rank


def order_and_copies_do_not_matter(
    rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing
) -> None:
    given_facts = [*facts, extra]
    shuffled = [*reversed(given_facts), *given_facts[::2]]
    assert rule(given_facts, ladder=ladder, **passing) == rule(shuffled, ladder=ladder, **passing)


def the_givers_word_confirms_nothing(
    rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing
) -> None:
    word = [replace(fact, source=Source.CLAIMED) for fact in [*facts, extra]]
    assert rule(word, ladder=ladder, **passing).confirmed == Verdict(Grade.MENTION, 0, introduction=False)


def level_belongs_to_referrals(rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing) -> None:
    judgement = rule([*facts, extra], ladder=ladder, **passing)
    for verdict in (judgement.claimed, judgement.confirmed):
        assert (verdict.level == 0) == (verdict.grade is not Grade.REFERRAL)
        assert 0 <= verdict.level <= ladder
        assert verdict.grade is Grade.REFERRAL or not verdict.introduction
    assert (judgement.claimed.grade is Grade.REFERRAL) <= (not judgement.missing and not judgement.refused)
    assert judgement.reasons
    assert all(reason.endswith(".") and "{" not in reason for reason in judgement.reasons)


def confirmed_is_at_most_claimed(
    rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing
) -> None:
    judgement = rule([*facts, extra], ladder=ladder, **passing)
    assert judgement.confirmed.rank <= judgement.claimed.rank


def heat_ignores_readiness(rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing) -> None:
    without = [fact for fact in [*facts, extra] if fact.kind not in READINESS]
    assert rule(without, ladder=ladder, **passing) == rule([*facts, extra], ladder=ladder, **passing)


def the_promise_is_kept(rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing) -> None:
    known = [*facts, extra]
    judgement = rule(known, ladder=ladder, **passing)
    step = judgement.next
    if step is None:
        assert judgement.refused or not judgement.missing or not passing.get("given", True)
        return
    then = judge([*known, Fact(step.fact, Source.CLAIMED, EARLY)], ladder=ladder, **passing)
    assert (then.claimed.grade, then.claimed.level) == (step.grade, step.level)
    gains = then.claimed.rank > rule(known, ladder=ladder, **passing).claimed.rank
    reached = (
        f"{step.grade}, level {step.level}"
        if gains
        else f"still a {step.grade}, one fact nearer to a referral"
    )
    assert step.say.endswith(f" → {reached}.")


def a_refusal_ends_it(rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing) -> None:
    judgement = rule([*facts, replace(extra, kind=FactKind.REFUSED, holds=True)], ladder=ladder, **passing)
    assert judgement.refused and judgement.next is None and not judgement.can_act
    assert judgement.claimed.grade is not Grade.REFERRAL
    assert judgement.claimed.level == judgement.confirmed.level == 0


def what_nobody_gave_is_no_referral(
    rule: Judge, facts: Facts, extra: Fact, ladder: int, passing: Passing
) -> None:
    judgement = rule([*facts, extra], ladder=ladder, **(passing | {"given": False}))
    assert judgement.claimed.grade is not Grade.REFERRAL
    assert judgement.confirmed.grade is not Grade.REFERRAL


CHECKS: tuple[Check, ...] = (
    more_is_never_less,
    order_and_copies_do_not_matter,
    the_givers_word_confirms_nothing,
    level_belongs_to_referrals,
    confirmed_is_at_most_claimed,
    heat_ignores_readiness,
    the_promise_is_kept,
    a_refusal_ends_it,
    what_nobody_gave_is_no_referral,
)


@pytest.mark.parametrize("check", CHECKS)
def test_property(check: Check) -> None:
    @settings(max_examples=200, deadline=None)
    @given(some_facts, all_facts, st.sampled_from(LADDERS), passings)
    def holds(facts: Facts, extra: Fact, ladder: int, passing: Passing) -> None:
        check(judge, facts, extra, ladder, passing)

    holds()


def shrinking(facts: Facts, **given_as: Any) -> Judgement:
    """Lowers the grade of whoever says more than four things."""
    return judge(facts if len(facts) < 5 else [], **given_as)


def order_bound(facts: Facts, **given_as: Any) -> Judgement:
    return judge(facts[:3], **given_as)


def gullible(facts: Facts, **given_as: Any) -> Judgement:
    return judge([replace(f, source=Source.CONFIRMED) if f.holds else f for f in facts], **given_as)


def generous(facts: Facts, **given_as: Any) -> Judgement:
    fair = judge(facts, **given_as)
    return replace(fair, claimed=replace(fair.claimed, level=max(1, fair.claimed.level)))


def believing(facts: Facts, **given_as: Any) -> Judgement:
    """Judges what is confirmed, as if more of it were claimed."""
    fair = judge(facts, **given_as)
    return replace(fair, claimed=fair.confirmed, confirmed=fair.claimed)


def mixing(facts: Facts, **given_as: Any) -> Judgement:
    """Takes an eager prospect for a warm one."""
    eager = any(fact.kind in READINESS for fact in facts)
    fair = judge(facts, **given_as)
    return replace(fair, reasons=("Eager.",)) if eager else fair


def overpromising(facts: Facts, **given_as: Any) -> Judgement:
    fair = judge(facts, **given_as)
    return replace(fair, next=fair.next and replace(fair.next, level=fair.next.level + 1))


def deaf(facts: Facts, **given_as: Any) -> Judgement:
    return judge([fact for fact in facts if fact.kind is not FactKind.REFUSED], **given_as)


def taking_a_find_for_a_gift(facts: Facts, **given_as: Any) -> Judgement:
    return judge(facts, **(given_as | {"given": True}))


@pytest.mark.parametrize(
    ("check", "broken"),
    list(
        zip(
            CHECKS,
            (
                shrinking,
                order_bound,
                gullible,
                generous,
                believing,
                mixing,
                overpromising,
                deaf,
                taking_a_find_for_a_gift,
            ),
            strict=True,
        )
    ),
)
def test_control_a_broken_judge_is_caught(check: Check, broken: Judge) -> None:
    @settings(
        max_examples=2000,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(some_facts, all_facts, st.sampled_from(LADDERS), passings)
    def holds(facts: Facts, extra: Fact, ladder: int, passing: Passing) -> None:
        check(broken, facts, extra, ladder, passing)

    with pytest.raises(AssertionError):
        holds()


def test_nobody_can_pass_a_grade_in() -> None:
    taken = set(inspect.signature(judge).parameters) | set(inspect.signature(Fact).parameters)
    assert taken.isdisjoint({"grade", "level", "verdict"})

"""When Sentby may write, and what the receiver may see."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from sentby.rules.consent import Mode, Permission, may_sentby_write, receiver_may_see
from sentby.rules.facts import GATES, Fact, FactKind
from sentby.rules.grading import Grade, judge

from .cast import NAMES, claimed, observed, says_no, some_facts

K = FactKind


@pytest.mark.parametrize(
    ("facts", "given_as", "allowed", "because"),
    [
        (claimed(*GATES), {}, True, "Dana expects to hear from Sam."),
        (claimed(*GATES), {"mode": Mode.ASK_ONE, "consented": True}, True, "Dana expects to hear from Sam."),
        (claimed(*GATES), {"mode": Mode.ASK_ONE}, True,
         "Dana expects it. The first letter asks; Sam sees nothing before the answer."),
        (claimed(*GATES), {"consented": False}, False, "Dana said no to this one."),
        (claimed(*GATES), {"refused": True}, False, "Dana said: please don’t. That is final."),
        (claimed(*GATES, K.REFUSED), {}, False, "Dana said: please don’t. That is final."),
        (claimed(*GATES[:-1]), {}, False, "This is a lead: Sentby writes to people who expect it."),
        ([], {}, False, "This is a mention: Sentby writes to people who expect it."),
        ([*claimed(*GATES), says_no(K.EXPECTS_CONTACT)], {}, False,
         "This is a lead: Sentby writes to people who expect it."),
        (claimed(K.PERSON_NAMED, K.REACHABLE, K.INTRODUCED_IN_WRITING), {}, False,
         "Nobody has recorded that Dana expects to hear from Sam."),
        (observed(K.PERSON_NAMED, K.REACHABLE, K.INTRODUCED_IN_WRITING), {}, True,
         "Dana expects to hear from Sam."),
    ],
)  # fmt: skip
def test_permission_to_write(
    facts: list[Fact], given_as: dict[str, Any], allowed: bool, because: str
) -> None:
    assert may_sentby_write(facts, names=NAMES, **given_as) == Permission(allowed, because)


def only_expected_mail_leaves(rule: Callable[[list[Fact]], Permission], facts: list[Fact]) -> None:
    if rule(facts).allowed:
        judgement = judge(facts)
        assert judgement.claimed.grade is Grade.REFERRAL and not judgement.refused
        assert {fact.kind for fact in facts if fact.holds} & {K.EXPECTS_CONTACT, K.INTRODUCED_IN_WRITING}


@settings(deadline=None)
@given(some_facts)
def test_a_lead_never_gets_mail_from_the_server(facts: list[Fact]) -> None:
    only_expected_mail_leaves(may_sentby_write, facts)


def test_control_writing_to_everybody_is_caught() -> None:
    @settings(
        database=None, deadline=None, derandomize=True, report_multiple_bugs=False, phases=[Phase.generate]
    )
    @given(some_facts)
    def holds(facts: list[Fact]) -> None:
        only_expected_mail_leaves(lambda _: Permission(allowed=True, because="Why not?"), facts)

    with pytest.raises(AssertionError):
        holds()


@pytest.mark.parametrize(
    ("mode", "accepted", "sees"),
    [
        (Mode.TELL, None, True),
        (Mode.TELL, True, True),
        (Mode.ASK_ONE, None, False),
        (Mode.ASK_ONE, False, False),
        (Mode.ASK_ONE, True, True),
    ],
)
def test_what_the_receiver_may_see(mode: Mode, accepted: bool | None, sees: bool) -> None:
    assert receiver_may_see(mode, accepted) is sees

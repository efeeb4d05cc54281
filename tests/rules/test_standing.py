"""The two playbooks: one next act, one owner, one date."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sentby.rules.consent import Mode
from sentby.rules.grading import Grade
from sentby.rules.standing import (
    HOW_IT_STANDS,
    LABELS,
    ActKind,
    NextAction,
    Outcome,
    Situation,
    label,
    next_action,
    reason,
)

from .cast import NAMES, PASSED_ON

DAY = timedelta(days=1)
LATER = PASSED_ON + timedelta(hours=5)
A = ActKind


@pytest.mark.parametrize(
    ("grade", "more", "owner", "act", "due"),
    [
        ("mention", {}, "giver", A.ADD_DETAILS, PASSED_ON + DAY),
        ("mention", {"giver_is_member": False}, "recorder", A.ADD_DETAILS, PASSED_ON + DAY),
        ("mention", {"first_contact": LATER}, "receiver", A.MEET, LATER + 7 * DAY),
        ("lead", {}, "receiver", A.LOOK_UP_AND_CALL, PASSED_ON + DAY),
        ("referral", {}, "receiver", A.CALL, PASSED_ON + DAY),
        ("referral", {"introduction": True}, "receiver", A.REPLY_TO_BOTH, PASSED_ON + DAY),
        ("lead", {"last_attempt": LATER}, "receiver", A.TRY_AGAIN, PASSED_ON + DAY),
        ("lead", {"last_attempt": PASSED_ON + DAY}, "receiver", A.TRY_AGAIN, PASSED_ON + 2 * DAY),
        ("referral", {"first_contact": LATER, "last_attempt": PASSED_ON}, "receiver", A.MEET,
         LATER + 7 * DAY),
        ("referral", {"outcome": Outcome.TALKED, "outcome_at": LATER}, "receiver", A.MEET, LATER + 7 * DAY),
        ("referral", {"outcome": Outcome.MET, "outcome_at": LATER}, "receiver", A.PROPOSE, LATER + 7 * DAY),
        ("lead", {"outcome": Outcome.PROPOSED, "outcome_at": LATER}, "receiver", A.ASK_FOR_DECISION,
         LATER + 14 * DAY),
        ("lead", {"outcome": Outcome.PROPOSED}, "receiver", A.ASK_FOR_DECISION, PASSED_ON + 14 * DAY),
        ("referral", {"receiver_is_member": False}, "recorder", A.TELL_RECEIVER, PASSED_ON + DAY),
        ("lead", {"receiver_is_member": False, "receiver_told": LATER}, "recorder", A.ASK_WHAT_BECAME, LATER + 7 * DAY),
        ("lead", {"receiver_is_member": False, "receiver_told": LATER, "first_contact": LATER + DAY}, "recorder",
         A.ASK_WHAT_BECAME, LATER + 8 * DAY),
        ("lead", {"receiver_is_member": False, "outcome": Outcome.MET, "outcome_at": LATER}, "recorder",
         A.ASK_WHAT_BECAME, LATER + 7 * DAY),
        ("referral", {"consent_mode": Mode.ASK_ONE}, "giver", A.GET_CONSENT, PASSED_ON + 7 * DAY),
        ("referral", {"consent_mode": Mode.ASK_ONE, "giver_is_member": False}, "recorder", A.GET_CONSENT,
         PASSED_ON + 7 * DAY),
        ("referral", {"consent_mode": Mode.ASK_ONE, "consent_accepted": True}, "receiver", A.CALL, PASSED_ON + DAY),
    ],
)  # fmt: skip
def test_the_next_act(grade: str, more: dict[str, Any], owner: Any, act: ActKind, due: datetime) -> None:
    assert next_action(Situation(Grade(grade), PASSED_ON, **more)) == NextAction(owner, act, due)


CLOSED: list[dict[str, Any]] = [
    {"refused": True},
    {"withdrawn": True},
    {"consent_accepted": False},
    {"outcome": Outcome.WON},
    {"outcome": Outcome.LOST},
]


@pytest.mark.parametrize("closed", CLOSED)
def test_what_is_closed_has_no_next_act(closed: dict[str, Any]) -> None:
    assert next_action(Situation(Grade.REFERRAL, PASSED_ON, **closed)) is None


def test_why_this_is_next_is_how_it_stands() -> None:
    assert reason(Situation(Grade.REFERRAL, PASSED_ON)) == "referral, not called yet"
    assert reason(Situation(Grade.LEAD, PASSED_ON, first_contact=LATER)) == "in touch"
    ends = [reason(Situation(Grade.REFERRAL, PASSED_ON, **closed)) for closed in CLOSED]
    assert ends == ["refused", "withdrawn", "declined", "won", "lost"]


moments = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
situations = st.builds(
    Situation,
    grade=st.sampled_from(Grade),
    passed_on=moments,
    introduction=st.booleans(),
    refused=st.booleans(),
    withdrawn=st.booleans(),
    consent_mode=st.sampled_from(Mode),
    consent_accepted=st.none() | st.booleans(),
    receiver_is_member=st.booleans(),
    giver_is_member=st.booleans(),
    receiver_told=st.none() | moments,
    first_contact=st.none() | moments,
    last_attempt=st.none() | moments,
    outcome=st.sampled_from(Outcome),
    outcome_at=st.none() | moments,
)


def exactly_one_or_none(rule: Callable[[Situation], NextAction | None], situation: Situation) -> None:
    action = rule(situation)
    closed = (
        situation.refused
        or situation.withdrawn
        or situation.consent_accepted is False
        or situation.outcome in {Outcome.WON, Outcome.LOST}
    )
    assert (action is None) is closed
    if action is not None:
        assert action.due.utcoffset() == timedelta(0)
        assert action.owner != "giver" or situation.giver_is_member
        assert action.owner != "receiver" or situation.receiver_is_member


@settings(deadline=None)
@given(situations)
def test_every_open_item_has_exactly_one_next_act(situation: Situation) -> None:
    exactly_one_or_none(next_action, situation)


def test_control_a_playbook_that_forgets_refusals_is_caught() -> None:
    @settings(
        database=None, deadline=None, derandomize=True, report_multiple_bugs=False, phases=[Phase.generate]
    )
    @given(situations)
    def holds(situation: Situation) -> None:
        exactly_one_or_none(lambda _: NextAction("receiver", A.CALL, PASSED_ON), situation)

    with pytest.raises(AssertionError):
        holds()


def test_acts_are_said_as_buttons() -> None:
    assert set(LABELS) == set(HOW_IT_STANDS) == set(ActKind)
    assert label(A.LOOK_UP_AND_CALL, NAMES) == "Look up and call Dana"
    assert label(A.ASK_WHAT_BECAME) == "Ask the receiver what became of it"


@pytest.mark.parametrize(
    "field", ["passed_on", "receiver_told", "first_contact", "last_attempt", "outcome_at"]
)
def test_a_moment_without_a_zone_is_refused(field: str) -> None:
    moments_given: dict[str, Any] = {"passed_on": PASSED_ON, field: PASSED_ON.replace(tzinfo=None)}
    with pytest.raises(ValueError, match="no time zone"):
        Situation(Grade.LEAD, **moments_given)

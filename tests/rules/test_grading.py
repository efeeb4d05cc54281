"""The rule of the grade, case by case."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sentby.rules.advice import CHEAPEST_FIRST
from sentby.rules.facts import GATES, LABELS, YOU, Fact, FactKind, Names, Origin, Source, label
from sentby.rules.footing import Passing
from sentby.rules.grading import Grade, Judgement, counts_as, judge, readiness
from sentby.rules.ladders import LADDERS, ladder
from sentby.rules.moments import in_utc, is_later

from .cast import EARLY, NAMES, PASSED_ON, claimed, confirmed, observed, says_no

K = FactKind
ALL_BUT_EXPECTS = claimed(*GATES[:-1])
MEETING = PASSED_ON + timedelta(minutes=40)


def graded(judgement: Judgement) -> tuple[str, int]:
    return str(judgement.claimed.grade), judgement.claimed.level


def test_a_name_without_details_is_a_mention_that_cannot_be_acted_on() -> None:
    judgement = judge([], origin=Origin.NAME_GIVEN, names=NAMES)
    assert graded(judgement) == ("mention", 0)
    assert judgement.reasons == ("Ana gave your name but not theirs: you can’t act on this yet.",)
    assert not judgement.can_act
    assert judgement.missing == GATES


def test_its_giver_reads_that_it_is_the_receiver_who_cannot_act() -> None:
    to_ana = replace(NAMES, giver=YOU)
    given, found = (judge([], origin=origin, names=to_ana) for origin in (Origin.NAME_GIVEN, Origin.EVENT))
    assert given.reasons == ("You gave Sam’s name but not theirs: Sam can’t act on this yet.",)
    assert found.reasons == ("Nobody to reach and no business to look up: Sam can’t act on this yet.",)


def test_any_other_mention_says_what_it_lacks() -> None:
    judgement = judge(claimed(K.PERSON_NAMED), names=NAMES)
    assert judgement.reasons == ("Nobody to reach and no business to look up: you can’t act on this yet.",)
    assert judgement.missing[0] is K.REACHABLE
    assert judgement.next and judgement.next.fact is K.REACHABLE


@pytest.mark.parametrize("facts", [claimed(K.BUSINESS_NAMED), claimed(K.PERSON_NAMED, K.REACHABLE)])
def test_a_business_or_a_reachable_person_is_a_lead(facts: list[Fact]) -> None:
    assert graded(judge(facts)) == ("lead", 0)
    assert judge(facts).can_act


def test_five_gates_make_a_referral() -> None:
    judgement = judge(claimed(*GATES), names=NAMES)
    assert graded(judgement) == ("referral", 1)
    assert judgement.reasons == ("All five facts hold.", "Claimed by Ana; confirmed so far: nothing.")
    assert not judgement.claimed.introduction


def test_the_mission_s_example() -> None:
    judgement = judge(ALL_BUT_EXPECTS, names=NAMES)
    assert judgement.next is not None
    assert judgement.next.say == "Lead. Ask Dana whether Sam’s call is expected → referral, level 1."
    assert judgement.reasons == ("Missing: Dana expects Sam’s call.",)


def test_confirmed_facts_confirm() -> None:
    judgement = judge(confirmed(*GATES, K.RECOMMENDED), names=NAMES)
    assert judgement.confirmed == judgement.claimed
    assert judgement.reasons[-1] == "Level 5: recommended outright, with the benefits named."


@pytest.mark.parametrize(
    ("rungs", "levels"),
    [
        (5, {"may_use_name": 2, "testimonial": 2, "recommended": 2, "introduced_in_writing": 3, "called": 3,
             "meeting_arranged": 4, "introduced_in_person": 4, "closed": 5, "has_receivers_details": 1}),
        (8, {"may_use_name": 2, "testimonial": 3, "introduced_in_writing": 3, "called": 4, "recommended": 5,
             "meeting_arranged": 6, "introduced_in_person": 7, "closed": 8, "has_receivers_details": 1}),
        (10, {"has_receivers_details": 2, "may_use_name": 3, "testimonial": 4, "introduced_in_writing": 5,
              "called": 6, "recommended": 7, "meeting_arranged": 8, "introduced_in_person": 9, "closed": 10}),
    ],
)  # fmt: skip
def test_the_level_is_the_highest_rung(rungs: int, levels: dict[str, int]) -> None:
    for kind, level in levels.items():
        assert judge(claimed(*GATES, K(kind)), ladder=rungs).claimed.level == level
    assert judge(claimed(K.CLOSED, K.BUSINESS_NAMED), ladder=rungs).claimed.level == 0
    assert judge(claimed(*GATES, K.CLOSED), ladder=rungs).next is None


def test_only_published_ladders_exist() -> None:
    assert [ladder(rungs).top for rungs in LADDERS] == list(LADDERS)
    with pytest.raises(ValueError, match="choose 5, 8 or 10"):
        judge([], ladder=7)
    with pytest.raises(LookupError, match="levels 1 to 8"):
        ladder(8).rung(9)


def test_a_written_introduction_is_itself_the_conversation() -> None:
    judgement = judge(observed(K.PERSON_NAMED, K.REACHABLE, K.INTRODUCED_IN_WRITING))
    assert graded(judgement) == ("referral", 3)
    assert judgement.claimed.introduction and judgement.confirmed.introduction


def test_a_single_letter_is_advised_where_several_gates_are_missing() -> None:
    step = judge(claimed(K.PERSON_NAMED, K.REACHABLE), names=NAMES).next
    assert step and (step.fact, step.grade, step.level) == (K.INTRODUCED_IN_WRITING, Grade.REFERRAL, 3)


def test_the_first_missing_gate_is_asked_for_where_nothing_raises() -> None:
    step = judge(claimed(K.BUSINESS_NAMED), names=NAMES).next
    assert step and step.say == (
        "Lead. Ask Ana whom to ask for → still a lead, one fact nearer to a referral."
    )


@pytest.mark.parametrize("passed_on", [None, PASSED_ON])
@pytest.mark.parametrize("kind", K)
def test_a_giver_who_reads_the_advice_is_not_sent_to_themselves(
    kind: FactKind, passed_on: datetime | None
) -> None:
    to_ana = replace(NAMES, giver=YOU)
    facts = claimed(*(set(K) - {kind, K.REFUSED, K.INTRODUCED_IN_WRITING, K.INTRODUCED_IN_PERSON}))
    ours, theirs = (judge(facts, passed_on=passed_on, names=names).next for names in (to_ana, NAMES))
    assert ours is None or "Ana" not in ours.say
    assert (ours and replace(ours, say="")) == (theirs and replace(theirs, say=""))


def test_she_is_told_what_to_do_in_her_own_words() -> None:
    step = judge(claimed(*(set(GATES) - {K.MAY_USE_NAME})), names=replace(NAMES, giver=YOU)).next
    assert step and step.say == "Referral, level 1. Say whether Sam may use your name → referral, level 2."


@pytest.mark.parametrize("role", ["giver", "receiver"])
@pytest.mark.parametrize("kind", K)
def test_whoever_reads_a_fact_or_its_advice_is_called_you(kind: FactKind, role: str) -> None:
    to_reader, own = replace(NAMES, **{role: YOU}), getattr(NAMES, role)
    facts = claimed(*(set(K) - {kind, K.REFUSED, K.INTRODUCED_IN_WRITING, K.INTRODUCED_IN_PERSON}))
    step = judge(facts, names=to_reader).next
    for said in (label(kind, to_reader), step.say if step else ""):
        assert own not in said and not re.search(r"\byou (is|does|knows|was)\b|you’s", said)


def test_who_found_somebody_alone_is_both() -> None:
    alone = replace(NAMES, giver=YOU, receiver=YOU)
    assert label(K.SPOKE, alone) == "You spoke with Dana about yourself"
    assert label(K.REACHABLE, alone) == "You can reach Dana"
    assert (
        judge([], origin=Origin.NAME_GIVEN, given=False, names=alone).reasons[0].startswith("Nobody to reach")
    )


def test_somebody_called_you_is_not_the_reader() -> None:
    assert (
        label(K.KNOWS_RECEIVER, Names(receiver="You", prospect="you"))
        == "You knows who You is and what You does"
    )


def test_a_receiver_reads_about_themselves() -> None:
    to_sam = replace(NAMES, receiver=YOU)
    assert label(K.KNOWS_RECEIVER, to_sam) == "Dana knows who you are and what you do"
    assert label(K.EXPECTS_CONTACT, to_sam) == "Dana expects your call"
    assert label(K.FIRST_HAND, replace(NAMES, giver=YOU)) == "You know Sam’s work at first hand"


def test_the_prospects_no_strikes_claim_and_letter() -> None:
    facts = observed(K.PERSON_NAMED, K.REACHABLE, K.INTRODUCED_IN_WRITING) + claimed(K.EXPECTS_CONTACT)
    judgement = judge([*facts, says_no(K.EXPECTS_CONTACT, date(2026, 5, 13))], names=NAMES)
    assert graded(judgement) == ("lead", 0)
    assert judgement.reasons == ("Dana does not expect Sam’s call.",)
    assert judgement.next and judgement.next.say == (
        "Lead. Ask Dana again, who said no: only Dana’s own later yes counts"
        " → still a lead, one fact nearer to a referral."
    )


@pytest.mark.parametrize(
    ("no_on", "yes_on", "grade"),
    [
        (date(2026, 5, 13), date(2026, 5, 14), Grade.REFERRAL),
        (date(2026, 5, 13), date(2026, 5, 13), Grade.LEAD),
        (date(2026, 5, 13), PASSED_ON, Grade.LEAD),
        (PASSED_ON, PASSED_ON + timedelta(seconds=1), Grade.REFERRAL),
        (date(2026, 5, 13), None, Grade.LEAD),
        (None, date(2026, 5, 14), Grade.LEAD),
    ],
)
def test_only_a_later_yes_of_the_prospect_lifts_a_no(
    no_on: date | None, yes_on: date | None, grade: Grade
) -> None:
    yes = Fact(K.EXPECTS_CONTACT, Source.CONFIRMED, yes_on)
    assert judge([*claimed(*GATES), says_no(K.EXPECTS_CONTACT, no_on), yes]).claimed.grade is grade
    word = Fact(K.EXPECTS_CONTACT, Source.CLAIMED, yes_on)
    assert judge([*claimed(*GATES), says_no(K.EXPECTS_CONTACT, no_on), word]).claimed.grade is Grade.LEAD


def test_a_claimed_no_is_merely_not_a_yes() -> None:
    no = Fact(K.EXPECTS_CONTACT, Source.CLAIMED, holds=False)
    assert graded(judge([*ALL_BUT_EXPECTS, no])) == ("lead", 0)
    assert graded(judge([*claimed(*GATES), no])) == ("referral", 1)


def test_a_letter_that_the_prospect_denies_stands_for_nothing() -> None:
    facts = [*claimed(K.PERSON_NAMED, K.REACHABLE, K.INTRODUCED_IN_WRITING), says_no(K.INTRODUCED_IN_WRITING)]
    judgement = judge(facts)
    assert graded(judgement) == ("lead", 0)
    assert judgement.next and judgement.next.fact is K.SPOKE


def test_a_referral_whose_last_rung_is_denied_has_no_next_step() -> None:
    facts = [*claimed(*GATES, K.INTRODUCED_IN_PERSON), says_no(K.CLOSED)]
    assert judge(facts).next is None


@pytest.mark.parametrize("source", list(Source))
def test_a_refusal_from_anybody_is_final(source: Source) -> None:
    facts = [*confirmed(*GATES, K.CLOSED), Fact(K.REFUSED, source), says_no(K.REFUSED, date(2030, 1, 1))]
    judgement = judge(facts, names=NAMES)
    assert graded(judgement) == ("lead", 0) and judgement.refused and judgement.next is None
    assert judgement.reasons[0] == "Dana said: please don’t. That is final."
    assert graded(judge(observed(K.REFUSED))) == ("mention", 0)
    assert not judge([says_no(K.REFUSED)]).refused


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (None, False),
        (date(2026, 5, 12), True),
        (date(2026, 5, 13), False),
        (PASSED_ON, True),
        (PASSED_ON + timedelta(seconds=1), False),
        (PASSED_ON.astimezone(timezone(timedelta(hours=14))), True),
    ],
)
def test_a_conversation_counts_when_dated_and_in_time(on: date | None, counts: bool) -> None:
    facts = [*claimed(*(gate for gate in GATES if gate is not K.SPOKE)), Fact(K.SPOKE, Source.CLAIMED, on)]
    assert (judge(facts, passed_on=PASSED_ON).claimed.grade is Grade.REFERRAL) is counts


def test_a_conversation_that_came_too_late_is_not_asked_for_again() -> None:
    gates = claimed(*(gate for gate in GATES if gate is not K.SPOKE))
    late = judge([*gates, Fact(K.SPOKE, Source.CLAIMED, date(2026, 5, 13))], passed_on=PASSED_ON, names=NAMES)
    assert late.reasons == ("Ana spoke with Dana too late: a talk counts before the passing on.",)
    assert late.next and late.next.fact is K.INTRODUCED_IN_WRITING
    undated = judge([*gates, Fact(K.SPOKE, Source.CLAIMED)], passed_on=PASSED_ON, names=NAMES)
    assert undated.next and undated.next.say.startswith("Lead. Ask Ana on which earlier day")
    fresh = judge(gates, names=NAMES)
    assert fresh.next and fresh.next.say.startswith("Lead. Let Ana speak with Dana about Sam")


@pytest.mark.parametrize(
    ("on", "source", "counts"),
    [
        (PASSED_ON - timedelta(minutes=1), Source.CLAIMED, True),
        (PASSED_ON, Source.CLAIMED, False),
        (date(2026, 5, 11), Source.CLAIMED, True),
        (date(2026, 5, 12), Source.CLAIMED, False),
        (date(2026, 5, 12), Source.CONFIRMED, True),
        (date(2026, 5, 12), Source.OBSERVED, False),
    ],
)
def test_a_last_minute_name_needs_an_earlier_conversation(on: date, source: Source, counts: bool) -> None:
    facts = [*claimed(*(gate for gate in GATES if gate is not K.SPOKE)), Fact(K.SPOKE, source, on)]
    judgement = judge(facts, passed_on=PASSED_ON, meeting_at=MEETING, names=NAMES)
    assert (judgement.claimed.grade is Grade.REFERRAL) is counts
    assert judgement.last_minute is not counts
    if not counts:
        assert judgement.reasons[0] == (
            "Passed on 40 min before the meeting, and Ana had not spoken with Dana before."
        )


@pytest.mark.parametrize(
    ("minutes", "hours", "said"),
    [
        (180, 3, "3 h 00 min before the meeting"),
        (181, 3, None),
        (0, 3, "during the meeting"),
        (-120, 3, "during the meeting"),
        (-121, 3, None),
        (30, 0, None),
        (30, 0.5, "30 min before the meeting"),
    ],
)
def test_the_last_minute_lasts_from_the_set_hours_to_two_hours_into_the_meeting(
    minutes: int, hours: float, said: str | None
) -> None:
    meeting = PASSED_ON + timedelta(minutes=minutes)
    judgement = judge([], passed_on=PASSED_ON, meeting_at=meeting, last_minute_hours=hours)
    assert judgement.last_minute is (said is not None)
    assert said is None or any(said in reason for reason in judgement.reasons)


@pytest.mark.parametrize(("source", "counts"), [(Source.OBSERVED, True), (Source.CLAIMED, False)])
def test_at_the_last_minute_only_a_letter_that_sentby_saw_counts(source: Source, counts: bool) -> None:
    letter = Fact(K.INTRODUCED_IN_WRITING, source, PASSED_ON)
    facts = [*claimed(K.PERSON_NAMED, K.REACHABLE), letter]
    judgement = judge(facts, passed_on=PASSED_ON, meeting_at=MEETING)
    assert (judgement.claimed.grade is Grade.REFERRAL) is counts
    earlier = [*facts, Fact(K.INTRODUCED_IN_WRITING, Source.CLAIMED, EARLY)]
    assert judge(earlier, passed_on=PASSED_ON, meeting_at=MEETING).claimed.introduction


@pytest.mark.parametrize("origin", list(Origin))
def test_cold_origins_never_count_as_referrals(origin: Origin) -> None:
    cold = origin in {Origin.LIST, Origin.SCRAPED, Origin.PHONE_BOOK}
    judgement = judge(claimed(*GATES), origin=origin)
    assert counts_as(judgement.claimed.grade, origin) is (Grade.LEAD if cold else Grade.REFERRAL)
    assert any("never counts" in reason for reason in judgement.reasons) is cold
    assert counts_as(Grade.LEAD, origin) is Grade.LEAD
    assert counts_as(Grade.MENTION, origin) is Grade.MENTION


def test_what_nobody_gave_is_a_lead_at_most_and_says_so() -> None:
    own = judge(claimed(*set(K) - {K.REFUSED}), given=False)
    assert own.claimed.grade is Grade.LEAD and own.claimed.level == 0
    assert own.next is None
    assert "Nobody gave it" in own.reasons[0]


def test_of_what_nobody_gave_the_details_are_still_asked_for() -> None:
    step = judge([], given=False, names=NAMES).next
    assert step is not None
    assert (step.fact, step.say) == (
        K.BUSINESS_NAMED,
        "Mention. Find out which business it is → lead, level 0.",
    )


def test_a_find_of_one_s_own_is_never_called_last_minute() -> None:
    own = judge(claimed(*GATES), passed_on=PASSED_ON, meeting_at=MEETING, given=False)
    assert not own.last_minute


def test_readiness_is_kept_apart() -> None:
    told = readiness([*claimed(K.NEED_STATED, K.PRICE_KNOWN), says_no(K.PRICE_KNOWN)])
    assert told.known == (K.NEED_STATED,)
    assert told.unknown == (K.TIMING_KNOWN, K.PRICE_KNOWN, K.PROCESS_KNOWN, K.OPEN_QUESTIONS)


def test_a_moment_without_a_zone_is_refused_everywhere() -> None:
    naive = datetime(2026, 5, 12, 10, 20)
    with pytest.raises(ValueError, match="no time zone"):
        Fact(K.SPOKE, Source.CLAIMED, naive)
    with pytest.raises(ValueError, match="no time zone"):
        judge([], passed_on=naive)
    with pytest.raises(ValueError, match="no time zone"):
        judge([], meeting_at=naive)
    with pytest.raises(ValueError, match="no time zone"):
        in_utc(naive)
    assert in_utc(PASSED_ON).tzinfo is UTC


@pytest.mark.parametrize("hours", [-1, 169, float("nan"), float("inf")])
def test_the_hours_before_a_meeting_are_bounded(hours: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 168"):
        Passing(last_minute_hours=hours)


def test_days_are_compared_as_days() -> None:
    assert is_later(date(2026, 5, 13), PASSED_ON)
    assert not is_later(date(2026, 5, 12), PASSED_ON)
    assert not is_later(PASSED_ON, date(2026, 5, 12))


def test_every_kind_can_be_said_and_every_raising_kind_has_a_price() -> None:
    assert set(LABELS) == set(FactKind)
    assert label(K.EXPECTS_CONTACT, NAMES) == "Dana expects Sam’s call"
    assert label(K.SPOKE) == "The giver spoke with the prospect about the receiver"
    assert label(K.SPOKE, Names(giver="{x}")) == "{x} spoke with the prospect about the receiver"
    raising = {kind for rungs in LADDERS.values() for rung in rungs.rungs for kind in rung.facts}
    assert set(CHEAPEST_FIRST) == raising | {K.BUSINESS_NAMED}


def test_grades_are_ranked_by_meaning() -> None:
    assert sorted(Grade, key=lambda grade: grade.rank) == [Grade.MENTION, Grade.LEAD, Grade.REFERRAL]

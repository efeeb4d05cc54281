"""Facts: stated once, dated, withdrawn and never deleted; the grade follows from them and from nothing else."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from sentby.accounts.models import Member
from sentby.referrals import actions
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.actions.stating import CannotClaim
from sentby.referrals.judging import judge
from sentby.referrals.models import Fact, Referral, read_along
from sentby.referrals.queries import given_by_grade
from sentby.rules.facts import FactKind, Origin
from sentby.rules.grading import Grade
from tests.support.cast import AT, client_for
from tests.support.referring import (
    BAKERY,
    DANA,
    DAY,
    HOUR,
    NAME_ONLY,
    SPOKEN,
    audited,
    fresh,
    give,
    give_referral,
    grade,
    receive,
)

pytestmark = pytest.mark.django_db
LATER = AT + HOUR
THURSDAY_AT_SEVEN = datetime(2026, 5, 14, 6, 0, tzinfo=UTC)  # in London, an hour later than this


def test_a_fact_is_stated_once_however_often_it_is_said(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    first = actions.claim_fact(referral=given, kind=FactKind.CALLED, by=ana, at=LATER, note=" At noon. ")
    again = actions.claim_fact(referral=given, kind=FactKind.CALLED, by=ana, at=LATER + HOUR, note="At noon.")
    assert first == again == actions.claim_fact(referral=given, kind=FactKind.CALLED, by=ana, at=LATER + HOUR)
    assert (first.on, first.note, first.source) == (date(2026, 5, 13), "At noon.", "claimed")
    assert audited(given, "fact.stated") == len(Fact.objects.filter(referral=given))


def test_what_a_list_read_along_is_not_judged_by_afterwards(ana: Member, sam: Member) -> None:
    given = give(ana, sam, facts=SPOKEN[1:])
    read_along([given])
    actions.claim_fact(referral=given, kind=SPOKEN[0], by=ana, at=LATER, on=AT.date())
    assert (given.grade, judge(given, ladder=8).claimed.grade) == ("referral", Grade.REFERRAL)


def test_of_one_thing_said_twice_in_one_breath_a_bare_repetition_changes_nothing(
    ana: Member, sam: Member
) -> None:
    given = give(ana, sam)
    spoke = Claim(FactKind.SPOKE, (AT - 2 * DAY).date(), "rang")
    actions.claim_facts(referral=given, claims=[spoke, Claim(FactKind.SPOKE)], by=ana, at=AT)
    fact = Fact.objects.get(referral=given, kind="spoke")
    assert (fact.on, fact.note) == (spoke.on, "rang")
    with pytest.raises(CannotClaim):
        to_come = Claim(FactKind.CALLED, (AT + 2 * DAY).date())
        actions.claim_facts(referral=given, claims=[to_come, Claim(FactKind.CALLED)], by=ana, at=AT)


def test_a_fact_said_again_in_other_words_or_of_another_day_is_corrected(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    first = actions.claim_fact(referral=given, kind=FactKind.PRICE_KNOWN, by=ana, at=LATER, note="About 5k.")
    again = actions.claim_fact(
        referral=given, kind=FactKind.PRICE_KNOWN, by=ana, at=LATER + HOUR, note="No, 9k."
    )
    first.refresh_from_db()
    assert (again.note, first.withdrawn_at) == ("No, 9k.", LATER + HOUR)
    page = client_for(ana)
    sent = {"kind": "price_known", "note": "8k at most", "once": "k"}
    assert "Undo" not in page.post(f"/referrals/{given.pk}/facts/", sent, follow=True).content.decode()
    assert Fact.objects.get(referral=given, kind="price_known", withdrawn_at=None).note == "8k at most"


def test_a_fact_is_withdrawn_once_and_can_be_stated_anew(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    spoke = given.facts.get(kind="spoke")
    assert actions.withdraw_fact(fact=spoke, by=ana, at=LATER)
    assert grade(given) == Grade.LEAD
    assert not actions.withdraw_fact(fact=spoke, by=ana, at=LATER)
    assert audited(given, "fact.withdrawn") == 1
    actions.claim_fact(referral=given, kind=FactKind.SPOKE, by=ana, at=LATER, on=(AT - DAY).date())
    assert grade(given) == Grade.REFERRAL
    assert given.facts.filter(kind="spoke").count() == 2


@pytest.mark.parametrize("kind", [*FactKind])
def test_a1_what_follows_from_something_else_cannot_be_claimed(
    ana: Member, sam: Member, kind: FactKind
) -> None:
    given = give(ana, sam)
    follows = {FactKind.PERSON_NAMED, FactKind.BUSINESS_NAMED, FactKind.REACHABLE, FactKind.REFUSED}
    if kind in follows:
        with pytest.raises(CannotClaim, match="cannot be claimed"):
            actions.claim_fact(referral=given, kind=kind, by=ana, at=LATER)
    else:
        assert actions.claim_fact(referral=given, kind=kind, by=ana, at=LATER).source == "claimed"


def test_only_what_has_happened_is_a_fact(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    with pytest.raises(CannotClaim, match="has not come yet"):
        actions.claim_fact(referral=given, kind=FactKind.SPOKE, by=ana, at=LATER, on=(LATER + 2 * DAY).date())
    assert not given.facts.filter(kind="spoke").exists()


@pytest.mark.parametrize("kind", ["person_named", "reachable"])
def test_what_follows_from_the_details_cannot_be_withdrawn(ana: Member, sam: Member, kind: str) -> None:
    given = give(ana, sam)
    with pytest.raises(CannotClaim, match="Only what a member claimed"):
        actions.withdraw_fact(fact=given.facts.get(kind=kind), by=ana, at=LATER)


def test_structural_facts_go_with_the_details(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=BAKERY)
    assert set(given.facts.values_list("kind", flat=True)) == {"business_named"}
    actions.add_details(
        referral=given,
        change=actions.Change(prospect=Prospect("Rosa Klein", ["01632 960155"])),
        version=1,
        by=ana,
        at=LATER,
    )
    live = given.facts.filter(withdrawn_at=None)
    assert set(live.values_list("kind", flat=True)) == {"person_named", "reachable"}


# ---- mission, section A ----


def test_a1_a_lead_saves_with_only_a_business_and_a_place(ana: Member, sam: Member) -> None:
    assert grade(give(ana, sam, prospect=BAKERY)) == Grade.LEAD


@pytest.mark.parametrize("left_out", SPOKEN)
def test_a1_without_any_one_of_the_facts_it_is_a_lead(ana: Member, sam: Member, left_out: FactKind) -> None:
    given = give(ana, sam, facts=[kind for kind in SPOKEN if kind != left_out])
    assert grade(given) == Grade.LEAD
    assert judge(fresh(given), ladder=8).missing == (left_out,)


def test_a1_every_fact_without_a_way_to_reach_them_is_no_referral(ana: Member, sam: Member) -> None:
    everything = [
        kind for kind in FactKind if kind not in {"person_named", "reachable", "business_named", "refused"}
    ]
    given = give(ana, sam, prospect=NAME_ONLY, facts=everything)
    assert grade(given) == Grade.MENTION


def test_a2_the_same_facts_give_the_same_grade_in_any_order(ana: Member, sam: Member) -> None:
    one = give(ana, sam, facts=SPOKEN)
    other = give(ana, sam, facts=SPOKEN[::-1], prospect=Prospect("Rosa Klein", ["01632 960155"]))
    assert grade(one) == grade(other) == Grade.REFERRAL


def test_a5_a_name_on_the_way_to_the_meeting_is_a_lead_and_says_why(ana: Member, sam: Member) -> None:
    at = THURSDAY_AT_SEVEN
    today = [Claim(kind, on=at.date()) for kind in SPOKEN]
    given = actions.pass_on(
        by=ana, at=at, giver=ana, receiver=sam, prospect=DANA, claims=today, meeting_at=at + HOUR
    )
    assert grade(given) == Grade.LEAD
    judgement = judge(fresh(given), ladder=8)
    assert judgement.last_minute
    assert judgement.reasons[0] == (
        "Passed on 1 h 00 min before the meeting, and Ana had not spoken with Dana before."
    )


def test_a5_the_same_conversation_a_day_earlier_counts(ana: Member, sam: Member) -> None:
    at = THURSDAY_AT_SEVEN
    given = give(ana, sam, facts=SPOKEN, at=at, meeting_at=at + HOUR)
    assert grade(given) == Grade.REFERRAL


def test_a6_promotion_keeps_everything_and_counts_once(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    kept = (given.pk, given.giver, given.passed_on_at, given.recorder)
    assert given_by_grade(ana) == {"lead": 1}
    actions.claim_facts(referral=given, claims=[Claim(kind) for kind in SPOKEN], by=ana, at=AT + 3 * DAY)
    given = fresh(given)
    assert (given.pk, given.giver, given.passed_on_at, given.recorder) == kept
    assert (grade(given), given.promoted_at) == (Grade.REFERRAL, AT + 3 * DAY)
    assert given_by_grade(ana) == {"referral": 1}


def test_a4_a_mention_counts_under_neither(ana: Member, sam: Member) -> None:
    give(ana, sam, prospect=NAME_ONLY, origin=Origin.NAME_GIVEN)
    give(ana, sam, prospect=BAKERY)
    give_referral(ana, sam)
    assert given_by_grade(ana) == {"mention": 1, "lead": 1, "referral": 1}


@pytest.mark.parametrize("origin", [Origin.LIST, Origin.PHONE_BOOK, Origin.SCRAPED])
def test_a_cold_name_never_counts_as_a_referral_given(ana: Member, sam: Member, origin: Origin) -> None:
    give_referral(ana, sam, origin=origin)
    assert given_by_grade(ana) == {"lead": 1}


# ---- days are told in the zone of whoever records ----


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Pacific/Auckland", datetime(2026, 5, 13, 20, 0, tzinfo=UTC)),  # the 14th there
        ("America/Los_Angeles", datetime(2026, 5, 14, 3, 0, tzinfo=UTC)),  # still the 13th there
        ("Pacific/Kiritimati", datetime(2026, 5, 13, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_talk_of_today_counts_in_every_zone(ana: Member, sam: Member, zone: str, at: datetime) -> None:
    ana.time_zone = zone
    ana.save()
    given = actions.pass_on(
        by=ana, at=at, giver=ana, receiver=sam, prospect=DANA, claims=[Claim(kind) for kind in SPOKEN]
    )
    assert grade(given) == Grade.REFERRAL


def test_a5_holds_in_a_zone_far_from_utc(ana: Member, sam: Member) -> None:
    ana.time_zone = "America/Los_Angeles"
    ana.save()
    at = datetime(2026, 5, 14, 1, 0, tzinfo=UTC)  # six in the evening of the 13th
    same_day = [Claim(kind, on=date(2026, 5, 13)) for kind in SPOKEN]
    given = actions.pass_on(
        by=ana, at=at, giver=ana, receiver=sam, prospect=DANA, claims=same_day,
        meeting_at=at + timedelta(minutes=45),
    )  # fmt: skip
    assert grade(given) == Grade.LEAD


def test_the_giver_completes_what_the_receiver_wrote_down(ana: Member, sam: Member) -> None:
    got = receive(sam, ana)
    actions.claim_facts(referral=got, claims=[Claim(kind) for kind in SPOKEN], by=ana, at=LATER)
    assert grade(got) == Grade.REFERRAL


# ---- whose day it is ----

APART = [  # where the giver lives, and whoever wrote it down: up to a whole day and an hour between their calendars
    ("Pacific/Kiritimati", "Pacific/Pago_Pago"),
    ("Pacific/Pago_Pago", "Pacific/Kiritimati"),
    ("Pacific/Auckland", "Europe/London"),
    ("Europe/London", "America/Los_Angeles"),
]


def living_in(member: Member, zone: str) -> Member:
    Member.objects.filter(pk=member.pk).update(time_zone=zone)
    member.refresh_from_db()
    return member


@pytest.fixture(params=product(APART, [0, 10, 23]), ids=str)
def written_far_away(request: pytest.FixtureRequest, ana: Member, sam: Member) -> Referral:
    """Given by Ana in one zone and written down by Sam in another, at some hour of the day in UTC."""
    (giver, recorder), hour = request.param
    at = datetime(2026, 5, 13, hour, 10, tzinfo=UTC)
    return receive(living_in(sam, recorder), living_in(ana, giver), at=at)


def test_a_talk_of_today_is_believed_in_whatever_zone_the_giver_lives(
    written_far_away: Referral, ana: Member
) -> None:
    for kind in SPOKEN:
        actions.claim_fact(
            referral=written_far_away, kind=kind, by=ana, at=written_far_away.passed_on_at + HOUR / 2
        )
    assert grade(written_far_away) is Grade.REFERRAL


def test_a_talk_after_the_passing_by_the_speakers_own_calendar_is_never_believed(
    written_far_away: Referral, ana: Member
) -> None:
    at = written_far_away.passed_on_at
    today = at.astimezone(ZoneInfo(ana.time_zone)).date()
    with pytest.raises(CannotClaim):
        actions.claim_fact(referral=written_far_away, kind=FactKind.SPOKE, by=ana, at=at, on=today + DAY)
    for kind in SPOKEN:
        actions.claim_fact(referral=written_far_away, kind=kind, by=ana, at=at)
    Fact.objects.filter(kind=FactKind.SPOKE).update(on=today + DAY)
    assert FactKind.SPOKE in judge(fresh(written_far_away), ladder=8).missing


def test_on_the_way_to_the_meeting_a_talk_of_the_same_day_is_not_an_earlier_one(
    ana: Member, sam: Member
) -> None:
    """13 May in Los Angeles, where Ana spoke and passed on, is 14 May in Auckland, where Sam wrote it down."""
    at = datetime(2026, 5, 13, 20, 0, tzinfo=UTC)
    sam, ana = living_in(sam, "Pacific/Auckland"), living_in(ana, "America/Los_Angeles")
    for day, named in ((0, Grade.LEAD), (1, Grade.REFERRAL)):
        referral = receive(sam, ana, at=at, meeting_at=at + HOUR)
        for kind in SPOKEN:
            on = date(2026, 5, 13 - day) if kind is FactKind.SPOKE else None
            actions.claim_fact(referral=referral, kind=kind, by=ana, at=at, on=on)
        assert grade(referral) is named


def test_whoever_moves_to_another_zone_changes_no_grade(ana: Member, sam: Member) -> None:
    at = datetime(2026, 5, 13, 20, 0, tzinfo=UTC)
    referral = receive(living_in(sam, "America/Los_Angeles"), living_in(ana, "Pacific/Auckland"), at=at)
    for kind in SPOKEN:
        actions.claim_fact(referral=referral, kind=kind, by=ana, at=at)
    living_in(ana, "America/Los_Angeles"), living_in(sam, "Pacific/Auckland")
    assert grade(referral) is Grade.REFERRAL

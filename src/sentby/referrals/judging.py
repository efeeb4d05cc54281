"""Ask the rulebook about a stored referral."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sentby.accounts.models import Member
from sentby.referrals.models import Fact, Referral, Stated
from sentby.referrals.parties import names
from sentby.rules import facts as rule
from sentby.rules import grading
from sentby.rules.facts import FactKind, Origin


def judge(referral: Referral, *, ladder: int, reader: Member | None = None) -> grading.Judgement:
    """The grade of a referral as its facts stand now, on a ladder of 5, 8 or 10 rungs, in words for who reads it."""
    return grading.judge(
        rule_facts(referral),
        ladder=ladder,
        passed_on=passing_moment(referral),
        meeting_at=referral.meeting_at,
        last_minute_hours=referral.last_minute_hours,
        origin=Origin(referral.origin),
        given=referral.given,
        names=names(referral, reader),
    )


def passing_moment(referral: Referral) -> datetime:
    """The moment that a conversation has to come before.

    It is the passing on; or, for a conversation that was recorded later, the moment it was recorded: that is how
    a lead is promoted. In the recorder's zone of that time, because a conversation is dated by the day they lived in.
    """
    spoken = [fact.recorded_at for fact in referral.judged_by if fact.kind == FactKind.SPOKE]
    return max([referral.passed_on_at, *spoken]).astimezone(ZoneInfo(referral.time_zone))


def rule_facts(referral: Referral) -> list[rule.Fact]:
    """Its facts as the rulebook reads them."""
    passed_on = passing_moment(referral)
    return [_as_the_rule_reads(fact, passed_on) for fact in referral.judged_by]


def _as_the_rule_reads(fact: Fact | Stated, passed_on: datetime) -> rule.Fact:
    """A claim counts from its own day; a confirmation, from when it was said."""
    return rule.Fact(
        kind=FactKind(fact.kind),
        source=rule.Source(fact.source),
        on=_day_of(fact, passed_on) if fact.source == rule.Source.CLAIMED else fact.recorded_at,
        holds=fact.holds,
    )


def _day_of(fact: Fact | Stated, passed_on: datetime) -> date | None:
    """The day of a claim, as far from the day of the passing as it was for whoever stated it.

    A day is the one that the speaker lived in. Where the passing was a day earlier or later by their calendar than by
    the recorder's, the day that they named is as well.
    """
    if fact.on is None or not fact.time_zone:
        return fact.on
    return fact.on + (passed_on.date() - passed_on.astimezone(ZoneInfo(fact.time_zone)).date())


def meeting_near(member: Member, at: datetime) -> datetime | None:
    """The member's weekly meeting that lies closest to `at`, before or after; None when they keep none."""
    if member.meets_weekday is None or member.meets_time is None:
        return None
    zone = ZoneInfo(member.time_zone)
    local = at.astimezone(zone)
    days = (member.meets_weekday - local.weekday()) % 7
    next_one = datetime.combine(local.date() + timedelta(days=days), member.meets_time, zone)
    around = [next_one + timedelta(days=shift) for shift in (-7, 0, 7)]
    return min(around, key=lambda moment: abs(moment - at)).astimezone(at.tzinfo)

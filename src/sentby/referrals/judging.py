"""Ask the rulebook about a stored referral."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sentby.referrals.models import Referral
from sentby.referrals.parties import names
from sentby.rules import grading
from sentby.rules.facts import FactKind, Origin


def judge(referral: Referral, *, ladder: int) -> grading.Judgement:
    """The grade of a referral as its facts stand now, on a ladder of 5, 8 or 10 rungs."""
    return grading.judge(
        referral.rule_facts(),
        ladder=ladder,
        passed_on=passing_moment(referral),
        meeting_at=referral.meeting_at,
        last_minute_hours=referral.last_minute_hours,
        origin=Origin(referral.origin),
        given=referral.given,
        names=names(referral),
    )


def passing_moment(referral: Referral) -> datetime:
    """The moment that a conversation has to come before.

    It is the passing on; or, for a conversation that was recorded later, the moment it was recorded: that is how
    a lead is promoted. In the recorder's zone of that time, because a conversation is dated by the day they lived in.
    """
    spoken = [fact.recorded_at for fact in referral.judged_by if fact.kind == FactKind.SPOKE]
    return max([referral.passed_on_at, *spoken]).astimezone(ZoneInfo(referral.time_zone))

"""Ask the rulebook about a stored referral."""

from datetime import datetime

from sentby.referrals.models import Referral, as_rule_facts
from sentby.referrals.parties import names
from sentby.rules import grading
from sentby.rules.facts import FactKind, Origin


def judge(referral: Referral, *, ladder: int) -> grading.Judgement:
    """The grade of a referral as its facts stand now, on a ladder of 5, 8 or 10 rungs."""
    hours = referral.recorder.last_minute_hours
    return grading.judge(
        as_rule_facts(referral.facts.all()),
        ladder=ladder,
        passed_on=passing_moment(referral),
        meeting_at=referral.meeting_at,
        last_minute_hours=hours,
        origin=Origin(referral.origin),
        names=names(referral),
    )


def passing_moment(referral: Referral) -> datetime:
    """The moment that a conversation has to come before.

    It is the passing on; or, for a conversation that was recorded later, the moment it was recorded: that is how
    a lead is promoted.
    """
    spoken = [
        fact.recorded_at
        for fact in referral.facts.all()
        if fact.kind == FactKind.SPOKE and fact.withdrawn_at is None
    ]
    return max([referral.passed_on_at, *spoken])


def counts_as(referral: Referral) -> grading.Grade | None:
    """What a referral counts as for its giver: nothing for a mention, at most a lead from a cold source."""
    return grading.counts_as(judge(referral, ladder=8), Origin(referral.origin))

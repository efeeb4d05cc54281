"""The front page: what is due, who waits, whom to thank, and what became of what I gave."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Func, IntegerField, OuterRef, Q, QuerySet, Subquery

from sentby.accounts.models import Member
from sentby.followups import queries as followups
from sentby.followups.models import FollowUp
from sentby.gratitude import queries as gratitude
from sentby.gratitude.models import Thanks
from sentby.mail.models import Message
from sentby.referrals import queries as referrals
from sentby.referrals.models import FeedbackAsk, Referral
from sentby.referrals.queries import Line

SOON = timedelta(hours=36)
NEWS_FOR = timedelta(days=7)
SHOWN = 12
WAITING_ACTS = ("add_details", "get_consent", "ask_what_became")


@dataclass(frozen=True)
class Became:
    """One thing that was given, and what is known of it."""

    line: Line
    thanks: list[Thanks]
    overdue: bool


@dataclass(frozen=True)
class Today:
    """The front page of one member."""

    due: list[Line]
    waiting: list[Line]
    asked: list[FeedbackAsk]
    to_thank: list[Referral]
    became: list[Became]
    trouble: list[Message]
    later: int

    @property
    def waiting_count(self) -> int:
        return len(self.waiting)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all: a newcomer's first morning."""
        return not (self.due or self.waiting or self.asked or self.to_thank or self.became or self.later)


def for_member(member: Member, at: datetime) -> Today:
    """Everything on a member's front page, in a fixed number of queries."""
    made = promises(member)
    soon = [promise for promise in made if promise.due_at <= at + SOON]
    first = {promise.subject_id: promise for promise in soon[: 3 * SHOWN]}
    latest = list(_given_lately(member, at))
    rows = _rows(Q(pk__in=[*first, *latest]))
    lines = {line.referral.pk: line for line in referrals.lines(member, rows, first)}
    ordered = [lines[promise.subject_id] for promise in soon if promise.subject_id in lines]
    waits = [line for line in ordered if line.follow_up and line.follow_up.act in WAITING_ACTS]
    return Today(
        due=[line for line in ordered if line not in waits][:SHOWN],
        waiting=waits[:SHOWN],
        asked=_asked(member),
        to_thank=list(gratitude.to_thank(member).with_sides()[:SHOWN]),
        became=_became([lines[pk] for pk in latest], at),
        trouble=list(Message.objects.filter(sender=member, state__in=["failed", "uncertain"])[:5]),
        later=len(made) - len(soon),
    )


def promises(member: Member) -> list[FollowUp]:
    """Every open promise about a referral that a member has made, the most urgent first."""
    return [promise for promise in followups.open_for(member) if promise.subject_kind == "referral"]


def lines_of(member: Member, chosen: list[FollowUp]) -> dict[str, Line]:
    """The referrals that some promises are about, by id."""
    promised = {promise.subject_id: promise for promise in chosen}
    rows = _rows(Q(pk__in=promised))
    return {line.referral.pk: line for line in referrals.lines(member, rows, promised)}


def numbers(member: Member, at: datetime) -> dict[str, int]:
    """The numbers beside Today and Referrals in the navigation: what is due soon, and what is open."""
    due = FollowUp.objects.visible_to(member).open().due_by(at + SOON)
    counted = {"due": _how_many(due), "taking_part": _how_many(referrals.open_ones(member))}
    found = Member.objects.filter(pk=member.pk).annotate(**counted).values("due", "taking_part").get()
    return {"today": found["due"], "referrals": found["taking_part"]}


def _how_many(rows: "QuerySet[Any]") -> Subquery:
    counted = rows.order_by().annotate(n=Func("pk", function="COUNT", output_field=IntegerField()))
    return Subquery(counted.values("n"))


def _rows(chosen: Q) -> list[Referral]:
    found = Referral.objects.filter(chosen).for_page().select_related("recorder")
    return list(found.prefetch_related("outcomes"))


def _asked(member: Member) -> list[FeedbackAsk]:
    """Questions of others that wait for this member's answer."""
    mine = Referral.objects.visible_to(member).filter(withdrawn_at=None)
    asks = FeedbackAsk.objects.filter(referral__in=mine, answered_at=None).exclude(asked_by=member)
    people = ("asked_by", "referral__prospect_person", "referral__prospect_company")
    return list(asks.select_related(*people).order_by("at")[:SHOWN])


def _given_lately(member: Member, at: datetime) -> "QuerySet[Referral, str]":
    """What a member gave, by id, with the thanks of this week first."""
    thanked = Thanks.objects.filter(referral=OuterRef("pk"), at__gt=at - NEWS_FOR, taken_back_at=None)
    given = Referral.objects.given_by(member).annotate(news=Exists(thanked))
    return given.order_by("-news", "-passed_on_at").values_list("pk", flat=True)[:6]


def _became(lines: list[Line], at: datetime) -> list[Became]:
    thanks = gratitude.for_referrals([line.referral.pk for line in lines])
    return [
        Became(
            line=line,
            thanks=thanks.get(line.referral.pk, []),
            overdue=line.clock is not None and line.clock.stopped is None and line.clock.due <= at,
        )
        for line in lines
    ]

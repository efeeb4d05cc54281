"""The front page: what is due, who waits, whom to thank, and what became of what I gave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from sentby.accounts.models import Member
from sentby.followups import queries as followups
from sentby.followups.models import FollowUp
from sentby.gratitude import queries as gratitude
from sentby.gratitude.models import Thanks
from sentby.introductions.models import Question
from sentby.mail.models import Message
from sentby.referrals import queries as referrals
from sentby.referrals.models import FeedbackAsk, Referral
from sentby.referrals.queries import Line

SOON = timedelta(hours=36)
NEWS_FOR = timedelta(days=7)
SHOWN = 10
COMING = 5
WAITING_ACTS = ("add_details", "get_consent", "ask_what_became")


@dataclass(frozen=True)
class Became:
    """One thing that was given, and what is known of it."""

    line: Line
    thanks: list[Thanks]
    overdue: bool

    @property
    def can_ask(self) -> bool:
        """Whether it is time to ask: the 24 hours are over, or they are in touch, and how it ended is not said."""
        referral = self.line.referral
        has_begun = self.overdue or referral.first_contact_at is not None
        return has_begun and referral.is_open and referral.receiver_member_id is not None


@dataclass(frozen=True)
class Today:
    """The front page of one member."""

    due: list[Line]
    due_count: int
    waiting: list[Line]
    waits_count: int
    asked: list[FeedbackAsk]
    to_thank: list[Referral]
    became: list[Became]
    trouble: list[Message]
    later: int
    coming: list[Line]

    @property
    def waiting_count(self) -> int:
        """How many people wait for a word from this member, whether they are shown or not."""
        return self.waits_count + len(self.asked)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all: a newcomer's first morning."""
        return not (self.due or self.waiting or self.asked or self.to_thank or self.became or self.later)


def for_member(member: Member, at: datetime) -> Today:
    """Everything on a member's front page, in a fixed number of queries."""
    made = promises(member)
    soon = [promise for promise in made if promise.due_at <= at + SOON]
    waits = [promise for promise in soon if promise.act in WAITING_ACTS]
    due = [promise for promise in soon if promise.act not in WAITING_ACTS]
    coming = [promise for promise in made if promise.due_at > at + SOON]
    latest = list(_given_lately(member, at))
    lines = lines_of(member, [*due[:SHOWN], *waits[:SHOWN], *coming[:COMING]], latest)
    return Today(
        due=_in_order(due, lines),
        due_count=len(due),
        waiting=_in_order(waits, lines),
        waits_count=len(waits),
        asked=_asked(member),
        to_thank=list(
            gratitude.to_thank(member).named(
                "passed_on_at", "withdrawn_at", "closed_at", "refused_at", "declined_at"
            )[:SHOWN]
        ),
        became=_became([lines[pk] for pk in latest], at),
        trouble=list(Message.objects.filter(sender=member, state__in=["failed", "uncertain"])[:5]),
        later=len(coming),
        coming=_in_order(coming[:COMING], lines),
    )


def _in_order(chosen: list[FollowUp], lines: dict[str, Line]) -> list[Line]:
    return [lines[promise.subject_id] for promise in chosen[:SHOWN] if promise.subject_id in lines]


def promises(member: Member) -> list[FollowUp]:
    """Every open promise about a referral that a member has made, the most urgent first."""
    return [promise for promise in followups.open_for(member) if promise.subject_kind == "referral"]


def lines_of(member: Member, chosen: list[FollowUp], others: Iterable[str] = ()) -> dict[str, Line]:
    """The referrals that some promises are about, and `others`, by id."""
    promised = {promise.subject_id: promise for promise in chosen}
    asked = Question.objects.filter(referral=OuterRef("pk"), left_at__isnull=False)
    unanswered = FeedbackAsk.objects.filter(referral=OuterRef("pk"), answered_at=None)
    rows = Referral.objects.filter(pk__in=[*promised, *others]).for_lines()
    rows = rows.annotate(was_asked=Exists(asked), has_question=Exists(unanswered))
    return {line.referral.pk: line for line in referrals.lines(member, list(rows), promised)}


def numbers(member: Member, at: datetime) -> dict[str, int]:
    """The numbers beside Today and Referrals in the navigation: what is due soon, and what is open."""
    due = FollowUp.objects.visible_to(member).open().due_by(at + SOON)
    found = _counted(due, "today").union(_counted(referrals.open_ones(member), "referrals"), all=True)
    return {"today": 0, "referrals": 0} | dict(found)


def _counted(rows: "QuerySet[Any]", name: str) -> "QuerySet[Any, tuple[str, int]]":
    named = rows.order_by().annotate(name=Value(name)).values_list("name")
    return cast("QuerySet[Any, tuple[str, int]]", named.annotate(n=Count("*")))


def _asked(member: Member) -> list[FeedbackAsk]:
    """Questions of others that wait for this member's answer."""
    asks = FeedbackAsk.objects.visible_to(member).filter(referral__withdrawn_at=None, answered_at=None)
    names = ("asked_by__name", "referral__prospect_person__name", "referral__prospect_company__name")
    shown = asks.exclude(asked_by=member).select_related(*(name.removesuffix("__name") for name in names))
    return list(shown.only("at", "question", *names).order_by("at")[:SHOWN])


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

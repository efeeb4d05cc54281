"""The front page: what is due, who waits, whom to thank, and what became of what I gave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value

from sentby.accounts.models import Member
from sentby.core.prepared import Prepared
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
SHOWN = 10
COMING = 5
MOST_QUESTIONS = MOST_COUNTED = 100
WAITING_ACTS = ("add_details", "get_consent", "ask_what_became")


@dataclass(frozen=True)
class Became:
    """One thing that was given, and what is known of it."""

    line: Line
    thanks: list[Thanks]
    is_asked: bool
    overdue: bool

    @property
    def can_ask(self) -> bool:
        """Whether it is time to ask: the 24 hours are over, or they are in touch, and how it ended is not said."""
        referral = self.line.referral
        has_begun = self.overdue or referral.first_contact_at is not None
        return has_begun and referral.is_open and referral.receiver_member_id is not None


@dataclass(frozen=True)
class ToThank:
    """One thing that was received, and what its giver has not been thanked for."""

    referral: Referral
    occasion: str  # that it came; or that it became business


@dataclass(frozen=True)
class Today:
    """The front page of one member."""

    due: list[Line]
    due_count: int
    waiting: list[Line]
    waits_count: int
    asked: list[FeedbackAsk]
    asked_count: int
    to_thank: list[ToThank]
    to_thank_count: int
    became: list[Became]
    trouble: list[Message]
    later: int
    coming: list[Line]

    @property
    def waiting_count(self) -> int:
        """How many people wait for a word from this member, whether they are shown or not."""
        return self.waits_count + self.asked_count

    @property
    def to_thank_number(self) -> str:
        """How many have not been thanked, as the page says it: beyond a hundred nobody counts."""
        return f"{MOST_COUNTED - 1}+" if self.to_thank_count >= MOST_COUNTED else str(self.to_thank_count)

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
    latest = [pk for (pk,) in GIVEN_LATELY.rows(member.pk, at - NEWS_FOR)]
    asks = _open_asks(member)
    owed, to_thank_count = _owed(member)
    shown = [*due[:SHOWN], *waits[:SHOWN], *coming[:COMING]]
    rows = _rows([*(promise.subject_id for promise in shown), *latest, *owed, *asks])
    thanks = gratitude.for_referrals(latest)
    asked = _asked_by_others(member, asks, rows)
    lines = _lines(member, rows, shown, latest)
    return Today(
        due=_in_order(due, lines),
        due_count=len(due),
        waiting=_in_order(waits, lines),
        waits_count=len(waits),
        asked=asked[:SHOWN],
        asked_count=len(asked),
        to_thank=[ToThank(rows[pk], occasion) for pk, occasion in owed.items()],
        to_thank_count=to_thank_count,
        became=_became([lines[pk] for pk in latest], thanks, asks, at),
        trouble=list(Message.objects.filter(sender=member).stuck(at).for_notice()[:5]),
        later=len(coming),
        coming=_in_order(coming[:COMING], lines),
    )


def _in_order(chosen: list[FollowUp], lines: dict[str, Line]) -> list[Line]:
    return [lines[promise.subject_id] for promise in chosen[:SHOWN] if promise.subject_id in lines]


def promises(member: Member) -> list[FollowUp]:
    """Every open promise about a referral that a member has made, the most urgent first."""
    return [promise for promise in followups.open_for(member) if promise.subject_kind == "referral"]


def lines_of(member: Member, chosen: list[FollowUp]) -> dict[str, Line]:
    """The referrals that some promises are about, by id."""
    return _lines(member, _rows(promise.subject_id for promise in chosen), chosen, [])


def _rows(ids: Iterable[str]) -> dict[str, Referral]:
    """Every referral that the page names, whatever for, read once; and when its prospect was asked for a yes."""
    rows = Referral.objects.filter(pk__in=set(ids)).for_lines()
    return {row.pk: row for row in rows.annotate(asked_at=F("question__left_at"))}


def _lines(
    member: Member, rows: dict[str, Referral], promises: list[FollowUp], others: list[str]
) -> dict[str, Line]:
    promised = {promise.subject_id: promise for promise in promises}
    wanted = [rows[pk] for pk in dict.fromkeys([*promised, *others]) if pk in rows]
    return {line.referral.pk: line for line in referrals.lines(member, wanted, promised)}


def numbers(member: Member, at: datetime) -> dict[str, int]:
    """The numbers beside Today and Referrals in the navigation: what is due soon, and what is open."""
    return {"today": 0, "referrals": 0} | dict(NUMBERS.rows(member.pk, at + SOON))


def _numbers(who: str, soon: datetime) -> "QuerySet[Any, Any]":
    member = Member(pk=who)
    due = FollowUp.objects.visible_to(member).open().due_by(soon)
    return _counted(due, "today").union(_counted(referrals.open_ones(member), "referrals"), all=True)


def _counted(rows: "QuerySet[Any]", name: str) -> "QuerySet[Any, Any]":
    named = rows.order_by().annotate(name=Value(name)).values_list("name")
    counted: QuerySet[Any, Any] = named.annotate(n=Count("*"))
    return counted


def _open_asks(member: Member) -> dict[str, FeedbackAsk]:
    """The question that is open about each referral of a member, whoever asked it; the oldest first."""
    asks = FeedbackAsk.objects.visible_to(member).filter(referral__withdrawn_at=None, answered_at=None)
    shown = asks.select_related("asked_by").only("referral", "at", "question", "asked_by__name")
    return {ask.referral_id: ask for ask in shown.order_by("at")[:MOST_QUESTIONS]}


def _asked_by_others(
    member: Member, asks: dict[str, FeedbackAsk], rows: dict[str, Referral]
) -> list[FeedbackAsk]:
    """Those that wait for this member's answer."""
    others = [ask for ask in asks.values() if ask.asked_by_id != member.pk]
    for ask in others:
        ask.referral = rows[ask.referral_id]
    return others


def _owed(member: Member) -> tuple[dict[str, str], int]:
    """What is to be thanked for, and why: as many as are shown; and how many there are, up to MOST_COUNTED."""
    owed = OWED.rows(member.pk)
    return {pk: "success" if won else "receipt" for pk, won in owed[:SHOWN]}, len(owed)


def _given_lately(who: str, since: datetime) -> "QuerySet[Any, Any]":
    """What a member gave, by id, with the thanks of this week first."""
    thanked = Thanks.objects.standing().filter(referral=OuterRef("pk"), at__gt=since)
    given = Referral.objects.given_by(Member(pk=who)).annotate(news=Exists(thanked))
    return given.order_by("-news", "-passed_on_at").values_list("pk")[:6]


def _to_thank(who: str, _: datetime) -> "QuerySet[Any, Any]":
    return gratitude.to_thank(Member(pk=who)).values_list("pk", "won")[:MOST_COUNTED]  # type: ignore[misc]


NUMBERS, OWED, GIVEN_LATELY = Prepared(_numbers), Prepared(_to_thank), Prepared(_given_lately)


def _became(
    lines: list[Line], thanks: dict[str, list[Thanks]], asks: dict[str, FeedbackAsk], at: datetime
) -> list[Became]:
    return [
        Became(
            line=line,
            thanks=thanks.get(line.referral.pk, []),
            is_asked=line.referral.pk in asks,
            overdue=line.clock is not None and line.clock.stopped is None and line.clock.due <= at,
        )
        for line in lines
    ]

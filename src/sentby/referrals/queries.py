"""Reads of referrals, shaped for their pages."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from sentby.accounts.models import Member
from sentby.core.access import the
from sentby.core.prepared import Prepared
from sentby.followups import queries as followups
from sentby.followups.models import FollowUp
from sentby.people.models import Person
from sentby.referrals.judging import judge
from sentby.referrals.models import (
    OPEN,
    CameOfIt,
    Contact,
    FeedbackAsk,
    Outcome,
    Referral,
    ReferralQuerySet,
    read_along,
)
from sentby.referrals.parties import names
from sentby.referrals.rungs import Mark, rungs_of
from sentby.rules import clocks, standing
from sentby.rules.channels import ChannelError, read_channel
from sentby.rules.facts import Origin
from sentby.rules.grading import Grade, Judgement, counts_as
from sentby.rules.names import plain

LISTS = {"received": "Received", "given": "Given", "recorded": "For others", "ended": "Ended"}


@dataclass(frozen=True)
class Line:
    """One referral as a line of a list."""

    referral: Referral
    judgement: Judgement
    rungs: list[Mark]
    clock: clocks.Clock | None
    follow_up: FollowUp | None
    act: str
    mine: bool
    follows_up: bool
    last_outcome: Outcome | CameOfIt | None

    @property
    def title(self) -> str:
        """Who or what it is about."""
        return str(self.referral.prospect or "Somebody, no name yet")

    @property
    def calls(self) -> bool:
        """Whether it is the reader's to call now, and to say so where the line stands."""
        return self.follows_up and self.follow_up is not None and self.follow_up.act in standing.FIRST_CALLS


def listed(member: Member, which: str, q: str = "") -> "QuerySet[Referral]":
    """One of the lists of a member's referrals, newest first."""
    chosen = Referral.objects.visible_to(member).filter(_in_list(member)[which])
    words = (
        Q(need__icontains=q)
        | Q(prospect_person__name__icontains=q)
        | Q(prospect_company__name__icontains=q)
        | Q(prospect_person__company__name__icontains=q)
    )
    found = chosen.filter(words) if q else chosen
    return _for_lines(found)


def _in_list(member: Member) -> dict[str, Q]:
    """Which referrals of a member stand in each of LISTS."""
    return {
        "received": OPEN & Q(receiver_member=member),
        "given": Q(giver_member=member, withdrawn_at=None),
        "recorded": OPEN & Q(receiver_member=None),
        "ended": ~OPEN,
    }


def lines(
    member: Member, referrals: "list[Referral]", promised: "dict[str, FollowUp] | None" = None
) -> list[Line]:
    """Each referral with its grade on the member's ladder, its clock and its one next action.

    `promised` are the next actions by referral, for a caller that has them already.
    """
    read_along(referrals)
    if promised is None:
        promised = followups.open_about("referral", [referral.pk for referral in referrals])
    return [_line(member, referral, promised.get(referral.pk)) for referral in referrals]


def counts(member: Member) -> dict[str, int]:
    """How many stand in each list, counted in one go."""
    (row,) = COUNTS.rows(member.pk)
    return dict(zip(LISTS, row[1:], strict=True))


def _counts(who: str, _: datetime) -> "QuerySet[Any, Any]":
    member = Member(pk=who)
    wanted = {which: Count("pk", filter=stands) for which, stands in _in_list(member).items()}
    in_all = Referral.objects.visible_to(member).annotate(one=Value(1)).values_list("one")
    counted: QuerySet[Any, Any] = in_all.annotate(**{which: wanted[which] for which in LISTS})
    return counted


COUNTS = Prepared(_counts)


def given_by_grade(member: Member) -> Counter[str]:
    """What a member gave, by what it counts as: referrals, leads, and mentions, which count under neither.

    A name from a bought list, a phone book or scraped pages is a lead at most. Nothing is given before the yes: what
    waits for one is `asked`.
    """
    given = Referral.objects.given_by(member).filter(Q(released_at__isnull=False) | OPEN)
    return Counter(
        counts_as(Grade(grade), Origin(origin)) if released else "asked"
        for grade, origin, released in given.values_list("grade", "origin", "released_at")
    )


def open_ones(member: Member) -> ReferralQuerySet:
    """The open referrals that a member takes part in."""
    return Referral.objects.visible_to(member).open()


GIVERS_ACTS = (standing.ActKind.GET_CONSENT, standing.ActKind.ADD_DETAILS)
RECORDERS_ACTS = (standing.ActKind.TELL_RECEIVER, standing.ActKind.ASK_WHAT_BECAME)


def promised_by_another() -> ReferralQuerySet:
    """Those whose next act was promised by somebody whose turn it is not any more, because a seat was closed or opened."""
    promise = FollowUp.objects.open().filter(subject_kind="referral", subject_id=OuterRef("pk"))
    turn = Case(
        When(act__in=GIVERS_ACTS, then=Coalesce("giver_member", "recorder")),
        When(act__in=RECORDERS_ACTS, then="recorder"),
        default=Coalesce("receiver_member", "recorder"),
    )
    owner = Case(
        When(Exists(Member.objects.filter(pk=OuterRef("turn"), is_active=True)), then="turn"),
        When(giver_member__is_active=True, then="giver_member"),
        When(recorder__is_active=True, then="recorder"),
        When(receiver_member__is_active=True, released_at__isnull=False, then="receiver_member"),
        default="turn",
    )
    promised = Referral.objects.filter(Exists(promise)).annotate(
        act=Subquery(promise.values("act")), promised_by=Subquery(promise.values("owner"))
    )
    return promised.annotate(turn=turn).exclude(promised_by=owner)


def visible(member: Member, pk: str) -> Referral:
    """A referral that a member may see, with everything its page shows; 404 for everybody else."""
    asked = FilteredRelation("feedback_asks", condition=Q(feedback_asks__answered_at=None))
    rows = Referral.objects.visible_to(member).for_page().annotate(open_question=asked)
    rows = rows.select_related("recorder", "open_question__asked_by")  # type: ignore[misc]  # annotated above
    return the(rows.prefetch_related("contacts", "outcomes"), pk=pk)


def completed_by(member: Member, pk: str) -> Referral:
    """A referral whose facts and details a member may state: the giver, or whoever recorded it."""
    return the(Referral.objects.visible_to(member).stated_by(member), pk=pk)


def recorded_by(member: Member, pk: str) -> Referral:
    """A referral that a member may take back, or bring back: whoever recorded it."""
    return the(Referral.objects.visible_to(member).filter(recorder=member), pk=pk)


def worked_by(member: Member, pk: str) -> Referral:
    """A referral that a member follows up: its receiver, or whoever recorded it for a receiver without an account."""
    return the(Referral.objects.visible_to(member).followed_up_by(member), pk=pk)


def last_question_to(member: Member, referral: Referral) -> FeedbackAsk:
    """The latest question that the other side asked a member about a referral, answered or not; 404 without one."""
    asked = FeedbackAsk.objects.visible_to(member).filter(referral=referral).exclude(asked_by=member)
    return the(asked.order_by("-at")[:1])


def own_contact(member: Member, pk: str, contact: str) -> Contact:
    """A contact that a member noted themselves, and may take back. What the prospect said is not theirs to remove."""
    mine = Contact.objects.visible_to(member).filter(actor_kind="member", actor_id=member.pk)
    return the(mine.filter(referral=worked_by(member, pk)), pk=contact)


@dataclass(frozen=True)
class Between:
    """One referral between a member and a person of their book, for the person's page."""

    url: str
    title: str
    line: str
    rungs: list[Mark]


def between(member: Member, person: Person) -> list[Between]:
    """What this person gave to the member, received from them, or was passed on for."""
    sides = Q(giver_person=person) | Q(receiver_person=person) | Q(prospect_person=person)
    if person.member_id:
        sides |= Q(giver_member=person.member_id) | Q(receiver_member=person.member_id)
    mine = Referral.objects.visible_to(member).filter(sides, withdrawn_at=None)
    rows = mine.for_lines().order_by("-passed_on_at")
    return [
        Between(f"/referrals/{line.referral.pk}/", line.title, _sides_of(line.referral, member), line.rungs)
        for line in lines(member, list(rows[:20]))
    ]


def _sides_of(referral: Referral, member: Member) -> str:
    giver = "you" if referral.giver == member else str(referral.giver or "nobody")
    receiver = "you" if referral.receiver == member else str(referral.receiver or "nobody")
    return f"From {giver} to {receiver}, {referral.passed_on_at:%-d %b %Y}."


def open_about_caller(member: Member, caller: str) -> list[Referral]:
    """The open referrals that a member follows up and whose prospect is reached by this number, or has this name."""
    mine = Referral.objects.visible_to(member).followed_up_by(member).open()
    try:
        key = read_channel(caller, region=member.country).canonical
    except ChannelError:
        words = set(plain(caller).split())
        named = _named_with(max(words, key=len, default=""))
        likely = _for_lines(mine.filter(named), "prospect_person__company") if words else []
        return [referral for referral in likely if words <= _words_of(referral)]
    about = Q(prospect_person__channels__canonical=key) | Q(prospect_company__channels__canonical=key)
    return list(_for_lines(mine.filter(about).distinct()))


def _named_with(word: str) -> Q:
    return (
        Q(prospect_person__sort_key__contains=word)
        | Q(prospect_company__sort_key__contains=word)
        | Q(prospect_person__company__sort_key__contains=word)
    )


def _words_of(referral: Referral) -> set[str]:
    """The words that somebody on the phone may be known by: their name, and that of their business."""
    company = referral.prospect_person.company if referral.prospect_person else None
    return {word for party in (referral.prospect, company) if party for word in plain(party.name).split()}


def _for_lines(found: ReferralQuerySet, *more: str) -> ReferralQuerySet:
    return found.for_lines(*more).order_by("-passed_on_at", "id")


def clock_of(referral: Referral) -> clocks.Clock | None:
    """The 24-hour clock of a referral that reached a member, or None while there is nobody to call."""
    started, stopped = referral.actionable_at, referral.first_contact_at
    if started is None or referral.receiver_member_id is None:
        return None
    if stopped is None and (not referral.is_open or referral.grade == Grade.MENTION):
        return None
    started = min(started, stopped or started)  # they may have called before there was anything to call by
    return clocks.Clock(started, clocks.due(started), stopped)


def _line(member: Member, referral: Referral, follow_up: FollowUp | None) -> Line:
    judgement = judge(referral, ladder=member.ladder, reader=member)
    act = standing.label(standing.ActKind(follow_up.act), names(referral, member)) if follow_up else ""
    return Line(
        referral=referral,
        judgement=judgement,
        rungs=rungs_of(referral, judgement, reader=member),
        clock=clock_of(referral),
        follow_up=follow_up,
        act=act,
        mine=follow_up is not None and follow_up.owner_id == member.pk,
        follows_up=referral.is_followed_up_by(member),
        last_outcome=referral.last_outcome,
    )

"""Ana passes Dana on to Sam, in as many words as a test needs."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sentby.accounts.models import Member
from sentby.core.models import AuditEntry
from sentby.followups.models import FollowUp
from sentby.mail.models import Message
from sentby.people.models import Person
from sentby.referrals import actions
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.judging import judge
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from sentby.rules.grading import Grade
from tests.support.cast import AT

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DANA = Prospect(
    name="Dana Lindqvist",
    channels=("01632 960144", "dana@millane.example.org"),
    company="Mill Lane School",
    place="Mill Lane",
)
BAKERY = Prospect(company="Corner Bakery", place="Dock Street")
NAME_ONLY = Prospect(name="Dana Lindqvist")
SPOKEN = (FactKind.SPOKE, FactKind.KNOWS_RECEIVER, FactKind.EXPECTS_CONTACT)


def claims_of(kinds: Iterable[FactKind], at: datetime) -> list[Claim]:
    """Claims dated the day before, so that a conversation counts."""
    return [Claim(kind, on=(at - DAY).date()) for kind in kinds]


def give(
    giver: Member,
    receiver: Member | Person,
    *,
    prospect: Prospect = DANA,
    facts: Iterable[FactKind] = (),
    at: datetime = AT,
    mode: Mode = Mode.TELL,
    **more: Any,
) -> Referral:
    """What one passes on to the other: a lead, unless `facts` say more or `prospect` says less."""
    return actions.pass_on(
        by=giver,
        at=at,
        giver=giver,
        receiver=receiver,
        prospect=prospect,
        claims=claims_of(facts, at),
        consent_mode=mode,
        **more,
    )


def give_referral(giver: Member, receiver: Member | Person, **more: Any) -> Referral:
    """The same with all five facts."""
    return give(giver, receiver, **({"facts": SPOKEN} | more))


def receive(receiver: Member, giver: Member | Person | None, *, at: datetime = AT, **more: Any) -> Referral:
    """What the receiver writes down themselves."""
    return actions.pass_on(by=receiver, at=at, giver=giver, receiver=receiver, **({"prospect": DANA} | more))


def fresh(referral: Referral) -> Referral:
    return Referral.objects.select_related("recorder").get(pk=referral.pk)


def grade(referral: Referral) -> Grade:
    """The stored grade, which is always the one that the rule gives."""
    stored = fresh(referral)
    judged = judge(stored, ladder=8).claimed.grade
    assert stored.grade == judged, f"stored as {stored.grade}, judged as {judged}"
    return judged


def next_action(referral: Referral) -> FollowUp | None:
    """The one open promise about a referral; never two."""
    found = list(FollowUp.objects.open().filter(subject_kind="referral", subject_id=referral.pk))
    assert len(found) < 2
    return found[0] if found else None


def audited(referral: Referral, what: str) -> int:
    """How many lines of the audit say this of the referral."""
    return AuditEntry.objects.filter(subject_kind="referral", subject_id=referral.pk, what=what).count()


def letters_to(member: Member, kind: str) -> list[Message]:
    return list(Message.objects.filter(to_member=member, kind=kind).order_by("queued_at", "id"))

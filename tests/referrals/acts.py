"""Every act on a referral, and every way it ends, as a table."""

from collections.abc import Callable
from datetime import datetime

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.referrals import actions
from sentby.referrals.actions import Change
from sentby.referrals.models import Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.facts import FactKind
from sentby.rules.standing import Outcome
from tests.support.cast import AT
from tests.support.referring import HOUR

PROSPECT = Actor("prospect")
LATER: datetime = AT + HOUR
Act = Callable[[Referral, Member, Member], object]


def end(kind: Outcome) -> Act:
    return lambda referral, ana, sam: actions.record_outcome(referral=referral, kind=kind, by=sam, at=LATER)


ENDS: dict[str, Act] = {
    "withdrawn": lambda referral, ana, sam: actions.withdraw(referral=referral, by=ana, at=LATER),
    "refused": lambda referral, ana, sam: actions.refuse(referral=referral, by=PROSPECT, at=LATER),
    "declined": lambda referral, ana, sam: actions.accept_passing(
        referral=referral, accepted=False, by=PROSPECT, at=LATER
    ),
    "won": end(Outcome.WON),
    "lost": end(Outcome.LOST),
}
ACTS: dict[str, Act] = {
    "claim": lambda referral, ana, sam: actions.claim_fact(
        referral=referral, kind=FactKind.RECOMMENDED, by=ana, at=LATER
    ),
    "contact": lambda referral, ana, sam: actions.log_contact(
        referral=referral, kind=ContactKind.CALLED, by=sam.actor, at=LATER
    ),
    "outcome": lambda referral, ana, sam: actions.record_outcome(
        referral=referral, kind=Outcome.TALKED, by=sam, at=LATER
    ),
    "details": lambda referral, ana, sam: actions.add_details(
        referral=referral, change=Change(need="changed"), version=referral.version, by=ana, at=LATER
    ),
    "question": lambda referral, ana, sam: actions.ask_what_became(referral=referral, by=ana, at=LATER),
}

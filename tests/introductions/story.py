"""Ana passes Dana on to Sam: the story that these tests begin with, and the worker's round."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.introductions import actions, queries
from sentby.introductions.models import Introduction, Link
from sentby.mail.models import Message
from sentby.people.models import Person
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from tests.support.cast import AT
from tests.support.sweeps import sweep

LATER = AT + timedelta(minutes=5)
DANA = Prospect(
    name="Dana Lindqvist", channels=["dana@millane.example.org", "01632 960144"], company="Mill Lane School"
)
PHONE_ONLY = Prospect(name="Dana Lindqvist", channels=["01632 960144"])
NEED = "The roof of the hall at Mill Lane School lets in water."
ENDORSEMENT = "Sam repaired our chapel roof and told us honestly what could wait."
EXPECTED = (FactKind.SPOKE, FactKind.KNOWS_RECEIVER, FactKind.EXPECTS_CONTACT)
CANARIES = ("Lindqvist", "dana@millane", "960144", "Mill Lane")


def pass_on(
    ana: Member,
    sam: Member | Person,
    *,
    prospect: Prospect = DANA,
    claims: Sequence[FactKind] = EXPECTED,
    mode: Mode = Mode.TELL,
    need: str = NEED,
    endorsement: str = ENDORSEMENT,
    at: datetime = AT,
) -> Referral:
    """What Ana gives Sam: a referral, unless `claims` leave something out."""
    return referrals.pass_on(
        by=ana,
        at=at,
        giver=ana,
        receiver=sam,
        prospect=prospect,
        claims=[Claim(kind, on=at.date()) for kind in claims],
        need=need,
        endorsement=endorsement,
        consent_mode=mode,
    )


def write(referral: Referral, ana: Member, *, way: str = "sentby", at: datetime = LATER) -> Introduction:
    """Ana's letter, as the template begins it, with the way chosen."""
    letter = actions.draft(referral=referral, by=ana, at=at)
    return actions.save_draft(
        introduction=letter,
        version=letter.version,
        subject=letter.subject,
        why=letter.why,
        what_next=letter.what_next,
        way=way,
        by=ana,
        at=at,
    )


def work(at: datetime = LATER) -> None:
    """The worker comes round: it tells, sends, and looks what has left."""
    for name in ("tells", "letters", "departures"):
        sweep(name, at)


def letters_to(address: str) -> list[Message]:
    return list(Message.objects.filter(to_address=address).order_by("queued_at", "kind", "pk"))


def token_in(text: str) -> str:
    """The token of the private page that a letter leads to."""
    found = re.search(r"/p/([A-Za-z0-9_-]{20,})/", text)
    assert found, text
    return found[1]


def link_of(referral: Referral, side: str = "prospect", at: datetime = AT) -> tuple[Link, str]:
    """A link of one side, ready to act through, and its token."""
    made, url = actions.make_link(referral=queries.whole(referral.pk), side=side, by=Actor("prospect"), at=at)  # type: ignore[arg-type]
    token = token_in(url)
    link = queries.link_for(token, at)
    assert link is not None and link.pk == made.pk
    return link, token

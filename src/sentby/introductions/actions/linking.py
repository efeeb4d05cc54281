"""Private links: made for a letter, used once for each act."""

from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction

from sentby.accounts.models import Member
from sentby.core import audit, privacy
from sentby.core.audit import Actor
from sentby.core.ids import new_id
from sentby.introductions import queries
from sentby.introductions.actions.errors import AlreadyPressed
from sentby.introductions.models import Link, Press
from sentby.introductions.tokens import address_of, hashed, token_for, url_of
from sentby.referrals.models import Referral

Side = Literal["prospect", "receiver"]
Act = Literal["answers", "consent", "contact", "stop", "erasure"]


def make_link(
    *, referral: Referral, side: Side, by: Actor, at: datetime, way: str = "sentby"
) -> tuple[Link, str]:
    """A new private page for one side, good for as long as the register says, and its address. The address is kept nowhere."""
    pk = new_id()
    token = token_for(pk)
    link = Link.objects.create(
        pk=pk, referral=referral, side=side, way=way, token_hash=hashed(token), created_at=at,
        expires_at=at + privacy.good_for("links"),
    )  # fmt: skip
    _record("link.made", link, by, at, side=side, way=way)
    return link, url_of(token)


def own_link(*, referral: Referral, by: Member, at: datetime, side: Side = "prospect") -> str:
    """The address that the giver sends to one side from their own mailbox: the same one each time they look."""
    link = queries.own_link(by, referral, at, side)
    address = address_of(link) if link else ""
    return address or make_link(referral=referral, side=side, by=by.actor, at=at, way="own")[1]


def use(link: Link, act: Act, at: datetime) -> None:
    """Use one act of a link up, inside the transaction that does it. Raises AlreadyPressed.

    The row is written first: of several presses at the same moment one goes on, the others wait and are told.
    """
    try:
        with transaction.atomic():
            Press.objects.create(link=link, act=act, at=at)
    except IntegrityError:
        raise AlreadyPressed from None
    _record("link.pressed", link, actor_of(link), at, act=act)


def actor_of(link: Link) -> Actor:
    """Who acts through a link: the prospect, or the receiver as a member or as a person."""
    if link.side == "prospect":
        return Actor("prospect", link.pk)
    member = link.referral.receiver_member
    return member.actor if member else Actor("person", link.referral.receiver_person_id or "")


def _record(what: str, link: Link, by: Actor, at: datetime, **details: str) -> None:
    audit.record(what, subject=("referral", link.referral_id), by=by, at=at, link=link.pk, **details)

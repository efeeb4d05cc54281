"""Members, invitations and keys as the pages need them."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from sentby.accounts.models import ApiKey, Invitation, Member
from sentby.core.secret import keyed_hash
from sentby.rules.channels import ChannelError, same_person_key


def is_unfounded() -> bool:
    """Nobody is a member yet: whoever comes first makes this desk theirs."""
    return not Member.objects.exists()


def nobody_has_come_in() -> bool:
    """No member has ever signed in."""
    return not Member.objects.filter(last_login__isnull=False).exists()


def owner() -> Member | None:
    """Who looks after this desk."""
    found: Member | None = Member.objects.filter(is_owner=True).first()
    return found


def seats(owner: Member) -> "QuerySet[Member]":
    """Every seat that the desk's owner looks after, their own first; those who have left last."""
    members: QuerySet[Member] = Member.objects.visible_to(owner)
    return members.order_by("-is_active", "-is_owner", "name", "email")


def active_members() -> "QuerySet[Member]":
    """The members somebody can pass a referral on to."""
    members: QuerySet[Member] = Member.objects.active().order_by("name", "email")
    return members


def member_with_address(address: str) -> Member | None:
    """The active member who signs in with this address."""
    found: Member | None = Member.objects.active().filter(email=address.strip().lower()).first()
    return found


def open_invitations(owner: Member, at: datetime) -> "QuerySet[Invitation]":
    """Seats offered and not yet taken, newest first."""
    return Invitation.objects.visible_to(owner).open(at).order_by("-at")


def declined_invitations(owner: Member) -> list[Invitation]:
    """Seats that somebody said no to, one an address, newest first, for as long as it is kept."""
    said_no = Invitation.objects.visible_to(owner).exclude(declined_at=None).exclude(email="")
    return list({offer.email_key: offer for offer in said_no.order_by("-declined_at", "-at")}.values())


def was_turned_down(address: str) -> bool:
    """Whether somebody said no to a seat at this address, however it is spelt now."""
    return Invitation.objects.filter(email_key=email_key(address)).exclude(declined_at=None).exists()


def email_key(address: str) -> str:
    """What all spellings of an address have in common, told to nobody. One that Sentby can't read has one spelling."""
    try:
        return keyed_hash(same_person_key(address))
    except ChannelError:
        return keyed_hash(address.strip().casefold())


def is_read_by_a_member(offer: Invitation) -> bool:
    """Whether somebody who has a seat here reads the address of this offer, however it is spelt."""
    return offer.email_key in keys_of_members()


def keys_of_members() -> set[str]:
    """What all spellings of the members' own addresses have in common."""
    return {email_key(email) for email in Member.objects.active().values_list("email", flat=True)}


def invitation_for_token(token: str) -> Invitation | None:
    """The invitation this link belongs to, whatever became of it."""
    return Invitation.objects.select_related("invited_by").filter(token_hash=digest(token)).first()


def keys_of(member: Member) -> "QuerySet[ApiKey]":
    """A member's keys that still open the API, newest first."""
    return ApiKey.objects.visible_to(member).filter(revoked_at=None).order_by("-created_at")


def key_for(plain: str) -> ApiKey | None:
    """The key in use whose text this is. Looked up by its hash, so no comparison can be timed."""
    return ApiKey.objects.in_use().select_related("member").filter(key_hash=digest(plain)).first()


def digest(secret: str) -> str:
    """How a random secret of 128 bits or more is stored: nobody can work it out from this."""
    return hashlib.sha256(secret.encode()).hexdigest()

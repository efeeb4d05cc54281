"""What can be done about seats and keys, in sentences."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse

from sentby.accounts import letters, post, queries
from sentby.accounts.models import ApiKey, Invitation, Member
from sentby.core import audit, privacy
from sentby.rules.countries import locale_at

OF_THE_PERSON = ("name", "business", "headline", "phone", "time_zone", "locale", "theme")
OF_THE_WORK = ("ladder", "consent_mode", "meets_weekday", "meets_time", "last_minute_hours")
PROFILE = frozenset(OF_THE_PERSON + OF_THE_WORK)
NOBODY_HERE = audit.SENTBY.because("nobody signs in with the address that was given")


class DeskTaken(Exception):
    """Somebody was first: this desk has an owner."""


class AlreadyAMember(Exception):
    """A member signs in with this address already."""


class TurnedDown(Exception):
    """Whoever reads this address said no to a seat here."""

    def __init__(self) -> None:
        super().__init__(
            "Whoever reads this address said no to a seat here. That is final: nothing of this desk goes there."
        )


class InvitationClosed(Exception):
    """The invitation was used, withdrawn, or has run out."""


class ProfileMoved(Exception):
    """The profile was changed elsewhere since this form was opened."""


class OwnerStays(Exception):
    """The desk always has its owner."""


@dataclass(frozen=True)
class Newcomer:
    """What somebody says of themselves when they take their seat."""

    name: str
    password: str = ""
    time_zone: str = "Europe/London"
    business: str = ""
    headline: str = ""
    phone: str = ""


def found_desk(*, email: str, newcomer: Newcomer, by: audit.Actor, at: datetime) -> Member:
    """Make this desk theirs. Of two who try at once, one wins and the other is told (DeskTaken)."""
    try:
        with transaction.atomic():
            if not queries.is_unfounded():
                raise DeskTaken
            member = _seat(email, newcomer, at, is_owner=True)
            audit.record("desk.founded", subject=("member", member.pk), by=by, at=at)
            return member
    except IntegrityError:
        raise DeskTaken from None


@dataclass(frozen=True)
class Offered:
    """An invitation, and its link, which is known now and never again."""

    invitation: Invitation
    url: str


@transaction.atomic
def invite(*, email: str, by: Member, at: datetime) -> Offered:
    """Offer a seat to whoever reads this address, by letter. An earlier offer to the same address ends.

    Raises AlreadyAMember, and TurnedDown for an address at which somebody said no to a seat. Of what else is refused
    there nobody learns here: such a letter is held back when it would leave.
    """
    address = email.strip().lower()
    if queries.member_with_address(address):
        raise AlreadyAMember
    if queries.was_turned_down(address):
        raise TurnedDown
    key = queries.email_key(address)
    for earlier in Invitation.objects.open(at).filter(email_key=key):
        withdraw_invitation(invitation=earlier, by=by, at=at, why="another one takes its place")
    token = secrets.token_urlsafe(24)
    offer = Invitation.objects.create(
        email=address,
        email_key=key,
        token_hash=queries.digest(token),
        invited_by=by,
        at=at,
        expires_at=at + privacy.good_for("invitations"),
    )
    audit.record("invitation.sent", subject=("invitation", offer.pk), by=by.actor, at=at)
    url = settings.SITE_URL + reverse("invitation", args=[token])
    _send_invitation(offer, by, url, at)
    return Offered(offer, url)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Member, at: datetime, why: str = "") -> None:
    """Take an open offer back. The link stops working at once, and a letter that waits does not leave."""
    if not Invitation.objects.open(at).filter(pk=invitation.pk).update(withdrawn_at=at):
        raise InvitationClosed
    about = ("invitation", invitation.pk)
    post.office().recall(about=about, why="The invitation was withdrawn.", by=by.actor, at=at)
    audit.record("invitation.withdrawn", subject=about, by=by.actor, at=at, why=why)


@transaction.atomic
def turn_down_invitation(*, invitation: Invitation, by: audit.Actor, at: datetime) -> bool:
    """Whoever was invited says no, to this and to every other offer to the address, however spelt. Said twice it is said once.

    False when there is nothing to say no to: the seat was taken.
    """
    offers = Invitation.objects.filter(email_key=invitation.email_key, accepted_at=None)
    said_no = list(offers.filter(declined_at=None).values_list("pk", flat=True))
    if offers.filter(pk__in=said_no).update(declined_at=at):
        audit.record(
            "invitation.turned_down",
            subject=("invitation", invitation.pk),
            by=by,
            at=at,
            offers=audit.ids(said_no),
        )
    return offers.filter(pk=invitation.pk).exists()


def accept_invitation(*, invitation: Invitation, newcomer: Newcomer, by: audit.Actor, at: datetime) -> Member:
    """Take the seat that was offered. An offer makes one member, however often its link is used."""
    try:
        with transaction.atomic():
            if not Invitation.objects.open(at).filter(pk=invitation.pk).update(accepted_at=at):
                raise InvitationClosed
            member = _seat(invitation.email, newcomer, at)
            audit.record(
                "invitation.accepted", subject=("invitation", invitation.pk), by=by, at=at, member=member.pk
            )
            return member
    except IntegrityError:
        raise InvitationClosed from None


@transaction.atomic
def update_profile(
    *, member: Member, version: int, changes: Mapping[str, object], by: audit.Actor, at: datetime
) -> None:
    """Change what a member says of themselves and how they work, unless it moved since `version` (ProfileMoved)."""
    unknown = set(changes) - PROFILE
    if unknown:
        raise ValueError(f"not part of a profile: {', '.join(sorted(unknown))}")
    current = Member.objects.filter(pk=member.pk, version=version)
    if not current.update(version=F("version") + 1, **changes):
        raise ProfileMoved
    audit.record(
        "profile.changed", subject=("member", member.pk), by=by, at=at, fields=" ".join(sorted(changes))
    )


@transaction.atomic
def choose_password(*, member: Member, password: str, by: audit.Actor, at: datetime) -> None:
    """Sign in by this password from now on. Other browsers are signed out by Django's session hash."""
    member.set_password(password)
    Member.objects.filter(pk=member.pk).update(password=member.password)
    audit.record("password.chosen", subject=("member", member.pk), by=by, at=at)
    text = letters.plain("account/email/password_chosen_message.txt", email=member.email)
    send_to_sign_in(address=member.email, subject="Your password was changed", text=text, at=at)


@transaction.atomic
def note_way_in(*, member: Member, change: str, by: audit.Actor, at: datetime) -> None:
    """A passkey, an authenticator app or its recovery codes came or went; allauth keeps them. Their member is told."""
    audit.record("way_in.changed", subject=("member", member.pk), by=by, at=at, change=change)


@dataclass(frozen=True)
class MadeKey:
    """A key, and its text, which is known now and never again."""

    key: ApiKey
    plain: str


@transaction.atomic
def make_key(*, member: Member, name: str, by: audit.Actor, at: datetime) -> MadeKey:
    """Make a key for a program that acts as this member."""
    plain = f"sb_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        member=member, name=name, key_hash=queries.digest(plain), hint=plain[:8], created_at=at
    )
    audit.record("key.made", subject=("key", key.pk), by=by, at=at, member=member.pk)
    return MadeKey(key, plain)


@transaction.atomic
def revoke_key(*, key: ApiKey, by: audit.Actor, at: datetime) -> None:
    """End a key. Whatever uses it is refused from now on; ending it again changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        audit.record("key.revoked", subject=("key", key.pk), by=by, at=at, member=key.member_id)


def let_in_by_key(*, plain: str, at: datetime) -> Member | None:
    """Whose key this is, noting once a minute at most that it was used."""
    key = queries.key_for(plain)
    if key is None or key.created_at > at:
        return None
    ApiKey.objects.filter(
        Q(last_used_at=None) | Q(last_used_at__lte=at - timedelta(minutes=1)), pk=key.pk
    ).update(last_used_at=at)
    return key.member


@transaction.atomic
def deactivate_member(*, member: Member, by: Member, at: datetime) -> None:
    """Close a member's seat: they can't come in, their keys open nothing, and what they gave stays theirs."""
    if not Member.objects.filter(pk=member.pk, is_owner=False).update(is_active=False):
        raise OwnerStays
    audit.record("member.deactivated", subject=("member", member.pk), by=by.actor, at=at)


@transaction.atomic
def reactivate_member(*, member: Member, by: Member, at: datetime) -> None:
    """Open a closed seat again."""
    Member.objects.filter(pk=member.pk).update(is_active=True)
    audit.record("member.reactivated", subject=("member", member.pk), by=by.actor, at=at)


@transaction.atomic
def send_to_sign_in(*, address: str, subject: str, text: str, at: datetime) -> None:
    """Write to a member about signing in. Whoever is no member gets nothing, and it takes as long."""
    member = queries.member_with_address(address)
    if member is None:
        audit.record("sign_in.unknown_address", subject=("desk", "door"), by=NOBODY_HERE, at=at)
        return
    post.office().queue_sign_in(to_address=member.email, to_member=member, subject=subject, text=text, at=at)


def _seat(email: str, newcomer: Newcomer, at: datetime, *, is_owner: bool = False) -> Member:
    return Member.objects.create_user(
        email,
        newcomer.password or None,
        name=newcomer.name,
        time_zone=newcomer.time_zone,
        locale=locale_at(newcomer.time_zone),
        business=newcomer.business,
        headline=newcomer.headline,
        phone=newcomer.phone,
        is_owner=is_owner,
        joined_at=at,
    )


def _send_invitation(offer: Invitation, owner: Member, url: str, at: datetime) -> None:
    words = letters.invitation(offer=offer, owner=owner, url=url)
    permission = post.office().permit(
        basis="invitation", reference=f"invitation:{offer.pk}", by=owner.actor, at=at
    )
    letter = post.letter(
        kind="invitation",
        subject=words.subject,
        text=words.text,
        to_name="",
        to_address=offer.email,
        reply_to=owner.email,
        stop_url=f"{url}stop/",
        subject_ref=("invitation", offer.pk),
    )
    post.office().queue(letter=letter, sender=owner, permission=permission, by=owner.actor, at=at)

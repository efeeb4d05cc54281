"""What Sentby writes to somebody who is to become a member. Composes; sends nothing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

from sentby.accounts.models import Invitation, Member
from sentby.core import privacy


@dataclass(frozen=True)
class Words:
    """A message before it has an envelope. The mail app makes its HTML side."""

    subject: str
    text: str


def invitation(*, offer: Invitation, owner: Member, url: str) -> Words:
    """Who invites, to what, until when, and what is kept of the address if nothing is done."""
    known = {"desk_address": settings.DESK_ADDRESS, "days_kept": privacy.kept_for("invitations").days}
    text = plain("invitations/letter.txt", offer=offer, owner=owner, url=url, **known)
    return Words(subject=f"{owner} offers you a seat at {settings.SITE_NAME}", text=text)


def plain(template: str, **said: Any) -> str:
    """A template as plain text: nothing is escaped, because nothing here is HTML."""
    known = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL} | said
    text: str = get_template(template).template.render(Context(known, autoescape=False))  # type: ignore[attr-defined]
    return text.strip() + "\n"

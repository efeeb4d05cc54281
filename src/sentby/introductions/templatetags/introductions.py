"""The card of an introduction, for the page of a referral, which stands below and cannot ask for it by name."""

from typing import Any, Protocol

from django import template
from django.template import Context

from sentby.accounts.models import Member
from sentby.introductions.card import card_for
from sentby.referrals.models import Referral

register = template.Library()


class Read(Protocol):
    """A page of one referral with its reader."""

    @property
    def referral(self) -> Referral: ...
    @property
    def reader(self) -> Member: ...


@register.inclusion_tag("introductions/_card.html", takes_context=True)
def introduction_card(context: Context, page: Read) -> dict[str, Any]:
    """How the introduction, the telling and the consent stand, and the one act; nothing when there is nothing."""
    return {"card": card_for(page.referral, page.reader), "csrf_token": context.get("csrf_token")}

"""The card of an introduction, for the page of a referral, which stands below and cannot ask for it by name."""

from typing import Protocol

from django import template

from sentby.accounts.models import Member
from sentby.introductions.card import Card, card_for
from sentby.referrals.models import Referral

register = template.Library()


class Read(Protocol):
    """A page of one referral with its reader."""

    @property
    def referral(self) -> Referral: ...
    @property
    def reader(self) -> Member: ...


@register.simple_tag
def introduced(page: Read) -> Card | None:
    """How the introduction, the telling and the consent stand, and the one act; nothing when there is nothing."""
    return card_for(page.referral, page.reader)

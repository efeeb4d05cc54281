"""The numbers beside the words of the navigation."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.today import queries


def nav(request: HttpRequest) -> dict[str, Any]:
    """What is due, and how many referrals are open; asked for only by pages that show it."""
    member = getattr(request, "user", None)  # nobody, for a page about a request that came to no view
    if not isinstance(member, Member):
        return {}
    return {"nav": SimpleLazyObject(lambda: queries.numbers(member, now()))}

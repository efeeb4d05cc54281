"""What the pages and the API of the book share: who sits at the desk, and when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.http import HttpRequest

from sentby.accounts.models import Member
from sentby.core.clock import now, today_in


@dataclass(frozen=True)
class Desk:
    """Who asks, and when: the moment and the day on the member's own calendar."""

    member: Member
    at: datetime
    today: date


def desk_of(request: HttpRequest) -> Desk:
    """The signed-in member; the middleware lets nobody else come this far."""
    member, at = cast(Member, request.user), now()
    return Desk(member, at, today_in(member.time_zone, at))

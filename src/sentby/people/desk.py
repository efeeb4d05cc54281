"""What the pages and the API of the book share: who sits at the desk, and one effect for one press."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.http import HttpRequest

from sentby.accounts.models import Member
from sentby.core.clock import now, today_in
from sentby.core.once import Answer, once


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


def press(request: HttpRequest, desk: Desk, name: str, act: Callable[[], Answer]) -> Answer:
    """Do what the button says, once for each time it was shown."""
    return once(
        act, name=name, actor=str(desk.member.actor), key=request.POST.get("once", "")[:80], at=desk.at
    )

"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sentby.accounts.requests import member_of
from sentby.core.clock import now
from sentby.today import queries


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """One page: what is due, who waits for me, whom to thank, what became of what I gave."""
    member, at = member_of(request), now()
    return render(
        request,
        "today/today.html",
        {
            "today": queries.for_member(member, at),
            "at": at,
            "greeting": greeting(timezone.localtime(at).hour),
        },
    )


def greeting(hour: int) -> str:
    """Good morning, afternoon or evening, by the member's own clock."""
    if hour < 5:
        return "Still up"
    if hour < 12:
        return "Good morning"
    return "Good afternoon" if hour < 18 else "Good evening"

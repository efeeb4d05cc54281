"""Who sits at the desk in this request."""

from typing import cast

from django.http import HttpRequest

from sentby.accounts.models import Member


def at_the_desk(request: HttpRequest) -> Member:
    """The signed-in member; the middleware lets nobody else come this far."""
    return cast(Member, request.user)

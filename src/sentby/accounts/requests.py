"""Who is asking."""

from typing import cast

from django.http import HttpRequest

from sentby.accounts.models import Member


def member_of(request: HttpRequest) -> Member:
    """The signed-in member; every page but the public ones has one."""
    return cast(Member, request.user)

"""An invitation to the desk that is turned down, for good."""

from datetime import datetime

from django.db import transaction

from sentby.accounts import actions as accounts
from sentby.accounts import queries as accounts_queries
from sentby.accounts.models import Invitation
from sentby.core.audit import Actor
from sentby.people import actions as people


@transaction.atomic
def turn_down_invitation(*, invitation: Invitation, at: datetime) -> bool:
    """Somebody who was invited says no: the offer ends, and no letter leaves for their address from now on.

    False when the seat was taken meanwhile: then nothing is refused. Nor is the address of a member, who took another
    seat under another spelling of it: their own letters go on.
    """
    who = Actor("person")
    if not accounts.turn_down_invitation(invitation=invitation, by=who, at=at):
        return False
    if invitation.email and not accounts_queries.is_read_by_a_member(invitation):
        people.refuse(channels=[invitation.email], about=("invitation", invitation.pk), by=who, at=at)
    return True

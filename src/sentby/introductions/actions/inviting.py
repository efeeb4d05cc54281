"""An invitation to the desk that is turned down, for good."""

from datetime import datetime

from django.db import transaction

from sentby.accounts import actions as accounts
from sentby.accounts.models import Invitation
from sentby.core.audit import Actor
from sentby.people import actions as people


@transaction.atomic
def turn_down_invitation(*, invitation: Invitation, at: datetime) -> bool:
    """Somebody who was invited says no: the offer ends, and no letter leaves for their address from now on.

    False when the seat was taken meanwhile: then nothing is refused.
    """
    who = Actor("person")
    if not accounts.turn_down_invitation(invitation=invitation, by=who, at=at):
        return False
    people.refuse(channels=[invitation.email], about=("invitation", invitation.pk), by=who, at=at)
    return True

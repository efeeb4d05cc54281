"""Under `ask-one` the giver may ring and ask: what they heard is their word, and counts as claimed."""

from datetime import date, datetime
from typing import Literal

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core.clock import today_in
from sentby.introductions import queries
from sentby.introductions.actions.answering import refuse
from sentby.introductions.actions.errors import NotPossible
from sentby.introductions.actions.telling import check_question, write_that_it_was_passed_on
from sentby.introductions.actions.writing import lock
from sentby.mail import actions as mail
from sentby.mail.models import Message
from sentby.referrals import actions as referrals
from sentby.referrals.models import Referral

Said = Literal["yes", "no", "stop"]
TELEPHONE = "telephone"


@transaction.atomic
def heard_by_telephone(
    *, referral: Referral, said: Said, by: Member, at: datetime, on: date | None = None
) -> None:
    """The giver asked by telephone, on a day: yes, not this time, or please don't. A yes releases it to the receiver.

    What the prospect said before, by their own hand or by telephone, stands. Raises NotPossible.
    """
    fresh, today = lock(referral), today_in(by.time_zone, at)
    check_question(fresh)
    if on is not None and on > today:
        raise NotPossible("That day has not come yet.")
    _hold_the_question(fresh, by, at)
    if said == "stop":
        refuse(fresh, by.actor, at, through=TELEPHONE)
        return
    referrals.accept_passing(
        referral=fresh, accepted=said == "yes", by=by.actor, at=at, through=TELEPHONE, on=on or today
    )
    if said == "yes":
        _put_in_writing(fresh.pk, at)


def _hold_the_question(referral: Referral, by: Member, at: datetime) -> None:
    """Whoever has answered is not asked any more."""
    asked = Message.objects.filter(subject_kind="referral", subject_id=referral.pk, kind="consent")
    mail.withhold_waiting(chosen=asked, why="It was answered by telephone.", by=by.actor, at=at)


def _put_in_writing(pk: str, at: datetime) -> None:
    """Whoever is said to have said yes is told who has what of them, and how to stop it, where a letter may go."""
    released = queries.whole(pk)
    if released.told_at is None and queries.may_write_letter(released).allowed:
        Referral.objects.filter(pk=pk).update(told_at=at)
        write_that_it_was_passed_on(released, at, why="they said yes on the telephone, says the giver")

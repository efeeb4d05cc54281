"""Send one reminder of one step, once, and say what is true at that moment."""

from datetime import datetime

from django.db import transaction

from sentby.core import audit
from sentby.followups import actions as followups
from sentby.followups.models import Reminder
from sentby.mail import actions as mail
from sentby.referrals import letters
from sentby.referrals.models import Referral


@transaction.atomic
def remind(*, reminder: Reminder, at: datetime) -> bool:
    """Queue the letter of one due step. False when another worker took it, or the follow-up is settled."""
    if not followups.claim(reminder=reminder, at=at):
        return False
    follow_up = reminder.follow_up
    referral = Referral.objects.for_page().select_related("recorder").get(pk=follow_up.subject_id)
    letter = letters.reminder(referral, follow_up, reminder.step, at)
    clock = audit.SENTBY.because(f"the clock came to its step “{reminder.step}”")
    mail.queue(letter=letter, sender=None, permission=None, by=clock, at=at)
    audit.record(
        "reminder.sent", subject=("referral", referral.pk), by=clock, at=at, step=reminder.step,
        act=follow_up.act, owner=follow_up.owner_id, follow_up=follow_up.pk,
    )  # fmt: skip
    return True

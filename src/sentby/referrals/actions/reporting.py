"""The giver hears of each step, a moment after it could still be taken back; and of a step that was none."""

from datetime import datetime

from sentby.accounts.models import Member
from sentby.mail import actions as mail
from sentby.mail.models import Message
from sentby.referrals import letters
from sentby.referrals.actions.settling import UNDO_WITHIN
from sentby.referrals.models import Outcome


def report_back(step: Outcome, *, by: Member, at: datetime) -> None:
    """Write to the giver what came of it, unless they said so themselves. For other actions, inside their transaction."""
    giver = step.referral.giver_member
    if giver is not None and giver != by:
        letter = letters.report_back(step.referral, step)
        mail.queue(
            letter=letter, sender=by, permission=None, by=by.actor, at=at, due_at=at + UNDO_WITHIN
        )  # fmt: skip


def correct_the_report(step: Outcome, *, by: Member, at: datetime) -> None:
    """What still waits is never read; what has left is put right by another letter."""
    giver = step.referral.giver_member
    if giver is None or giver == by:
        return
    reports = Message.objects.filter(
        kind="report", subject_kind="referral", subject_id=step.referral.pk, due_at__gt=at
    )
    if not mail.withhold_waiting(chosen=reports, why="taken back", by=by.actor, at=at):
        letter = letters.taken_back(step.referral, step)
        mail.queue(letter=letter, sender=by, permission=None, by=by.actor, at=at)

"""The prospect asked to be erased: what was written about them goes; dates, grades and credit stay."""

from datetime import datetime

from django.db import transaction

from sentby.core import audit
from sentby.core.models import AuditEntry
from sentby.mail import actions as mail
from sentby.referrals import letters
from sentby.referrals.actions.settling import settle_standing
from sentby.referrals.actions.stating import lock
from sentby.referrals.models import Contact, Fact, FeedbackAsk, Outcome, Referral


@transaction.atomic
def forget_prospect(*, referral: Referral, by: audit.Actor, at: datetime) -> None:
    """Drop every word about the prospect of one referral. One that is open ends: nobody is left to be called."""
    lock(referral)
    ends = {"declined_at": at} if referral.is_open else {}
    Referral.objects.filter(pk=referral.pk).update(
        need="", endorsement="", withdrawn_why="", tell_due_at=None, **ends
    )
    Fact.objects.filter(referral=referral).update(note="")
    Contact.objects.filter(referral=referral).update(note="")
    Outcome.objects.filter(referral=referral).update(reason="")
    FeedbackAsk.objects.filter(referral=referral).update(question="", answer="")
    _forget_why(referral)
    audit.record("prospect.erased", subject=("referral", referral.pk), by=by, at=at)
    settle_standing(referral=referral, by=by, at=at)
    if ends:
        for letter in letters.prospect_erased(referral):
            mail.queue(letter=letter, sender=None, permission=None, by=by, at=at)


def _forget_why(referral: Referral) -> None:
    """What a member gave as a reason may speak of the prospect. What is said of letters are words of ours."""
    told = AuditEntry.objects.filter(subject_kind="referral", subject_id=referral.pk)
    told.exclude(what__startswith="mail.").update(why="")

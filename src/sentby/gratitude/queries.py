"""Who has been thanked for what, and who still waits for it."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from sentby.accounts.models import Member
from sentby.core.access import the
from sentby.gratitude.models import Thanks
from sentby.mail.models import Message
from sentby.referrals.models import Outcome, Referral, ReferralQuerySet


def said_for(referral: Referral) -> dict[str, Thanks]:
    """Thanks for one referral, by occasion."""
    rows = Thanks.objects.standing().filter(referral=referral).select_related("by")
    return {row.occasion: row for row in rows}


def said_by_or_to(member: Member) -> "QuerySet[Thanks]":
    """Thanks that a member said, or that were said to them, the latest first."""
    rows = (
        Thanks.objects.visible_to(member).standing().filter(Q(by=member) | Q(referral__giver_member=member))
    )
    return rows.select_related("by", "outcome").order_by("-at", "pk")


def for_one(member: Member, referral: Referral, pk: str) -> Thanks:
    """One thanks of one referral, whether it was taken back or not; 404 for whoever takes no part in it."""
    return the(
        Thanks.objects.visible_to(member).select_related("by", "outcome").filter(referral=referral), pk=pk
    )


def for_referrals(ids: Iterable[str]) -> dict[str, list[Thanks]]:
    """Thanks by referral, for a list."""
    found: dict[str, list[Thanks]] = {}
    rows = Thanks.objects.standing().filter(referral_id__in=list(ids)).select_related("by")
    for row in rows.only("referral", "occasion", "words", "at", "by__name").order_by("at"):
        found.setdefault(row.referral_id, []).append(row)
    return found


def to_thank(member: Member) -> ReferralQuerySet:
    """What a member received from somebody else and has not thanked for, the latest first; and whether it was won.

    Nobody is asked for a word about somebody who said "please don't": there was nothing to receive.
    Thanks on success are thanks for the receipt as well: who forgot the first owes one word, not two.
    """
    said = Thanks.objects.filter(referral=OuterRef("pk"), taken_back_at=None)
    won = Outcome.objects.filter(referral=OuterRef("pk"), kind="won", withdrawn_at=None)
    received = Referral.objects.received_by(member).exclude(giver_member=None, giver_person=None)
    not_for_success = ~Exists(said.filter(occasion="success", outcome__withdrawn_at=None))
    not_for_receipt = ~Exists(said.filter(occasion="receipt"))
    owed = received.annotate(won=Exists(won)).filter(
        not_for_success, (not_for_receipt & Q(refused_at=None)) | Q(won=True)
    )
    return owed.order_by("-passed_on_at")


def may_send(message: Message) -> str | None:
    """Why thanks must not leave at this moment, or None: what they were for was taken back."""
    if message.kind != "thanks":
        return None
    stands = Thanks.objects.standing().filter(message=message).exists()
    return None if stands else "What they thanked for was taken back."

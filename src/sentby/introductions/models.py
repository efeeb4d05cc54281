from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from sentby.accounts.models import Member
from sentby.core.ids import IdField
from sentby.mail.models import Message
from sentby.referrals.models import PartQuerySet, Referral

WAYS = [("own", "From my own mailbox"), ("sentby", "By Sentby")]


def a_letter(related_name: str) -> "models.ForeignKey[Message | None, Message | None]":
    """A letter of the outbox; what it belongs to outlives it."""
    return models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name=related_name
    )


class IntroductionQuerySet(PartQuerySet["Introduction"]):
    def visible_to(self, member: Member) -> Self:
        """What left, to those who take part; a draft is its giver's."""
        return super().visible_to(member).filter(Q(referral__giver_member=member) | Q(left_at__isnull=False))

    def live(self) -> Self:
        """The draft, or the letter that left: at most one a referral."""
        return self.filter(dropped_at=None)

    def departing(self) -> Self:
        """What Sentby sends, until it has seen both letters leave."""
        return self.live().filter(way="sentby", left_at__isnull=False, seen_at=None)


class Introduction(models.Model):
    """The message that gives both sides each other's details. A draft until it has left."""

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="introductions")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="introductions")
    subject = models.CharField(max_length=200)
    why = models.TextField(max_length=3_000)
    what_next = models.CharField(max_length=300, blank=True)
    way = models.CharField(max_length=6, choices=WAYS, default="own")
    created_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # when Sentby had seen both letters leave
    dropped_at = models.DateTimeField(null=True, blank=True)
    to_prospect = a_letter("+")
    to_receiver = a_letter("+")
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar = IntroductionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(dropped_at=None), name="one_introduction_a_referral"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["left_at"],
                condition=Q(way="sentby", seen_at=None, dropped_at=None, left_at__isnull=False),
                name="introductions_departing",
            ),
        ]

    def __str__(self) -> str:
        return f"introduction {self.pk}"


class Question(models.Model):
    """Under `ask-one`: "May Ana pass your details on to Sam?" Asked once; nobody is reminded."""

    id = IdField()
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="question")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=6, choices=WAYS)
    created_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    message = a_letter("+")

    objects: ClassVar = PartQuerySet.as_manager()

    def __str__(self) -> str:
        return f"question {self.pk}"


class LinkQuerySet(models.QuerySet["Link"]):
    def visible_to(self, member: Member) -> Self:
        """What a giver sends from their own mailbox. Every other link is its holder's alone."""
        return self.filter(way="own", referral__giver_member=member)


class Link(models.Model):
    """A private page for one side of one referral. The token is in the message only; here is its hash."""

    SIDES: ClassVar = [("prospect", "The prospect"), ("receiver", "The receiver")]

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="links")
    side = models.CharField(max_length=8, choices=SIDES)
    way = models.CharField(max_length=6, choices=WAYS, default="sentby")  # whose hands it went through
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    message = a_letter("+")

    objects: ClassVar = LinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"link {self.pk} for the {self.side}"

    def is_live(self, at: datetime) -> bool:
        return at < self.expires_at


class Press(models.Model):
    """One act through one link. Each act can be used once."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="presses")
    act = models.CharField(max_length=12)  # answers, consent, contact, stop
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["link", "act"], name="a_link_acts_once")]

    def __str__(self) -> str:
        return f"{self.act} through {self.link_id}"

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from sentby.accounts.models import Member
from sentby.core.ids import IdField
from sentby.mail.models import Message
from sentby.referrals.models import Referral


class Introduction(models.Model):
    """The message that gives both sides each other's details. A draft until it has left."""

    WAYS: ClassVar = [("own", "From my own mailbox"), ("sentby", "By Sentby")]

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="introductions")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="introductions")
    subject = models.CharField(max_length=200)
    why = models.TextField(max_length=3_000)
    what_next = models.CharField(max_length=300, blank=True)
    way = models.CharField(max_length=6, choices=WAYS, default="own")
    created_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(dropped_at=None), name="one_introduction_a_referral"
            ),
        ]

    def __str__(self) -> str:
        return f"introduction {self.pk}"


class Link(models.Model):
    """A private page for one side of one referral. The token is in the message only; here is its hash."""

    SIDES: ClassVar = [("prospect", "The prospect"), ("receiver", "The receiver")]

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="links")
    side = models.CharField(max_length=8, choices=SIDES)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

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

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sentby.accounts.models import Member
from sentby.core.ids import IdField
from sentby.mail.models import Message
from sentby.referrals.models import PartQuerySet, Referral


class Thanks(models.Model):
    """Gratitude for one referral: once when it arrives, and once when it succeeds."""

    OCCASIONS: ClassVar = [("receipt", "for passing it on"), ("success", "for what came of it")]

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="thanks_said")
    occasion = models.CharField(max_length=8, choices=OCCASIONS)
    words = models.TextField(max_length=2_000, blank=True)
    at = models.DateTimeField()
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PartQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "thanks"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral", "occasion"],
                condition=Q(taken_back_at=None),
                name="thanked_once_an_occasion",
            ),
        ]

    def __str__(self) -> str:
        return f"thanks {self.get_occasion_display()}"

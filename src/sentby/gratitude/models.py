from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from sentby.accounts.models import Member
from sentby.core.ids import IdField
from sentby.mail.models import Message
from sentby.referrals.models import Outcome, PartQuerySet, Referral


class ThanksQuerySet(PartQuerySet["Thanks"]):
    def standing(self) -> Self:
        """Those that were not taken back, and neither was the business that they were for."""
        return self.filter(taken_back_at=None, outcome__withdrawn_at=None)


class Thanks(models.Model):
    """Gratitude for one referral: once when it arrives, and once when it succeeds."""

    OCCASIONS: ClassVar = [("receipt", "for passing it on"), ("success", "for what came of it")]

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="thanks_said")
    occasion = models.CharField(max_length=8, choices=OCCASIONS)
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )  # on success: what came of it
    words = models.TextField(max_length=2_000, blank=True)
    at = models.DateTimeField()
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ThanksQuerySet.as_manager()

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

    @property
    def stands(self) -> bool:
        """The same of one."""
        return self.taken_back_at is None and (self.outcome is None or self.outcome.withdrawn_at is None)

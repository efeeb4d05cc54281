from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from sentby.accounts.models import Member
from sentby.core.ids import IdField


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(owner=member)

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def due_by(self, at: datetime) -> Self:
        return self.filter(due_at__lte=at)


class FollowUp(models.Model):
    """A promise with an owner and a clock. A subject has at most one that is open: its next action."""

    id = IdField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=16)
    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="follow_ups")
    act = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = FollowUpQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(closed_at=None), name="one_next_action"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "due_at"], condition=Q(closed_at=None), name="open_follow_ups"),
        ]

    def __str__(self) -> str:
        return f"{self.act} for {self.subject_kind}:{self.subject_id}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(follow_up__owner=member)


class Reminder(models.Model):
    """One step of one follow-up's clock. Sent once, by whichever worker claims it."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="reminders")
    step = models.CharField(max_length=12)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ReminderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follow_up", "step"], name="one_reminder_a_step")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at=None, dropped_at=None), name="reminders_still_to_send"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.follow_up_id}"

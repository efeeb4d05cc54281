"""Reads over promises: what is due, and which reminders are to go out."""

from collections.abc import Iterable
from datetime import datetime

from sentby.accounts.models import Member
from sentby.followups.models import FollowUp, Reminder


def reminders_due(at: datetime, limit: int = 200) -> list[Reminder]:
    """Reminders whose moment has come and which nobody has sent, oldest first."""
    waiting = Reminder.objects.filter(sent_at=None, dropped_at=None, due_at__lte=at)
    return list(waiting.select_related("follow_up__owner").order_by("due_at", "pk")[:limit])


def open_for(member: Member) -> "list[FollowUp]":
    """A member's promises, the most urgent first."""
    return list(FollowUp.objects.visible_to(member).open().order_by("due_at"))


def open_about(kind: str, ids: Iterable[str]) -> dict[str, FollowUp]:
    """The one open promise of each subject, by the subject's id."""
    rows = FollowUp.objects.filter(subject_kind=kind, subject_id__in=list(ids), closed_at=None)
    read = rows.select_related("owner").only("subject_id", "owner__name", "act", "due_at")
    return {row.subject_id: row for row in read}

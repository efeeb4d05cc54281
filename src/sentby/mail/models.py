from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Q, Value, When

from sentby.accounts.models import Member
from sentby.core.ids import IdField

TROUBLE = ("failed", "uncertain")
LATE = timedelta(minutes=10)


class Permission(models.Model):
    """Why Sentby may write to somebody who is no member: the recorded fact, or the invitation, it rests on."""

    id = IdField()
    basis = models.CharField(max_length=30)  # expects_contact, invitation, asked_for_link
    reference = models.CharField(max_length=40)  # e.g. "fact:x7…", "invitation:k2…"
    granted_by = models.CharField(max_length=30)  # an Actor, as text
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.basis} by {self.reference}"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, member: Member) -> Self:
        """What a member caused to be sent, and what was sent to them. Sign-in codes are nobody's to read."""
        return self.readable().filter(Q(sender=member) | Q(to_member=member))

    def readable(self) -> Self:
        return self.exclude(kind="sign-in")

    def halves_of(self, member: Member) -> tuple[Self, Self]:
        """What `visible_to` tells, as two halves that share nothing: each of them stands in one index."""
        sent, received = self.readable().filter(sender=member), self.readable().filter(to_member=member)
        return sent, received.exclude(sender=member)

    def due(self, at: datetime) -> Self:
        """What should leave now, sign-in codes first: somebody stands at the door and waits for one."""
        door_first = Case(When(kind="sign-in", then=Value(0)), default=Value(1))
        return self.filter(state="queued", due_at__lte=at).order_by(door_first, "due_at", "id")

    def not_yet_leaving(self) -> Self:
        """What can still be held back."""
        return self.filter(state__in=["queued", "sending"], data_started_at=None)

    def run_out(self, at: datetime) -> Self:
        """Claimed by a worker that did not come back in time."""
        return self.filter(state="sending", leased_until__lt=at).order_by("leased_until", "id")

    def in_trouble(self) -> Self:
        return self.filter(state__in=TROUBLE)

    def stuck(self, at: datetime) -> Self:
        """In trouble, or still here ten minutes after it should have left: put off, or never taken in hand."""
        late = at - LATE
        still_here = Q(state="queued", queued_at__lte=late) & (~Q(trouble="") | Q(due_at__lte=late))
        return self.filter(Q(state__in=TROUBLE) | still_here)

    def kept_here(self) -> Self:
        """In the Outbox for want of a mail server: whether they are handed over from there, Sentby does not see."""
        return self.filter(state="sent", via="local")

    def for_notice(self) -> Self:
        """Only what a sentence about it says."""
        return self.only("to_name", "to_address", "subject", "state", "trouble")

    def for_list(self) -> Self:
        """With those it names, and without the long form of its words."""
        return self.select_related("sender", "to_member").defer("html")


class Message(models.Model):
    """One letter to one recipient, from being queued to its end state."""

    STATES: ClassVar = [
        ("queued", "waiting to leave"),
        ("sending", "leaving now"),
        ("sent", "left"),
        ("uncertain", "may or may not have left"),
        ("failed", "could not be sent"),
        ("withheld", "held back"),
    ]

    id = IdField()
    kind = models.CharField(max_length=30)  # introduction, tell, reminder, thanks, report, sign-in, …
    state = models.CharField(max_length=9, choices=STATES, default="queued")
    sender = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    to_member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    permission = models.ForeignKey(
        Permission, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.CharField(max_length=16, blank=True)
    to_name = models.CharField(max_length=160, blank=True)
    to_address = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    thread = models.CharField(max_length=200, blank=True)
    stop_url = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=16, blank=True)  # who holds the lease: only they may write the end
    data_started_at = models.DateTimeField(null=True, blank=True)  # from here on a crash leaves it uncertain
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    via = models.CharField(max_length=10, blank=True)  # smtp, or local: kept in the local outbox
    trouble = models.CharField(max_length=300, blank=True)

    objects: ClassVar = MessageQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_member__isnull=False) | Q(permission__isnull=False),
                name="no_mail_without_permission",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "uncertain", "failed", "withheld"]),
                name="message_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | (Q(leased_until__isnull=False) & ~Q(claim="")),
                name="what_is_leaving_has_a_lease",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="queued"), name="messages_to_send"),
            models.Index(fields=["leased_until"], condition=Q(state="sending"), name="messages_in_flight"),
            models.Index(fields=["subject_kind", "subject_id"], name="messages_by_subject"),
            models.Index(fields=["sender", "queued_at"], name="messages_by_sender"),
            models.Index(fields=["state"], name="messages_by_state"),
            models.Index(fields=["sender", "state", "kind"], name="messages_of_sender_by_state"),
            models.Index(fields=["to_member", "state", "kind", "sender"], name="messages_of_reader_by_state"),
            models.Index(fields=["to_member", "queued_at"], name="messages_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}, {self.state}"

    @property
    def in_words(self) -> str:
        """Where the letter stands, as its sender reads it."""
        if self.state == "sent" and self.via == "local":
            return "kept here, not sent"
        if self.state == "queued" and self.trouble:
            return "waiting to be tried again"
        return dict(self.STATES)[self.state]

    @property
    def can_be_retried(self) -> bool:
        return self.state in ("failed", "uncertain") and self.kind != "sign-in" and bool(self.text)

    @property
    def can_be_read_here(self) -> bool:
        """Only what was meant for this outbox: a letter that leaves is the recipient's, with the links in it."""
        return self.state == "sent" and self.via == "local" and bool(self.text)

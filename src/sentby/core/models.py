from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """Who did what, when and why. Written by actions only; never changed. A referral's timeline is read from here."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)  # member, prospect, person, sentby, operator
    actor_id = models.CharField(max_length=16, blank=True)
    what = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=16)
    why = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_by_subject"),
            models.Index(fields=["at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what} {self.subject_kind}:{self.subject_id}"


class Submission(models.Model):
    """One press of one button. The same key from the same actor has one effect, however often it arrives."""

    actor = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    act = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "key"], name="submission_has_one_effect"),
        ]

    def __str__(self) -> str:
        return f"{self.act} by {self.actor}"


class Heartbeat(models.Model):
    """When the worker last came round, and what it could not do."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    host = models.CharField(max_length=80, blank=True)
    trouble = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"


class Quarantined(models.Model):
    """An item the worker gave up on after five tries, kept where somebody can see it and try it again."""

    sweep = models.CharField(max_length=40)
    item_id = models.CharField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sweep", "item_id"], name="quarantine_names_an_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sweep} {self.item_id}, {self.tries} tries"

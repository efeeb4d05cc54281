from enum import StrEnum
from typing import ClassVar, Self

from django.db import models

from sentby.accounts.models import Member
from sentby.core.ids import IdField
from sentby.people.models.book import Company, Person


class State(StrEnum):
    """How far a file is on its way."""

    LOOKING = "looking"  # it is gone through, and nothing is written yet
    READY = "ready"  # what it would do is shown
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, member: Member) -> Self:
        """The files that a member brought in themselves."""
        return self.filter(owner=member)

    def under_way(self) -> Self:
        """Those with which somebody has to go on."""
        return self.filter(state__in=[State.LOOKING, State.WRITING])


class Import(models.Model):
    """A file of contacts that was brought into a member's book, and what it did there."""

    id = IdField()
    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="imports")
    name = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)  # how many records of each status
    state = models.CharField(max_length=7, default=State.WRITING)
    turn = models.PositiveIntegerField(default=0)  # how often it was begun anew, with other columns
    done = models.PositiveIntegerField(default=0)  # records gone through, or written
    total = models.PositiveIntegerField(default=0)  # records, once that is known
    plan = models.JSONField(default=dict, blank=True)  # how the file is read
    left_out = models.JSONField(default=list, blank=True)  # lines of records that are not wanted
    trouble = models.CharField(max_length=300, blank=True)

    objects: ClassVar = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"import of {self.created_at:%Y-%m-%d}"


class ImportRecordQuerySet(models.QuerySet["ImportRecord"]):
    def visible_to(self, member: Member) -> Self:
        """What became of the records of a member's own files."""
        return self.filter(batch__owner=member)


class ImportRecord(models.Model):
    """One record of a file: what it was to the book, and how the entry stood before, so that it can stand so again."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="records")
    line = models.PositiveIntegerField()
    status = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    # What is known of somebody goes with them.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="import_records"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.CASCADE, related_name="import_records"
    )
    like = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="import_likenesses"
    )
    shown = models.JSONField(default=dict, blank=True)  # what it says, as long as nothing is written
    left_out = models.BooleanField(default=False)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    objects: ClassVar = ImportRecordQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"line {self.line}: {self.status}"

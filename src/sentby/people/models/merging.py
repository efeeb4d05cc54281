from typing import ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from sentby.accounts.models import Member
from sentby.core.ids import IdField
from sentby.people.models.book import Person


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, member: Member) -> Self:
        """What was merged in a member's own book, as far as the entry is visible."""
        return self.filter(kept__owner=member, kept__removed_at=None)


class Merge(models.Model):
    """Two entries that became one: `kept` took over what hung on the other, and the journal knows how both stood before."""

    id = IdField()
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    other_id = models.CharField(max_length=16)  # the entry that is no more
    other_name = models.CharField(max_length=160, blank=True)
    place = models.PositiveIntegerField()  # among the merges of this entry: the latest is undone first
    journal = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = MergeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-place"]

    def __str__(self) -> str:
        return f"merge of {self.at:%Y-%m-%d}"


class ApartQuerySet(models.QuerySet["Apart"]):
    def visible_to(self, member: Member) -> Self:
        """What a member said of two entries of their own book."""
        return self.filter(one__owner=member, one__removed_at=None, other__removed_at=None)


class Apart(models.Model):
    """Two entries that look alike, and are two people: their owner said so."""

    id = IdField()
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="apart_from")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="apart_as_well")
    at = models.DateTimeField()

    objects: ClassVar = ApartQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["one", "other"], name="apart_once"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} is not {self.other_id}"

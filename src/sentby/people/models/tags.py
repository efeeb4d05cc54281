from typing import ClassVar, Self

from django.db import models

from sentby.accounts.models import Member
from sentby.core.ids import IdField
from sentby.people.models.book import Person


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, member: Member) -> Self:
        """A member's own words for their people."""
        return self.filter(owner=member)


class Tag(models.Model):
    """A word by which a member keeps people together: an event, a circle, a place they share."""

    id = IdField()
    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=60)  # as it is compared

    objects: ClassVar = TagQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key"], name="tag_once_a_member"),
        ]

    def __str__(self) -> str:
        return self.name


class TaggingQuerySet(models.QuerySet["Tagging"]):
    def visible_to(self, member: Member) -> Self:
        """What a member's people are tagged with, as far as their entries are visible."""
        return self.filter(tag__owner=member, person__removed_at=None)


class Tagging(models.Model):
    """One person under one tag."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")

    objects: ClassVar = TaggingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["tag__key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tag", "person"], name="tagged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} under {self.tag_id}"

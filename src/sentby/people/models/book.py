from typing import ClassVar, Self
from urllib.parse import quote

from django.db import models
from django.db.models import Q

from sentby.accounts.models import Member
from sentby.core.ids import IdField


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, member: Member) -> Self:
        """A member's own book. What was deleted is out of sight while it can still be brought back."""
        return self.filter(owner=member, removed_at=None)

    def returnable_to(self, member: Member) -> Self:
        """The same with what was deleted and not yet erased: only the undo may ask for it."""
        return self.filter(owner=member)


class Company(models.Model):
    """Some business that a member knows; private to that member."""

    id = IdField()
    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="companies")
    name = models.CharField(max_length=160)
    place = models.CharField(max_length=160, blank=True)
    trade = models.CharField(max_length=120, blank=True)
    notes = models.TextField(blank=True, max_length=10_000)
    search = models.TextField(blank=True)
    sort_key = models.CharField(max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = CompanyQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "removed_at", "sort_key", "id"], name="company_by_name"),
            models.Index(
                fields=["removed_at"], condition=Q(removed_at__isnull=False), name="company_to_erase"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, member: Member) -> Self:
        """A member's own book. What was deleted is out of sight while it can still be brought back."""
        return self.filter(owner=member, removed_at=None)

    def returnable_to(self, member: Member) -> Self:
        """The same with what was deleted and not yet erased: only the undo may ask for it."""
        return self.filter(owner=member)


class Person(models.Model):
    """Somebody whom a member knows; private to that member. May be a member as well (`member`)."""

    id = IdField()
    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="people")
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="known_as"
    )
    name = models.CharField(max_length=160)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    title = models.CharField(max_length=160, blank=True)
    how_met = models.CharField(max_length=300, blank=True)
    met_on = models.DateField(null=True, blank=True)
    birthday = models.CharField(
        max_length=10, blank=True
    )  # YYYY-MM-DD, or --MM-DD where nobody said the year
    addresses = models.JSONField(default=list, blank=True)  # postal ones, each in its parts
    notes = models.TextField(blank=True, max_length=10_000)
    last_contact_on = models.DateField(null=True, blank=True)  # of all of them; what is shown
    last_contact_by_hand = models.DateField(null=True, blank=True)  # as its owner wrote it down
    consent_mode = models.CharField(max_length=8, blank=True)  # empty: the member's own default
    for_referral_only = models.BooleanField(default=False)
    search = models.TextField(blank=True)
    sort_key = models.CharField(max_length=160, blank=True)
    reachable = models.BooleanField(default=False)  # has a channel; written with the channels
    letter = models.CharField(max_length=1, blank=True)  # the tab of the index: a to z, # for the others
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "removed_at", "sort_key", "id"], name="person_by_name"),
            models.Index(
                fields=["owner", "-last_contact_on", "sort_key", "id"],
                condition=Q(removed_at=None, for_referral_only=False),
                name="person_by_last_contact",
            ),
            models.Index(
                fields=["company", "owner", "removed_at", "sort_key", "id"], name="person_at_company"
            ),
            # Everything that the tabs and filters of the book count: they never touch the wide rows.
            models.Index(
                fields=[
                    "owner",
                    "removed_at",
                    "letter",
                    "reachable",
                    "for_referral_only",
                    "last_contact_on",
                    "met_on",
                ],
                name="person_counted",
            ),
            models.Index(
                fields=["removed_at"], condition=Q(removed_at__isnull=False), name="person_to_erase"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def tags(self) -> list[str]:
        """The words they are kept under."""
        return [tagging.tag.name for tagging in self.taggings.all()]

    @property
    def firm(self) -> Company | None:
        """The company, unless it was taken out of the book."""
        return None if self.company is None or self.company.removed_at else self.company


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, member: Member) -> Self:
        """The channels of a member's own book, as far as their entries are visible."""
        of_a_person = Q(person__owner=member, person__removed_at=None)
        return self.filter(of_a_person | Q(company__owner=member, company__removed_at=None))


class Channel(models.Model):
    """One way to reach a person or a company. `canonical` is what is compared; `shown` is what was meant."""

    KINDS: ClassVar = [("email", "E-mail"), ("phone", "Phone"), ("url", "Web page")]

    id = IdField()
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="channels"
    )
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.CASCADE, related_name="channels"
    )
    kind = models.CharField(max_length=5, choices=KINDS)
    shown = models.CharField(max_length=320)
    canonical = models.CharField(max_length=320, db_index=True)
    label = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = ChannelQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, company=None) | Q(person=None, company__isnull=False),
                name="channel_belongs_to_one",
            ),
            models.UniqueConstraint(fields=["person", "canonical"], name="channel_once_a_person"),
            models.UniqueConstraint(fields=["company", "canonical"], name="channel_once_a_company"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id or self.company_id}"

    @property
    def address(self) -> str:
        """What a link to this channel leads to."""
        if self.kind == "email":
            return f"mailto:{quote(self.shown, safe='@+')}"
        return f"tel:{self.canonical}" if self.kind == "phone" else self.shown


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, member: Member) -> Self:
        """What a member noted in their own book, as far as its entries are visible."""
        return self.filter(person__owner=member, person__removed_at=None)


class Conversation(models.Model):
    """A day on which the owner of an entry spoke with them, noted because something else says so: `source` is its id.

    Who corrects the day of the last contact by hand knows better: what was noted before is `overruled`.
    """

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conversations")
    on = models.DateField()
    source = models.CharField(max_length=16)
    overruled = models.BooleanField(default=False)

    objects: ClassVar = ConversationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "source"], name="conversation_once_a_source"),
        ]

    def __str__(self) -> str:
        return f"conversation of {self.on}"


class Refusal(models.Model):
    """A person's "please don't": for good, for everybody here. Holds a keyed hash, no address; outlives erasure."""

    key_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=5)
    at = models.DateTimeField()
    referral_id = models.CharField(max_length=16, blank=True)

    def __str__(self) -> str:
        return f"refusal of {self.at:%Y-%m-%d}"

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.core.ids import IdField
from sentby.rules.countries import country_of, currency_of


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, member: "Member") -> Self:
        """The desk's owner looks after every seat; another member looks after their own."""
        return self if member.is_owner else self.filter(pk=member.pk)


class MemberManager(BaseUserManager["Member"].from_queryset(MemberQuerySet)):  # type: ignore[misc]
    """Members are made by accounts.actions; these two words are what Django and allauth ask for."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        member: Member = self.model(email=email.strip().lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def get_by_natural_key(self, username: str | None) -> "Member":
        found: Member = self.get(email=(username or "").strip().lower())
        return found


class Member(AbstractBaseUser):
    """Somebody with an account. What stands in `business`, `headline` and `phone` is what a prospect is shown."""

    LADDERS: ClassVar = [(5, "Five rungs"), (8, "Eight rungs"), (10, "Ten rungs")]
    MODES: ClassVar = [("tell", "Tell them"), ("ask-one", "Ask them first")]
    THEMES: ClassVar = [("", "As the system says"), ("light", "Light"), ("dark", "Dark")]
    WEEKDAYS: ClassVar = list(
        enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
    )

    id = IdField()
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    business = models.CharField(max_length=120, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/London")
    locale = models.CharField(max_length=16, default="en-GB")
    theme = models.CharField(max_length=5, blank=True, choices=THEMES)
    ladder = models.PositiveSmallIntegerField(default=8, choices=LADDERS)
    consent_mode = models.CharField(max_length=8, default="tell", choices=MODES)
    meets_weekday = models.PositiveSmallIntegerField(null=True, blank=True, choices=WEEKDAYS)
    meets_time = models.TimeField(null=True, blank=True)
    last_minute_hours = models.PositiveSmallIntegerField(default=3)
    is_owner = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[MemberManager] = MemberManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ladder__in=[5, 8, 10]), name="member_has_a_published_ladder"
            ),
            models.UniqueConstraint(fields=["is_owner"], condition=models.Q(is_owner=True), name="one_owner"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def actor(self) -> Actor:
        return Actor("member", self.pk)

    @property
    def country(self) -> str:
        """In two letters. A telephone number without a country code is read as one from there."""
        return country_of(self.locale)

    @property
    def currency(self) -> str:
        """What an amount is in that names no currency, in three letters."""
        return currency_of(self.locale)

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, member: Member) -> Self:
        return self if member.is_owner else self.none()

    def open(self, at: datetime) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, declined_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """A seat offered to somebody by e-mail: single use, stored hashed, good for fourteen days."""

    id = IdField()
    email = models.EmailField(blank=True)  # forgotten some time after a no
    email_key = models.CharField(
        max_length=64, db_index=True
    )  # by which a no holds for every spelling, for good
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, at: datetime) -> bool:
        return not (self.accepted_at or self.withdrawn_at or self.declined_at) and at < self.expires_at


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(member=member)

    def in_use(self) -> Self:
        return self.filter(revoked_at=None, member__is_active=True)


class ApiKey(models.Model):
    """A member's personal key for the API: shown once, stored hashed."""

    id = IdField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

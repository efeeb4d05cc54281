from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar, NamedTuple, Self, TypeVar

from django.db import models
from django.db.models import Q

from sentby.accounts.models import Member
from sentby.core.ids import IdField
from sentby.people.models import Company, Person

Party = Member | Person
Part = TypeVar("Part", bound=models.Model)


OPEN = Q(closed_at=None, withdrawn_at=None, refused_at=None, declined_at=None)


SIDES = (
    "giver_member", "giver_person", "receiver_member", "receiver_person", "prospect_person", "prospect_company",
)  # fmt: skip
NAMED = {
    True: ("name", "email", "is_active"),
    False: ("name", "owner", "removed_at"),
}  # of a member; of an entry
OWN_WORDS = (
    "recorder", "need", "origin", "given", "consent_mode", "passed_on_at", "meeting_at", "released_at", "actionable_at", "first_contact_at",
    "closed_at", "refused_at", "declined_at", "withdrawn_at", "grade", "last_minute_hours", "time_zone",
    "version",
)  # fmt: skip


def takes_part(member: Member, path: str = "") -> Q:
    """The giver, whoever recorded it, and the receiver once it was released to them. `path` leads to the referral."""
    received = {f"{path}receiver_member": member, f"{path}released_at__isnull": False}
    return Q(**{f"{path}recorder": member}) | Q(**{f"{path}giver_member": member}) | Q(**received)


class Stated(NamedTuple):
    """Of a fact what it is judged by: what a list reads of it."""

    kind: str
    source: str
    holds: bool
    on: date | None
    time_zone: str
    recorded_at: datetime


class CameOfIt(NamedTuple):
    """Of an outcome what a line shows."""

    kind: str
    at: datetime


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, member: Member) -> Self:
        """Those that this member takes part in."""
        return self.filter(takes_part(member))

    def stated_by(self, member: Member) -> Self:
        """Those whose facts and details this member may state."""
        return self.filter(Q(recorder=member) | Q(giver_member=member))

    def followed_up_by(self, member: Member) -> Self:
        """Those that this member follows up: for themselves, or for a receiver without an account or a seat."""
        return self.filter(
            Q(receiver_member=member, released_at__isnull=False)
            | Q(receiver_member=None, recorder=member)
            | Q(receiver_member=None, recorder__is_active=False, giver_member=member)
            | Q(receiver_member__is_active=False) & (Q(giver_member=member) | Q(recorder=member))
        )

    def given_by(self, member: Member) -> Self:
        return self.filter(giver_member=member, withdrawn_at=None)

    def received_by(self, member: Member) -> Self:
        """What reached a member."""
        return self.filter(receiver_member=member, released_at__isnull=False, withdrawn_at=None)

    def open(self) -> Self:
        return self.filter(OPEN)

    def for_page(self) -> Self:
        """Everything that its page is judged by, in a fixed number of queries."""
        return self.with_sides().prefetch_related("facts")

    def for_lines(self, *more: str) -> Self:
        """What a line of a list shows and no more: of the sides, and of `more`, the names. `queries.lines` reads the rest."""
        seen = [f"{side}__{word}" for side in SIDES for word in NAMED[side.endswith("member")]]
        seen += ["prospect_person__version", "recorder__is_active", *(f"{side}__name" for side in more)]
        return self.select_related("recorder", *SIDES, *more).only(*OWN_WORDS, *SIDES, *more, *seen)

    def with_sides(self) -> Self:
        """Together with giver, receiver and prospect."""
        return self.select_related(*SIDES, "prospect_person__company")


class PartQuerySet(models.QuerySet[Part]):
    """What hangs on a referral is seen by those who see the referral."""

    def visible_to(self, member: Member) -> Self:
        """The parts of those that this member takes part in."""
        return self.filter(takes_part(member, "referral__"))


class Referral(models.Model):
    """The one thing that is passed on. Giver, receiver and prospect are roles on it; its grade follows from its facts."""

    id = IdField()
    recorder = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="recorded")
    giver_member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="given"
    )
    giver_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="given"
    )
    receiver_member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="received"
    )
    receiver_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="received"
    )
    prospect_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="prospect_of"
    )
    prospect_company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="prospect_of"
    )
    need = models.TextField(max_length=2_000, blank=True)
    endorsement = models.TextField(max_length=2_000, blank=True)
    origin = models.CharField(max_length=16, default="conversation")
    given = models.BooleanField(default=True)  # False for what somebody found for themselves
    consent_mode = models.CharField(max_length=8, default="tell")
    passed_on_at = models.DateTimeField()
    meeting_at = models.DateTimeField(null=True, blank=True)
    last_minute_hours = models.PositiveSmallIntegerField(default=3)  # the recorder's, as they were that day
    time_zone = models.CharField(max_length=64, default="UTC")
    released_at = models.DateTimeField(null=True, blank=True)
    actionable_at = models.DateTimeField(
        null=True, blank=True
    )  # since when the receiver had somebody to call
    tell_due_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    receiver_told_at = models.DateTimeField(
        null=True, blank=True
    )  # a receiver without an account, by whoever recorded it
    promoted_at = models.DateTimeField(null=True, blank=True)
    first_contact_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    grade = models.CharField(
        max_length=12, default="mention"
    )  # what judge() says; kept so that lists can count
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar = ReferralQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(giver_member__isnull=False, giver_person__isnull=False), name="one_giver"
            ),
            models.CheckConstraint(
                condition=~Q(receiver_member__isnull=False, receiver_person__isnull=False),
                name="one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(giver_member=None)
                | Q(receiver_member=None)
                | ~Q(giver_member=models.F("receiver_member")),
                name="nobody_passes_on_to_themselves",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["giver_member", "passed_on_at"], name="referrals_given"),
            models.Index(fields=["receiver_member", "passed_on_at"], name="referrals_received"),
            models.Index(fields=["recorder", "passed_on_at"], name="referrals_recorded"),
            models.Index(
                fields=["tell_due_at"], condition=Q(tell_due_at__isnull=False), name="prospects_to_tell"
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"

    @property
    def giver(self) -> Party | None:
        return self.giver_member or self.giver_person

    @property
    def receiver(self) -> Party | None:
        return self.receiver_member or self.receiver_person

    @property
    def prospect(self) -> Person | Company | None:
        return self.prospect_person or self.prospect_company

    @property
    def is_open(self) -> bool:
        return not (self.closed_at or self.withdrawn_at or self.refused_at or self.declined_at)

    def is_followed_up_by(self, member: Member) -> bool:
        """The same as the query set's `followed_up_by`, of a row that was read."""
        receiver = self.receiver_member
        if receiver == member:
            return self.released_at is not None
        if receiver is None:
            stands_in = self.giver_member_id == member.pk and not self.recorder.is_active
            return bool(self.recorder_id == member.pk) or stands_in
        return not receiver.is_active and member.pk in (self.giver_member_id, self.recorder_id)

    @property
    def stated(self) -> "list[Fact]":
        """The facts that stand, the oldest first."""
        return [fact for fact in self.facts.all() if fact.withdrawn_at is None]

    @property
    def judged_by(self) -> "Sequence[Fact | Stated]":
        """The same for the rulebook. A list has read those of all its lines at once (`read_along`)."""
        read: Sequence[Fact | Stated] | None = vars(self).get("facts_read")
        return self.stated if read is None else read

    @property
    def came_of_it(self) -> "list[Outcome]":
        """The outcomes that stand, the oldest first."""
        return [outcome for outcome in self.outcomes.all() if outcome.withdrawn_at is None]

    @property
    def last_outcome(self) -> "Outcome | CameOfIt | None":
        """The latest of them."""
        read: Sequence[Outcome | CameOfIt] | None = vars(self).get("outcomes_read")
        live = self.came_of_it if read is None else read
        return live[-1] if live else None


def read_along(referrals: "Sequence[Referral]") -> None:
    """Read at once what each of these referrals is judged by, and what came of it: two queries for a whole list."""
    keys = [referral.pk for referral in referrals]
    facts: dict[str, list[Stated]] = {key: [] for key in keys}
    outcomes: dict[str, list[CameOfIt]] = {key: [] for key in keys}
    said = Fact.objects.filter(referral__in=keys, withdrawn_at=None)
    for key, *words in said.values_list("referral_id", *Stated._fields):
        facts[key].append(Stated(*words))
    came = Outcome.objects.filter(referral__in=keys, withdrawn_at=None)
    for key, *words in came.values_list("referral_id", *CameOfIt._fields):
        outcomes[key].append(CameOfIt(*words))
    for referral in referrals:
        vars(referral).update(facts_read=facts[referral.pk], outcomes_read=outcomes[referral.pk])


class Fact(models.Model):
    """One dated statement about a referral, with its source. Withdrawn, never deleted."""

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=24)
    source = models.CharField(max_length=10)
    holds = models.BooleanField(default=True)
    on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)  # whose day it is; empty: the recorder's
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=16, blank=True)
    note = models.TextField(max_length=2_000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PartQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["recorded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral", "kind", "source", "holds"],
                condition=Q(withdrawn_at=None),
                name="a_fact_is_stated_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.source})"


class Contact(models.Model):
    """Somebody called, was called, left a message or met. The earliest human one stops the clock."""

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=16, blank=True)
    note = models.TextField(max_length=2_000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PartQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class Outcome(models.Model):
    """One dated step towards business: talked, met, proposed, won or lost. An amount is hidden unless it is shared."""

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount_shared = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PartQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(withdrawn_at=None, kind__in=["won", "lost"]),
                name="a_referral_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d}"


class FeedbackAsk(models.Model):
    """The giver asked what became of it; answered by any outcome, contact or word from the receiver."""

    id = IdField()
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="feedback_asks")
    asked_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    question = models.TextField(max_length=1_000, blank=True)
    answer = models.TextField(max_length=2_000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = PartQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(answered_at=None), name="one_open_question_a_referral"
            ),
        ]

    def __str__(self) -> str:
        return f"question of {self.at:%Y-%m-%d}"

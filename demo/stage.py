"""The stage: what happens, in the order in which it happened, with the worker going round in between."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import get_hasher
from django.db.models import Min, QuerySet

from sentby import worker
from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.followups.models import Reminder
from sentby.gratitude import actions as gratitude
from sentby.gratitude.actions import Occasion
from sentby.mail.models import Message
from sentby.people.models import Person
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.models import Party, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind, Origin
from sentby.rules.money import Amount
from sentby.rules.standing import Outcome

PROSPECT = Actor("prospect")
MINUTE_BY_MINUTE = [sweep for sweep in worker.SWEEPS if sweep.every == worker.EACH_ROUND]
GATES = (FactKind.KNOWS_RECEIVER, FactKind.EXPECTS_CONTACT)


def ago(days: float = 0, hours: float = 0, minutes: float = 0) -> timedelta:
    """How long before the present something happened."""
    return timedelta(days=days, hours=hours, minutes=minutes)


@dataclass(frozen=True)
class Said:
    """What the giver says about a prospect: the facts, when they spoke, and the words."""

    facts: Sequence[FactKind] = ()
    spoke_days_before: int | None = None
    need: str = ""
    endorsement: str = ""
    notes: dict[FactKind, str] = field(default_factory=dict)

    def claims(self, passed_on: date) -> list[Claim]:
        claims = [Claim(kind, passed_on, self.notes.get(kind, "")) for kind in self.facts]
        if self.spoke_days_before is not None:
            spoke = passed_on - timedelta(days=self.spoke_days_before)
            claims.append(Claim(FactKind.SPOKE, spoke, self.notes.get(FactKind.SPOKE, "")))
        return claims


@dataclass
class Stage:
    """Everybody and everything that the story has made so far."""

    now: datetime
    members: dict[str, Member] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    events: list[tuple[datetime, Callable[[datetime], object]]] = field(default_factory=list)
    _worker: worker.Worker = field(default_factory=lambda: worker.Worker(MINUTE_BY_MINUTE))

    def happens(self, before: timedelta, act: Callable[[datetime], object]) -> None:
        """Put an event on the list, so long before the present."""
        self.events.append((self.now - before, act))

    def play(self) -> None:
        """Let everything happen in its order. The worker goes round whenever it would have had something to do."""
        for moment, act in sorted(self.events, key=lambda event: event[0]):
            self._worker_until(moment)
            act(moment)
        self._worker_until(self.now)

    def passes_on(  # noqa: PLR0917 (who, to whom, when and whom read in this order)
        self,
        key: str,
        giver: str,
        receiver: str,
        before: timedelta,
        prospect: Callable[[], Prospect],
        said: Said | None = None,
        *,
        origin: Origin = Origin.CONVERSATION,
        mode: Mode = Mode.TELL,
        meeting_in: timedelta | None = None,
        recorder: str = "",
    ) -> None:
        """`giver` passes somebody on to `receiver`: keys of members, or of people in the recorder's book."""
        words = said or Said()

        def act(at: datetime) -> None:
            self.referrals[key] = referrals.pass_on(
                by=self.members[recorder or giver], at=at, giver=self._party(giver) if giver else None,
                receiver=self._party(receiver), prospect=prospect(), claims=words.claims(at.date()),
                need=words.need, endorsement=words.endorsement, origin=origin, consent_mode=mode,
                meeting_at=at + meeting_in if meeting_in else None,
            )  # fmt: skip

        self.happens(before, act)

    def claims(self, key: str, by: str, before: timedelta, kind: FactKind, note: str = "") -> None:
        """One more fact is stated later."""
        self.happens(
            before,
            lambda at: referrals.claim_fact(
                referral=self.referrals[key], kind=kind, by=self.members[by], at=at, note=note
            ),
        )

    def answers(self, key: str, before: timedelta, words: str = "") -> None:
        """The prospect answers all three questions with yes."""
        self.happens(
            before,
            lambda at: referrals.answer_three_questions(
                referral=self.referrals[key], answers={"knows_who": "yes", "knows_how": "yes", "expects": "yes"},
                words=words, by=PROSPECT, at=at,
            ),
        )  # fmt: skip

    def tells(self, key: str, by: str, before: timedelta) -> None:
        """A receiver without an account hears of it from whoever recorded it."""
        self.happens(
            before,
            lambda at: referrals.note_receiver_told(referral=self.referrals[key], by=self.members[by], at=at),
        )

    def in_touch(self, key: str, by: str, before: timedelta, kind: ContactKind, note: str = "") -> None:
        """Receiver and prospect are in touch."""
        self.happens(
            before,
            lambda at: referrals.log_contact(
                referral=self.referrals[key], kind=kind, by=self.members[by].actor, at=at, note=note
            ),
        )

    def comes_of_it(
        self,
        key: str,
        by: str,
        before: timedelta,
        kind: Outcome,
        amount: Amount | None = None,
        *,
        shared: bool = False,
        reason: str = "",
    ) -> None:
        """A step towards business, or its end."""
        self.happens(
            before,
            lambda at: referrals.record_outcome(
                referral=self.referrals[key], kind=kind, by=self.members[by], at=at, amount=amount,
                share_amount=shared, reason=reason,
            ),
        )  # fmt: skip

    def thanks(self, key: str, by: str, before: timedelta, occasion: Occasion, words: str = "") -> None:
        """The receiver thanks the giver."""
        self.happens(
            before,
            lambda at: gratitude.thank(
                referral=self.referrals[key], occasion=occasion, by=self.members[by], at=at, words=words
            ),
        )

    def _party(self, key: str) -> Party:
        return self.members[key] if key in self.members else self.people[key]

    def _worker_until(self, moment: datetime) -> None:
        while (due := _first_due(moment)) is not None:
            self._worker.round(due)


def _first_due(by: datetime) -> datetime | None:
    """The earliest moment up to `by` at which the worker has something to do."""
    waiting: list[tuple[QuerySet[Any], str]] = [
        (Message.objects.filter(state="queued"), "due_at"),
        (Reminder.objects.filter(sent_at=None, dropped_at=None), "due_at"),
        (Referral.objects.all(), "tell_due_at"),
    ]
    moments = [
        rows.filter(**{f"{clock}__lte": by}).aggregate(first=Min(clock))["first"] for rows, clock in waiting
    ]
    return min((moment for moment in moments if moment is not None), default=None)


@contextmanager
def quick_passwords() -> Iterator[None]:
    """The demo's password is printed for everybody to read: a slow hash would protect nothing and cost seconds."""
    hasher = get_hasher()
    usual = getattr(hasher, "iterations", 1)  # not every hasher counts
    hasher.iterations = 1
    try:
        yield
    finally:
        hasher.iterations = usual

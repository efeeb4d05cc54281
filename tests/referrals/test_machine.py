"""C5, whatever is pressed in whatever order: every open item has exactly one next action; the stored grade is the rule's.

And whatever row an act writes, the audit names it. The control at the end sees the invariant fail when the next action is not brought up to date.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.followups.models import FollowUp
from sentby.referrals import actions
from sentby.referrals.actions import Change, Prospect
from sentby.referrals.actions.forgetting import forget_prospect
from sentby.referrals.actions.stating import CannotClaim
from sentby.referrals.judging import judge
from sentby.referrals.models import Contact, Fact, Outcome, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from sentby.rules.standing import Outcome as Kind
from tests.support import cast
from tests.support.cast import AT
from tests.support.length import at_length
from tests.support.referring import BAKERY, DANA, NAME_ONLY, SPOKEN, claims_of
from tests.support.witness import Witness

PROSPECT = Actor("prospect")
ROSA = Prospect("Rosa Klein", ("01632 960155",), company="Corner Bakery")
ANSWERS = st.sampled_from(["yes", "no", "unsure"])
CAME_ABOUT: dict[type[Any], tuple[str, ...]] = {
    Referral: ("passed_on_at",),
    Fact: ("recorded_at", "kind", "source"),
    Contact: ("recorded_at",),
    Outcome: ("at",),
}
EXPECTED = (actions.NotPossible, CannotClaim, actions.Conflict)


class Undo(Exception):
    pass


class Desk(RuleBasedStateMachine):
    """Ana gives, Sam receives, and both press what they like."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.ana, self.sam = cast.make_ana(), cast.make_sam()
        self.at, self.witness = AT, Witness()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def _some(self, data: st.DataObject, kind: type[Any], **which: Any) -> Any:
        """Any one of them, chosen in the order in which they came about: ids are random."""
        rows = kind.objects.filter(**which).order_by(*CAME_ABOUT[kind])
        return rows[data.draw(st.integers(0, rows.count() - 1))]

    def _try(self, act: Any, **said: Any) -> None:
        """Whatever an act refuses, it refuses in a sentence."""
        self.at += timedelta(hours=5)
        by = said["by"].actor if isinstance(said["by"], Member) else said["by"]
        with self.witness.watching(by=by, at=self.at, name=act.__name__):
            try:
                act(at=self.at, **said)
            except EXPECTED as reason:
                assert str(reason).endswith((".", "?")), reason

    @rule(
        prospect=st.sampled_from([DANA, BAKERY, NAME_ONLY, ROSA]),
        facts=st.sets(st.sampled_from(SPOKEN)),
        mode=st.sampled_from(Mode),
        side=st.sampled_from(["give", "receive", "own"]),
    )
    def pass_on(self, prospect: Prospect, facts: set[FactKind], mode: Mode, side: str) -> None:
        by = self.ana if side == "give" else self.sam
        self._try(
            actions.pass_on,
            by=by,
            giver=None if side == "own" else self.ana,
            receiver=self.sam,
            prospect=prospect,
            claims=claims_of(sorted(facts), self.at),
            consent_mode=mode,
        )

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data(), kind=st.sampled_from(FactKind))
    def claim(self, data: st.DataObject, kind: FactKind) -> None:
        referral = self._some(data, Referral)
        self._try(actions.claim_fact, referral=referral, kind=kind, by=self.ana)

    @precondition(lambda self: Fact.objects.exists())
    @rule(data=st.data())
    def withdraw_fact(self, data: st.DataObject) -> None:
        self._try(actions.withdraw_fact, fact=self._some(data, Fact), by=self.ana)

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data(), kind=st.sampled_from(ContactKind), ago=st.integers(0, 60))
    def contact(self, data: st.DataObject, kind: ContactKind, ago: int) -> None:
        referral = self._some(data, Referral)
        moment = self.at - timedelta(hours=ago)
        self._try(actions.log_contact, referral=referral, kind=kind, by=self.sam.actor, happened_at=moment)

    @precondition(lambda self: Contact.objects.exists())
    @rule(data=st.data())
    def take_back_contact(self, data: st.DataObject) -> None:
        self._try(actions.take_back_contact, contact=self._some(data, Contact), by=self.sam)

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data(), kind=st.sampled_from([kind for kind in Kind if kind != Kind.NONE]))
    def outcome(self, data: st.DataObject, kind: Kind) -> None:
        self._try(actions.record_outcome, referral=self._some(data, Referral), kind=kind, by=self.sam)

    @precondition(lambda self: Outcome.objects.exists())
    @rule(data=st.data())
    def take_back_outcome(self, data: st.DataObject) -> None:
        self._try(actions.take_back_outcome, outcome=self._some(data, Outcome), by=self.sam)

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data(), prospect=st.sampled_from([DANA, ROSA, BAKERY, NAME_ONLY]))
    def details(self, data: st.DataObject, prospect: Prospect) -> None:
        referral = self._some(data, Referral)
        change = Change(prospect=prospect)
        self._try(
            actions.add_details, referral=referral, change=change, version=referral.version, by=self.ana
        )

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        self._try(actions.withdraw, referral=self._some(data, Referral), by=self.ana)

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        self._try(actions.bring_back, referral=self._some(data, Referral), by=self.ana)

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data(), accepted=st.booleans())
    def consent(self, data: st.DataObject, accepted: bool) -> None:
        self._try(actions.accept_passing, referral=self._some(data, Referral), accepted=accepted, by=PROSPECT)

    @precondition(lambda self: Referral.objects.exists())
    @rule(
        data=st.data(),
        answers=st.fixed_dictionaries(dict.fromkeys(["knows_who", "knows_how", "expects"], ANSWERS)),
    )
    def answer(self, data: st.DataObject, answers: dict[str, str]) -> None:
        referral = self._some(data, Referral)
        self._try(actions.answer_three_questions, referral=referral, answers=answers, words="", by=PROSPECT)

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data(), seldom=st.integers(0, 3))
    def refuse(self, data: st.DataObject, seldom: int) -> None:
        if seldom == 0:
            self._try(actions.refuse, referral=self._some(data, Referral), by=PROSPECT)

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data(), seldom=st.integers(0, 3))
    def forget(self, data: st.DataObject, seldom: int) -> None:
        if seldom == 0:
            self._try(forget_prospect, referral=self._some(data, Referral), by=PROSPECT)

    @invariant()
    def every_open_item_has_exactly_one_next_action(self) -> None:
        for referral in Referral.objects.all():
            promised = list(FollowUp.objects.open().filter(subject_id=referral.pk))
            assert len(promised) == int(referral.is_open), f"{referral.pk}: {promised}"
            for follow_up in promised:
                assert follow_up.owner in (self.ana, self.sam)
                assert follow_up.due_at.tzinfo is not None

    @invariant()
    def every_row_that_was_written_is_named(self) -> None:
        assert not self.witness.faults, self.witness.faults

    @invariant()
    def the_stored_grade_is_the_rules(self) -> None:
        for referral in Referral.objects.select_related("recorder"):
            assert referral.grade == judge(referral, ladder=8).claimed.grade

    @invariant()
    def the_clock_was_stopped_by_the_earliest_contact(self) -> None:
        for referral in Referral.objects.all():
            since = referral.released_at or referral.passed_on_at
            live = referral.contacts.filter(withdrawn_at=None, at__gte=since).exclude(kind="left_message")
            steps = referral.outcomes.filter(withdrawn_at=None, at__gte=since).exclude(kind="lost")
            moments = [*live.values_list("at", flat=True), *steps.values_list("at", flat=True)]
            assert referral.first_contact_at == min(moments, default=None)


class Careless(Desk):
    """The control: a referral ends behind the back of its actions, so that its next action stays."""

    @precondition(lambda self: Referral.objects.exists())
    @rule(data=st.data())
    def end_without_settling(self, data: st.DataObject) -> None:
        Referral.objects.filter(pk=self._some(data, Referral).pk).update(closed_at=self.at)


USUAL = settings(
    max_examples=at_length(10, 80),
    stateful_step_count=at_length(16, 24),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
QUICK = settings(USUAL, max_examples=40, phases=[Phase.generate], report_multiple_bugs=False)


@pytest.mark.django_db
def test_c5_every_open_item_has_exactly_one_owner_and_date_whatever_is_pressed() -> None:
    run_state_machine_as_test(Desk, settings=USUAL)


@pytest.mark.django_db
def test_c5_the_control_is_seen_to_fail() -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Careless, settings=QUICK)

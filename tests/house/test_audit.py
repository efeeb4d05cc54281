"""Whatever an act writes, a line of the audit names it at that moment: who, when, what; and why, where nobody pressed."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from cProfile import Profile
from datetime import timedelta
from types import CodeType

import pytest

from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.audit import SENTBY
from sentby.core.models import AuditEntry
from sentby.introductions import actions as introductions
from sentby.people import actions as people
from sentby.people.models import Refusal
from sentby.referrals import actions as referrals
from sentby.referrals.models import Fact, Referral
from sentby.rules.consent import Mode
from sentby.rules.standing import Outcome
from tests.api.reach import action_modules
from tests.support.cast import AT
from tests.support.referring import give, give_referral, receive
from tests.support.sweeps import sweep
from tests.support.walk import whole_walk
from tests.support.witness import Witness

pytestmark = pytest.mark.django_db  # on PostgreSQL as well in `make prove`

BEFORE_ANY_ACT = {"sentby.people.actions.following.follow_entries"}  # said once, when the program starts


def public_acts() -> dict[CodeType, str]:
    """Every public function of every app's actions, by its code."""
    return {
        inspect.unwrap(thing).__code__: f"{module.__name__}.{name}"
        for module in action_modules()
        for name, thing in vars(module).items()
        if inspect.isfunction(thing) and not name.startswith("_") and thing.__module__ == module.__name__
    }


@contextmanager
def entered(known: dict[CodeType, str]) -> Iterator[set[str]]:
    """Which of these functions are gone into meanwhile."""
    seen: set[str] = set()
    profile = Profile(subcalls=False, builtins=False)
    with profile:
        yield seen
    seen |= {
        known[each.code]
        for each in profile.getstats()
        if isinstance(each.code, CodeType) and each.code in known
    }


def test_every_act_there_is_tells_every_row_that_it_writes() -> None:
    known = public_acts()
    with entered(known) as seen:
        walk = whole_walk()
    assert not walk.witness.faults, "\n".join(walk.witness.faults)
    missed = sorted(set(known.values()) - seen - BEFORE_ANY_ACT)
    assert not missed, "the walk passes these by: " + " ".join(missed)


def test_a_refusal_heard_by_telephone_is_told_of_whoever_noted_it(ana: Member, sam: Member) -> None:
    asking = give_referral(ana, sam, mode=Mode.ASK_ONE)
    introductions.heard_by_telephone(referral=asking, said="stop", by=ana, at=AT)
    assert Refusal.objects.exists()
    for what in ("refusal.kept", "prospect.refused"):
        told = AuditEntry.objects.get(what=what)
        assert (told.actor_kind, told.actor_id, told.why) == ("member", ana.pk, "said on the telephone")


def test_what_a_giver_writes_into_the_recorder_s_book_is_told_of_the_giver(ana: Member, sam: Member) -> None:
    received = receive(sam, ana, prospect=referrals.Prospect())
    for place in ("", "Dock Street"):
        prospect = referrals.Prospect(company="Corner Bakery", place=place)
        received.refresh_from_db()
        change = referrals.Change(prospect=prospect)
        referrals.add_details(referral=received, change=change, version=received.version, by=ana, at=AT)
    told = AuditEntry.objects.filter(what__in=["company.added", "company.completed"])
    assert [(entry.what, entry.actor_id) for entry in told.order_by("pk")] == [
        ("company.added", ana.pk),
        ("company.completed", ana.pk),
    ]


def test_the_reason_stands_in_the_audit(ana: Member, sam: Member) -> None:
    item = give_referral(ana, sam)
    referrals.record_outcome(referral=item, kind=Outcome.LOST, by=sam, at=AT, reason="Her nephew does it.")
    why = dict(AuditEntry.objects.filter(subject_id=item.pk).values_list("what", "why"))
    assert why["outcome.recorded"] == "Her nephew does it."
    assert why["follow_up.settled"] == "lost"
    assert why["referral.graded"] == "all five facts hold"


def test_what_is_done_by_itself_says_by_which_rule(ana: Member, sam: Member, ruth: Member) -> None:
    item = give(ana, sam)
    accounts.deactivate_member(member=sam, by=ruth, at=AT)
    sweep("stranded", AT)
    told = AuditEntry.objects.get(what="follow_up.promised", subject_id=item.pk, actor_kind="sentby")
    assert told.why == "it is somebody else’s turn: a seat was closed, or opened again; lead, not called yet"


@pytest.fixture
def witness(ana: Member, sam: Member) -> Witness:
    return Witness()


def test_control_a_row_that_nothing_names_is_seen(witness: Witness, ana: Member, sam: Member) -> None:
    item = give(ana, sam)
    with witness.watching(by=ana.actor, at=AT):
        Fact.objects.filter(referral=item, kind="person_named").update(withdrawn_at=AT)
        Referral.objects.filter(pk=item.pk).update(closed_at=AT)
        audit.record("mail.queued", subject=("referral", item.pk), by=ana.actor, at=AT)
        people.add_person(owner=ana, name="Tomás Vidal", at=AT)
    fact = item.facts.get(kind="person_named")
    assert witness.faults == [
        f"an act: referrals.Fact {fact.pk} was changed, and nothing names it",
        f"an act: referrals.Referral {item.pk} was changed, and nothing names it",
    ]


def test_control_another_actor_another_moment_and_no_reason_are_seen(
    witness: Witness, ana: Member, sam: Member
) -> None:
    with witness.watching(by=ana.actor, at=AT):
        for by, at in ((sam.actor, AT), (ana.actor, AT - timedelta(days=1)), (SENTBY, AT)):
            audit.record("person.edited", subject=("person", "x"), by=by, at=at)
    assert len(witness.faults) == 3


def test_control_what_only_follows_need_not_be_named(witness: Witness, ana: Member) -> None:
    with witness.watching(by=ana.actor, at=AT):
        person = people.add_person(owner=ana, name="Tomás Vidal", channels=["01632 960110"], at=AT)
    with witness.watching(by=ana.actor, at=AT):
        type(person).objects.update(search="tomas", name="Tomás Vidal")
    assert witness.faults == []


def test_control_an_act_that_is_passed_by_is_seen() -> None:
    known = public_acts()
    with entered(known) as seen:
        people.as_said  # noqa: B018
    assert seen == set() and len(known) > 100

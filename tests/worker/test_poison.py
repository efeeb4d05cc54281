"""R7: what cannot be done is tried five times, given up and shown; everything else is done, once."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import DataError, IntegrityError, transaction

from sentby import worker
from sentby.accounts.models import Member
from sentby.cli import examinations
from sentby.core import quarantine
from sentby.core.ids import new_id
from sentby.core.models import Quarantined
from sentby.followups.models import FollowUp
from sentby.introductions import actions
from sentby.introductions.models import Introduction
from sentby.mail.models import Message
from sentby.people.models import Person
from sentby.referrals.models import Referral
from sentby.worker import Item, Sweep, Worker
from tests.support.cast import AT
from tests.worker.scene import passed_on, planted, poison, reminders_about

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
OVER = AT + timedelta(days=2)
FIVE_TRIES = [timedelta(seconds=seconds) for seconds in (0, 11, 90, 500, 2000, 4000)]
MANY = 1_000


def _nested(depth: int = 0) -> int:
    return _nested(depth + 1)


def _half_a_transaction() -> None:
    with transaction.atomic():
        Person.objects.create(name="nobody's", created_at=AT)  # no owner: the database refuses


KINDS: tuple[Callable[[], object], ...] = (
    lambda: 1 / 0,
    lambda: dict[str, str]()["missing"],
    lambda: int("no number"),
    _nested,
    _half_a_transaction,
    lambda: (_ for _ in ()).throw(DataError("too long")),
    lambda: (_ for _ in ()).throw(AssertionError()),
    lambda: (_ for _ in ()).throw(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "dana@millane.example.org")),
    lambda: Person.objects.get(pk="nobody"),
)


def _a_thousand(done: Counter[str]) -> Sweep:
    """A thousand things to do, and among them poison of every kind, early and late."""
    places = {place * MANY // len(KINDS): kind for place, kind in enumerate(KINDS)}

    def items(at: datetime, skip: int) -> Iterator[Item]:
        for number in range(MANY):
            name = str(number)
            if name not in done:
                yield Item(name, places.get(number) or partial(done.update, [name]))

    return Sweep("thousand", items)


def test_the_rest_of_a_thousand_is_done_and_the_poison_is_shown() -> None:
    done: Counter[str] = Counter()
    program = Worker([_a_thousand(done)])
    for later in FIVE_TRIES:
        program.round(AT + later)
    assert len(done) == MANY - len(KINDS) and set(done.values()) == {1}
    given_up = list(quarantine.given_up())
    assert len(given_up) == len(KINDS) and {row.tries for row in given_up} == {5}
    shown = list(examinations.given_up(AT))
    assert shown and not any(finding.ok for finding in shown)
    assert not any("millane" in row.error for row in given_up), "an error's text may hold an address"
    assert Person.objects.count() == 0


def test_control_without_a_try_for_each_item_the_rest_is_not_done() -> None:
    done: Counter[str] = Counter()

    def did(self: Worker, sweep: Sweep, item: Item, at: datetime) -> bool:
        item.do()
        return True

    with planted(Worker, "_did", did), pytest.raises(ZeroDivisionError):
        Worker([_a_thousand(done)]).round(AT)
    assert len(done) < MANY - len(KINDS)


def test_real_poison_in_the_sweeps_leaves_the_others_alone(ana: Member, sam: Member) -> None:
    good, bad = passed_on(ana, sam, number=1), passed_on(ana, sam, number=2)
    told = passed_on(ana, sam, number=3)
    _let_the_subject_vanish(bad)
    poison(told)
    for later in FIVE_TRIES:
        Worker().round(OVER + later)
    assert len(reminders_about(good)) == 3
    assert Message.objects.filter(kind="tell", subject_id=good.pk).count() == 1
    sweeps = Counter(quarantine.given_up().values_list("sweep", flat=True))
    assert sweeps["reminders"] == 3 and sweeps["tells"] == 1


def _let_the_subject_vanish(referral: Referral) -> None:
    FollowUp.objects.filter(subject_id=referral.pk).update(subject_id=new_id())


def test_departures_and_old_prospects_have_poison_too(ana: Member, sam: Member) -> None:
    letters = []
    for number in (1, 2):
        referral = passed_on(ana, sam, number=number)
        letters.append(
            actions.send(introduction=actions.draft(referral=referral, by=ana, at=AT), by=ana, at=AT)
        )
    poison(letters[0].referral)
    Person.objects.update(for_referral_only=True)
    Message.objects.filter(kind="introduction").update(state="sent", ended_at=AT, via="local")
    for later in FIVE_TRIES:
        Worker([s for s in worker.SWEEPS if s.name == "departures"]).round(AT + later)
    assert (
        Introduction.objects.get(pk=letters[1].pk).seen_at
        and not Introduction.objects.get(pk=letters[0].pk).seen_at
    )
    half_a_year = AT + timedelta(days=400)
    for later in FIVE_TRIES:
        Worker([s for s in worker.SWEEPS if s.name == "prospects"]).round(half_a_year + later * 2)
    assert Person.objects.count() == 1
    assert Counter(quarantine.given_up().values_list("sweep", flat=True)) == {"departures": 1, "prospects": 1}


def test_what_works_again_is_forgotten_and_what_was_given_up_can_be_tried_again() -> None:
    broken = [True]

    def sometimes() -> None:
        if broken[0]:
            raise IntegrityError

    program = Worker([Sweep("s", lambda at, skip: [Item("x", sometimes)])])
    program.round(AT)
    broken[0] = False
    program.round(AT + timedelta(seconds=11))
    assert not Quarantined.objects.exists()
    broken[0] = True
    for later in FIVE_TRIES:
        program.round(AT + timedelta(hours=1) + later)
    assert quarantine.try_again(quarantine.given_up()) == 1
    broken[0] = False
    assert program.round(AT + timedelta(days=1))["s"] == 1


def test_a_whole_round_is_never_given_up() -> None:
    program = Worker([Sweep("s", lambda at, skip: [Item("round", lambda: 1 / 0)], gives_up=False)])
    for number in range(20):
        program.round(AT + timedelta(hours=number))
    assert Quarantined.objects.get().tries == 20 and not quarantine.given_up().exists()


def test_stopping_finishes_the_item_in_hand_and_no_more() -> None:
    done: list[int] = []
    program = Worker(
        [Sweep("s", lambda at, skip: [Item(str(n), partial(done.append, n)) for n in range(9)])],
        is_stopping=lambda: len(done) == 4,
    )
    program.round(AT)
    assert done == [0, 1, 2, 3]

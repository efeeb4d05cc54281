"""P3: nothing that leads to a call leaves after a refusal was acknowledged, whoever it is for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.introductions import queries as introductions
from sentby.mail import sending, states
from sentby.mail.models import Message
from sentby.mail.outcomes import ClaimLost
from sentby.people import actions as people
from sentby.referrals.actions import Prospect
from tests.introductions.story import DANA, LATER, pass_on
from tests.mail.post import post, sweep
from tests.mail.sink import Sink
from tests.support.cast import AT
from tests.support.length import at_length
from tests.support.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = at_length(1, 15)
A_WHILE = 1.0  # seconds that one of two waits for the other, who may have to wait for it


@pytest.mark.parametrize("kind", sorted(introductions.LEADS_TO_A_CALL))
def test_a_letter_to_a_member_that_leads_to_a_call_asks_again(ana: Member, sam: Member, kind: str) -> None:
    """The refusal came while it was passed on: it stopped every referral there was, and this one was not there yet."""
    referral = pass_on(ana, sam)
    Message.objects.filter(subject_id=referral.pk).update(kind=kind)
    refuse()
    assert leaves(introductions.may_send) == ["withheld"]


def test_passed_on_while_they_refuse_nothing_leaves(ana: Member, sam: Member) -> None:
    """On PostgreSQL the refusal is acknowledged in the middle of it; on SQLite it waits its turn."""
    for number in range(ROUNDS):
        address = f"dana{number}@millane.example.org"
        passed, refused = threading.Event(), threading.Event()

        def say_no() -> None:
            passed.wait()  # noqa: B023
            refuse(address)  # noqa: B023
            refused.set()  # noqa: B023

        with beside(say_no), transaction.atomic():
            pass_on(ana, sam, prospect=Prospect(name="Dana Lindqvist", channels=[address]))
            passed.set()
            refused.wait(A_WHILE)
        assert leaves(introductions.may_send) == ["withheld"] * (number + 1)


def test_refused_and_passed_on_at_the_same_moment_nothing_leaves(ana: Member, sam: Member) -> None:
    """Whoever comes first: the other finds it, or the worker does."""
    for number in range(ROUNDS):
        address = f"dana{number}@millane.example.org"
        both = (
            lambda: pass_on(ana, sam, prospect=Prospect(name="Dana Lindqvist", channels=[address])),  # noqa: B023
            lambda: refuse(address),  # noqa: B023
        )
        at_once(lambda turn: both[turn](), 2)  # noqa: B023
        assert set(leaves(introductions.may_send)) <= {"withheld"}


def test_control_not_asked_again_the_letter_leaves(ana: Member, sam: Member) -> None:
    pass_on(ana, sam)
    refuse()
    assert leaves(lambda message: None) == ["sent"]


def test_whoever_refuses_after_the_last_look_refuses_a_letter_that_has_begun(sink: Sink, ana: Member) -> None:
    message = post(ana)
    assert begun_at_each_look(message) == [False, True]
    assert sink.count == 1


def test_control_looking_before_the_mark_is_written_leaves_a_gap(
    ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_then_mark(message: Message, *, may_send: states.MaySend, at: object) -> None:
        with transaction.atomic(durable=True):
            mine = Message.objects.filter(pk=message.pk, claim=message.claim, data_started_at=None)
            states.check(message, may_send=may_send, at=AT)
            if not mine.update(data_started_at=at):
                raise ClaimLost

    monkeypatch.setattr(states, "begin_data", look_then_mark)
    assert begun_at_each_look(post(ana)) == [False, False]


def test_a_no_at_the_last_look_holds_the_letter_back(sink: Sink, ana: Member) -> None:
    message = post(ana)
    answers = iter([None, "They said: please don’t."])
    assert sweep(may_send=lambda _: next(answers)).withheld == 1
    message.refresh_from_db()
    assert (message.state, message.text, sink.count) == ("withheld", "", 0)


@contextmanager
def beside(act: Callable[[], None]) -> Iterator[None]:
    """Do `act` at the same time, over a connection of its own."""

    def alone() -> None:
        try:
            act()
        finally:
            connection.close()

    other = threading.Thread(target=alone)
    other.start()
    yield
    other.join()


def refuse(address: str = DANA.channels[0]) -> None:
    people.refuse(channels=[address], referral_id="", by=Actor("prospect"), at=LATER)


def leaves(may_send: states.MaySend) -> list[str]:
    """Where Sam's letter stands after the worker's next round."""
    sending.sweep(at=LATER, may_send=may_send)
    return list(Message.objects.filter(to_member__isnull=False).values_list("state", flat=True))


def begun_at_each_look(message: Message) -> list[bool]:
    """Whether everybody else sees that the letter has begun, each time it is asked whether it may leave."""
    seen: list[bool] = []

    def look() -> None:
        seen.append(Message.objects.filter(pk=message.pk, data_started_at__isnull=False).exists())

    def may_send(_: Message) -> None:
        with beside(look):
            pass

    sweep(may_send=may_send)
    return seen

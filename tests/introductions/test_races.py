"""Eight presses at the same moment: each act of a link is used once, and a letter leaves once."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from prove.submissions import rounds
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.introductions import actions
from sentby.introductions.actions.linking import Side, actor_of
from sentby.introductions.models import Introduction, Link, Press
from sentby.mail.models import Message
from sentby.referrals import actions as referrals
from sentby.referrals.actions.permitting import Answer
from sentby.referrals.models import Contact, Fact
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from tests.accounts.test_races import CLIENTS, at_once
from tests.introductions.story import link_of, pass_on, write
from tests.support.cast import AT
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = rounds(2)
CALLED, THEY_CALLED = ContactKind.CALLED, ContactKind.THEY_CALLED
YES: dict[str, Answer] = {"knows_who": "yes"}
ACTS: dict[str, tuple[Mode, Side, Callable[[Link], object]]] = {
    "answers": (Mode.TELL, "prospect", lambda link: actions.answer(link=link, answers=YES, words="", at=AT)),
    "yes": (Mode.ASK_ONE, "prospect", lambda link: actions.consent(link=link, accepted=True, at=AT)),
    "no": (Mode.ASK_ONE, "prospect", lambda link: actions.consent(link=link, accepted=False, at=AT)),
    "contact": (Mode.TELL, "prospect", lambda link: actions.in_touch(link=link, kind=THEY_CALLED, at=AT)),
    "called": (Mode.TELL, "receiver", lambda link: actions.in_touch(link=link, kind=CALLED, at=AT)),
    "stop": (Mode.TELL, "prospect", lambda link: actions.stop(link=link, at=AT)),
    "not-mine": (Mode.TELL, "receiver", lambda link: actions.stop(link=link, at=AT)),
    "erasure": (Mode.TELL, "prospect", lambda link: actions.erase_prospect(link=link, at=AT)),
}


def came_of(results: list[object]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_of_a_link_is_never_used_twice(ana: Member, sam: Member, act: str) -> None:
    mode, side, press = ACTS[act]
    for number in range(ROUNDS):
        link, _token = link_of(pass_on(ana, sam, mode=mode, prospect=a_dana(number)), side)
        results = came_of(at_once(lambda _n: press(link)))  # noqa: B023
        assert results.pop("NoneType") == 1
        assert sum(results.values()) == CLIENTS - 1 and set(results) <= {"AlreadyPressed", "Closed"}, results
        assert Press.objects.filter(link=link).count() == 1
        assert Contact.objects.filter(referral=link.referral_id).count() == (act in {"contact", "called"})


def a_dana(number: int) -> referrals.Prospect:
    """Another one each time: who was refused once is refused for good."""
    return referrals.Prospect(name=f"Dana {number}", channels=[f"dana{number}@millane.example.org"])


def test_control_find_then_write_uses_it_twice(ana: Member, sam: Member) -> None:
    """The race is real: who looks first and writes later finds it unused, eight times over."""
    referral = pass_on(ana, sam)
    link, _ = link_of(referral)
    everybody_looked = threading.Barrier(CLIENTS)

    def careless(_number: int) -> None:
        unused = not Press.objects.filter(link=link, act="contact").exists()
        everybody_looked.wait()
        if unused:
            referrals.log_contact(
                referral=type(referral).objects.get(pk=referral.pk),
                kind=ContactKind.CALLED,
                by=actor_of(link),
                at=AT,
            )

    at_once(careless)
    assert Contact.objects.filter(referral=referral).count() > 1


def test_yes_and_no_at_the_same_moment_are_one_answer(ana: Member, sam: Member) -> None:
    for _ in range(ROUNDS):
        referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
        link, _token = link_of(referral)
        at_once(lambda number: actions.consent(link=link, accepted=number % 2 == 0, at=AT))  # noqa: B023
        referral.refresh_from_db()
        assert (referral.released_at is None) != (referral.declined_at is None)


def test_answers_on_the_page_at_the_same_moment(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, at=now())
    _, token = link_of(referral, at=now())

    def press(number: int) -> str:
        answer = Client().post(f"/p/{token}/answers/", {"knows_who": "yes", "words": f"words {number}"})
        return answer["Location"].partition("?")[2]

    assert Counter(at_once(press)) == {"act=answers": 1, "act=answers&again": CLIENTS - 1}
    assert Fact.objects.filter(referral=referral, kind="open_questions").count() == 1


def test_a_letter_leaves_once_however_many_press(ana: Member, sam: Member) -> None:
    for _ in range(ROUNDS):
        referral = pass_on(ana, sam)
        letter = write(referral, ana)
        results = at_once(
            lambda _n: actions.send(introduction=Introduction.objects.get(pk=letter.pk), by=ana, at=AT)  # noqa: B023
        )
        assert came_of(results)["Introduction"] == 1
        assert Message.objects.filter(kind="introduction", subject_id=referral.pk).count() == 2


def test_a_prospect_is_told_once_however_many_workers(ana: Member, sam: Member) -> None:
    pass_on(ana, sam)
    assert set(at_once(lambda _n: sweep("tells", now()))) <= {0, 1}
    assert Message.objects.filter(kind="tell").count() == 1


def test_one_draft_however_many_begin_it(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    results = at_once(
        lambda _n: actions.draft(referral=type(referral).objects.get(pk=referral.pk), by=ana, at=AT)
    )
    assert came_of(results) == {"Introduction": CLIENTS}
    assert Introduction.objects.count() == 1


def test_stop_and_send_at_the_same_moment_leave_nothing_waiting(ana: Member, sam: Member) -> None:
    for number in range(ROUNDS):
        with transaction.atomic():
            referral = pass_on(ana, sam, prospect=a_dana(number))
        letter = write(referral, ana)
        link, _token = link_of(referral)

        def act(number: int) -> object:
            if number == 0:
                return actions.stop(link=link, at=AT)  # noqa: B023
            return actions.send(introduction=Introduction.objects.get(pk=letter.pk), by=ana, at=AT)  # noqa: B023

        at_once(act)
        waiting = Message.objects.filter(subject_id=referral.pk, state="queued")
        assert set(waiting.values_list("kind", flat=True)) <= {"refused"}

"""Whoever comes second is told why nothing was written, and keeps the words."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.referrals import actions
from sentby.referrals.models import FeedbackAsk, Referral
from sentby.rules.standing import Outcome
from tests.referrals.pages import press, url_of

pytestmark = pytest.mark.django_db
WORDS = "Dana asked for two dates <b>in June</b>, ring the office first."


def end(referral: Referral, sam: Member, how: str) -> None:
    """What somebody else did meanwhile."""
    if how == "refused":
        actions.refuse(referral=referral, by=Actor("prospect"), at=now())
    else:
        actions.record_outcome(referral=referral, kind=Outcome.LOST, by=sam, at=now())


@pytest.mark.parametrize("how", ["refused", "lost"])
@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "called", "note": WORDS},
        {"kind": "lost", "reason": WORDS},
        {"kind": "won", "amount": "£5,000", "reason": WORDS},
    ],
)
def test_what_the_receiver_typed_stands_on_the_page(
    given: Referral, receiver: Client, sam: Member, typed: dict[str, str], how: str
) -> None:
    end(given, sam, how)
    act = "contacts" if typed["kind"] == "called" else "outcomes"
    answer = press(receiver, url_of(given, act), **typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "What you wrote was not saved." in page
    assert all(words in unescape(page) for name, words in typed.items() if name != "kind")
    assert "<b>in June</b>" not in page


def test_what_the_giver_typed_stands_there_too(given: Referral, giver: Client, sam: Member) -> None:
    end(given, sam, "refused")
    answer = press(giver, url_of(given, "facts"), kind="testimonial", note=WORDS)
    assert answer.status_code == 409 and WORDS in unescape(answer.content.decode())


def test_of_two_answers_to_one_question_the_second_is_told_and_kept(
    given: Referral, receiver: Client, ana: Member, sam: Member
) -> None:
    actions.ask_what_became(referral=given, by=ana, at=now())
    ask = FeedbackAsk.objects.get()
    actions.answer_question(ask=ask, by=sam, at=now(), answer="First.")
    answer = press(receiver, url_of(given, "answer"), answer=WORDS)
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "This was answered already. Yours was not sent." in page and WORDS in page
    ask.refresh_from_db()
    assert ask.answer == "First."


def test_without_a_question_there_is_nothing_to_answer(given: Referral, receiver: Client) -> None:
    assert press(receiver, url_of(given, "answer"), answer=WORDS).status_code == 404


def test_a_talk_before_the_passing_on_is_noted_and_stops_no_clock(given: Referral, receiver: Client) -> None:
    earlier = (given.passed_on_at - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    answer = press(receiver, url_of(given, "contacts"), kind="called", happened_at=earlier)
    page = receiver.get(answer["Location"]).content.decode()
    assert "Noted. It was before this was passed on, so the clock still runs." in page
    given.refresh_from_db()
    assert given.first_contact_at is None


def test_a_talk_after_it_is_simply_noted(given: Referral, receiver: Client) -> None:
    answer = press(receiver, url_of(given, "contacts"), kind="called")
    assert "so the clock still runs" not in receiver.get(answer["Location"]).content.decode()

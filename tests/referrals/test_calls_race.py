"""Somebody called, and a moment before the press counts another press changes what could be meant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.referrals import actions
from sentby.referrals.models import Contact, Referral
from sentby.rules.standing import Outcome
from tests.referrals.pages import just_given, page_of, press, said

pytestmark = pytest.mark.django_db


@contextmanager
def just_before(words: tuple[str, ...], act: Callable[[], object]) -> Iterator[None]:
    """Another press, between two statements of this one: right before the first whose text has all these words."""
    waiting = [act]

    def listen(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if waiting and all(word in sql for word in words):
            waiting.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(listen):
        yield
    assert not waiting, "nothing was asked in these words"


def test_it_ended_between_looking_and_pressing(given: Referral, receiver: Client, sam: Member) -> None:
    def end() -> None:
        actions.record_outcome(referral=Referral.objects.get(), kind=Outcome.LOST, by=sam, at=now())

    with just_before(("INSERT", "core_submission"), end):
        answer = press(receiver, "/calls/", caller="01632 960144")
    assert answer["Location"] == page_of(given)
    page = said(receiver, answer)
    assert "so nothing was noted" in page
    assert "/contacts//" not in page
    assert not Contact.objects.exists()


def test_another_came_in_between_that_could_be_meant_too(
    given: Referral, receiver: Client, ruth: Member, sam: Member
) -> None:
    with just_before(("INSERT", "core_submission"), lambda: just_given(ruth, sam)):
        page = said(receiver, press(receiver, "/calls/", caller="01632 960144"))
    assert "so nothing was noted" in page
    assert not Contact.objects.exists()


def test_it_ended_right_before_the_lock(given: Referral, receiver: Client, sam: Member) -> None:
    """The action found it open, and finds it ended when it has it to itself."""
    ends = {"closed_at": now()}
    lock = ('FROM "referrals_referral" WHERE "referrals_referral"."id" =',)
    with just_before(lock, lambda: Referral.objects.update(**ends)):
        answer = press(receiver, "/calls/", caller="01632 960144")
    page = said(receiver, answer)
    assert "This has ended" in page
    assert not Contact.objects.exists()

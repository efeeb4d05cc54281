"""R5: a code lets in once, however many press at the same moment."""

import re
import time
from copy import deepcopy

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from prove.submissions import rounds
from sentby.accounts.models import Member
from sentby.accounts.views import codes
from sentby.mail.models import Message
from tests.accounts.test_races import CLIENTS, at_once
from tests.accounts.test_second_step import digits
from tests.support.cast import PASSWORD

SEVERAL_TRIES = 12
CONFIRM = "/account/login/code/confirm/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(rounds(3)))
def test_a_sign_in_code_lets_in_once_however_many_press(ana: Member, number: int) -> None:
    """All eight hold the cookie of the browser that asked: without it a code is worth nothing."""
    browsers, code = eight_that_asked(ana)
    came = at_once(lambda place: browsers[place].post(CONFIRM, {"code": code}))
    assert len(in_by(ana)) == sum(browser.session.get("_auth_user_id") == ana.pk for browser in browsers) == 1
    told = [answer for answer in came if answer.status_code == 422]  # type: ignore[attr-defined]
    for answer in told:
        assert "That is not the code" in answer.content.decode()  # type: ignore[attr-defined]
        assert not answer.cookies.get("sessionid")  # type: ignore[attr-defined]
    late = [answer.headers["Location"] for answer in came if answer not in told]  # type: ignore[attr-defined]
    assert sorted(late) == ["/"] + ["/account/login/code/"] * (CLIENTS - 1 - len(told))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(rounds(3)))
def test_a_code_is_tried_three_times_however_many_try(ana: Member, number: int) -> None:
    browsers, code = eight_that_asked(ana)
    at_once(lambda place: browsers[place].post(CONFIRM, {"code": f"WRONG{place}"}).status_code)
    browsers[0].post(CONFIRM, {"code": code})
    assert in_by(ana) == []


@pytest.mark.django_db(transaction=True)
def test_control_a_code_of_which_no_press_waits_lets_in_several_times(
    ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_has_its_turn", lambda request: True)
    assert any(let_in_at_once(ana) > 1 for _ in range(SEVERAL_TRIES)), "a race, so not lost at every start"


def let_in_at_once(ana: Member) -> int:
    """How many of eight presses of one code come in."""
    Session.objects.all().delete()
    Message.objects.all().delete()
    browsers, code = eight_that_asked(ana)
    at_once(lambda place: browsers[place].post(CONFIRM, {"code": code}).status_code)
    return len(in_by(ana))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(rounds(3)))
@pytest.mark.parametrize("way", ["recovery code", "digits of the app"])
def test_a_second_step_lets_in_once_however_many_press(ana: Member, number: int, way: str) -> None:
    let_in, came = let_in_by_one(ana, way)
    assert let_in == 1, came


@pytest.mark.django_db(transaction=True)
def test_control_digits_that_are_not_noted_let_in_several_times(
    ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TOTP, "_mark_code_used", lambda self, code: True)
    let_in, came = let_in_by_one(ana, "digits of the app")
    assert let_in > 1, came


def let_in_by_one(ana: Member, way: str) -> tuple[int, list[object]]:
    """How many of eight browsers that know the password get in by one code, and what each was answered."""
    cache.clear()
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(ana, secret)
    codes = RecoveryCodes.activate(ana).get_unused_codes()
    browsers = [Client() for _ in range(CLIENTS)]
    for browser in browsers:
        answer = browser.post("/account/login/", {"login": ana.email, "password": PASSWORD})
        assert answer.headers["Location"] == "/account/login/second-step/"
    code = codes[0] if way == "recovery code" else _digits_that_last(secret)
    came = at_once(
        lambda place: browsers[place].post("/account/login/second-step/", {"code": code}).status_code
    )
    return sum(browser.session.get("_auth_user_id") == ana.pk for browser in browsers), came


def _digits_that_last(secret: str) -> str:
    """The app changes its digits each half minute: when that is near, wait for the next ones."""
    left = 30 - time.time() % 30
    if left < 10:
        time.sleep(left)
    return digits(secret)


def eight_that_asked(ana: Member) -> tuple[list[Client], str]:
    """Eight tabs of the browser that asked for a code, and the code."""
    cache.clear()
    asked = Client()
    asked.post("/account/login/code/", {"email": ana.email})
    found = re.search(r"code is (\S+)", Message.objects.get().text)
    assert found
    browsers = [Client() for _ in range(CLIENTS)]
    for browser in browsers:
        browser.cookies = deepcopy(asked.cookies)
    return browsers, found[1]


def in_by(ana: Member) -> list[str]:
    """The sessions in which Ana is signed in."""
    return [row.pk for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == ana.pk]

"""R5: a code of the second step lets in once, however many press at the same moment."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from prove.submissions import rounds
from sentby.accounts.models import Member
from tests.accounts.test_races import CLIENTS, at_once
from tests.accounts.test_second_step import digits
from tests.support.cast import PASSWORD


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

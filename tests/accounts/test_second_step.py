"""The authenticator app and its recovery codes; and that a passkey alone adds no step."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.models import AuditEntry
from sentby.mail.models import Message
from tests.support.cast import PASSWORD, client_for

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def desk(ana: Member) -> Client:
    client = client_for(ana)
    client.post("/account/proof/password/", {"password": PASSWORD})
    return client


def digits(secret: str) -> str:
    """What the app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def set_up(desk: Client) -> str:
    """Turn the app on; give its secret."""
    secret = str(desk.get("/settings/app/").context["form"].secret)
    answer = desk.post("/settings/app/", {"code": digits(secret)})
    assert answer.headers["Location"] == "/settings/recovery-codes/"
    cache.clear()  # a code is good once; the tests below type the same one within its half minute
    return secret


def in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.django_db(transaction=True)
def test_the_app_is_set_up_by_its_first_digits(desk: Client, ana: Member) -> None:
    page = desk.get("/settings/app/")
    assert "data:image/svg+xml" in page.content.decode()
    assert desk.post("/settings/app/", {"code": "000000"}).status_code == 422
    set_up(desk)
    assert "10 left" in desk.get("/settings/sign-in/").content.decode()
    letter = Message.objects.get(to_member=ana)
    assert letter.subject == "An authenticator app is on"
    assert "not do this" in letter.text
    told = AuditEntry.objects.filter(what="way_in.changed", subject_id=ana.pk, actor_id=ana.pk)
    assert [entry.details["change"] for entry in told] == ["totp_activated"]


def test_from_then_on_a_password_is_not_enough(desk: Client, visitor: Client, ana: Member) -> None:
    secret = set_up(desk)
    answer = visitor.post(LOGIN, {"login": ana.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/account/login/second-step/"
    assert in_as(visitor) is None
    assert visitor.post("/account/login/second-step/", {"code": "000000"}).status_code == 422
    visitor.post("/account/login/second-step/", {"code": digits(secret)})
    assert in_as(visitor) == ana.pk


def test_a_recovery_code_does_it_once(desk: Client, ana: Member) -> None:
    set_up(desk)
    code = desk.get("/settings/recovery-codes/").context["unused_codes"][0]
    outcomes = []
    for client in (Client(), Client()):
        client.post(LOGIN, {"login": ana.email, "password": PASSWORD})
        client.post("/account/login/second-step/", {"code": code})
        outcomes.append(in_as(client))
    assert outcomes == [ana.pk, None]


def test_recovery_codes_are_saved_and_made_anew(desk: Client) -> None:
    set_up(desk)
    first = desk.get("/settings/recovery-codes/").context["unused_codes"]
    assert first[0] in desk.get("/settings/recovery-codes/file/").content.decode()
    assert "stop working at once" in desk.get("/settings/recovery-codes/new/").content.decode()
    assert desk.post("/settings/recovery-codes/new/").status_code == 302
    assert first != desk.get("/settings/recovery-codes/").context["unused_codes"]


def test_the_app_is_turned_off(desk: Client, ana: Member) -> None:
    set_up(desk)
    assert "Turn the authenticator app off?" in desk.get("/settings/app/remove/").content.decode()
    assert desk.post("/settings/app/remove/").headers["Location"] == "/settings/sign-in/"
    assert not Authenticator.objects.filter(user=ana).exists()
    assert desk.get("/settings/recovery-codes/").status_code == 404


def test_the_app_proves_who_it_is(desk: Client, ana: Member) -> None:
    secret = set_up(desk)
    other = client_for(ana)
    assert "recovery code" in other.get("/account/proof/code/").content.decode()
    assert other.post("/account/proof/code/", {"code": "000000"}).status_code == 422
    other.post("/account/proof/code/?next=/settings/app/remove/", {"code": digits(secret)})
    assert other.get("/settings/app/remove/").status_code == 200


def test_a_passkey_closes_no_other_way(visitor: Client, ana: Member) -> None:
    Authenticator.objects.create(user=ana, type="webauthn", data={"name": "Phone", "credential": {}})
    visitor.post(LOGIN, {"login": ana.email, "password": PASSWORD})
    assert in_as(visitor) == ana.pk


def test_a_fresh_code_lets_a_forgotten_password_be_replaced(visitor: Client, ana: Member) -> None:
    visitor.post("/account/login/code/", {"email": ana.email})
    found = re.search(r"code is (\S+)", Message.objects.get().text)
    assert found
    visitor.post("/account/login/code/confirm/", {"code": found[1]})
    assert "present" not in visitor.get("/settings/password/").context["form"].fields
    visitor.post("/settings/password/", {"password": "four unrelated words"})
    ana.refresh_from_db()
    assert ana.check_password("four unrelated words")

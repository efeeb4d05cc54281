"""Signing in and out, founding a desk, taking a seat."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sentby.accounts import actions
from sentby.accounts.models import Invitation, Member
from sentby.core.clock import now
from sentby.core.models import AuditEntry
from sentby.mail.models import Message
from tests.support.cast import PASSWORD, client_for

pytestmark = pytest.mark.django_db
LOGIN, CODE, CONFIRM = "/account/login/", "/account/login/code/", "/account/login/code/confirm/"
SEAT = {"name": "Tania Brook", "password": "", "time_zone": "Europe/Lisbon"}
FOUNDER = {
    "name": "Ruth Achter",
    "email": "ruth@quayside.example.org",
    "password": PASSWORD,
    "time_zone": "london",
}


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


def member_of(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def code_for(member: Member) -> str:
    """The code as the outbox holds it."""
    letter = Message.objects.get(kind="sign-in", to_member=member)
    found = re.search(r"code is (\S+)", letter.text)
    assert found
    return found[1]


def invited(by: Member, email: str = "tania@brook.example.com") -> str:
    """The path of a fresh invitation's link."""
    return "/" + actions.invite(email=email, by=by, at=now()).url.split("/", 3)[3]


# ---- in and out ----


def test_sign_in_by_code(visitor: Client, ana: Member) -> None:
    asked = visitor.post(CODE, {"email": ana.email.upper()}, follow=True)
    assert asked.redirect_chain == [(CONFIRM, 302)]
    assert visitor.post(CONFIRM, {"code": code_for(ana)}).status_code == 302
    assert member_of(visitor) == ana.pk


def test_the_code_is_good_in_the_browser_that_asked_for_it_only(visitor: Client, ana: Member) -> None:
    visitor.post(CODE, {"email": ana.email})
    elsewhere = Client()
    elsewhere.post(CONFIRM, {"code": code_for(ana)})
    assert member_of(elsewhere) is None


def test_a_wrong_code_is_told_and_three_end_it(visitor: Client, ana: Member) -> None:
    visitor.post(CODE, {"email": ana.email})
    answer = visitor.post(CONFIRM, {"code": "WRONG1"})
    assert answer.status_code == 422
    assert "That is not the code" in answer.content.decode()
    visitor.post(CONFIRM, {"code": "WRONG2"})
    assert visitor.post(CONFIRM, {"code": "WRONG3"}).status_code == 302
    visitor.post(CONFIRM, {"code": code_for(ana)})
    assert member_of(visitor) is None


def test_sign_in_by_password_makes_a_new_session(visitor: Client, ana: Member) -> None:
    visitor.post(CODE, {"email": ana.email})
    before = visitor.session.session_key
    visitor.post("/account/logout/")
    assert visitor.post(LOGIN, {"login": ana.email, "password": PASSWORD}).status_code == 302
    assert member_of(visitor) == ana.pk
    assert visitor.session.session_key != before


def test_a_wrong_password_keeps_the_address(visitor: Client, ana: Member) -> None:
    answer = visitor.post(LOGIN, {"login": ana.email, "password": "wrong"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "don&#x27;t go together" in page
    assert f'value="{ana.email}"' in page
    assert "wrong" not in page


def test_where_to_go_afterwards_is_ours(visitor: Client, ana: Member) -> None:
    there = visitor.post(LOGIN + "?next=/settings/", {"login": ana.email, "password": PASSWORD})
    assert there.headers["Location"] == "/settings/"
    away = Client().post(LOGIN + "?next=https://evil.example/", {"login": ana.email, "password": PASSWORD})
    assert away.headers["Location"] == "/"


def test_sign_out_asks_first_and_is_a_press(ana: Member) -> None:
    client = client_for(ana)
    assert "Sign out on this device?" in client.get("/account/logout/").content.decode()
    assert member_of(client) == ana.pk
    assert client.post("/account/logout/").headers["Location"] == LOGIN
    assert member_of(client) is None


def test_too_many_wrong_passwords_are_stopped(visitor: Client, ana: Member) -> None:
    for _ in range(5):
        visitor.post(LOGIN, {"login": ana.email, "password": "wrong"})
    answer = visitor.post(LOGIN, {"login": ana.email, "password": PASSWORD})
    assert answer.status_code == 422
    assert "tried too often" in answer.content.decode()
    assert member_of(visitor) is None


def test_too_many_requests_from_one_place_are_stopped(visitor: Client, ruth: Member) -> None:
    answers = [Client().post(CODE, {"email": f"a{n}@example.com"}) for n in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [422]
    assert "tried too often" in answers[-1].content.decode()
    for _ in range(31):
        answer = Client().post(LOGIN, {"login": "a@example.com", "password": "wrong"})
    assert answer.status_code == 429
    assert "That was too often" in answer.content.decode()


def test_a_closed_seat_does_not_open_by_its_password(visitor: Client, ruth: Member, ana: Member) -> None:
    actions.deactivate_member(member=ana, by=ruth, at=now())
    answer = visitor.post(LOGIN, {"login": ana.email, "password": PASSWORD}, follow=True)
    assert "Your seat at this desk is closed" in answer.content.decode()
    assert member_of(visitor) is None


def test_without_a_mail_server_the_page_says_where_the_code_is(
    visitor: Client, ana: Member, settings: Settings
) -> None:
    visitor.post(CODE, {"email": ana.email})
    assert "sentby outbox" in visitor.get(CONFIRM).content.decode()
    settings.MAIL_URL = "smtp://localhost"
    assert "sentby outbox" not in visitor.get(CONFIRM).content.decode()


def test_a_demo_says_how_to_come_in_and_nothing_else_does(
    visitor: Client, ana: Member, settings: Settings
) -> None:
    assert ana.email not in visitor.get(LOGIN).content.decode()
    settings.DEMO = True
    page = visitor.get(LOGIN).content.decode()
    assert ana.email in page
    assert settings.DEMO_PASSWORD in page


@pytest.mark.parametrize(
    "path", ["email/", "password/reset/", "password/change/", "password/set/", "confirm-email/", "3rdparty/"]
)
def test_what_is_not_wanted_has_no_address(ana: Member, path: str) -> None:
    assert client_for(ana).get(f"/account/{path}").status_code == 404


# ---- the founder ----


def test_a_desk_without_members_begins_with_its_owner(visitor: Client) -> None:
    assert visitor.get(LOGIN).headers["Location"] == "/account/welcome/"
    assert visitor.get("/account/signup/").headers["Location"] == "/account/welcome/"
    assert visitor.get("/account/welcome/").status_code == 200
    answer = visitor.post(
        "/account/welcome/", FOUNDER | {"phone": "01632 960144", "business": "Quayside Printing"}
    )
    assert answer.headers["Location"] == "/"
    ruth = Member.objects.get()
    assert (ruth.is_owner, ruth.business, ruth.time_zone) == (True, "Quayside Printing", "Europe/London")
    assert member_of(visitor) == ruth.pk


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("password", "short", "at least 10 characters"),
        ("password", "password123", "too common"),
        ("password", "ruth@quayside", "too similar"),
        ("email", "ruth", "That is no e-mail address"),
        ("name", "", "please fill this in"),
        ("time_zone", "Atlantis", "no time zone called “Atlantis”"),
        ("phone", "12", ""),
        ("email", "root@localhost", "That is no e-mail address. It looks like ana@example.com."),
        ("phone", "ruth@quayside.example.org", "no telephone number"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    visitor: Client, field: str, typed: str, sentence: str
) -> None:
    answer = visitor.post("/account/welcome/", FOUNDER | {field: typed})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert sentence in answer.content.decode()
    if field != "name":
        assert 'value="Ruth Achter"' in answer.content.decode()
    assert not Member.objects.exists()


def test_sign_up_is_closed_as_soon_as_somebody_is_there(visitor: Client, ruth: Member) -> None:
    assert visitor.get("/account/welcome/").headers["Location"] == "/account/signup/"
    assert visitor.post("/account/welcome/", FOUNDER).headers["Location"] == "/account/signup/"
    assert "Ask them to invite you" in visitor.get("/account/signup/").content.decode()
    assert visitor.post("/account/signup/").status_code == 405
    assert Member.objects.count() == 1


# ---- the invited ----


def test_looking_at_an_invitation_changes_nothing(visitor: Client, ruth: Member) -> None:
    path = invited(ruth)
    before = list(Invitation.objects.values()), Member.objects.count(), AuditEntry.objects.count()
    for method in (visitor.get, visitor.head):
        assert method(path).status_code == 200
    assert (list(Invitation.objects.values()), Member.objects.count(), AuditEntry.objects.count()) == before


def test_taking_the_seat_without_a_password(visitor: Client, ruth: Member) -> None:
    path = invited(ruth)
    assert visitor.post(path, SEAT).headers["Location"] == "/"
    tania = Member.objects.get(email="tania@brook.example.com")
    assert member_of(visitor) == tania.pk
    again = Client().post(path, SEAT | {"name": "Somebody else"})
    assert again.status_code == 410
    assert "This seat is taken" in again.content.decode()


def test_taking_the_seat_with_what_prospects_will_read(visitor: Client, ruth: Member) -> None:
    said = {"business": "Brook Floors", "headline": "Floors that last", "phone": "+44 1632 960188"}
    visitor.post(invited(ruth), SEAT | said)
    tania = Member.objects.get(email="tania@brook.example.com")
    assert (tania.business, tania.headline, tania.phone) == (
        "Brook Floors",
        "Floors that last",
        "+44 1632 960188",
    )


def test_taking_the_seat_with_something_wrong(visitor: Client, ruth: Member) -> None:
    path = invited(ruth)
    answer = visitor.post(path, SEAT | {"password": "tania@brook.example.com"})
    assert answer.status_code == 422
    assert 'value="Tania Brook"' in answer.content.decode()
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164", "\u2800"])
def test_a_seat_is_taken_under_a_name_that_can_be_seen(visitor: Client, ruth: Member, unseen: str) -> None:
    path = invited(ruth)
    answer = visitor.post(path, SEAT | {"name": unseen})
    assert answer.status_code == 422
    assert "Your name: please fill this in." in answer.content.decode()
    visitor.post(path, SEAT | {"name": "می‌خواهم"})
    assert Member.objects.get(email="tania@brook.example.com").name == "می‌خواهم"


def test_a_withdrawn_invitation_says_so(visitor: Client, ruth: Member) -> None:
    path = invited(ruth)
    actions.withdraw_invitation(invitation=Invitation.objects.get(), by=ruth, at=now())
    page = visitor.get(path).content.decode()
    assert "This invitation has ended" in page and "It was withdrawn." in page


def test_a_guessed_invitation_is_not_there(visitor: Client, ruth: Member) -> None:
    for token in ("x", "a" * 32, Invitation.objects.values_list("token_hash").first() or "0"):
        assert visitor.get(f"/account/invitation/{token}/").status_code == 404

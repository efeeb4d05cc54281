"""Profile, habits, ways in, keys, members: each page, each press, each refusal."""

from datetime import time

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sentby.accounts import actions
from sentby.accounts.models import ApiKey, Invitation, Member
from sentby.core.clock import now
from tests.support.cast import PASSWORD, client_for
from tests.support.counting import assert_same_queries

pytestmark = pytest.mark.django_db
PAGES = ["/settings/", "/settings/habits/", "/settings/sign-in/", "/settings/password/", "/settings/keys/"]
PROFILE = {
    "version": 1,
    "name": "Ana Reyes",
    "time_zone": "Europe/Madrid",
    "locale": "es-ES",
    "theme": "dark",
}
UNSEEN_NAMES = [("name", unseen) for unseen in ("\u200b\u2060", "\u3164", "\u115f\u2800", "\u00ad\ufeff\t")]
HABITS = {"version": 1, "ladder": "5", "consent_mode": "ask-one", "last_minute_hours": "4"}


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def desk(ana: Member) -> Client:
    return client_for(ana)


@pytest.fixture
def owners_desk(ruth: Member) -> Client:
    return client_for(ruth)


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", [*PAGES, "/settings/members/"])
def test_nobody_gets_in_without_signing_in(visitor: Client, ruth: Member, path: str) -> None:
    assert visitor.get(path).headers["Location"] == f"/account/login/?next={path}"


@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers(desk: Client, path: str) -> None:
    assert desk.get(path).status_code == 200


# ---- profile ----


def test_a_profile_is_saved(desk: Client, ana: Member) -> None:
    answer = desk.post("/settings/", PROFILE | {"phone": "+44 1632 960199", "business": "Reyes & Reyes"})
    assert answer.headers["Location"] == "/settings/"
    ana.refresh_from_db()
    assert (ana.time_zone, ana.locale, ana.theme, ana.business) == (
        "Europe/Madrid",
        "es-ES",
        "dark",
        "Reyes & Reyes",
    )
    assert ana.phone.endswith("960199")
    page = text(desk, "/settings/")
    assert "Saved." in page
    assert "Reyes &amp; Reyes" in page


@pytest.mark.parametrize(
    ("typed", "meant"), [("europe/paris", "Europe/Paris"), ("new york", "America/New_York"), ("utc", "UTC")]
)
def test_a_time_zone_is_understood_by_its_city(desk: Client, ana: Member, typed: str, meant: str) -> None:
    desk.post("/settings/", PROFILE | {"time_zone": typed})
    ana.refresh_from_db()
    assert ana.time_zone == meant


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        *UNSEEN_NAMES,
        ("time_zone", "Atlantis"),
        ("phone", "abc"),
        ("locale", "tlh"),
        ("theme", "neon"),
    ],
)
def test_what_is_wrong_in_a_profile_keeps_what_was_typed(
    desk: Client, ana: Member, field: str, typed: str
) -> None:
    answer = desk.post("/settings/", PROFILE | {"headline": "Kept as typed"} | {field: typed})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Kept as typed" in answer.content.decode()
    ana.refresh_from_db()
    assert ana.version == 1


def test_two_windows_on_one_profile_lose_nothing(desk: Client, ana: Member) -> None:
    desk.post("/settings/", PROFILE | {"headline": "From the phone"})
    answer = desk.post("/settings/", PROFILE | {"headline": "From the laptop"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From the laptop" in page
    assert "<b>From the phone</b>" in page
    desk.post("/settings/", PROFILE | {"headline": "From the laptop", "version": answer.context["version"]})
    ana.refresh_from_db()
    assert ana.headline == "From the laptop"


@pytest.mark.parametrize("version", ["", "x", "²", "-1", "9" * 40])
def test_a_version_nobody_gave_is_no_version(desk: Client, version: str) -> None:
    assert desk.post("/settings/", PROFILE | {"version": version}).status_code == 409


def test_the_same_press_twice_is_one_change(desk: Client, ana: Member) -> None:
    for _ in range(2):
        assert desk.post("/settings/", PROFILE | {"once": "press-1"}).status_code == 302
    ana.refresh_from_db()
    assert ana.version == 2


def test_how_somebody_works_is_saved(desk: Client, ana: Member) -> None:
    desk.post("/settings/habits/", HABITS | {"meets_weekday": "2", "meets_time": "07:30"})
    ana.refresh_from_db()
    assert (ana.ladder, ana.consent_mode, ana.last_minute_hours) == (5, "ask-one", 4)
    assert (ana.meets_weekday, ana.meets_time) == (2, time(7, 30))
    desk.post("/settings/habits/", HABITS | {"version": 2, "meets_weekday": "", "meets_time": ""})
    ana.refresh_from_db()
    assert (ana.meets_weekday, ana.meets_time) == (None, None)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("ladder", "7"),
        ("consent_mode", "never"),
        ("last_minute_hours", "-1"),
        ("last_minute_hours", "99"),
        ("last_minute_hours", ""),
        ("meets_time", "half past"),
        ("meets_time", ""),
    ],
)
def test_habits_that_cannot_be(desk: Client, field: str, typed: str) -> None:
    answer = desk.post(
        "/settings/habits/", HABITS | {"meets_weekday": "2", "meets_time": "07:30"} | {field: typed}
    )
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_time_without_a_day_is_asked_about(desk: Client) -> None:
    answer = desk.post("/settings/habits/", HABITS | {"meets_time": "07:30"})
    assert "On which day does the group meet?" in answer.content.decode()


def test_a_conflict_in_habits_says_what_stands_there(desk: Client, ana: Member) -> None:
    desk.post("/settings/habits/", HABITS | {"meets_weekday": "2", "meets_time": "07:30"})
    page = desk.post("/settings/habits/", HABITS | {"ladder": "10"}).content.decode()
    assert "<b>Five rungs</b>" in page
    assert "<b>Wednesday</b>" in page


# ---- ways in ----


def test_a_password_is_changed_with_the_present_one(desk: Client, ana: Member) -> None:
    other = client_for(ana)
    wrong = desk.post("/settings/password/", {"present": "no", "password": "four unrelated words"})
    assert wrong.status_code == 422
    assert "not your present password" in wrong.content.decode()
    done = desk.post("/settings/password/", {"present": PASSWORD, "password": "four unrelated words"})
    assert done.headers["Location"] == "/settings/sign-in/"
    ana.refresh_from_db()
    assert ana.check_password("four unrelated words")
    assert desk.get("/settings/").status_code == 200
    assert other.get("/settings/").status_code == 302


def test_whoever_has_no_password_chooses_one(desk: Client, ana: Member) -> None:
    Member.objects.filter(pk=ana.pk).update(password="!none")
    ana.refresh_from_db()
    client = client_for(ana)
    assert "Choose a password" in text(client, "/settings/sign-in/")
    assert client.post("/settings/password/", {"password": "short"}).status_code == 422
    assert client.post("/settings/password/", {"password": "four unrelated words"}).status_code == 302


def test_changing_who_can_come_in_asks_for_a_proof(desk: Client, ana: Member) -> None:
    answer = desk.get("/settings/passkeys/add/")
    assert answer.headers["Location"] == "/account/proof/password/?next=%2Fsettings%2Fpasskeys%2Fadd%2F"
    wrong = desk.post(answer.headers["Location"], {"password": "wrong"})
    assert wrong.status_code == 422
    right = desk.post(answer.headers["Location"], {"password": PASSWORD})
    assert right.headers["Location"] == "/settings/passkeys/add/"
    assert desk.get("/settings/passkeys/add/").status_code == 200


def test_somebody_elses_passkey_is_not_there(desk: Client, stan: Member) -> None:
    from allauth.mfa.models import Authenticator

    theirs = Authenticator.objects.create(
        user=stan, type="webauthn", data={"name": "Theirs", "credential": {}}
    )
    desk.post("/account/proof/password/", {"password": PASSWORD})
    for path in (f"/settings/passkeys/{theirs.pk}/", f"/settings/passkeys/{theirs.pk}/remove/"):
        assert desk.get(path).status_code == 404
        assert desk.post(path, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


# ---- keys ----


def test_a_key_is_shown_once(desk: Client, ana: Member) -> None:
    answer = desk.post("/settings/keys/", {"name": "Spreadsheet", "once": "k1"})
    plain = answer.context["made"].plain
    assert plain in answer.content.decode()
    assert actions.let_in_by_key(plain=plain, at=now()) == ana
    assert plain not in text(desk, "/settings/keys/")
    again = desk.post("/settings/keys/", {"name": "Spreadsheet", "once": "k1"}, follow=True)
    assert "made already" in again.content.decode()
    assert ApiKey.objects.count() == 1


def test_a_key_needs_a_name(desk: Client) -> None:
    assert desk.post("/settings/keys/", {"name": " "}).status_code == 422
    assert desk.post("/settings/keys/", {"name": "x" * 61}).status_code == 422


def test_a_key_is_revoked_by_its_owner_only(desk: Client, ana: Member, stan: Member) -> None:
    made = actions.make_key(member=ana, name="Spreadsheet", by=ana.actor, at=now())
    path = f"/settings/keys/{made.key.pk}/revoke/"
    assert client_for(stan).post(path).status_code == 404
    assert desk.get(path).status_code == 405
    assert desk.post(path).headers["Location"] == "/settings/keys/"
    assert actions.let_in_by_key(plain=made.plain, at=now()) is None
    assert "No key yet" in text(desk, "/settings/keys/")


def test_many_keys_take_no_more_queries(desk: Client, ana: Member) -> None:
    assert_same_queries(
        desk,
        "/settings/keys/",
        lambda: actions.make_key(member=ana, name="K", by=ana.actor, at=now()),
        most=5,
    )


# ---- members ----


def test_only_the_owner_sees_the_members(desk: Client, ana: Member, stan: Member) -> None:
    ruth = Member.objects.create_user("ruth@quayside.example.org", name="Ruth Achter", is_owner=True)
    offer = actions.invite(email="tania@brook.example.com", by=ruth, at=now()).invitation
    assert desk.get("/settings/members/").status_code == 404
    assert desk.post("/settings/members/", {"email": "x@example.com"}).status_code == 404
    for path in (
        f"members/{stan.pk}/deactivate/",
        f"members/{stan.pk}/reactivate/",
        f"invitations/{offer.pk}/withdraw/",
    ):
        assert desk.post(f"/settings/{path}").status_code == 404
    assert "/settings/members/" not in text(desk, "/settings/")
    stan.refresh_from_db()
    assert stan.is_active


def test_an_invitation_is_sent_and_its_link_is_shown_once(
    owners_desk: Client, visitor: Client, settings: Settings
) -> None:
    answer = owners_desk.post("/settings/members/", {"email": "Tania@Brook.example.com", "once": "i1"})
    url = answer.context["offered"].url
    assert url.startswith(settings.SITE_URL)
    assert url in answer.content.decode()
    assert visitor.get(url.removeprefix(settings.SITE_URL)).status_code == 200
    page = text(owners_desk, "/settings/members/")
    assert "tania@brook.example.com" in page
    assert url not in page
    again = owners_desk.post(
        "/settings/members/", {"email": "Tania@Brook.example.com", "once": "i1"}, follow=True
    )
    assert "posted already" in again.content.decode()
    assert Invitation.objects.count() == 1


def test_an_invitation_to_nobody_or_to_a_member(owners_desk: Client, ana: Member) -> None:
    assert (
        "That is no e-mail address" in owners_desk.post("/settings/members/", {"email": "x"}).content.decode()
    )
    answer = owners_desk.post("/settings/members/", {"email": ana.email})
    assert answer.status_code == 422
    assert "signs in with this address already" in answer.content.decode()


def test_an_invitation_is_withdrawn(owners_desk: Client, ruth: Member) -> None:
    offer = actions.invite(email="tania@brook.example.com", by=ruth, at=now()).invitation
    path = f"/settings/invitations/{offer.pk}/withdraw/"
    assert "no longer works" in owners_desk.post(path, follow=True).content.decode()
    assert "had ended already" in owners_desk.post(path, follow=True).content.decode()
    assert owners_desk.post("/settings/invitations/xxxxxxxxxxxxx/withdraw/").status_code == 404


def test_closing_a_seat_can_be_undone(owners_desk: Client, ruth: Member, ana: Member) -> None:
    guest = client_for(ana)
    page = owners_desk.post(f"/settings/members/{ana.pk}/deactivate/", follow=True).content.decode()
    undo = f"/settings/members/{ana.pk}/reactivate/"
    assert f'action="{undo}"' in page
    assert "Seat closed." in page
    assert guest.get("/settings/").status_code == 302
    owners_desk.post(undo)
    assert guest.get("/settings/").status_code == 200
    own = owners_desk.post(f"/settings/members/{ruth.pk}/deactivate/", follow=True)
    assert "your own seat stays open" in own.content.decode()


def test_many_members_take_no_more_queries(owners_desk: Client) -> None:
    made: list[Member] = []

    def one() -> None:
        made.append(Member.objects.create_user(f"m{len(made)}@example.com", name=f"Member {len(made)}"))

    assert_same_queries(owners_desk, "/settings/members/", one, most=9)


def test_many_invitations_take_no_more_queries(owners_desk: Client, ruth: Member) -> None:
    made: list[str] = []

    def one() -> None:
        made.append(f"i{len(made)}@example.com")
        actions.invite(email=made[-1], by=ruth, at=now())

    assert_same_queries(owners_desk, "/settings/members/", one, most=9)

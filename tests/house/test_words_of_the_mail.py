"""What is said of a letter is true of this desk: with a mail server it leaves, without one it stays here."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.referrals.models import Referral
from tests.introductions.story import pass_on, work
from tests.referrals.pages import press, said
from tests.support.cast import client_for

pytestmark = pytest.mark.django_db
SERVER = "smtp://127.0.0.1:9?tls=none"
LEAVES, STAYS = "It leaves within a minute.", "This desk has no mail server, so it stays in the Outbox."


@pytest.fixture
def given(ana: Member, sam: Member) -> Referral:
    return pass_on(ana, sam, at=now())


def after_asking(ana: Client, given: Referral) -> str:
    return unescape(said(ana, press(ana, f"/referrals/{given.pk}/question/", question="And?")))


def after_thanks(given: Referral, sam: Client) -> str:
    return unescape(said(sam, press(sam, f"/referrals/{given.pk}/thanks/", occasion="receipt")))


@pytest.mark.parametrize("url", [SERVER, ""])
def test_after_a_press_that_posts_a_letter(
    given: Referral, ana: Member, sam: Member, settings: Settings, url: str
) -> None:
    settings.MAIL_URL = url
    true, untrue = (LEAVES, STAYS) if url else (STAYS, LEAVES)
    for page in (after_asking(client_for(ana), given), after_thanks(given, client_for(sam))):
        assert true in page and untrue not in page


def test_an_invitation_is_not_said_to_be_sent_where_nothing_leaves(ruth: Member, settings: Settings) -> None:
    ruths = client_for(ruth)
    for url, words in ((SERVER, "is posted to"), ("", "does not leave")):
        settings.MAIL_URL = url
        page = ruths.post("/settings/members/", {"email": "hanna@example.org", "once": f"o{url}"})
        assert words in unescape(page.content.decode())


def test_the_outbox_says_that_letters_reach_nobody(ruth: Member, ana: Member, settings: Settings) -> None:
    for url, shown in ((SERVER, False), ("", True)):
        settings.MAIL_URL = url
        for member in (ruth, ana):
            page = client_for(member).get("/outbox/").content.decode()
            assert ("This desk has no mail server yet" in page) is shown
            assert ("MAIL_URL" in page) is (shown and member == ruth), "only the owner can set it"
            assert re.search(r">Left, ", page) is None or not shown


def test_a_new_owner_is_told_on_the_first_page(ruth: Member, stan: Member, settings: Settings) -> None:
    settings.MAIL_URL = ""
    for member, told in ((ruth, True), (stan, False)):
        page = client_for(member).get("/").content.decode()
        assert ("This desk has no mail server yet" in page) is told


def test_whoever_takes_a_seat_hears_what_a_password_is_for(ruth: Member, settings: Settings) -> None:
    for url, words in (
        (SERVER, "Without one you sign in by a code sent to you."),
        ("", "This desk has no mail server"),
    ):
        settings.MAIL_URL = url
        offer = accounts.invite(email=f"hanna{len(url)}@example.org", by=ruth, at=now())
        assert words in Client().get(urlsplit(offer.url).path).content.decode()


def test_a_code_is_not_said_to_be_under_way(settings: Settings) -> None:
    for url, words in ((SERVER, "a code is on its way"), ("", "there is a code for it")):
        settings.MAIL_URL = url
        visitor = Client()
        page = visitor.post("/account/login/code/", {"email": "nobody@example.org"}, follow=True)
        assert words in page.content.decode()


@pytest.mark.parametrize("url", ["http://localhost:8000", "https://desk.example.org"])
def test_links_that_lead_nowhere_else_are_said_to(
    given: Referral, ana: Member, ruth: Member, settings: Settings, url: str
) -> None:
    settings.SITE_URL = url
    typed = {"subject": "Dana, meet Sam", "why": "A roof.", "what_next": "", "way": "own", "version": "0"}
    letter = client_for(ana).post(f"/referrals/{given.pk}/introduction/", typed, follow=True)
    invitation = client_for(ruth).post("/settings/members/", {"email": "hanna@example.org", "once": "o1"})
    for page in (letter, invitation):
        assert ("Its links lead to this machine only." in page.content.decode()) is ("localhost" in url)


def test_a_code_is_not_promised_where_none_can_come(ana: Member, settings: Settings) -> None:
    for url, words in ((SERVER, "Always works: a code goes to"), ("", "whoever runs it reads the code out")):
        settings.MAIL_URL = url
        assert words in client_for(ana).get("/settings/sign-in/").content.decode()


def test_the_owner_counts_as_left_only_what_left(given: Referral, ruth: Member, settings: Settings) -> None:
    settings.MAIL_URL = ""
    work(now())
    page = client_for(ruth).get("/outbox/").content.decode()
    assert "Kept here, not sent: 1" in page and "Left: " not in page

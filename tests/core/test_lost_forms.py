"""A form that could not be taken loses nothing: what was typed stands on the page, and can be sent again."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from sentby.accounts.models import Member
from sentby.referrals.models import Referral
from tests.support.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEED = "The roof of the hall lets in water, <b>badly</b>."
TYPED = {
    "side": "give", "party": "Sam Okafor", "name": "Dana Lindqvist", "reach": "01632 960144", "need": NEED,
    "origin": "conversation", "consent": "tell", "facts": ["spoke", "expects_contact"], "once": "a-key-of-the-form",
}  # fmt: skip
OURS = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def browser(ana: Member, sam: Member) -> Client:
    """A browser whose form tokens are asked for."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    return client


def form_in(page: str) -> dict[str, list[str]]:
    """The hidden form that a page offers to send again."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def test_a_form_whose_protection_ran_out_is_sent_again_by_one_press(browser: Client) -> None:
    lost = browser.post("/pass-on/", TYPED, **OURS)  # type: ignore[arg-type]
    page = lost.content.decode()
    assert lost.status_code == 403 and not Referral.objects.exists()
    assert "lets in water, &lt;b&gt;badly&lt;/b&gt;." in page and "<dt>Need</dt>" in page
    again = form_in(page)
    assert {name: values for name, values in again.items() if name != "csrfmiddlewaretoken"} == {
        name: value if isinstance(value, list) else [value] for name, value in TYPED.items()
    }
    assert 'action="/pass-on/"' in page
    assert browser.post("/pass-on/", again, **OURS).status_code == 302  # type: ignore[arg-type]
    assert Referral.objects.get().need == NEED


@pytest.mark.parametrize("elsewhere", [{}, {"HTTP_ORIGIN": "https://elsewhere.example.org"}])
def test_what_another_site_sent_is_shown_and_not_offered_to_be_sent(
    browser: Client, elsewhere: dict[str, str]
) -> None:
    page = browser.post("/pass-on/", TYPED, **elsewhere).content.decode()  # type: ignore[arg-type]
    assert "lets in water" in page
    assert "Send it again" not in page and "csrfmiddlewaretoken" not in page


@pytest.mark.parametrize("secret", ["password", "code"])
def test_no_secret_is_written_on_a_page(browser: Client, secret: str) -> None:
    sent = {"login": "ana@reyes.example.com", secret: "who sent you"}
    lost = browser.post("/account/login/", sent, **OURS)  # type: ignore[arg-type]
    assert lost.status_code == 403
    assert b"who sent you" not in lost.content and b"ana@reyes" not in lost.content


def test_a_nul_is_taken_out_and_the_rest_goes_again(browser: Client) -> None:
    browser.get("/pass-on/")
    token = browser.cookies["csrftoken"].value
    sent = TYPED | {"name": "Dana\0 Lindqvist", "csrfmiddlewaretoken": token}
    assert (
        b"Send it again" not in browser.post("/pass-on/", sent).content
    )  # another site's, for all that is known
    lost = browser.post("/pass-on/", sent, **OURS)  # type: ignore[arg-type]
    assert lost.status_code == 400 and not Referral.objects.exists()
    assert "One character can’t be stored" in lost.content.decode()
    again = form_in(lost.content.decode())
    assert again["name"] == ["Dana Lindqvist"]
    assert browser.post("/pass-on/", again, **OURS).status_code == 302  # type: ignore[arg-type]
    assert Referral.objects.get().prospect_person is not None


def test_a_form_sent_after_signing_out_waits_for_whoever_comes_back(browser: Client, ana: Member) -> None:
    browser.get("/pass-on/")
    token = browser.cookies["csrftoken"].value
    browser.logout()
    browser.cookies["csrftoken"] = token
    lost = browser.post("/pass-on/", TYPED | {"csrfmiddlewaretoken": token}, **OURS)  # type: ignore[arg-type]
    page = lost.content.decode()
    assert lost.status_code == 403 and not Referral.objects.exists()
    assert "You are signed out" in page and "lets in water" in page
    cache.clear()  # whoever tried to sign in before, in this run of the tests, is forgotten
    seat = {"login": ana.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/account/login/", seat).status_code == 302
    stale = browser.post("/pass-on/", form_in(page), **OURS)  # type: ignore[arg-type]  # signing in made the token another
    assert stale.status_code == 403 and not Referral.objects.exists()
    again = form_in(stale.content.decode())
    assert browser.post("/pass-on/", again, **OURS).status_code == 302  # type: ignore[arg-type]
    assert Referral.objects.get().need == NEED


def test_of_a_press_after_signing_out_nothing_is_there_to_be_sent(db: None) -> None:
    page = Client().post("/settings/keys/").content.decode()
    assert "Sign in, and do it once more." in page and "Send it again" not in page


def test_who_is_signed_out_and_only_looks_goes_to_the_door(db: None) -> None:
    assert Client().get("/pass-on/")["Location"] == "/account/login/?next=/pass-on/"


def test_a_nul_in_an_address_is_a_plain_page(browser: Client) -> None:
    answer = browser.get("/people/?q=a%00b")
    assert answer.status_code == 400 and "What you wrote" not in answer.content.decode()

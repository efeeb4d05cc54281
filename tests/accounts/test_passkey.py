"""A passkey made and used in a real Chromium, with an authenticator that the browser pretends to have."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect

from sentby.accounts.models import Member
from tests.support.browser import Visit, assert_accessible, assert_no_sideways_scroll
from tests.support.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


def give_an_authenticator(page: Page) -> None:
    """A finger that is always recognised."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    finger = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options = finger | {"isUserVerified": True, "automaticPresenceSimulation": True}
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in_by_password(page: Page, member: Member) -> None:
    page.goto("/account/login/")
    page.get_by_label("Your e-mail address").first.fill(member.email)
    page.get_by_text("Use a password instead").click()
    expect(page.locator("#id_login")).to_have_value(member.email)
    expect(page.get_by_label("Password")).to_be_focused()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")


def test_a_passkey_is_made_and_opens_the_desk(visit: Visit, ana: Member) -> None:
    page = visit()
    give_an_authenticator(page)
    sign_in_by_password(page, ana)
    page.goto("/settings/passkeys/add/")
    page.get_by_label("Name").fill("My phone")
    assert_accessible(page)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="My phone")).to_be_visible()
    kept = Authenticator.objects.get(user=ana, type="webauthn")
    assert kept.wrap().is_passwordless

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/settings/sign-in/")
    expect(page.get_by_text("last used")).to_be_visible()


def test_a_passkey_is_renamed_and_removed(visit: Visit, ana: Member) -> None:
    page = visit(device="phone")
    give_an_authenticator(page)
    sign_in_by_password(page, ana)
    page.goto("/settings/passkeys/add/")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("link", name="Rename My passkey").click()
    page.get_by_label("Name").fill("Office")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Office").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.filter(user=ana).exists()


def test_without_a_passkey_the_page_says_what_to_do(visit: Visit, ana: Member) -> None:
    page = visit()
    page.goto("/account/login/")
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    page.evaluate(
        "() => { navigator.credentials.get = async () => { throw new DOMException('no', 'NotAllowedError') } }"
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("No passkey was used. Try again, or choose another way.")


def test_a_passkey_proves_who_it_is(visit: Visit, ana: Member) -> None:
    page = visit()
    give_an_authenticator(page)
    sign_in_by_password(page, ana)
    page.goto("/settings/passkeys/add/")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/settings/sign-in/")
    page.goto("/account/proof/passkey/?next=/settings/keys/")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/settings/keys/")


def test_without_scripts_everything_but_passkeys_works(visit: Visit, ana: Member) -> None:
    page = visit(javascript=False, device="phone")
    page.goto("/account/login/")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_text("Use a password instead").click()
    page.locator("#id_login").fill(ana.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/settings/keys/")
    page.get_by_label("What is the key for?").fill("Spreadsheet")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_role("button", name="Revoke Spreadsheet").click()
    page.get_by_role("button", name="Revoke the key").click()
    expect(page.get_by_text("is revoked")).to_be_visible()


def test_whoever_types_already_keeps_their_place(visit: Visit, ana: Member) -> None:
    """A busy browser says late that the fold is open: the address was begun by then, and is written to its end."""
    page = visit()
    page.goto("/account/login/")
    page.get_by_text("Use a password instead").click()
    address = page.locator("#id_login")
    address.press_sequentially(ana.email[:3])
    page.locator("details.fold").dispatch_event("toggle")
    page.keyboard.type(ana.email[3:])
    expect(address).to_have_value(ana.email)
    expect(address).to_be_focused()


def test_the_founder_is_guessed_where_they_are(visit: Visit) -> None:
    page = visit(device="phone")
    page.add_init_script(
        "Intl.DateTimeFormat.prototype.resolvedOptions = () => ({timeZone: 'Europe/Lisbon'})"
    )
    page.goto("/account/login/")
    page.wait_for_url("**/account/welcome/")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_label("Your name").fill("Ruth Achter")
    page.get_by_label("Time zone").fill("Atlantis")
    page.get_by_label("Your e-mail address").fill("ruth@quayside.example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up the desk").click()
    expect(page.get_by_text("no time zone called")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Atlantis")
    page.get_by_label("Time zone").fill("lisbon")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up the desk").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    assert Member.objects.get().time_zone == "Europe/Lisbon"

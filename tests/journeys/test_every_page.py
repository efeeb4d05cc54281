"""Every page with the demo's story on it: it is there, axe finds nothing, and nothing is wider than the window."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from playwright.sync_api import Page, Response
from pytest_django.live_server_helper import LiveServer

from sentby.accounts.actions import invite, withdraw_invitation
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.mail.models import Message
from tests.introductions.story import link_of, pass_on
from tests.journeys import keyboard
from tests.support.browser import Visit, assert_accessible, assert_no_sideways_scroll
from tests.support.cast import PASSWORD, proven_client_for
from tests.support.passkeys import credential
from tests.support.told import Told
from tools.pages import Place, every_page, give_ways_in

pytestmark = [pytest.mark.browser]
LOOKS = pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
WALKED = (
    "account_login", "today", "people", "pass-on", "referral-received-referral-open", "introduction", "settings",
    "private-prospect",
)  # fmt: skip
EMPTY = ("/", "/referrals/", "/people/", "/companies/", "/outbox/")
PLANTED = {
    "image-alt": "document.querySelector('main').append(new Image())",
    "label - Ensure every form": "document.querySelector('main label').remove()",
    "px wide in a window of": "document.querySelector('main').style.minInlineSize = '101vw'",
}
FORMS = ("account_request_login_code", "invitation", "pass-on", "person-new", "settings", "settings-password")
EMPTIED = """form => {
    for (const field of form.elements)
        if (field.type != "hidden" && "value" in field && field.tagName != "BUTTON") field.value = "";
    form.submit();
}"""
FIRST_WRONG_IS_FOCUSED = """() => {
    const wrong = document.querySelector("main .error").closest(".field, fieldset");
    return wrong.contains(document.activeElement) && document.activeElement.matches("[aria-invalid=true]");
}"""
Window = Callable[[Member | None], Page]


@pytest.fixture
def window(visit: Visit, live_server: LiveServer, scheme: str, width: int) -> Window:
    """One window for each who looks; members have given their password again just now, as settings ask for."""
    windows: dict[Member | None, Page] = {}

    def open_for(member: Member | None) -> Page:
        if member not in windows:
            device = "phone" if width < 600 else "desktop"
            windows[member] = visit(member, device=device, scheme=scheme, width=width)  # type: ignore[arg-type]
            if member:
                cookie = proven_client_for(member).cookies[django_settings.SESSION_COOKIE_NAME]
                proven = {"name": cookie.key, "value": cookie.value, "url": live_server.url}
                windows[member].context.add_cookies([proven])  # type: ignore[list-item]
        return windows[member]

    return open_for


def troubles_of(page: Page, answer: Response | None, path: str, *, status: int = 200) -> list[str]:
    """What is wrong with the page that came when `path` was asked for."""
    if answer is None or answer.status != status or urlsplit(page.url).path != urlsplit(path).path:
        return [f"{path} came as {page.url} with {answer and answer.status}, not {status}"]
    try:
        assert_no_sideways_scroll(page)
        assert_accessible(page)
    except AssertionError as trouble:
        return [str(trouble)]
    return []


def with_nothing_in(page: Page, place: Place) -> list[str]:
    """Send the page's form with every field empty, past the browser's own checks: the page comes back with 422.

    The first field that needs another look has the focus.
    """
    page.goto(place.path)
    with page.expect_navigation() as answer:
        page.locator("main form[method=post]").first.evaluate(EMPTIED)
    focused = page.evaluate(FIRST_WRONG_IS_FOCUSED)
    astray = [] if focused else [f"{place.path}: the first field that is wrong has not got the focus"]
    return astray + troubles_of(page, answer.value, place.path, status=422)


@LOOKS
def test_every_page_is_there_is_accessible_and_fits(window: Window, the_story: Told) -> None:
    ruth, ana, sam, *_ = the_story.members
    give_ways_in(sam, credential())
    troubles, forms, walked = [], [], 0
    for place in every_page((sam, ana, ruth)):
        page = window(place.member)
        troubles += troubles_of(page, page.goto(place.path), place.path)
        forms += [place] if place.name in FORMS else []
        if place.name in WALKED:
            troubles += keyboard.troubles_at(page)
            walked += 1
    for place in forms:
        troubles += with_nothing_in(window(place.member), place)
    assert not troubles, "\n".join(troubles)
    assert (len(forms), walked) == (len(FORMS), len(WALKED))


@LOOKS
def test_every_step_on_the_way_in_is_accessible_and_fits(window: Window, sam: Member, ana: Member) -> None:
    """The pages that are only there halfway in: the code by letter, and the digits of the app."""
    page = window(None)
    page.goto("/account/login/code/")
    page.locator("main input[type=email]").fill(ana.email)
    troubles = _pressed(page, "/account/login/code/confirm/")
    troubles += _typed(page, "A-WRONG-ONE")
    assert re.search(r"code is \S+", Message.objects.get().text)

    page.context.clear_cookies()
    give_ways_in(sam, credential())
    page.goto("/account/login/")
    page.locator("main summary").click()
    page.locator("main input[name=login]").fill(sam.email)
    page.locator("main input[name=password]").fill(PASSWORD)
    troubles += _pressed(page, "/account/login/second-step/")
    troubles += _typed(page, "000000")
    assert not troubles, "\n".join(troubles)


def _typed(page: Page, code: str) -> list[str]:
    page.locator("main input[name=code]").fill(code)
    return _pressed(page, urlsplit(page.url).path, status=422)


def _pressed(page: Page, path: str, *, status: int = 200) -> list[str]:
    with page.expect_navigation() as answer:
        page.locator("main form:has(input:focus) button").first.click()
    return troubles_of(page, answer.value, path, status=status)


@LOOKS
def test_an_empty_desk_s_page_is_accessible_and_fits(window: Window, transactional_db: None) -> None:
    page = window(None)
    assert troubles_of(page, page.goto("/account/welcome/"), "/account/welcome/") == []


@LOOKS
def test_pages_with_nothing_on_them_are_accessible_and_fit(
    window: Window, ruth: Member, ana: Member, sam: Member
) -> None:
    """A desk on which nothing stands yet, what went wrong, and what is over."""
    inside, outside = window(sam), window(None)
    troubles = [trouble for path in EMPTY for trouble in troubles_of(inside, inside.goto(path), path)]
    troubles += troubles_of(inside, inside.goto("/nothing/here/"), "/nothing/here/", status=404)
    troubles += _sent_broken(inside, "form.elements.csrfmiddlewaretoken.remove()", status=403)
    troubles += _sent_broken(inside, "form.elements.notes.value += '\\0'", status=400)
    troubles += _sent_broken(
        inside, "for (let n = 0; n < 1100; n++) form.append(form[0].cloneNode())", status=400
    )
    troubles += _answered(outside, render_to_string("429.html"), status=429)
    troubles += _answered(outside, render_to_string("errors/500.html"), status=500)

    offer = invite(email="newcomer@brook.example.com", by=ruth, at=now())
    withdraw_invitation(invitation=offer.invitation, by=ruth, at=now())
    closed = urlsplit(offer.url).path
    troubles += troubles_of(outside, outside.goto(closed), closed, status=410)
    erasure = f"/p/{link_of(pass_on(ana, sam, at=now()), at=now())[1]}/erasure/"
    outside.goto(erasure)
    with outside.expect_navigation() as answer:
        outside.locator("main form button").click()
    troubles += troubles_of(outside, answer.value, erasure)
    assert not troubles, "\n".join(troubles)


def _sent_broken(page: Page, broken: str, *, status: int) -> list[str]:
    """Send somebody's entry in a way that no form of ours is sent: what was typed is there, where it can be."""
    page.goto("/people/new/")
    page.locator("main [name=name]").fill("Dana Lindqvist")
    page.locator("main [name=notes]").fill("Looks after the hall at Mill Lane School.")
    with page.expect_navigation() as answer:
        page.locator("main form[method=post]").first.evaluate(f"form => {{ {broken}; form.submit(); }}")
    return troubles_of(page, answer.value, "/people/new/", status=status)


def _answered(page: Page, text: str, *, status: int) -> list[str]:
    """Look at a page that cannot be had by asking for it."""
    path = f"/answered/{status}/"
    page.route(f"**{path}", lambda route: route.fulfill(status=status, body=text, content_type="text/html"))
    return troubles_of(page, page.goto(path), path, status=status)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440)])
def test_control_what_is_wrong_with_a_page_is_seen(window: Window, sam: Member) -> None:
    """Sam may not see the members' page, which is a 404; then a picture, a label and a width are spoilt."""
    page = window(sam)
    assert troubles_of(page, page.goto("/settings/members/"), "/settings/members/")
    for fault, planted in PLANTED.items():
        answer = page.goto("/settings/")
        page.evaluate(planted)
        assert fault in "\n".join(troubles_of(page, answer, "/settings/")), planted

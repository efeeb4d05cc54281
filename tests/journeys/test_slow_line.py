"""On a slow line: what is done while an answer is on the way is neither lost nor in its way."""

import time

import pytest
from playwright.sync_api import Page, Request, Route, expect

from sentby.accounts.models import Member
from tests.support.browser import Visit

pytestmark = [pytest.mark.browser]
SLOW = 0.8  # seconds: longer than the form waits before it asks for the grade


def late(route: Route, request: Request) -> None:
    if request.method == "POST":
        time.sleep(SLOW)
    route.continue_()


def slow_form(visit: Visit, member: Member) -> Page:
    page = visit(member, device="phone")
    page.goto("/pass-on/", wait_until="load")
    page.wait_for_function("() => window.htmx")
    page.route("**/pass-on/", late)
    return page


def test_the_other_side_of_the_form_comes_however_long_it_takes(visit: Visit, ana: Member) -> None:
    page = slow_form(visit, ana)
    page.get_by_text("I received", exact=True).click()
    expect(page.get_by_label("Who gave it to you?")).to_be_visible()


def test_what_is_typed_and_ticked_meanwhile_stays(visit: Visit, ana: Member) -> None:
    page = slow_form(visit, ana)
    page.get_by_label("What do they need?").fill("A roof.")
    page.get_by_text("I received", exact=True).click()
    page.get_by_label("Name", exact=True).press_sequentially("Dana Lindqvist")
    page.get_by_text("They expect the call").click()
    expect(page.get_by_label("Who gave it to you?")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Dana Lindqvist")
    expect(page.get_by_label("They expect the call")).to_be_checked()
    expect(page.get_by_label("What do they need?")).to_have_value("A roof.")
    expect(page.locator("#live li").first).to_contain_text("claimed")

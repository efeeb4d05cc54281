"""By keyboard alone: the main act from the door to the undo. The way of Tab through a page, and what is wrong with it."""

import pytest
from playwright.sync_api import Page, expect

from sentby.accounts.models import Member
from sentby.referrals.models import Referral
from tests.journeys.keyboard import tab_to, troubles_at
from tests.support.browser import Visit
from tests.support.cast import PASSWORD

pytestmark = [pytest.mark.browser]
NEED = "The roof of the school hall lets in water."
PLANTED = {
    "the first stop skips nothing": "document.querySelector('.skip').remove()",
    "“Companies” has a place of its own": "document.querySelector('main .btn').tabIndex = 2",
    "the focus on “Companies” is not drawn": "document.querySelector('main .btn').style.outline = 'none'",
    "“Companies” is covered": "document.querySelector('main .btn').style.clipPath = 'inset(50%)'",
    "and stands before it": "document.querySelector('main').lastElementChild.style.order = -1",
}


def test_the_main_act_by_keyboard_alone(visit: Visit, ana: Member, sam: Member) -> None:
    page = visit()
    come_in(page, sam)
    pass_on_what_ana_gave(page)
    say_that_sam_called_and_take_it_back(page)
    assert not Referral.objects.get().first_contact_at


def come_in(page: Page, member: Member) -> None:
    page.goto("/")
    press(page, "Use a password instead")
    write(page, "Your e-mail address", member.email)
    write(page, "Password", PASSWORD)
    go(page)
    expect(page.locator(".rail")).to_contain_text(member.name)


def pass_on_what_ana_gave(page: Page) -> None:
    """Sent too early at first: what is missing has the focus, and nothing that was typed is lost."""
    press(page, "Pass on", leads_on=True)
    tab_to(page, "I give")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Who gave it to you?")).to_be_visible()
    expect(page.get_by_label("I received")).to_be_focused()
    write(page, "What do they need?", NEED)
    press(page, "Save", leads_on=True)
    expect(page.get_by_label("Who gave it to you?")).to_be_focused()
    page.keyboard.type("Ana Reyes")
    write(page, "Name", "Dana Lindqvist")
    write(page, "Phone or e-mail", "01632 960144")
    for fact in ("The giver spoke with them", "They know who I am", "They expect my call"):
        press(page, fact, "Space")
    expect(page.locator("#live .grade")).to_have_text("Referral, level 1")
    press(page, "Save", "Space", leads_on=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dana Lindqvist")
    expect(page.locator("main")).to_contain_text(NEED)


def say_that_sam_called_and_take_it_back(page: Page) -> None:
    press(page, "Skip to the page")
    press(page, "I called", leads_on=True)
    expect(page.locator(".clock__left")).to_contain_text("Stopped after")
    press(page, "Skip to the page")
    press(page, "Undo", leads_on=True)
    expect(page.locator(".clock__left")).to_contain_text("left")


def press(page: Page, name: str, key: str = "Enter", *, leads_on: bool = False) -> None:
    """Go to something by Tab and press it."""
    tab_to(page, name)
    if leads_on:
        go(page, key)
    else:
        page.keyboard.press(key)


def go(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page: Page, name: str, words: str) -> None:
    tab_to(page, name)
    page.keyboard.type(words)


def test_control_what_is_wrong_with_the_way_of_tab_is_seen(visit: Visit, sam: Member) -> None:
    page = visit(sam, device="phone")
    page.goto("/people/")
    assert troubles_at(page) == []
    for trouble, planted in PLANTED.items():
        page.goto("/people/")
        page.evaluate(planted)
        assert trouble in "\n".join(troubles_at(page)), planted

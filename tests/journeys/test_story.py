"""The main job, end to end: two members, a prospect with no account, and the letters in between."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.mail.models import Message
from sentby.referrals.models import Referral
from tests.support.browser import Device, Visit, assert_no_sideways_scroll
from tests.support.sweeps import sweep

pytestmark = [pytest.mark.browser]
WAYS = [("desktop", True), ("phone", True), ("desktop", False), ("phone", False)]


@pytest.mark.parametrize(("device", "javascript"), WAYS)
def test_from_a_name_to_a_thanked_referral(
    visit: Visit, ana: Member, sam: Member, device: Device, javascript: bool
) -> None:
    giver = visit(ana, device=device, javascript=javascript)
    pass_dana_on(giver, javascript)
    the_worker_goes_round()

    prospect = visit(device=device, javascript=javascript)
    prospect.goto(link_in_letter_to("dana@millane.example.org"))
    answer_three_questions(prospect)

    receiver = visit(sam, device=device, javascript=javascript)
    follow_up_and_close(receiver)
    the_worker_goes_round()

    giver.goto("/")
    expect(giver.locator("body")).to_contain_text("Won")
    expect(giver.locator("body")).to_contain_text("You were thanked")
    assert "£" not in giver.content() and "5,000" not in giver.content()
    assert_no_sideways_scroll(giver)


def pass_dana_on(page: Page, javascript: bool) -> None:
    page.goto("/")
    page.get_by_role("link", name="Pass on").and_(page.locator(":visible")).first.click()
    page.get_by_label("Who can help?").fill("Sam Okafor")
    page.get_by_label("Name", exact=True).fill("Dana Lindqvist")
    page.get_by_label("Phone or e-mail").fill("dana@millane.example.org")
    page.get_by_label("Another way to reach them").fill("01632 960144")
    page.get_by_label("What do they need?").fill("The roof of the school hall lets in water.")
    if javascript:
        expect(page.locator("#live .grade")).to_have_text("Lead")
    for fact in ("I spoke with them", "They know who will call", "They expect the call"):
        page.get_by_label(re.compile(fact)).check()
    if not javascript:
        page.get_by_role("button", name="What is it now?").click()
    expect(page.locator("#live .grade")).to_have_text("Referral, level 1")
    page.get_by_label("Your recommendation").fill("Sam told us plainly what could wait.")
    page.get_by_role("button", name="Pass on", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dana Lindqvist")
    expect(page.locator(".page-head .grade")).to_contain_text("Referral, level 1")


def answer_three_questions(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana Reyes")
    expect(page.locator("body")).to_contain_text("+44 1632 960102")
    for group in page.get_by_role("group").filter(has_text="Do you").all():
        group.get_by_label("Yes").check(force=True)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("body")).to_contain_text("Ana")


def follow_up_and_close(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Call Dana")
    page.get_by_role("link", name="Dana Lindqvist").first.click()
    expect(page.locator(".page-head .grade")).to_contain_text("confirmed")
    page.get_by_role("button", name="I called", exact=True).click()
    expect(page.locator(".clock__left")).to_contain_text("Stopped after")
    page.get_by_role("button", name="Thank Ana").click()
    expect(page.locator("body")).to_contain_text("A letter of thanks to Ana Reyes is posted")
    page.get_by_text("It is won, or lost").click()
    page.get_by_label("Worth").fill("£5,000")
    page.get_by_role("button", name="Won").click()
    expect(page.locator("body")).to_contain_text("£5,000")
    page.get_by_role("button", name="Thank Ana").click()
    expect(page.locator("body")).to_contain_text("for what came of it")


@pytest.mark.parametrize("javascript", [True, False])
def test_please_dont_is_final(visit: Visit, ana: Member, sam: Member, javascript: bool) -> None:
    pass_dana_on(visit(ana, javascript=javascript), javascript)
    the_worker_goes_round()
    prospect = visit(device="phone", javascript=javascript)
    prospect.goto(link_in_letter_to("dana@millane.example.org"))
    prospect.get_by_role("button", name=re.compile("Stop this")).click()
    expect(prospect.locator("body")).to_contain_text("please don’t")

    receiver = visit(sam, javascript=javascript)
    receiver.goto(f"/referrals/{Referral.objects.get().pk}/")
    expect(receiver.locator("body")).to_contain_text("That is final")
    expect(receiver.get_by_role("button", name="I called")).to_have_count(0)

    again = visit(ana, javascript=javascript)
    again.goto("/pass-on/")
    again.get_by_label("Who can help?").fill("Sam Okafor")
    again.get_by_label("Name", exact=True).fill("D. Lindqvist")
    again.get_by_label("Phone or e-mail").fill("DANA+new@millane.example.org")
    again.get_by_role("button", name="Pass on", exact=True).click()
    expect(again.locator("body")).to_contain_text("asked not to be passed on")
    expect(again.get_by_label("Name", exact=True)).to_have_value("D. Lindqvist")


def the_worker_goes_round() -> None:
    """Tell, send and note, an hour from now: past every moment in which a press could be undone."""
    later = now() + timedelta(minutes=5)
    for name in ("tells", "letters", "departures"):
        sweep(name, later)


def link_in_letter_to(address: str) -> str:
    """The private page, as the prospect finds it in the letter."""
    letter = Message.objects.filter(to_address=address).latest("queued_at")
    found = re.search(r"https?://[^/]+(/p/[^/\s]+/)", letter.text)
    assert found, letter.text
    return found[1]

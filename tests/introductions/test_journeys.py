"""The whole way in a real browser, with JavaScript and without; and that opening a page presses nothing."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.introductions import queries
from sentby.introductions.models import Introduction
from sentby.mail.models import Message
from sentby.referrals.models import Fact
from sentby.rules.consent import Mode
from tests.introductions.story import link_of, pass_on, token_in, work
from tests.introductions.tables import fingerprint
from tests.support.browser import Device, Visit, assert_accessible, assert_no_sideways_scroll

pytestmark = pytest.mark.browser
MINUTE = timedelta(minutes=1)


def looks_right(page: Page) -> None:
    assert_accessible(page)
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize(("device", "javascript"), [("phone", True), ("desktop", False)])
def test_from_the_referral_to_confirmed_answers(
    visit: Visit, ana: Member, sam: Member, device: Device, javascript: bool
) -> None:
    referral = pass_on(ana, sam, at=now())
    desk = visit(ana, device=device, javascript=javascript)
    desk.goto(f"/referrals/{referral.pk}/")
    desk.get_by_role("link", name="Introduce Dana and Sam").click()
    desk.get_by_label("What happens next").fill("Sam rings on Friday.")
    desk.get_by_role("button", name="Send to both").click()
    expect(desk.get_by_text("The letter to Dana waits to leave.")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_label("What happens next")).to_have_value("Sam rings on Friday.")
    desk.get_by_role("button", name="Send to both").click()
    expect(desk.get_by_text("The letter to Dana waits to leave.")).to_be_visible()
    work(now() + MINUTE)
    letter = Message.objects.get(kind="introduction", to_member=None, state="sent")
    door = visit(None, device=device, javascript=javascript)
    door.goto(f"/p/{token_in(letter.text)}/")
    for question in (
        "Do you know who will call?",
        "Do you know how Sam may help?",
        "Do you expect Sam’s call?",
    ):
        door.get_by_role("group", name=question).get_by_text("Yes", exact=True).click()
    door.get_by_role("button", name="Send my answers").click()
    expect(door.get_by_role("heading", name="Your answers are noted.")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text(re.compile(r"Level 3 .*confirmed")).first).to_be_visible()


@pytest.mark.parametrize(("device", "javascript"), [("desktop", True), ("phone", False)])
def test_from_ones_own_mailbox(
    visit: Visit, ana: Member, sam: Member, device: Device, javascript: bool
) -> None:
    referral = pass_on(ana, sam, claims=[], at=now())
    desk = visit(ana, device=device, javascript=javascript)
    desk.goto(f"/referrals/{referral.pk}/introduction/")
    desk.get_by_role("group", name="How it leaves").get_by_text("From my own mailbox").click()
    desk.get_by_role("button", name="Save, then send it myself").click()
    opened = desk.get_by_role("link", name="Open in my mail program").get_attribute("href") or ""
    assert opened.startswith("mailto:dana@millane.example.org,sam@okafor-roofing.example.com?")
    desk.get_by_role("button", name="It has left").click()
    expect(desk.get_by_text("It left from your own mailbox, as you said.")).to_be_visible()
    assert Introduction.objects.get().left_at is not None


def test_the_preview_follows_the_typing(visit: Visit, ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, at=now())
    desk = visit(ana)
    desk.goto(f"/referrals/{referral.pk}/introduction/")
    desk.wait_for_function("() => window.htmx")
    before = fingerprint()
    desk.get_by_label("Why they should talk").fill("Sam mended our chapel.")
    expect(desk.get_by_role("article", name="Dana: what is read")).to_contain_text("Sam mended our chapel.")
    desk.get_by_text("From my own mailbox").click()
    expect(desk.get_by_role("article", name="Both: what is read")).to_contain_text("Dear Dana, dear Sam,")
    assert fingerprint() == before


@pytest.mark.parametrize("javascript", [True, False])
def test_stopped_in_one_press(visit: Visit, ana: Member, sam: Member, javascript: bool) -> None:
    referral = pass_on(ana, sam, at=now())
    _, token = link_of(referral, at=now())
    door = visit(None, device="phone", width=360, javascript=javascript)
    door.goto(f"/p/{token}/")
    door.get_by_role("link", name="Stop it in one press").click()
    door.get_by_role("button", name="Stop this, and don’t ask again").press("Enter")
    expect(door.get_by_role("heading", name="You said: please don’t.")).to_be_visible()
    referral.refresh_from_db()
    assert referral.refused_at is not None


def test_a_scanner_that_runs_scripts_presses_nothing(visit: Visit, ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, at=now())
    asked = pass_on(ana, sam, mode=Mode.ASK_ONE, at=now())
    tokens = [
        link_of(referral, at=now())[1],
        link_of(referral, "receiver", at=now())[1],
        link_of(asked, at=now())[1],
    ]
    before = fingerprint()
    scanner = visit(None)
    for token in tokens:
        for part in ("", "stop/", "erasure/", "said/?act=stop"):
            scanner.goto(f"/p/{token}/{part}", wait_until="networkidle")
            scanner.mouse.wheel(0, 5_000)
            for address in scanner.eval_on_selector_all(
                "a[href^='http'], a[href^='/']", "all => all.map(a => a.href)"
            ):
                if "/copy/" not in address:
                    scanner.request.get(address)
    scanner.close()
    assert fingerprint() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_is_accessible_and_fits(
    visit: Visit, ana: Member, sam: Member, scheme: str, width: int
) -> None:
    referral = pass_on(ana, sam, at=now())
    asked = pass_on(ana, sam, mode=Mode.ASK_ONE, at=now())
    _, token = link_of(referral, at=now())
    _, receivers = link_of(referral, "receiver", at=now())
    _, question = link_of(asked, at=now())
    desk = visit(ana, width=width, scheme=scheme)  # type: ignore[arg-type]
    for part in (f"{referral.pk}/introduction/", f"{asked.pk}/consent/"):
        desk.goto(f"/referrals/{part}")
        looks_right(desk)
    door = visit(None, width=width, scheme=scheme)  # type: ignore[arg-type]
    for part in (token, receivers, question, f"{token}/erasure", "x" * 43):
        door.goto(f"/p/{part}/")
        looks_right(door)
    door.goto(f"/p/{token}/")
    door.get_by_text("What is kept about you").click()
    door.get_by_role("button", name="Send my answers").click()  # nothing is chosen: sent back with a sentence
    looks_right(door)
    assert not Fact.objects.filter(source="confirmed").exists()
    assert queries.link_for(token, now())

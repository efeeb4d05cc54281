"""On a slow line: what is done while an answer is on the way is not lost, not done twice, and not in its way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Page, Route, expect

from sentby.accounts.models import Member
from sentby.referrals.models import Referral
from sentby.referrals.views import passing
from tests.support.browser import Visit
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser]
LONGEST = 20  # seconds
SAVE_TWICE = """wait => {
    const save = () => document.querySelector(".btn--wax[type=submit]").click();
    setTimeout(save, wait);
    save();
}"""


@dataclass(frozen=True)
class Line:
    """What is on its way until it is let through: another shape of the form; a form that was saved."""

    look: Event = field(default_factory=Event)
    save: Event = field(default_factory=Event)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    line, shown, saved = Line(), passing._show, passing._pass_on

    def shown_late(request: HttpRequest, *rest: Any) -> HttpResponse:
        if request.method == "POST":
            line.look.wait(LONGEST)
        return shown(request, *rest)

    def saved_late(*rest: Any) -> Referral:
        line.save.wait(LONGEST)
        return saved(*rest)

    monkeypatch.setattr(passing, "_show", shown_late)
    monkeypatch.setattr(passing, "_pass_on", saved_late)
    yield line
    line.look.set()
    line.save.set()


def form_of(visit: Visit, member: Member, *, without: str = "") -> Page:
    page = visit(member, device="phone")
    if without:
        page.route(re.compile(r"/desk[^/]*\.js"), lambda route: _without(route, without))
    page.goto("/pass-on/", wait_until="load")
    page.wait_for_function("() => window.htmx")
    return page


def _without(route: Route, line: str) -> None:
    script = (ROOT / "static" / "js" / "desk.js").read_text()
    assert line in script
    route.fulfill(body=script.replace(line, ""), content_type="text/javascript")


def write_meanwhile(page: Page, line: Line) -> None:
    """Choose the other side, and go on writing and ticking while it is on the way."""
    page.get_by_label("What do they need?").fill("A roof.")
    page.get_by_text("I received", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Dana Lindqvist")
    page.get_by_label("Phone or e-mail").fill("01632 960144")
    page.get_by_text("They expect the call").click()
    need = page.get_by_label("What do they need?")
    need.press("Home")
    need.press_sequentially("New: ")
    line.look.set()
    expect(page.get_by_label("Who gave it to you?")).to_be_visible()


def test_the_other_side_of_the_form_comes_however_long_it_takes(
    visit: Visit, ana: Member, line: Line
) -> None:
    page = form_of(visit, ana)
    with page.expect_response("**/pass-on/grade/"):  # which is asked for a little later, and is not held up
        page.get_by_text("I received", exact=True).click()
    line.look.set()
    expect(page.get_by_label("Who gave it to you?")).to_be_visible()
    expect(page.get_by_label("I received")).to_be_focused()
    expect(page.locator(".form .error")).to_have_count(0)


def choose_before_htmx_is_there(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("/htmx-2"), hold)
    page.goto("/pass-on/", wait_until="domcontentloaded")
    page.get_by_text("I received", exact=True).click()
    page.wait_for_function("() => document.querySelector('script[src*=htmx-2]')")
    page.wait_for_timeout(100)
    held[0].continue_()
    page.wait_for_function("() => window.htmx")


def test_what_is_chosen_before_the_script_is_there_is_heard(visit: Visit, ana: Member) -> None:
    page = visit(ana)
    choose_before_htmx_is_there(page)
    expect(page.get_by_label("Who gave it to you?")).to_be_visible()


def test_control_without_hearing_of_it_the_form_keeps_its_shape(visit: Visit, ana: Member) -> None:
    page = visit(ana)
    page.route(
        re.compile(r"/desk[^/]*\.js"),
        lambda route: _without(route, "if (!window.htmx) early.set(kind, event.target);"),
    )
    choose_before_htmx_is_there(page)
    page.wait_for_timeout(500)
    expect(page.get_by_label("Who gave it to you?")).to_have_count(0)


def test_what_is_typed_and_ticked_meanwhile_stays(visit: Visit, ana: Member, line: Line) -> None:
    page = form_of(visit, ana)
    write_meanwhile(page, line)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Dana Lindqvist")
    expect(page.get_by_label("They expect my call")).to_be_checked()
    expect(page.locator("#live .grade")).to_have_text("Lead")
    need = page.get_by_label("What do they need?")
    need.press_sequentially("and ")  # where the writer was
    expect(need).to_have_value("New: and A roof.")


def test_control_without_the_taking_over_it_would_be_lost(visit: Visit, ana: Member, line: Line) -> None:
    page = form_of(visit, ana, without='document.addEventListener("htmx:afterSwap", takeOver);')
    write_meanwhile(page, line)
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect(page.get_by_label("They expect my call")).not_to_be_checked()


def press_twice(page: Page, line: Line) -> None:
    """Sent while the other side is on the way, and pressed again when it should have come."""
    page.get_by_label("Name", exact=True).fill("Dana Lindqvist")
    page.get_by_text("For myself", exact=True).click()
    page.evaluate(SAVE_TWICE, 800)
    line.look.set()
    page.wait_for_timeout(1_600)
    line.save.set()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dana Lindqvist", timeout=15_000)
    page.wait_for_timeout(300)


def test_a_form_that_was_sent_is_not_drawn_anew_and_sent_again(visit: Visit, ana: Member, line: Line) -> None:
    press_twice(form_of(visit, ana), line)
    assert Referral.objects.count() == 1


def test_control_without_the_stop_it_would_be_saved_twice(visit: Visit, ana: Member, line: Line) -> None:
    stop = "if (form.dataset.sent) event.detail.shouldSwap = false;"
    press_twice(form_of(visit, ana, without=stop), line)
    assert Referral.objects.count() == 2

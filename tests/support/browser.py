"""A real Chromium, at a desk and in a hand, with JavaScript and without."""

import os
from collections.abc import Callable, Iterator
from typing import Any, Literal, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sentby.accounts.models import Member
from tests.support.cast import client_for
from tools.browser import launch_options

Device = Literal["phone", "desktop"]
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}


class Visit(Protocol):
    """Open a window: `visit(ana, device="phone", javascript=False, scheme="dark")` gives a page of Playwright's."""

    def __call__(
        self,
        member: Member | None = None,
        *,
        device: Device = "desktop",
        javascript: bool = True,
        scheme: Literal["light", "dark"] = "light",
        width: int | None = None,
    ) -> Page: ...


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # Playwright keeps an event loop in this thread; we await nothing
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_servers() -> Iterator[dict[str, LiveServer]]:
    servers: dict[str, LiveServer] = {}
    yield servers
    for server in servers.values():
        server.stop()


@pytest.fixture
def live_server(
    transactional_db: None, database: str, live_servers: dict[str, LiveServer], settings: Settings
) -> LiveServer:
    """The program behind a real port. One for each database, so that no kept-alive connection meets the wrong one."""
    if database not in live_servers:
        live_servers[database] = LiveServer("localhost")
    settings.SITE_URL = live_servers[database].url
    return live_servers[database]


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Windows onto the live server. The test fails if a page asks a third party, or complains on its console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(
        member: Member | None = None,
        *,
        device: Device = "desktop",
        javascript: bool = True,
        scheme: Literal["light", "dark"] = "light",
        width: int | None = None,
    ) -> Page:
        options = DEVICES[device]
        if width:
            options = options | {"viewport": options["viewport"] | {"width": width}}
        context = chromium.new_context(
            base_url=live_server.url, java_script_enabled=javascript, color_scheme=scheme, **options
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("request", _note_strangers(live_server.url, complaints))
        context.on("console", _note_errors(complaints))
        if member:
            sign_in(context, member, live_server.url)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def sign_in(context: BrowserContext, member: Member, url: str) -> None:
    """Put the cookie of a signed-in session into the window."""
    cookie = client_for(member).cookies[django_settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def assert_accessible(page: Page) -> None:
    """No violation that axe can find on the page as it is now."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the window."""
    wide, window = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"


def _note_strangers(home: str, complaints: list[str]) -> Callable[[Request], None]:
    def note(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:", "about:")):
            complaints.append(f"asked a third party: {request.url}")

    return note


def _note_errors(complaints: list[str]) -> Callable[[ConsoleMessage], None]:
    """Scripts that fail and what the content policy refused; an answer of 404 or 422 is no error of the page's."""

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of" not in message.text:
            complaints.append(f"console: {message.text}")

    return note


__all__ = ["Visit", "assert_accessible", "assert_no_sideways_scroll", "sign_in"]

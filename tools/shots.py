"""Pictures of every page of the demo, light and dark, phone and desktop, and of an empty desk. `make shots`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "shots"
SEEN_BY = ("sam@okafor-roofing.example.com", "ana@reyes.example.com", "ruth@quayside.example.org")
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}
SCHEMES = ("light", "dark")
EMPTY = {
    "today": "/",
    "people": "/people/",
    "companies": "/companies/",
    "referrals": "/referrals/",
    "outbox": "/outbox/",
}
# Pages that cannot be had by asking for an address: the templates they are drawn from.
DRAWN = {
    "error-400": "errors/400.html", "error-403": "errors/403.html", "error-nul": "errors/nul.html",
    "error-signed-out": "errors/signed_out.html",
    "error-429": "429.html", "error-500": "errors/500.html", "prospect-erased": "prospect/erased.html",
    "prospect-gone": "prospect/gone.html", "invitation-closed": "invitations/closed.html",
    "invitation-turned-down": "invitations/turned_down.html",
}  # fmt: skip
OVER = {
    "desk_address": "desk@example.org",
    "offer": {"invited_by": "Ruth Achter", "email": "newcomer@brook.example.com"},
    "giver": "Ana Reyes",
}
PASSWORD = "who sent you"
HEIGHT = "document.documentElement.scrollHeight"
Snap = Callable[[str], None]


def main() -> None:
    from playwright.sync_api import sync_playwright

    from tools.browser import launch_options

    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        with running() as home:
            shoot_the_beginning(browser, home)
        with running("--demo") as home:
            wake_django()
            for device in DEVICES:
                shoot_the_story(browser, home, device)
                shoot_the_way_in(browser, home, device)
        browser.close()
    print(f"{len(list(OUT.iterdir()))} pictures in {OUT.name}/")


@contextmanager
def running(*options: str) -> Iterator[str]:
    """The program on a free port, with data of its own. Gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="sentby-shots-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {
        "SENTBY_DATA": str(folder),
        "SENTBY_URL": f"http://localhost:{port}",
        "SENTBY_DEMO": str(len(options)),
    }
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("MAIL_URL", None)
    program = Path(sys.executable).with_name("sentby")
    server = subprocess.Popen([program, "run", *options, "--port", str(port)], cwd=ROOT)
    try:
        wait_for(f"http://localhost:{port}/account/login/", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Until the first page comes, for a minute at most."""
    for _ in range(300):
        if server.poll() is not None:
            raise SystemExit("The program did not start; `make run` says why.")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} did not answer within a minute.")


def wake_django() -> None:
    """Read and write the same data as the program that runs."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "sentby.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    import django

    import sentby  # noqa: F401  (first: it chooses the SQLite)

    django.setup()


@contextmanager
def window(browser: Any, home: str, device: str, **options: Any) -> Iterator[tuple[Any, Snap]]:
    """A page of Playwright's, and what takes its pictures by a name: one in each light."""
    size = DEVICES[device]
    context = browser.new_context(base_url=home, reduced_motion="reduce", **size, **options)
    page = context.new_page()

    def snap(name: str) -> None:
        page.set_viewport_size(
            size["viewport"]
        )  # then as long as the page: what stays at the foot stands there
        page.set_viewport_size(size["viewport"] | {"height": page.evaluate(HEIGHT)})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=OUT / f"{name}-{device}-{scheme}.png", full_page=True, animations="disabled")

    yield page, snap
    context.close()


def shoot_the_beginning(browser: Any, home: str) -> None:
    """An empty desk: how it is set up, and its pages with nothing on them."""
    for device in DEVICES:
        with window(browser, home, device) as (page, snap):
            page.goto("/account/welcome/")
            snap("welcome")
    with window(browser, home, "desktop") as (page, _):
        page.goto("/account/welcome/")
        for field, words in {"name": "Ruth Achter", "email": SEEN_BY[-1], "password": PASSWORD}.items():
            page.locator(f"main [name={field}]").fill(words)
        page.locator("main form button").last.click()
        page.wait_for_url(f"{home}/")
        seat = page.context.storage_state()
    for device in DEVICES:
        with window(browser, home, device, storage_state=seat) as (page, snap):
            for name, address in EMPTY.items():
                page.goto(address)
                snap(f"empty-{name}")


def shoot_the_story(browser: Any, home: str, device: str) -> None:
    """Every page that tools/pages.py knows, as whoever sees it first."""
    from tests.support.cast import proven_client_for

    for member, places in groupby(every_place(), key=lambda place: place.member):
        with window(browser, home, device) as (page, snap):
            if member is not None:
                cookie = proven_client_for(member).cookies["sessionid"].value
                page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": home}])
            for place in places:
                page.goto(place.path)
                snap(place.name)


def every_place() -> list[Any]:
    """The pages of the story, whoever looks at them one after another; Today as each of them finds it."""
    from allauth.mfa.models import Authenticator

    from sentby.accounts.models import Member
    from tests.support.passkeys import credential
    from tools.pages import Place, every_page, give_ways_in

    sam, ana, ruth = (Member.objects.get(email=email) for email in SEEN_BY)
    if not Authenticator.objects.filter(user=sam).exists():
        give_ways_in(sam, credential())
    places = every_page((sam, ana, ruth))
    places += [Place(f"today-{one.first_name.lower()}", "/", one) for one in (ana, ruth)]
    places += [Place("not-there", "/nothing/here/", sam), Place("not-there-outside", "/nothing/here/", None)]
    return sorted(places, key=lambda place: place.member.name if place.member else "")


def shoot_the_way_in(browser: Any, home: str, device: str) -> None:
    """What stands only halfway in, and what goes wrong or is over."""
    from django.template.loader import render_to_string

    for name, go in HALFWAY.items():
        with window(browser, home, device) as (page, snap):
            go(page)
            snap(name)
    with window(browser, home, device) as (page, snap):
        for name, template in DRAWN.items():
            answer = {"body": render_to_string(template, OVER), "content_type": "text/html"}
            page.route(f"**/drawn/{name}/", partial(_fulfil, answer))
            page.goto(f"/drawn/{name}/")
            snap(name)


def _fulfil(answer: dict[str, Any], route: Any) -> None:
    route.fulfill(**answer)


def have_a_code_sent(page: Any) -> None:
    page.goto("/account/login/code/")
    page.locator("main input[type=email]").fill(SEEN_BY[1])
    page.locator("main form button").first.click()
    page.wait_for_url("**/confirm/")


def give_the_password(page: Any) -> None:
    """Sam's, who has an app for the second step."""
    page.goto("/account/login/")
    page.locator("main summary").click()
    page.locator("main input[name=login]").fill(SEEN_BY[0])
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main input[name=password]").press("Enter")
    page.wait_for_url("**/second-step/")


HALFWAY: dict[str, Callable[[Any], None]] = {
    "account_confirm_login_code": have_a_code_sent,
    "mfa_authenticate": give_the_password,
}

if __name__ == "__main__":
    main()

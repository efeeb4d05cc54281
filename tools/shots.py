"""Pictures of every page of the demo, as a member sees them: light and dark, phone and desktop. `make shots`."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "shots"
SEEN_BY = ("sam@okafor-roofing.example.com", "ana@reyes.example.com", "ruth@quayside.example.org")
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 780}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}
SCHEMES = ("light", "dark")
DOORS = ("/account/login/", "/account/login/code/", "/account/signup/", "/nothing/here/")
LOOKED_INTO = 5
SAME_FOR_ALL = ("settings", "account", "mfa", "person", "company", "companies", "people", "calls", "patterns")
NO_PAGE = re.compile(r"/(static|api)/|/file/|/copy/|\.(svg|json|vcf)$|/account/logout/")


@contextmanager
def running_demo() -> Iterator[str]:
    """The demo on a free port, with data of its own. Gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="sentby-shots-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {"SENTBY_DATA": str(folder), "SENTBY_URL": f"http://localhost:{port}", "SENTBY_DEMO": "1"}
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("MAIL_URL", None)
    program = Path(sys.executable).with_name("sentby")
    server = subprocess.Popen([program, "run", "--demo", "--port", str(port)], cwd=ROOT)
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
            raise SystemExit("The demo did not start; `make run` says why.")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} did not answer within a minute.")


def session_of(email: str) -> str:
    """The cookie of somebody who is signed in."""
    from django.test import Client

    from sentby.accounts.models import Member

    client = Client()
    client.force_login(Member.objects.get(email=email))
    return client.cookies["sessionid"].value


def pages_of(context: Any, starts: tuple[str, ...], seen: set[str]) -> Iterator[tuple[str, str]]:
    """Name and address of each kind of page that links lead to: the first of its kind, found from the first few."""
    from django.urls import Resolver404, resolve

    page, waiting, visited, looked = context.new_page(), list(starts), set(starts), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(address.split("?")[0]).url_name or "page"
        except Resolver404:
            name = "not-found"
        looked[name] += 1
        if looked[name] > LOOKED_INTO or (name in seen and name.startswith(SAME_FOR_ALL)):
            continue
        answer = page.goto(address)
        is_page = answer is not None and "text/html" in answer.headers.get("content-type", "")
        if not is_page or urlsplit(page.url).path != urlsplit(address).path:
            continue
        seen.add(name)
        if looked[name] == 1:
            yield name, address
        found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        found += re.findall(rf"{re.escape(os.environ['SENTBY_URL'])}(/p/[\w-]+/)", page.content())
        for link in found:
            path = urlsplit(link).path
            if (
                link.startswith(("/", os.environ["SENTBY_URL"]))
                and path not in visited
                and not NO_PAGE.search(path)
            ):
                visited.add(path)
                waiting.append(path)
    page.close()


def shoot(browser: Any, home: str, cookie: str, pages: list[tuple[str, str]], who: str) -> None:
    """Every page in every width and light."""
    for device, options in DEVICES.items():
        for scheme in SCHEMES:
            context = signed_in(browser, home, cookie, color_scheme=scheme, **options)
            page = context.new_page()
            for name, address in pages:
                page.goto(address)
                page.screenshot(path=OUT / f"{name}-{who}-{device}-{scheme}.png", full_page=True)
            context.close()


def signed_in(browser: Any, home: str, cookie: str, **options: Any) -> Any:
    context = browser.new_context(base_url=home, **options)
    if cookie:
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": home}])
    return context


def main() -> None:
    from playwright.sync_api import sync_playwright

    from tools.browser import launch_options

    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    with running_demo() as home:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "sentby.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        import django

        import sentby  # noqa: F401  (first: it chooses the SQLite)

        django.setup()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            seen: set[str] = set()
            for who, cookie, starts in [
                ("door", "", DOORS),
                *((mail, session_of(mail), ("/",)) for mail in SEEN_BY),
            ]:
                context = signed_in(browser, home, cookie)
                pages = list(pages_of(context, starts, seen))
                context.close()
                shoot(browser, home, cookie, pages, who.split("@")[0])
            browser.close()
    print(f"{len(list(OUT.iterdir()))} pictures of {len(seen)} pages in {OUT.name}/")


if __name__ == "__main__":
    main()

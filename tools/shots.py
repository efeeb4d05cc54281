"""Pictures of every page of the demo: light and dark, phone and desktop, in shots/. `make shots`."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SHOTS = Path("shots")
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 1000}},
    "phone": {"viewport": {"width": 360, "height": 780}, "device_scale_factor": 2},
}


def main() -> None:
    """Tell the demo in an empty folder, serve it, and look at every page."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        os.environ |= {
            "SENTBY_DATA": folder,
            "SENTBY_DEMO": "true",
            "SENTBY_URL": f"http://localhost:{port}",
            "DATABASE_URL": f"sqlite:///{folder}/sentby.sqlite3",
            "DJANGO_SETTINGS_MODULE": "sentby.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
        sentby = str(Path(sys.executable).with_name("sentby"))
        program = subprocess.Popen([sentby, "run", "--demo", "--port", str(port)], stdout=subprocess.DEVNULL)
        try:
            _wait_for(port)
            _take_all(f"http://localhost:{port}")
        finally:
            program.terminate()
            program.wait(20)


def _take_all(url: str) -> None:
    import django

    import sentby  # noqa: F401  (chooses the SQLite)

    django.setup()
    from playwright.sync_api import sync_playwright

    from tools.browser import launch_options

    SHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for size, options in SIZES.items():
            for scheme in ("light", "dark"):
                _take(browser, url, f"{size}-{scheme}", options | {"color_scheme": scheme})
        browser.close()


def _take(browser: Any, url: str, suffix: str, options: dict[str, Any]) -> None:
    from django.test import Client

    from sentby.accounts.models import Member
    from tools.pages import pages_of

    sam = Member.objects.get(email="sam@okafor-roofing.example.com")
    client = Client()
    client.force_login(sam)
    inside, outside = browser.new_context(**options), browser.new_context(**options)
    inside.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    member, visitor = inside.new_page(), outside.new_page()
    for place in pages_of(sam):
        page = visitor if place.public else member
        page.goto(url + place.path)
        page.screenshot(path=SHOTS / f"{place.name}-{suffix}.png", full_page=True)
        print(f"{place.name}-{suffix}.png")


def _free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


def _wait_for(port: int, seconds: float = 60) -> None:
    for _ in range(int(seconds * 10)):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The demo did not start.")


if __name__ == "__main__":
    main()

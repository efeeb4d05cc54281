"""Sentby can be put among the applications of a phone: every page links a manifest, and what it names is there."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import Settings

from sentby.accounts.models import Member
from tests.support.cast import client_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files", "sam")]
LINK = re.compile(r'<link rel="manifest" href="([^"]+)">')
SHOWN_AS = {"standalone", "fullscreen", "minimal-ui"}
NEEDED = {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def static_files(settings: Settings) -> None:
    """Served as in the program, from where they are written."""
    settings.WHITENOISE_USE_FINDERS = True


def manifest_of(client: Client, page: str) -> tuple[str, dict[str, Any]]:
    """The address of the manifest that a page links, and what it says."""
    linked = LINK.search(client.get(page).content.decode())
    assert linked, f"{page} links no manifest"
    answer = client.get(linked[1])
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/manifest+json")
    said: dict[str, Any] = json.loads(b"".join(answer))
    return linked[1], said


def faults(client: Client, address: str, said: dict[str, Any]) -> list[str]:
    """What a browser would miss before it offers to install the desk."""
    found = [f"no {word}" for word in ("name", "short_name", "start_url", "icons") if not said.get(word)]
    if said.get("display") not in SHOWN_AS:
        found.append(f"shown as {said.get('display')}")
    starts = [said.get("start_url", ""), *(each["url"] for each in said.get("shortcuts", []))]
    found += [f"nothing at {start}" for start in starts if not _is_there(urljoin(address, start))]
    found += [f"{start} is outside" for start in starts if not start.startswith(said.get("scope", "/"))]
    icons = said.get("icons", [])
    found += [problem for icon in icons for problem in _wrong_with(client, address, icon)]
    missing = NEEDED - {(icon["sizes"], icon.get("purpose", "any")) for icon in icons}
    return found + [f"no icon for {purpose} of {sizes}" for sizes, purpose in sorted(missing)]


def _is_there(path: str) -> bool:
    try:
        return bool(path) and bool(resolve(path))
    except Resolver404:
        return False


def _wrong_with(client: Client, address: str, icon: dict[str, str]) -> Iterator[str]:
    answer = client.get(urljoin(address, icon["src"]))
    picture = b"".join(answer) if answer.status_code == 200 else b""
    if (answer.get("Content-Type"), picture[:8]) != (icon["type"], PNG):
        yield f"{icon['src']} is no {icon['type']}"
        return
    wide, high = int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])
    if icon["sizes"] != f"{wide}x{high}":
        yield f"{icon['src']} is {wide}x{high}, not {icon['sizes']}"


def test_the_desk_can_be_installed(visitor: Client, sam: Member) -> None:
    """From the door as from inside; the content policy lets a browser read it."""
    address, said = manifest_of(visitor, "/account/login/")
    assert faults(visitor, address, said) == []
    assert manifest_of(client_for(sam), "/") == (address, said)
    policy = visitor.get("/account/login/")["Content-Security-Policy"]
    assert re.search(r"manifest-src [^;]*'self'", policy)


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ({"name": ""}, "no name"),
        ({"display": "browser"}, "shown as browser"),
        ({"start_url": "/nowhere/"}, "nothing at /nowhere/"),
        ({"scope": "/desk/"}, "/ is outside"),
        ({"icons": [{"src": "icons/seal-180.png", "sizes": "192x192", "type": "image/png"}]}, "180x180"),
        ({"icons": [{"src": "icons/none.png", "sizes": "192x192", "type": "image/png"}]}, "is no image/png"),
        ({"icons": []}, "no icon for maskable of 512x512"),
    ],
)
def test_control_a_planted_fault_is_seen(visitor: Client, planted: dict[str, Any], fault: str) -> None:
    address, said = manifest_of(visitor, "/account/login/")
    assert fault in "\n".join(faults(visitor, address, said | planted))

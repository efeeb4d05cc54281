"""Every answer, good or bad, carries the headers that keep a browser safe."""

import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import product

import pytest
from django.test import Client
from pytest_django import Settings

from tests.support.access import missing_url, own_url, registered
from tests.support.length import MANNERS, at_length
from tests.support.objects import World, build_world
from tests.support.roles import clients
from tests.support.routes import Route
from tests.support.tree import ROOT

NOT_THEIRS = {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}  # of the tests and their browser
METHODS = at_length(
    ("get", "post", "options"), ("get", "head", "post", "options", "put", "patch", "delete", "trace")
)
SECOND_LEVEL = {
    "default-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


def faults(headers: Mapping[str, str], *, tls: bool = False, public_file: bool = False) -> list[str]:
    """What is missing from an answer's headers."""
    policy = dict(
        (part.strip() + " ").split(" ", 1) for part in headers.get("Content-Security-Policy", "").split(";")
    )
    found = [
        f"CSP {name} is {policy.get(name)}"
        for name, value in SECOND_LEVEL.items()
        if value not in policy.get(name, "")
    ]
    found += [f"CSP has {word}" for word in ("unsafe-", "*", "http:") if word in str(policy)]
    wanted = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}
    found += [
        f"{name} is {headers.get(name)}" for name, value in wanted.items() if headers.get(name) != value
    ]
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        found.append(f"Referrer-Policy is {headers.get('Referrer-Policy')}")
    if not public_file and "no-store" not in headers.get("Cache-Control", ""):
        found.append(f"Cache-Control is {headers.get('Cache-Control')}")
    if tls and "max-age=31536000" not in headers.get("Strict-Transport-Security", ""):
        found.append("no HSTS")
    return found


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.mark.parametrize("route", registered(), ids=lambda route: route.name)
def test_every_answer_is_guarded(route: Route, world: World) -> None:
    addresses = [own_url(route, world), *at_length([], [missing_url(route), f"{own_url(route, world)}x/"])]
    for (role, client), method, url, manner in product(clients(world).items(), METHODS, addresses, MANNERS):
        answer = getattr(client, method)(url, headers=manner)
        assert faults(answer.headers) == [], f"{method} {url} as {role}"


@pytest.mark.parametrize("route", at_length(registered()[:1], registered()), ids=lambda route: route.name)
def test_every_answer_over_tls_tells_the_browser_to_stay_there(
    route: Route, world: World, settings: Settings
) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    for role, client in clients(world).items():
        answer = client.get(own_url(route, world), secure=True)
        assert faults(answer.headers, tls=True) == [], f"{route.address} as {role}"


def test_what_is_not_there_is_guarded(db: None) -> None:
    assert faults(Client().get("/nothing/of/the/kind/").headers) == []


def test_a_refused_form_is_guarded(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": "ana@reyes.example.com"})
    assert answer.status_code == 403
    assert faults(answer.headers) == []


def test_over_tls_the_browser_is_told_to_stay_there(world: World, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    answer = Client().get("/account/login/", secure=True)
    assert faults(answer.headers, tls=True) == []


def test_deployment_check_is_clean() -> None:
    """`check --deploy` as an operator behind TLS would run it."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
    environment |= {"SENTBY_URL": "https://desk.example.org", "SENTBY_HOSTS": "desk.example.org"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment | {"SENTBY_SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "header",
    [
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Cache-Control",
    ],
)
def test_control_a_missing_header_is_seen(world: World, header: str) -> None:
    headers = dict(Client().get("/account/login/").headers)
    assert faults(headers) == []
    assert faults({name: value for name, value in headers.items() if name != header})


def test_control_missing_hsts_is_seen(world: World, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 0
    assert faults(Client().get("/account/login/", secure=True).headers, tls=True) == ["no HSTS"]


def test_control_a_loose_policy_is_seen(world: World) -> None:
    headers = dict(Client().get("/account/login/").headers)
    headers["Content-Security-Policy"] += "; script-src-elem 'unsafe-inline'"
    assert faults(headers)

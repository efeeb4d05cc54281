"""Every form on every page takes anything: no answer is an error of ours, and nothing comes back unescaped."""

import os
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.safestring import mark_safe

from sentby.core.access import open_to_all
from tests.support.access import own_url, register, registered
from tests.support.hostile import QUICK, TAG, long
from tests.support.html import Form, Page
from tests.support.objects import World, build_world
from tests.support.roles import clients
from tests.support.routes import Route

pytestmark = pytest.mark.django_db


class _Undo(Exception):
    pass


@open_to_all
def echo(request: HttpRequest) -> HttpResponse:
    """The planted fault: says back what was typed, as it was typed."""
    typed = mark_safe(request.POST.get("name", ""))
    return HttpResponse(f'<form method="post"><input name="name"></form><p>{typed}</p>')


urlpatterns = [path("echo/", echo, name="echo")]


def pages_of(route: Route, world: World) -> list[tuple[Client, str, str]]:
    """The pages behind a route that somebody gets to see, with who sees them."""
    everybody = clients(world)
    row = register()[route.name]
    roles = {"anyone": ["anonymous"], "link": ["anonymous"], "owner": ["owner"]}.get(
        row.who, ["own", row.also]
    )
    seen = []
    for client in [everybody[role] for role in roles if role]:
        answer = client.get(own_url(route, world))
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            seen.append((client, own_url(route, world), answer.content.decode()))
    return seen


def attack(client: Client, url: str, form: Form, inputs: Iterable[str]) -> list[str]:
    """Send the form with each input in every field that one types into; say what went wrong."""
    found = []
    target = urljoin(url, form.action)
    if not any(field.is_typed for field in form.fields) or not target.startswith("/"):
        return []
    for text in inputs:
        try:
            with transaction.atomic():
                send = client.post if form.method == "post" else client.get
                answer = send(target, form.filled(text), follow=True)
                found += [f"{form.method} {target} with {text[:40]!r}: {fault}" for fault in _faults(answer)]
                raise _Undo
        except _Undo:
            continue
    return found


def _faults(answer: Any) -> list[str]:
    found = [f"{answer.status_code}"] if answer.status_code >= 500 else []
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = Page(answer.content.decode())
        if TAG in page.tags | page.attributes:
            found.append("came back unescaped")
        if any(link.lower().strip().startswith("javascript:") for link in page.links):
            found.append("became a link that runs")
    return found


def attack_route(route: Route, world: World, inputs: tuple[str, ...]) -> list[str]:
    """Every form on the pages of one route, with every input."""
    found: list[str] = []
    tried: set[tuple[str, str, str]] = set()
    for client, url, text in pages_of(route, world):
        for form in Page(text).forms:
            if _alike(form, url) not in tried and not _is_tried_at_home(form, client, url):
                tried.add(_alike(form, url))
                found += attack(client, url, form, inputs)
    return found


def _alike(form: Form, url: str) -> tuple[str, str, str]:
    """Forms alike but for what they have hidden are one form."""
    typed = " ".join(sorted(field.name for field in form.fields if field.is_typed))
    return form.method, urljoin(url, form.action), typed


def _is_tried_at_home(form: Form, client: Client, url: str) -> bool:
    """Whether the form looks something up on another page that has the same form: it is tried from there."""
    home = urljoin(url, form.action).partition("?")[0]
    if form.method != "get" or home == url or not home.startswith("/"):
        return False
    there = Page(client.get(home).content.decode())
    return _alike(form, url) in {_alike(each, home) for each in there.forms}


@pytest.fixture
def world() -> World:
    return build_world()


PAGES = [route for route in registered() if "GET" in register()[route.name].methods and not route.is_api]


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_every_form_takes_anything(route: Route, world: World) -> None:
    inputs = long() if os.environ.get("SENTBY_TEST_LONG") else QUICK
    found = attack_route(route, world, inputs)
    assert not found, "\n".join(found)


def test_the_search_of_every_page_is_tried_where_it_leads(world: World) -> None:
    """Only there, and there it is."""
    ana = clients(world)["own"]
    search = [form for form in Page(ana.get("/").content.decode()).forms if form.action == "/people/"]
    assert [_is_tried_at_home(form, ana, "/") for form in search] == [True] * len(search) != []
    assert not any(_is_tried_at_home(form, ana, "/people/") for form in search)
    assert "people" in {route.name for route in PAGES}


def test_the_long_list_is_long() -> None:
    """`make prove` sends these."""
    assert len(long()) >= 300


@pytest.mark.urls(__name__)
def test_control_unescaped_text_is_seen() -> None:
    page = Page(Client().get("/echo/").content.decode())
    found = attack(Client(), "/echo/", page.forms[0], QUICK)
    assert any("unescaped" in fault for fault in found)

"""No page is left out of tests/journeys/test_every_page.py: each address that answers GET is visited, or excused."""

import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import resolve

from sentby.accounts.models import Member
from tests.support.access import register
from tests.support.cast import proven_client_for
from tests.support.passkeys import credential
from tests.support.routes import Route, routes
from tests.support.told import Told
from tools import shots
from tools.pages import NO_PAGE, Place, every_page, give_ways_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(the_story: Told) -> list[Place]:
    ruth, ana, sam, *_ = the_story.members
    give_ways_in(sam, credential())
    return every_page((sam, ana, ruth))


def not_visited(places: list[Place], excused: dict[str, str]) -> set[str]:
    """The pages that nobody goes to, by the names of their addresses."""
    visited = {f"/{resolve(place.path.partition('?')[0]).route}" for place in places}
    return {route.name for route in _pages() if route.address not in visited} - set(excused)


def _pages() -> list[Route]:
    return [route for route in routes() if not route.is_api and "GET" in register()[route.name].methods]


def test_every_page_is_visited_or_excused(places: list[Place]) -> None:
    """And the control: without the owner's page of members, that page is named."""
    assert not_visited(places, NO_PAGE) == set()
    without = [place for place in places if place.name != "settings-members"]
    assert not_visited(without, NO_PAGE) == {"settings-members"}


def test_every_page_that_is_visited_is_there(places: list[Place]) -> None:
    """As a page of its own: no redirect, no 404."""
    clients: dict[Member | None, Client] = {None: Client()}
    for place in places:
        if place.member not in clients and place.member:
            clients[place.member] = proven_client_for(place.member)
        answer = clients[place.member].get(place.path)
        kind = answer.headers.get("Content-Type", "")
        assert (answer.status_code, kind[:9]) == (200, "text/html"), place


def test_what_shows_itself_only_halfway_in_is_pictured_too() -> None:
    """`make shots` takes what every_page knows; the rest it has to bring about itself, on an empty desk or by signing in."""
    brought_about = {name for name, why in NO_PAGE.items() if "visited" in why}
    assert brought_about == {"welcome", *shots.HALFWAY}
    for template in shots.DRAWN.values():
        get_template(template)


def test_every_excuse_is_about_an_address() -> None:
    assert set(NO_PAGE) <= {route.name for route in routes()}

"""GET, HEAD and OPTIONS change nothing in the database, whoever asks: a mail scanner may open every link."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from sentby.accounts import actions as accounts
from sentby.accounts.models import ApiKey
from sentby.core.access import open_to_all
from sentby.people.models import Person
from tests.support.access import own_url, registered
from tests.support.cast import AT
from tests.support.length import MANNERS, QUERIES
from tests.support.objects import World, build_world
from tests.support.roles import clients
from tests.support.routes import Route
from tests.support.rows import changed, rows_written, table_hashes

pytestmark = pytest.mark.django_db  # on PostgreSQL as well in `make prove`

LOOKS = ("get", "head", "options")
SESSION_AND_AUDIT = frozenset({"core_auditentry"})
# allauth notes on the codes themselves that their owner has seen them; it has no other effect
NOTED = {"mfa_view_recovery_codes": "mfa_authenticator", "mfa_download_recovery_codes": "mfa_authenticator"}
PROGRAM = "a program with a key"


def forget_that_it_was_used() -> None:
    """When a key was last used is noted on the key, so that its owner sees which one may go: that alone may change."""
    ApiKey.objects.filter(name=PROGRAM).update(last_used_at=None)


@open_to_all
def consume(request: HttpRequest) -> HttpResponse:
    """The planted fault: a link that works by being looked at."""
    Person.objects.all().delete()
    return HttpResponse("gone")


urlpatterns = [path("consume/", consume, name="consume")]


def looked_and_changed(url: str, everybody: dict[str, Client]) -> Iterator[str]:
    before = table_hashes(but=SESSION_AND_AUDIT)
    for (role, client), method, query, manner in product(everybody.items(), LOOKS, QUERIES, MANNERS):
        so_far = rows_written()
        answer = getattr(client, method)(f"{url}{query}", headers=manner)
        if answer.streaming:
            b"".join(answer.streaming_content)
        if role == PROGRAM:
            forget_that_it_was_used()
        if so_far is not None and rows_written() == so_far:
            continue  # nothing was written, so nothing has to be compared
        after = table_hashes(but=SESSION_AND_AUDIT)
        yield from (f"{method} {url} as {role} changed {table}" for table in changed(before, after))
        before = after


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def everybody(world: World) -> dict[str, Client]:
    """Every role in a browser, and a program that acts as Ana."""
    key = accounts.make_key(member=world.ana, name=PROGRAM, by=world.ana.actor, at=AT).plain
    return clients(world) | {PROGRAM: Client(headers={"Authorization": f"Bearer {key}"})}


@pytest.mark.parametrize("route", registered(), ids=lambda route: route.name)
def test_looking_changes_nothing(route: Route, world: World, everybody: dict[str, Client]) -> None:
    found = looked_and_changed(own_url(route, world), everybody)
    assert [line for line in found if not line.endswith(f" {NOTED.get(route.name)}")] == []


@pytest.mark.urls(__name__)
def test_control_a_consuming_page_is_seen(world: World) -> None:
    found = list(looked_and_changed("/consume/", {"anonymous": Client()}))
    assert any("people_person" in line for line in found)


def test_the_program_is_let_in_and_only_its_key_says_so(everybody: dict[str, Client]) -> None:
    before = table_hashes(but=SESSION_AND_AUDIT)
    assert everybody[PROGRAM].get("/api/people").status_code == 200
    assert changed(before, table_hashes(but=SESSION_AND_AUDIT)) == [ApiKey._meta.db_table]
    assert ApiKey.objects.get(name=PROGRAM).last_used_at is not None

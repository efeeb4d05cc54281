"""GET, HEAD and OPTIONS change nothing in the database, whoever asks: a mail scanner may open every link."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from sentby.core.access import open_to_all
from sentby.people.models import Person
from tests.support.access import own_url, registered
from tests.support.objects import World, build_world
from tests.support.roles import clients
from tests.support.routes import Route
from tests.support.rows import changed, table_hashes

pytestmark = pytest.mark.django_db

LOOKS = ("get", "head", "options")
SESSION_AND_AUDIT = frozenset({"core_auditentry"})
# allauth notes on the codes themselves that their owner has seen them; it has no other effect
NOTED = {"mfa_view_recovery_codes": "mfa_authenticator", "mfa_download_recovery_codes": "mfa_authenticator"}


@open_to_all
def consume(request: HttpRequest) -> HttpResponse:
    """The planted fault: a link that works by being looked at."""
    Person.objects.all().delete()
    return HttpResponse("gone")


urlpatterns = [path("consume/", consume, name="consume")]


def looked_and_changed(url: str, everybody: dict[str, Client]) -> Iterator[str]:
    before = table_hashes(but=SESSION_AND_AUDIT)
    for role, client in everybody.items():
        for method in LOOKS:
            answer = getattr(client, method)(url)
            if answer.streaming:
                b"".join(answer.streaming_content)
            after = table_hashes(but=SESSION_AND_AUDIT)
            yield from (f"{method} {url} as {role} changed {table}" for table in changed(before, after))
            before = after


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.mark.parametrize("route", registered(), ids=lambda route: route.name)
def test_looking_changes_nothing(route: Route, world: World) -> None:
    found = looked_and_changed(own_url(route, world), clients(world))
    assert [line for line in found if not line.endswith(f" {NOTED.get(route.name)}")] == []


@pytest.mark.urls(__name__)
def test_control_a_consuming_page_is_seen(world: World) -> None:
    found = list(looked_and_changed("/consume/", {"anonymous": Client()}))
    assert any("people_person" in line for line in found)

"""Every route, every method, every role: who may, does; who may not, cannot tell foreign from missing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product

import pytest
from django.db.models.signals import post_save
from django.test import Client

from sentby.mail.models import Message
from sentby.referrals.models import ReferralQuerySet
from tests.support import roles
from tests.support.access import missing_url, own_url, register, registered
from tests.support.length import MANNERS, at_length
from tests.support.objects import CANARY, World, build_world
from tests.support.roles import BROKEN, MISSING, ROLES, ask, clients, masked
from tests.support.routes import Route, routes

API = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
PAGES = at_length(API[:4], API)

pytestmark = pytest.mark.django_db  # on PostgreSQL as well in `make prove`


@pytest.fixture
def world() -> World:
    return build_world()


def faults(route: Route, world: World) -> list[str]:
    """What is wrong with the answers of one route."""
    row, found = register()[route.name], []
    asked = product(clients(world).items(), API if route.is_api else PAGES, MANNERS)
    for (role, client), method, manner in asked:
        with letters_posted() as posted:
            answer = ask(client, method, own_url(route, world), json=row.json(route, method), headers=manner)
        said = f"{method} {route.address} as {role}: {answer.status}"
        promised = row.promises(role, method)
        if method in API[4:] and not route.is_api:  # a form view may take it for a POST, or send away first
            promised = promised | row.promises(role, "POST")
        if answer.kind not in promised:
            found.append(f"{said} is {answer.kind}, not {' or '.join(sorted(promised))}")
        if not row.may_read(role) and CANARY.encode() in answer.said:
            found.append(f"{said} shows what is Ana's")
        if any(is_leak(letter, world, may_read=row.may_read(role)) for letter in posted):
            found.append(f"{said} sends a letter with what is Ana's")
        if answer.kind == MISSING and not _same_as_missing(route, world, method, client, manner):
            found.append(f"{said} differs from the answer for an id that nothing has")
    return found


@contextmanager
def letters_posted() -> Iterator[list[Message]]:
    """The letters that a request put into the outbox, although the request is taken back."""
    posted: list[Message] = []

    def note(instance: Message, created: bool, **_: object) -> None:
        if created:
            posted.append(instance)

    post_save.connect(note, sender=Message)
    try:
        yield posted
    finally:
        post_save.disconnect(note, sender=Message)


def is_leak(letter: Message, world: World, *, may_read: bool) -> bool:
    """Whether Ana's words go to a member they are not for, or to anybody because a stranger pressed."""
    words = (letter.subject, letter.text, letter.html, letter.to_name, letter.to_address)
    to_a_stranger = letter.to_member_id in {world.stan.pk, world.ruth.pk}
    return any(CANARY in said for said in words) and (to_a_stranger or not may_read)


def _same_as_missing(
    route: Route, world: World, method: str, client: Client, manner: Mapping[str, str]
) -> bool:
    """Byte for byte, for whatever id nothing has."""
    own, body = own_url(route, world), register()[route.name].json(route, method)
    foreign = masked(ask(client, method, own, json=body, headers=manner), own)
    nothings = [missing_url(route, number=number) for number in range(1, at_length(2, 6))]
    return all(
        foreign == masked(ask(client, method, nothing, json=body, headers=manner), nothing)
        for nothing in nothings
    )


def test_every_route_has_a_row() -> None:
    without = [route for route in routes() if route.name not in register()]
    advice = "\n".join(f"{route.name}: {{who: own, methods: GET}}  # {route.address}" for route in without)
    assert not without, f"Say in tests/house/access.yaml who may come here:\n{advice}"


def test_every_row_has_a_route() -> None:
    assert set(register()) - {route.name for route in routes()} == set()


@pytest.mark.parametrize("route", registered(), ids=lambda route: route.name)
def test_each_role_gets_what_the_register_says(route: Route, world: World) -> None:
    found = faults(route, world)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "route", [route for route in registered() if route.params], ids=lambda route: route.name
)
def test_what_is_missing_is_404_for_everybody(route: Route, world: World) -> None:
    everybody = clients(world)
    for role in ROLES[1:]:
        row = register()[route.name]
        for method in row.methods:
            answer = ask(everybody[role], method, missing_url(route), json=row.json(route, method))
            assert answer.kind == MISSING, f"{method} {route.address} as {role}: {answer.status}"


def test_control_a_lost_scope_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `visible_to` letting everybody through, the matrix must go red."""
    monkeypatch.setattr(ReferralQuerySet, "visible_to", lambda self, member: self.all())
    (page,) = [route for route in routes() if route.name == "referral"]
    assert any("shows what is Ana's" in fault for fault in faults(page, world))


def test_control_a_letter_that_goes_astray_is_seen(world: World) -> None:
    """Sam's report about Dana is for Ana; the same letter to Stan, or caused by Stan, is a leak."""
    (route,) = [route for route in routes() if route.name == "outcome-removal"]
    with letters_posted() as posted:
        ask(clients(world)["receiver"], "POST", own_url(route, world))
    (report,) = posted
    assert not is_leak(report, world, may_read=True)
    assert is_leak(report, world, may_read=False)
    report.to_member = world.stan
    assert is_leak(report, world, may_read=True)


def test_control_a_route_that_breaks_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "_answer", lambda response: roles.Answer(500, {}, b"", b""))
    assert ask(clients(world)["own"], "GET", "/").kind == BROKEN
    assert faults(registered()[0], world)

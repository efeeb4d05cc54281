"""The register of who may come where (tests/house/access.yaml), and what it promises for each role and method."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from tests.support.objects import World
from tests.support.roles import MISSING, NOT_ALLOWED, REACHED, SIGN_IN
from tests.support.routes import Route, routes
from tests.support.tree import ROOT

REGISTER = ROOT / "tests" / "house" / "access.yaml"
WHO = {"anyone", "link", "member", "owner", "own", "receiver"}


@dataclass(frozen=True)
class Row:
    who: str
    methods: tuple[str, ...]
    of: str = ""
    step: bool = False
    also: str = ""
    bodies: Mapping[str, Any] = field(default_factory=dict)

    def json(self, route: Route, method: str) -> str | None:
        """What the API is sent, so that the answer is about access and not about a body it cannot read."""
        if not route.is_api or method not in {"POST", "PUT", "PATCH", "DELETE"}:
            return None
        return json.dumps(self.bodies.get(method, {}))

    def may_read(self, role: str) -> bool:
        """Ana's words are for Ana, for the receiver of her referral, and for whoever holds its link."""
        return role == "own" or self.who == "link" or (role == "receiver" and self._may(role))

    def promises(self, role: str, method: str) -> set[str]:
        """The kinds of answer that are right for this role and this method."""
        if role == "anonymous" and self.who not in {"anyone", "link"}:
            return {SIGN_IN} if self.serves(method) else {SIGN_IN, NOT_ALLOWED}
        right = {REACHED} if self._may(role) else {MISSING}
        if self.step:
            right |= {SIGN_IN}
        if method == "OPTIONS":
            return {NOT_ALLOWED, REACHED, *right}  # allauth's views say which methods there are
        if not self.serves(method):
            return {NOT_ALLOWED} if self._may(role) else {NOT_ALLOWED, MISSING}
        return right

    def serves(self, method: str) -> bool:
        return method in self.methods or (method == "HEAD" and "GET" in self.methods)

    def _may(self, role: str) -> bool:
        return self.who in {"anyone", "link", "member"} or role in {self.who, self.also}


@cache
def register() -> dict[str, Row]:
    rows = yaml.safe_load(REGISTER.read_text())
    return {name: _row(name, given) for name, given in rows.items()}


def _row(name: str, given: dict[str, Any]) -> Row:
    assert given["who"] in WHO, f"{name}: {given['who']} is nobody we know"
    assert set(given) <= {"who", "methods", "of", "step", "also", "because", "bodies"}, (
        f"{name}: {sorted(given)}"
    )
    return Row(
        given["who"],
        tuple(given["methods"].split()),
        given.get("of", ""),
        given.get("step", False),
        given.get("also", ""),
        given.get("bodies", {}),
    )


def registered() -> list[Route]:
    """The routes that have a row; that every route has one is a test of its own."""
    return [route for route in routes() if route.name in register()]


def own_url(route: Route, world: World) -> str:
    """The address of Ana's own thing."""
    return route.url(**{param: world.ids[_thing(route, param)] for param in route.params})


def missing_url(route: Route, *, number: int = 1) -> str:
    """The same address with an id that nothing has."""
    return route.url(**{param: missing_id(route, param, number) for param in route.params})


def missing_id(route: Route, param: str, number: int = 1) -> object:
    return 987_654 + number if f"<int:{param}>" in route.address else f"zzzzzzzzzzz{number:02}"


def _thing(route: Route, param: str) -> str:
    row = register()[route.name]
    return row.of if row.of and param == route.params[0] else param.removesuffix("_id")

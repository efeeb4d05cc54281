"""A program that acts as a member, through the whole stack, with the member's own key."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

from sentby.accounts import actions
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.core.problems import PROBLEM_JSON

DANA: dict[str, Any] = {
    "name": "Dana Lindqvist",
    "channels": ["dana@millane.example.org"],
    "company": "Mill Lane School",
}
GATES = [{"kind": kind} for kind in ("spoke", "knows_receiver", "expects_contact")]


def key_of(member: Member) -> str:
    """A personal key of this member."""
    return actions.make_key(member=member, name="A test", by=member.actor, at=now()).plain


class Program:
    """`program("POST", "/referrals", {...}, status=201)` gives what the API answered, as JSON."""

    def __init__(self, member: Member) -> None:
        self.member, self.key, self.client = member, key_of(member), Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: Any = None, *, key: str = "") -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.key}"} | ({"Idempotency-Key": key} if key else {})
        options: dict[str, Any] = {"headers": headers}
        if method not in ("GET", "HEAD"):
            data = body if isinstance(body, bytes) else json.dumps(body or {})
            options |= {"data": data, "content_type": "application/json"}
        return getattr(self.client, method.lower())(f"/api{path}", **options)  # type: ignore[no-any-return]

    def __call__(self, method: str, path: str, body: Any = None, *, status: int = 200, key: str = "") -> Any:
        answer = self.send(method, path, body, key=key)
        assert answer.status_code == status, (method, path, answer.status_code, answer.content)
        assert answer.headers["Content-Type"].startswith(
            PROBLEM_JSON if status >= 400 else "application/json"
        )
        return json.loads(answer.content)

    def passes_on(self, receiver: Member, **said: Any) -> Any:
        """Pass Dana on to a member: a lead, unless facts are said."""
        body = {"giver": "me", "receiver": {"member": receiver.pk}, "prospect": DANA} | said
        return self("POST", "/referrals", body, status=201)


def problems(answer: Mapping[str, Any]) -> dict[str, str]:
    """The sentences of a problem, by field."""
    assert set(answer) <= {"type", "title", "status", "detail", "errors"}
    found: dict[str, str] = answer.get("errors", {})
    for sentence in [*found.values(), answer.get("detail", ".")]:
        assert sentence.endswith((".", "’", "?")), sentence
    return found


def operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, address and description of every operation."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation

"""One request as one role, and what kind of answer came."""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.support.cast import proven_client_for
from tests.support.objects import World

ROLES = ("anonymous", "other", "owner", "own", "receiver")
SIGN_IN, MISSING, NOT_ALLOWED, REACHED, BROKEN = "sign-in", "missing", "not-allowed", "reached", "broken"
MASKS = (
    (rb'name="csrfmiddlewaretoken" value="[^"]*"', b"CSRF"),
    (rb'"X-CSRFToken":\s*"[^"]*"', b"CSRF"),
    (rb'name="once" value="[^"]*"', b"ONCE"),
)


class _Undo(Exception):
    pass


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    said: bytes  # headers and body, for somebody who looks for a leak

    @property
    def kind(self) -> str:
        if self.status >= 500:
            return BROKEN
        if self.status == 403 and b"<h1>You are signed out</h1>" in self.body:
            return SIGN_IN
        if self.status == 401 or "/account/login/" in self.headers.get("Location", ""):
            return SIGN_IN
        return {404: MISSING, 405: NOT_ALLOWED}.get(self.status, REACHED)


def clients(world: World) -> dict[str, Client]:
    """A browser for each role; nobody is signed in in the first."""
    members = {"other": world.stan, "owner": world.ruth, "own": world.ana, "receiver": world.sam}
    return {"anonymous": Client()} | {role: proven_client_for(member) for role, member in members.items()}


def ask(
    client: Client,
    method: str,
    url: str,
    *,
    json: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request, to the API with a body, and take back whatever it did."""
    options: dict[str, Any] = {} if json is None else {"content_type": "application/json", "data": json}
    options |= {"headers": headers} if headers else {}
    answers: list[Answer] = []
    cookies = deepcopy(client.cookies)
    try:
        with transaction.atomic():
            answers.append(_answer(getattr(client, method.lower())(url, **options)))
            raise _Undo
    except _Undo:
        pass
    client.cookies = cookies
    return answers[0]


def _answer(response: HttpResponse) -> Answer:
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    headers = {name: value for name, value in response.headers.items() if name not in {"Content-Length"}}
    cookies = response.cookies.output().encode()
    said = body + repr(headers).encode() + cookies
    return Answer(response.status_code, headers, body, said)


def masked(answer: Answer, url: str) -> tuple[int, dict[str, str], bytes]:
    """The answer without what is random, and without the address that was asked for."""
    body = answer.body
    for pattern, name in MASKS:
        body = re.sub(pattern, name, body)
    headers = dict(answer.headers)
    for word in (url, quote(url, safe="")):
        body = body.replace(word.encode(), b"<address>")
        headers = {name: value.replace(word, "<address>") for name, value in headers.items()}
    return answer.status, headers, body

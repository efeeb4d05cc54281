"""Generated requests, good and bad: no 5xx, no undescribed status, no answer that differs from its description."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from schemathesis.core.errors import InvalidSchema
from schemathesis.openapi import from_wsgi

from prove.api_fuzz import DESCRIPTION, Account, Callers, examples, fuzz
from sentby.referrals import queries
from tests.api.program import Program, key_of
from tests.support.objects import World, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    """The world of the matrix; as in Django's test client, a request's end does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield build_world()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ids(world: World) -> dict[str, list[str]]:
    """For each parameter of an address, things of that kind that are there."""
    known = world.ids
    referrals = ["referral", "withdrawn-referral", "asking-referral"]
    named = {
        name: [str(known[name])]
        for name in (
            "fact",
            "contact",
            "outcome",
            "thanks",
            "message",
            "invitation",
            "import",
            "merge",
            "apart",
        )
    }
    more = {
        "referral": [known[name] for name in referrals],
        "person": [known["person"], known["removed-person"]],
        "company": [known["company"], known["removed-company"]],
        "member": [world.stan.pk],  # whose key asks for nothing here
    }
    return {f"{name}_id": found for name, found in (named | more).items()}


def fuzzed(world: World, number: int) -> Account:
    keys = [key_of(world.ana), key_of(world.sam), key_of(world.ruth)]
    return fuzz(get_wsgi_application(), Callers(keys, ids(world)), number=number)


def test_no_answer_is_broken_or_undescribed(world: World) -> None:
    account = fuzzed(world, examples())
    assert account.faults == [], "\n".join(account.faults[:20])
    assert {200, 201, 404, 422} <= set(account.statuses)
    sys.stdout.write(f"\n{account.asked} requests, answers: {dict(sorted(account.statuses.items()))}\n")


def test_control_a_planted_500_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(queries, "lines", planted)
    assert any(fault.startswith("GET /api/referrals was answered 500") for fault in fuzzed(world, 1).faults)


def test_control_an_undescribed_status_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from sentby.core import problems

    real: Callable[..., Any] = problems.speak_problems

    def teapot(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        inner = real(get_response)

        def answer(request: HttpRequest) -> HttpResponse:
            response: HttpResponse = inner(request)
            response.status_code = 418 if request.path == "/api/members" else response.status_code
            return response

        return answer

    monkeypatch.setattr(problems, "speak_problems", teapot)
    found = fuzzed(world, 1).faults
    assert found
    assert all(fault.startswith("GET /api/members was answered 418") for fault in found)


def test_the_description_is_valid() -> None:
    from_wsgi(DESCRIPTION, get_wsgi_application()).validate()


def test_control_an_invalid_description_is_seen(ana_s: Program) -> None:
    from schemathesis.openapi import from_dict

    described = ana_s("GET", "/openapi.json")
    described["paths"]["/api/members"]["get"]["responses"] = "none"
    with pytest.raises((InvalidSchema, Exception)):
        from_dict(described).validate()

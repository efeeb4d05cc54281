"""The health page and the sign of life behind it."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from sentby.core import heartbeat
from sentby.core.clock import now
from sentby.worker import Worker
from tests.support.cast import AT

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_a_stranger_sees_how_the_desk_is_and_nothing_else(visitor: Client) -> None:
    answer = visitor.get(reverse("health"))
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "worker": "never"})
    heartbeat.beat(at=now())
    assert visitor.get(reverse("health")).json()["worker"] == "fresh"
    heartbeat.beat(at=now() - timedelta(minutes=5))
    assert visitor.get(reverse("health")).json()["worker"] == "late"


def test_503_when_the_database_does_not_answer(visitor: Client) -> None:
    def gone(*args: object) -> None:
        raise OperationalError

    with connection.execute_wrapper(gone):
        answer = visitor.get(reverse("health"))
    assert (answer.status_code, answer.json()["ok"]) == (503, False)


def test_the_worker_beats_not_more_often_than_needed() -> None:
    program = Worker([])
    program.round(AT)
    program.round(AT + timedelta(seconds=1))
    first = heartbeat.last()
    assert first and first.at == AT
    program.round(AT + heartbeat.BEATS_EVERY)
    second = heartbeat.last()
    assert second and second.at == AT + heartbeat.BEATS_EVERY

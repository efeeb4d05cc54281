"""R4: the same submission, five times at once, has one effect; through the pages, the API, and the helper itself."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from prove.submissions import rounds
from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.core.models import AuditEntry, Submission
from sentby.core.once import KeyReused, once
from sentby.people.models import Person
from tests.support.cast import AT, client_for
from tests.worker.scene import at_once, planted

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 5


@pytest.mark.parametrize("number", range(rounds()))
def test_a_form_pressed_five_times_at_once_writes_once(ana: Member, number: int) -> None:
    browsers = [client_for(ana) for _ in range(TIMES)]
    typed = {"name": "Dana Lindqvist", "once": f"press-{number}"}
    came = at_once(TIMES, lambda place: browsers[place].post(reverse("person-new"), typed))
    assert {getattr(answer, "status_code", answer) for answer in came} == {302}
    assert len({answer["Location"] for answer in came}) == 1  # type: ignore[index]
    assert Person.objects.count() == 1


@pytest.mark.parametrize("number", range(rounds()))
def test_an_api_call_sent_five_times_at_once_writes_once(ana: Member, number: int) -> None:
    key = accounts.make_key(member=ana, name="five", by=ana.actor, at=AT).plain
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"call-{number}"}

    def call(place: int) -> tuple[int, str]:
        answer = Client().post(
            "/api/people", {"name": "Dana"}, content_type="application/json", headers=headers
        )
        return answer.status_code, answer.json().get("id", "")

    came = at_once(TIMES, call)
    assert len(set(came)) == 1 and Person.objects.count() == 1, came


def test_what_failed_can_be_sent_again(ana: Member) -> None:
    def fails() -> dict[str, str]:
        AuditEntry.objects.create(at=AT, what="half", subject_kind="x", subject_id="x", actor_kind="x")
        raise ValueError

    with pytest.raises(ValueError):
        once(fails, name="act", actor="a", key="k", at=AT)
    assert not AuditEntry.objects.exists() and not Submission.objects.exists()
    assert once(lambda: {"id": "1"}, name="act", actor="a", key="k", at=AT) == {"id": "1"}


def test_a_key_used_for_something_else_is_refused() -> None:
    once(lambda: {"id": "1"}, name="act", actor="a", key="k", at=AT, contents={"x": 1})
    assert once(lambda: {"id": "2"}, name="act", actor="a", key="k", at=AT, contents={"x": 1}) == {"id": "1"}
    with pytest.raises(KeyReused):
        once(lambda: {"id": "2"}, name="act", actor="a", key="k", at=AT, contents={"x": 2})
    assert once(lambda: {"id": "3"}, name="act", actor="b", key="k", at=AT) == {"id": "3"}


def test_control_without_the_constraint_it_has_several_effects() -> None:
    with _without_constraint():
        at_once(TIMES, lambda place: once(_note, name="act", actor="a", key="k", at=AT))
        assert AuditEntry.objects.count() > 1


def test_five_times_at_once_through_the_helper() -> None:
    at_once(TIMES, lambda place: once(_note, name="act", actor="a", key="k", at=AT))
    assert AuditEntry.objects.count() == 1


def _note() -> dict[str, str]:
    AuditEntry.objects.create(at=AT, what="done", subject_kind="x", subject_id="x", actor_kind="x")
    time.sleep(0.05)
    return {"id": "1"}


@contextmanager
def _without_constraint() -> Iterator[None]:
    """Takes the constraint out of table and model: SQLite makes a table anew from what the model says."""
    constraint = Submission._meta.constraints[0]
    with planted(Submission._meta, "constraints", []):
        with connection.schema_editor() as editor:
            editor.remove_constraint(Submission, constraint)
        yield
        Submission.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Submission, constraint)

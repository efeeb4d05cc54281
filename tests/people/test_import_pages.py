"""Bringing in a file on the page and by machine: seen first, chosen from, stopped, reported, undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sentby.accounts.models import Member
from sentby.people import actions
from sentby.people.models import Import, Person, State
from tests.people.people import add
from tests.people.test_intake import TABLE, looked_at, many
from tests.support.cast import AT, client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk(ana: Member) -> Iterator[Client]:
    yield client_for(ana)


def give(client: Client, contents: bytes = TABLE.encode(), **more: str) -> Any:
    file = SimpleUploadedFile("book.csv", contents)
    return client.post("/people/import/", {"file": file, "text": ""} | more, follow=True)


def page_of(client: Client, batch: Import, query: str = "") -> str:
    return client.get(f"/people/import/{batch.pk}/{query}").content.decode()


def press(client: Client, batch: Import, act: str, **said: str) -> str:
    answer = client.post(f"/people/import/{batch.pk}/{act}/", said, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_from_the_file_to_the_book_and_out_again(at_desk: Client, ana: Member) -> None:
    page = give(at_desk).content.decode()
    batch = Import.objects.get()
    assert "Nothing is written yet." in page and "Bring in 3 records" in page and not Person.objects.exists()
    page = press(at_desk, batch, "choice", line="3", out="1", show="new")
    assert "<s>Joel Marsh</s>" in page and "Bring in 2 records" in page
    page = press(at_desk, batch, "start")
    assert "Undo the whole of it" in page and "Dana Ruiz" in page
    assert list(Person.objects.values_list("name", flat=True)) == ["Dana Ruiz"]
    page = press(at_desk, batch, "undo")
    assert "Out of your book again: 1." in page and not Person.objects.exists()


def test_pasted_rows_are_a_file_too(at_desk: Client) -> None:
    answer = at_desk.post("/people/import/", {"text": TABLE}, follow=True)
    assert "What you pasted" in answer.content.decode() and "Dana Ruiz" in answer.content.decode()


@pytest.mark.parametrize(
    ("contents", "text", "sentence"),
    [
        (b"", "", "There is nothing in this file."), (b"%PDF-1.4", "", "This is a PDF."), (None, "", "Choose a file, or paste"),
        (None, "{}", "This is JSON"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_contacts_is_said_and_what_was_pasted_stays(
    at_desk: Client, contents: bytes | None, text: str, sentence: str
) -> None:
    said: dict[str, Any] = {"text": text} | (
        {} if contents is None else {"file": SimpleUploadedFile("x", contents)}
    )
    answer = at_desk.post("/people/import/", said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode() and text in answer.content.decode()
    assert not Import.objects.exists()


def test_the_same_press_twice_is_one_file_and_another_file_is_another(at_desk: Client) -> None:
    for _ in range(2):
        give(at_desk, once="k1")
    assert Import.objects.count() == 1
    give(at_desk, b"Name,Phone\nJoel Marsh,01632 960102\n", once="k1")
    assert Import.objects.count() == 2


def test_columns_are_shown_with_an_example_and_can_be_put_right(at_desk: Client) -> None:
    give(at_desk)
    batch = Import.objects.get()
    page = page_of(at_desk, batch)
    assert "What the columns hold" in page and "such as Leeds" in page
    press(at_desk, batch, "columns", **{"field-0": "company"})
    batch.refresh_from_db()
    assert batch.state == State.READY
    assert batch.plan["mapping"]["columns"][0][0] == "company"


def test_a_large_one_shows_how_far_it_is_and_can_be_stopped(at_desk: Client, ana: Member) -> None:
    give(at_desk, many(6_000).encode())
    batch = Import.objects.get()
    page = page_of(at_desk, batch)
    assert batch.state == State.LOOKING and 'http-equiv="refresh"' in page and "<progress" in page
    actions.go_on(batch=batch, at=AT)
    page = press(at_desk, batch, "start")
    assert "0 of 6000 records are in your book" in page.replace(",", "")
    page = press(at_desk, batch, "stop")
    assert "Stopped." in page


def test_what_cant_be_done_now_is_told(at_desk: Client, ana: Member) -> None:
    batch = looked_at(ana)
    press(at_desk, batch, "start")
    assert "It is in your book already." in press(at_desk, batch, "choice", line="2", out="1")
    for act in ("choice", "columns"):
        assert "already" in press(at_desk, batch, act, line="x" * 30)


def test_what_was_kept_is_told_with_the_reason(at_desk: Client, ana: Member) -> None:
    batch = looked_at(ana)
    press(at_desk, batch, "start")
    dana = Person.objects.get(name="Dana Ruiz")
    said = actions.as_said(dana) | {"notes": "Mine."}
    actions.edit_person(person=dana, version=dana.version, **said, by=ana, at=AT)
    page = press(at_desk, batch, "undo")
    assert "Kept, because" in page and "You changed it since." in page


@pytest.mark.parametrize("path", ["/people/import/", "/people/import/{}/"])
def test_as_many_queries_for_three_as_for_one(at_desk: Client, ana: Member, path: str) -> None:
    asked = []
    for number in (1, 3):
        Import.objects.all().delete()
        Person.objects.all().delete()
        for n in range(number):
            add(ana, f"Person {n}")
        batches = [looked_at(ana, many(number)) for _ in range(number)]
        actions.go_on(batch=actions.start_writing(batch=batches[0], by=ana, at=AT), at=AT)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert at_desk.get(path.format(batches[0].pk)).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]

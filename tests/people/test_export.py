"""P7: the book as a file holds the whole of one's own and nothing of anybody else's; brought in again it adds nothing."""

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sentby.accounts.models import Member
from sentby.engine.contacts import Contact, look, read
from sentby.people import actions, outgoing
from sentby.people.models import Company, ImportRecord, Person
from tests.api.program import key_of
from tests.people.people import add
from tests.support.cast import AT, client_for

pytestmark = pytest.mark.django_db
FORMS = ["vcard4", "vcard3", "csv"]
HERS = "Only Anas Friend"


@pytest.fixture
def book(ana: Member) -> Member:
    """Everything that an entry can say, a business alone, and somebody who was deleted."""
    add(
        ana, "Dana Ruiz", company="Acme, Ltd", title="=Buyer", channels=["+44 1632 960101", "dana@example.com"],
        tags=["Spring fair", "Family"], birthday="--05-13", how_met="At the fair", met_on=date(2024, 2, 29),
        notes="Likes roofs;\nand “tiles”, 漢字.", addresses=[{"street": "12 Mill Lane", "place": "Leeds", "code": "LS1"}],
    )  # fmt: skip
    add(ana, HERS)
    actions.add_company(owner=ana, name="Harbour Bakery", channels=["https://bakery.example.com/"], at=AT)
    actions.remove_person(person=add(ana, "Taken Out"), by=ana, at=AT)
    return ana


def file_of(member: Member, form: str) -> str:
    answer = client_for(member).get(f"/people/export/file/?form={form}")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sentby-')
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def brought(member: Member, text: str) -> list[ImportRecord]:
    stream = io.BytesIO(text.encode())
    found = list(read(stream, look(stream)))
    batch = actions.begin_import(owner=member, name="", format="csv", by=member, at=AT)
    return actions.bring_in(batch=batch, found=found, by=member, at=AT)


def bare(contact: Contact) -> Contact:
    return contact._replace(uid="", line=0)


@pytest.mark.parametrize("form", FORMS)
def test_brought_in_again_it_adds_nothing(book: Member, form: str) -> None:
    records = brought(book, file_of(book, form))
    assert {record.status for record in records} == {"same"}


@pytest.mark.parametrize("form", FORMS)
def test_brought_into_an_empty_book_it_is_the_same_book(book: Member, sam: Member, form: str) -> None:
    brought(sam, file_of(book, form))
    assert list(map(bare, outgoing.contacts(sam))) == list(map(bare, outgoing.contacts(book)))


@pytest.mark.parametrize("form", FORMS)
def test_p7_nothing_of_anybody_elses_and_nothing_deleted(book: Member, sam: Member, form: str) -> None:
    add(sam, "Sams Own")
    text = file_of(sam, form)
    assert "Sams Own" in text
    assert not [theirs for theirs in (HERS, "Dana", "Acme", "Harbour", "Taken Out") if theirs in text]
    assert "Taken Out" not in file_of(book, form)


@pytest.mark.parametrize("form", FORMS)
def test_p7_control_an_unscoped_export_is_seen(
    book: Member, sam: Member, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything: Any = lambda queryset, member: queryset.all()  # noqa: E731
    monkeypatch.setattr(type(Person.objects.all()), "visible_to", everything)
    monkeypatch.setattr(type(Company.objects.all()), "visible_to", everything)
    text = file_of(sam, form)
    assert HERS in text and "Taken Out" in text


def test_a_program_has_the_same_file(book: Member) -> None:
    client = client_for(book)
    answer = client.get("/api/people-file?form=csv", headers={"Authorization": f"Bearer {key_of(book)}"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert b"".join(answer.streaming_content).decode() == file_of(book, "csv")  # type: ignore[attr-defined]


def test_what_is_no_form_is_not_there(book: Member) -> None:
    assert client_for(book).get("/people/export/file/?form=pdf").status_code == 404


def test_the_page_says_how_many_and_an_empty_book_says_so(book: Member, sam: Member) -> None:
    assert "4 entries" in client_for(book).get("/people/export/").content.decode()
    assert "Nothing to take along yet" in client_for(sam).get("/people/export/").content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_as_many_queries_for_three_as_for_one(sam: Member, form: str) -> None:
    asked = []
    for number in (1, 2):
        for n in range(number):
            add(
                sam,
                f"Person {number}{n}",
                company=f"Firm {number}{n}",
                channels=[f"p{number}{n}@example.com"],
                tags=["Fair"],
            )
        with CaptureQueriesContext(connection) as queries:
            assert "Person 10" in "".join(outgoing.written(sam, form))
        asked.append(len(queries))
    assert asked[0] == asked[1]

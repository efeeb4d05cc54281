"""One press has one effect, another form is another press, and who comes second keeps what they typed."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.people import actions, queries
from sentby.people.models import Company, Person
from tests.people.people import add, company, dana
from tests.support.cast import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(ana: Member) -> Client:
    return client_for(ana)


def spoken() -> str:
    return (now().date() - timedelta(days=1)).isoformat()


# ---- the same key ----


@pytest.mark.parametrize(("name", "kind"), [("person-new", Person), ("company-new", Company)])
def test_who_goes_back_and_writes_another_name_adds_another(
    desk: Client, name: str, kind: type[Person | Company]
) -> None:
    for typed in ("Ken Ito", "Ken Ito", "Mia Ito"):
        assert desk.post(reverse(name), {"name": typed, "once": "k1"}).status_code == 302
    assert sorted(kind.objects.values_list("name", flat=True)) == ["Ken Ito", "Mia Ito"]


def test_who_goes_back_to_an_edited_person_is_told_and_keeps_what_was_typed(
    desk: Client, ana: Member
) -> None:
    url = reverse("person-edit", args=[dana(ana).pk])
    first = {"name": "Dana Lindqvist", "notes": "First words", "version": 1, "once": "k1"}
    assert [desk.post(url, first).status_code for _ in range(2)] == [302, 302]
    told = desk.post(url, first | {"notes": "Second words"})
    assert told.status_code == 409
    assert "Second words" in told.content.decode()
    assert Person.objects.get().notes == "First words"


def test_who_goes_back_to_an_edited_company_is_told_and_keeps_what_was_typed(
    desk: Client, ana: Member
) -> None:
    url = reverse("company-edit", args=[company(ana).pk])
    first = {"name": "Mill Lane School", "place": "Leeds", "version": 1, "once": "k1"}
    assert desk.post(url, first).status_code == 302
    told = desk.post(url, first | {"place": "York"})
    assert told.status_code == 409
    assert "York" in told.content.decode()
    assert Company.objects.get().place == "Leeds"


def test_a_second_note_under_the_same_key_is_kept_as_well(desk: Client, ana: Member) -> None:
    person = dana(ana)
    for note in ("Wants a quote.", "Wants a quote.", "And a second one."):
        desk.post(reverse("person-contacts", args=[person.pk]), {"on": spoken(), "note": note, "once": "k1"})
    person.refresh_from_db()
    assert person.notes.count("Wants a quote.") == 1
    assert person.notes.count("And a second one.") == 1


@pytest.mark.parametrize("kind", ["person", "company"])
def test_the_same_key_on_two_entries_is_two_presses(desk: Client, ana: Member, kind: str) -> None:
    make = add if kind == "person" else company
    entries = [make(ana, "Mill Lane"), make(ana, "Harbour")]
    for act, there in (("removal", False), ("return", True)):
        for entry in entries:
            assert desk.post(reverse(f"{kind}-{act}", args=[entry.pk]), {"once": act}).status_code == 302
            entry.refresh_from_db()
            assert (entry.removed_at is None) is there


# ---- somebody who was taken out of the book meanwhile ----


def test_a_note_about_somebody_taken_out_meanwhile_is_told_and_kept_on_the_page(
    desk: Client, ana: Member
) -> None:
    person = dana(ana)
    actions.remove_person(person=person, by=ana, at=now())
    typed = {"on": spoken(), "note": "Wants a quote.", "once": "k1"}
    told = desk.post(reverse("person-contacts", args=[person.pk]), typed)
    page = told.content.decode()
    assert told.status_code == 409
    for text in ("taken out of your book", "Wants a quote.", 'name="back"', reverse("people")):
        assert text in page
    person.refresh_from_db()
    assert person.removed_at
    assert "quote" not in person.notes


def test_who_is_told_can_bring_them_back_and_keep_the_note_with_one_press(desk: Client, ana: Member) -> None:
    person = dana(ana)
    actions.remove_person(person=person, by=ana, at=now())
    typed = {"on": spoken(), "note": "Wants a quote.", "once": "k1", "back": "1"}
    answer = desk.post(reverse("person-contacts", args=[person.pk]), typed)
    assert answer.headers["Location"] == reverse("person", args=[person.pk])
    assert "Wants a quote." in queries.person_page(ana, person.pk).notes
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "Kept: you spoke with Dana Lindqvist."
    ]


def test_a_full_page_of_notes_brings_nobody_back(desk: Client, ana: Member) -> None:
    person = add(ana, notes="x" * 9_990)
    actions.remove_person(person=person, by=ana, at=now())
    typed = {"on": spoken(), "note": "Keep me, please", "back": "1"}
    told = desk.post(reverse("person-contacts", args=[person.pk]), typed)
    assert told.status_code == 422
    assert "Keep me, please" in told.content.decode()
    person.refresh_from_db()
    assert person.removed_at

"""Tags, birthdays and addresses: kept as they were meant, shown as they are read, and found again."""

import pytest
from django.test import Client
from django.urls import reverse

from sentby.accounts.models import Member
from sentby.people import actions, queries
from sentby.people.models import Person, Tag
from tests.people.people import add, dana
from tests.people.test_views import of
from tests.support.cast import AT, client_for
from tests.support.counting import assert_same_queries

pytestmark = pytest.mark.django_db
HOME = {"label": "Home", "street": "2 Allotment Lane", "place": "Quayside", "code": "QS1 4AB"}


@pytest.fixture
def desk(ana: Member) -> Client:
    return client_for(ana)


def whole(person: Person) -> Person:
    return queries.person_page(person.owner, person.pk)


def test_one_word_in_several_spellings_is_one_tag(ana: Member) -> None:
    first = add(ana, "Dana Lindqvist", tags=["Spring fair", "  spring  FAIR ", "Chöir"])
    second = add(ana, "Joel Marsh", tags=["choir"])
    assert whole(first).tags == ["Chöir", "Spring fair"]
    assert whole(second).tags == ["Chöir"]
    assert Tag.objects.count() == 2


def test_an_edit_keeps_the_tags_that_it_names_and_no_others(ana: Member) -> None:
    person = add(ana, tags=["Fair", "Choir"])
    actions.edit_person(person=person, version=1, name="Dana", tags=["Choir", "Regatta"], at=AT)
    assert whole(person).tags == ["Choir", "Regatta"]


def test_the_book_is_narrowed_to_a_tag_by_an_address_that_can_be_kept(ana: Member, desk: Client) -> None:
    add(ana, "Dana Lindqvist", tags=["Spring fair"])
    add(ana, "Joel Marsh")
    shown = desk.get(reverse("people") + "?tag=spring+fair").content.decode()
    assert "Dana Lindqvist" in shown
    assert "Joel Marsh" not in shown
    assert "Spring fair, 1" in shown


def test_nobody_sees_another_member_s_tags(ana: Member, stan: Member) -> None:
    add(ana, tags=["Spring fair"])
    assert queries.tags(stan) == []
    assert not queries.book(stan, tag="Spring fair").exists()
    assert "Spring fair" not in client_for(stan).get("/people/?tag=Spring+fair").content.decode().replace(
        "with the tag “Spring fair”", ""
    )


def test_who_was_taken_out_of_the_book_is_not_counted(ana: Member) -> None:
    person = add(ana, tags=["Spring fair"])
    actions.remove_person(person=person, by=ana, at=AT)
    assert queries.tags(ana) == []


def test_the_list_takes_as_many_queries_for_three_tags_as_for_one(ana: Member, desk: Client) -> None:
    names = iter(("one", "two", "three"))
    assert_same_queries(desk, "/people/", lambda: add(ana, tags=[next(names)]))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13 May 1970", "1970-05-13"),
        ("1970-05-13", "1970-05-13"),
        ("13.5.", ""),
        ("13 May", "--05-13"),
        ("May 13", "--05-13"),
        ("3/4/1970", "1970-04-03"),
        ("29 February", "--02-29"),
        ("", ""),
    ],
)
def test_a_birthday_is_read_as_people_write_it(ana: Member, desk: Client, typed: str, kept: str) -> None:
    desk.post(reverse("person-new"), {"name": "Dana", "birthday": typed})
    assert list(Person.objects.values_list("birthday", flat=True)) == ([kept] if kept or not typed else [])


def test_an_american_writes_the_month_first(ana: Member) -> None:
    Member.objects.filter(pk=ana.pk).update(locale="en-US")
    client_for(Member.objects.get(pk=ana.pk)).post(
        reverse("person-new"), {"name": "Dana", "birthday": "3/4/1970"}
    )
    assert Person.objects.get().birthday == "1970-03-04"


@pytest.mark.parametrize("typed", ["soon", "31 February", "40 May", "2999-01-01"])
def test_what_is_no_birthday_is_said_and_kept_in_the_form(desk: Client, typed: str) -> None:
    answer = desk.post(reverse("person-new"), {"name": "Dana", "birthday": typed})
    assert answer.status_code == 422
    assert typed in answer.content.decode()


def test_too_many_tags_and_too_long_ones_are_said(desk: Client) -> None:
    for tags in (",".join(f"tag {number}" for number in range(21)), "x" * 61):
        assert desk.post(reverse("person-new"), {"name": "Dana", "tags": tags}).status_code == 422


def test_the_form_changes_the_first_address_and_leaves_the_others(ana: Member, desk: Client) -> None:
    person = add(ana, addresses=[HOME, {"street": "11 Dock Street"}])
    page = desk.get(of(person, "edit")).content.decode()
    assert "2 Allotment Lane" in page
    said = {"name": "Dana", "version": "1", "street": "3 Allotment Lane", "place": "Quayside"}
    desk.post(of(person, "edit"), said)
    assert whole(person).addresses == [
        {"label": "Home", "street": "3 Allotment Lane", "place": "Quayside"},
        {"street": "11 Dock Street"},
    ]
    desk.post(of(person, "edit"), {"name": "Dana", "version": "2"})
    assert whole(person).addresses == [{"street": "11 Dock Street"}]


def test_a_person_s_page_says_all_of_it(ana: Member, desk: Client) -> None:
    person = add(ana, tags=["Spring fair"], birthday="--05-13", addresses=[HOME])
    page = desk.get(of(person)).content.decode()
    for said in ("13 May", "2 Allotment Lane", "QS1 4AB Quayside", "Home", "?tag=Spring%20fair"):
        assert said in page


def test_people_are_found_by_where_they_live(ana: Member) -> None:
    add(ana, addresses=[HOME])
    dana(ana)
    assert [person.addresses for person in queries.book(ana, "quayside")] == [[HOME]]


def test_an_address_of_nothing_is_none(ana: Member) -> None:
    assert add(ana, addresses=[{"label": "Home", "street": "  "}, {}]).addresses == []

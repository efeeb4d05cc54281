"""Whoever writes somebody down who stands in the book already is told so before anything is saved."""

import pytest
from django.test import Client
from django.urls import reverse

from sentby.accounts.models import Member
from sentby.people import actions, queries
from sentby.people.models import Person
from tests.people.people import add
from tests.support.cast import AT, client_for

pytestmark = pytest.mark.django_db
NEW = "/people/new/"


@pytest.fixture
def desk(ana: Member) -> Client:
    return client_for(ana)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "D. Ruiz", "email": "dana@example.com"}, "the same e-mail address, and the name agrees"),
        ({"name": "dana ruiz", "company": "ACME"}, "the same name at the same company"),
        ({"name": "Dana Ruiz", "phone": "01632 960199"}, "the same name"),
    ],
)
def test_who_is_there_already_is_named_and_what_was_typed_is_kept(
    ana: Member, desk: Client, typed: dict[str, str], said: str
) -> None:
    dana = add(ana, "Dana Ruiz", company="Acme", channels=["dana@example.com"])
    answer = desk.post(NEW, typed | {"notes": "Met today."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert said in page
    assert reverse("person", args=[dana.pk]) in page
    assert "Met today." in page
    assert Person.objects.count() == 1


def test_somebody_else_of_that_name_is_written_down_with_one_more_press(ana: Member, desk: Client) -> None:
    add(ana, "Dana Ruiz")
    assert "Add as somebody else" in desk.post(NEW, {"name": "Dana Ruiz"}).content.decode()
    assert desk.post(NEW, {"name": "Dana Ruiz", "anyway": "1"}).status_code == 302
    assert Person.objects.count() == 2


def test_colleagues_with_one_number_are_no_question(ana: Member, desk: Client) -> None:
    add(ana, "Dana Ruiz", company="Acme", channels=["01632 960101"])
    assert desk.post(NEW, {"name": "Joel Marsh", "phone": "01632 960101"}).status_code == 302


def test_neither_another_book_nor_somebody_taken_out_is_told(ana: Member, stan: Member, desk: Client) -> None:
    add(stan, "Dana Ruiz")
    gone = add(ana, "Dana Ruiz")
    actions.remove_person(person=gone, by=ana, at=AT)
    add(ana, "Dana Ruiz", for_referral_only=True)
    assert queries.alike(ana, "Dana Ruiz") == []
    assert desk.post(NEW, {"name": "Dana Ruiz"}).status_code == 302

"""Who is meant by what was typed for the other side; and what saving does beyond the form."""

from html import unescape

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals import sides
from sentby.referrals.models import Referral
from tests.referrals.pages import press
from tests.support.cast import AT, client_for, member
from tests.support.referring import DAY

pytestmark = pytest.mark.django_db
TYPED = {
    "side": "give", "party": "Sam Okafor", "name": "Dana Lindqvist", "reach": "01632 960144",
    "origin": "conversation", "consent": "tell",
}  # fmt: skip


@pytest.fixture
def desk(ana: Member, sam: Member) -> Client:
    return client_for(ana)


def add(owner: Member, name: str, **more: object) -> Person:
    return people.add_person(owner=owner, name=name, at=AT, **more)  # type: ignore[arg-type]


def grade(desk: Client, **typed: str) -> str:
    return unescape(press(desk, "/pass-on/grade/", **(TYPED | typed)).content.decode())


def test_a_name_with_another_business_is_somebody_new(desk: Client, ana: Member) -> None:
    known = add(ana, "John Smith", company="Smith & Sons")
    press(desk, "/pass-on/", **(TYPED | {"party": "John Smith, Other Ltd"}))
    receiver = Referral.objects.get().receiver_person
    assert receiver is not None and receiver != known
    assert receiver.name == "John Smith" and receiver.company and receiver.company.name == "Other Ltd"


def test_a_name_alone_is_still_the_one_who_has_it(desk: Client, ana: Member) -> None:
    known = add(ana, "John Smith", company="Smith & Sons")
    assert sides.parties_called(ana, "john  smith") == [known]


@pytest.mark.parametrize("typed", ["SAM@okafor-roofing.example.com", "01632 960102", "+44 1632 960102"])
def test_a_member_is_found_by_address_or_number(desk: Client, ana: Member, sam: Member, typed: str) -> None:
    assert sides.parties_called(ana, typed) == [sam]


def test_so_is_somebody_of_the_book_and_nobody_of_another(ana: Member, stan: Member) -> None:
    known = add(ana, "Rosa Klein", channels=["rosa@klein.example.org"])
    add(stan, "Rosa Klein", channels=["rosa@klein.example.org"])
    assert sides.parties_called(ana, "Rosa@Klein.example.org") == [known]


def test_an_address_that_nobody_here_has_is_no_name(desk: Client) -> None:
    answer = press(desk, "/pass-on/", **(TYPED | {"party": "who@nowhere.example.org"}))
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert "Nobody here has that address or number. Write their name." in page
    assert "who@nowhere.example.org" in page
    assert not Person.objects.exists()


def test_no_two_lines_of_the_list_are_the_same_and_each_leads_to_its_own(ana: Member, sam: Member) -> None:
    twins = [
        add(ana, "Rosa Klein", company="Klein Tiles", channels=["01632 960155"]),
        add(ana, "Rosa Klein", company="Klein Tiles", how_met="At the fair"),
        add(ana, "Rosa Klein", company="Klein Tiles"),
        add(ana, "Sam Okafor"),
    ]
    offered = sides.labels(ana)
    assert len(set(offered)) == len(offered)
    found = [sides.parties_called(ana, label) for label in offered]
    assert all(len(meant) == 1 for meant in found), dict(zip(offered, found, strict=True))
    assert {meant[0].pk for meant in found} == {one.pk for one in (sam, *twins)}


def test_members_of_one_name_and_business_are_told_apart_by_address(ana: Member, sam: Member) -> None:
    twin = Member.objects.create_user("sam@second.example.com", None, name=sam.name, business=sam.business)
    assert len(sides.parties_called(ana, "Sam Okafor, Okafor Roofing")) == 2
    assert sides.parties_called(ana, f"Sam Okafor, Okafor Roofing, {twin.email}") == [twin]


def test_the_form_names_those_to_choose_from(desk: Client, ana: Member) -> None:
    add(ana, "Rosa Klein", company="Klein Tiles")
    add(ana, "Rosa Klein", company="Klein Doors")
    page = unescape(press(desk, "/pass-on/", **(TYPED | {"party": "Rosa Klein"})).content.decode())
    assert "“Rosa Klein, Klein Doors”" in page and "“Rosa Klein, Klein Tiles”" in page


def test_before_saving_it_says_what_the_receiver_gets_from_the_book(desk: Client, ana: Member) -> None:
    dana = add(ana, "Dana Lindqvist", channels=["01632 960144", "dana@home.example.com"])
    seen = grade(desk)
    assert "From your book Sam gets: +44 1632 960144, dana@home.example.com." in seen
    opened = unescape(desk.get(f"/pass-on/?prospect={dana.pk}&to=Sam+Okafor").content.decode())
    assert "From your book Sam gets" in opened and "dana@home.example.com" in opened


@pytest.mark.parametrize(
    "typed", [{"name": "Dan Other"}, {"reach": "01632 960199"}, {"side": "received"}, {"reach": "12"}]
)
def test_of_somebody_who_is_not_meant_it_says_nothing(
    desk: Client, ana: Member, typed: dict[str, str]
) -> None:
    add(ana, "Dana Lindqvist", channels=["01632 960144", "dana@home.example.com"])
    assert "From your book" not in grade(desk, **typed)
    assert "dana@home" not in grade(desk, **typed)


def test_somebody_new_on_the_other_side_is_said_to_be_new(desk: Client) -> None:
    assert "New in your book: Olive Past, Past Ltd." in grade(desk, party="Olive Past, Past Ltd")
    assert "New in your book" not in grade(desk)


# ---- a new name may be short for somebody who is here ----

SAM = "“Sam Okafor, Okafor Roofing”"


@pytest.mark.parametrize(
    "short", ["Sam", "Ms Sam Okafor", "S. Okafor", "okafor, sam", "Okafor Roofing", "Sam, Okafor Roofing"]
)
def test_a_short_form_of_a_member_is_asked_about_once(desk: Client, short: str) -> None:
    assert f"If you mean {SAM}, choose that line." in grade(desk, party=short)
    back = press(desk, "/pass-on/", **(TYPED | {"party": short}))
    page = unescape(back.content.decode())
    assert back.status_code == 422
    assert f"Do you mean {SAM}? Then choose that line. Press again if “{short}” is somebody new." in page
    assert not Referral.objects.exists() and not Person.objects.exists()
    again = form_in(back)
    assert (again["party"], again["new_as"]) == (short, short)
    assert press(desk, "/pass-on/", **again).status_code == 302
    assert Referral.objects.get().receiver_person is not None


def test_another_short_form_is_another_question(desk: Client) -> None:
    again = form_in(press(desk, "/pass-on/", **(TYPED | {"party": "Sam"}))) | {"party": "Okafor"}
    assert press(desk, "/pass-on/", **again).status_code == 422
    assert not Referral.objects.exists()


@pytest.mark.parametrize("other", ["Sam, Other Ltd", "Samuel", "Peter Okafor", "Other Roofing"])
def test_whoever_is_called_otherwise_is_new_at_once(desk: Client, other: str) -> None:
    assert press(desk, "/pass-on/", **(TYPED | {"party": other})).status_code == 302


def test_a_member_keeps_the_line_and_the_card_says_who_is_none(
    desk: Client, ana: Member, sam: Member
) -> None:
    twin = add(ana, "Sam Okafor", company="Okafor Roofing")
    assert sides.labels(ana) == ["Sam Okafor, Okafor Roofing", "Sam Okafor, Okafor Roofing, in your book"]
    assert sides.parties_called(ana, "Sam Okafor, Okafor Roofing") == [sam]
    assert sides.parties_called(ana, "sam okafor, okafor roofing, in your book") == [twin]
    none = "Sam Okafor is in your book, and no member here."
    assert none in grade(desk, party="Sam Okafor, Okafor Roofing, in your book")
    assert none not in grade(desk, party="Sam Okafor, Okafor Roofing")


def test_of_several_who_are_alike_nobody_is_meant_by_the_bare_line(ana: Member) -> None:
    add(ana, "Ula Stale", company="Stale Ltd", channels=["01632 960155"])
    bare = add(ana, "Ula Stale", company="Stale Ltd")
    assert len(sides.parties_called(ana, "Ula Stale, Stale Ltd")) == 2
    line = next(line for line in sides.labels(ana) if "added" in line)
    assert sides.parties_called(ana, line) == [bare]


@pytest.mark.parametrize("twin", ["Jose\u0301 Klein", "Jos\u00e9\u200b Klein", "Jos\u00e9 Kle\u034fin"])
def test_lines_that_look_the_same_are_told_apart(ana: Member, twin: str) -> None:
    one, other = (
        add(ana, name, channels=[way])
        for name, way in [("Jos\u00e9 Klein", "01632 960155"), (twin, "01632 960156")]
    )
    assert all("+44 1632" in line for line in sides.labels(ana))
    assert set(sides.parties_called(ana, "Jos\u00e9 Klein")) == {one, other}


def test_a_line_that_is_offered_means_the_same_when_it_is_pasted_back(ana: Member) -> None:
    doors = add(ana, "Rosa Klein", company="Klein Doors", channels=["01632 960155"])
    tiles = add(ana, "Rosa Klein", company="Klein Tiles")
    comma = add(ana, "Rosa Klein, Klein Doors")
    found = sides.parties_called(ana, "Rosa Klein")
    assert set(found) == {doors, tiles}
    offered = sides.choices(ana, found)
    lines = [line.strip("“”") for line in offered.split(" or ")]
    assert [sides.parties_called(ana, line) for line in lines] == [[doors], [tiles]]
    assert comma not in found


def test_where_many_are_called_the_same_it_says_how_many_more_there_are(ana: Member) -> None:
    many = [add(ana, "Rosa Klein", channels=[f"01632 9601{n}"]) for n in range(10, 34)]
    found = sides.parties_called(ana, "Rosa Klein")
    assert set(found) == set(many)
    said = sides.choices(ana, found)
    assert said.count("“") == sides.MOST_OFFERED
    assert said.endswith(", or write the number or the address of one of the 16 others")
    assert sides.parties_called(ana, "01632 960133") == [many[-1]]


# ---- a line of the list means whom it stands for ----

WORDS = st.sampled_from(
    ["Sam Okafor", "Sam Okafor, MBA", "sam okafor", "MBA", "Okafor & Sons", "Sam Okafor, Okafor & Sons", "Sam, ", ",",
     "sam@okafor-roofing.example.com", "01632 960144", "\u5c71\u7530", "At the fair"]
)  # fmt: skip
EMPTY = st.just("")
MEMBERS = st.lists(st.tuples(WORDS, WORDS | EMPTY), max_size=3)
PEOPLE = st.lists(st.tuples(WORDS, WORDS | EMPTY, WORDS | EMPTY), max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(members=MEMBERS, book=PEOPLE)
def test_each_line_of_the_list_leads_to_its_own_party_whoever_stands_in_it(
    ana: Member, members: list[tuple[str, str]], book: list[tuple[str, str, str]]
) -> None:
    with transaction.atomic():
        there: set[Member | Person] = {
            member(name, f"m{n}@desk.example.com", business=business)
            for n, (name, business) in enumerate(members)
        }
        there |= {
            add(ana, name, company=firm, how_met=met, channels=["01632 960144"] * (n % 2))
            for n, (name, firm, met) in enumerate(book)
        }
        meant = {label: sides.parties_called(ana, label) for label in sides.labels(ana)}
        assert all(len(found) == 1 for found in meant.values()), meant
        assert {found[0] for found in meant.values()} == there
        transaction.set_rollback(True)


def test_a_line_is_told_apart_from_those_who_are_not_in_the_list(ana: Member) -> None:
    """The list ends at forty people. Whoever is called like one of them is not in it, and is not meant."""
    shown = add(
        ana, "Rosa Klein", company="Klein Tiles", channels=["01632 960155"], last_contact_on=AT.date()
    )
    for n in range(sides.MOST_PEOPLE):
        add(ana, f"Another {n}", last_contact_on=AT.date() - DAY)
    twin = add(ana, "Rosa Klein", company="Klein Tiles", channels=["01632 960156"])
    offered = [label for label in sides.labels(ana) if label.startswith("Rosa")]
    assert offered == ["Rosa Klein, Klein Tiles, +44 1632 960155"]
    assert sides.parties_called(ana, offered[0]) == [shown]
    assert set(sides.parties_called(ana, "Rosa Klein, Klein Tiles")) == {shown, twin}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Sam Okafor, MBA", "Sam Okafor, MBA, Okafor & Sons"),
        ("Sam Okafor, MBA", "sam okafor, mba"),
        ("Sam Okafor", "Sam Okafor,Okafor & Sons"),
        ("Sam Okafor", "Sam Okafor , Okafor & Sons"),
        ("Sam Okafor", "Sam Okafor, Okafor & Sons,"),
    ],
)
def test_commas_and_spaces_hide_nobody(ana: Member, name: str, typed: str) -> None:
    sam = member(name, "sam@okafor-roofing.example.com", business="Okafor & Sons")
    press(client_for(ana), "/pass-on/", **(TYPED | {"party": typed}))
    assert Referral.objects.get().receiver == sam
    assert not Person.objects.filter(name="Sam Okafor").exists()


@pytest.mark.parametrize("nothing", ["\u200b", "\u2800", "\u3164", "\u0301", "\u202e"])
def test_a_business_without_a_name_is_nobody(desk: Client, nothing: str) -> None:
    answer = press(desk, "/pass-on/", **(TYPED | {"party": f"{nothing}, Acme"}))
    assert answer.status_code == 422
    assert "Write a name in front of the comma." in answer.content.decode()
    assert grade(desk, party=f"{nothing}, Acme")
    assert not Person.objects.exists()


# ---- what the book says of how somebody is to be asked ----

ASK_FIRST = "Your book says: ask Dana first. Press again to do so, or choose “Tell them” again to tell."


def form_in(answer: HttpResponse) -> dict[str, str]:
    """What a browser would send if the form that came back were submitted as it is."""
    form = answer.context["form"]  # type: ignore[attr-defined]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value}


@pytest.fixture
def dana(ana: Member, sam: Member) -> Person:
    return add(
        ana, "Dana Lindqvist", channels=["01632 960144", "dana@home.example.com"], consent_mode="ask-one"
    )


def test_somebody_whom_the_book_says_to_ask_first_is_not_told_unasked(desk: Client, dana: Person) -> None:
    assert "Your book says: ask Dana first." in grade(desk)
    assert "Your book says" not in grade(desk, consent="ask-one")
    back = press(desk, "/pass-on/", **TYPED)
    assert back.status_code == 422 and not Referral.objects.exists()
    assert ASK_FIRST in unescape(back.content.decode())
    again = form_in(back)
    assert again["consent"] == "ask-one"
    assert f'name="said_of" value="{dana.pk}"' in back.content.decode()
    assert press(desk, "/pass-on/", **again).status_code == 302
    saved = Referral.objects.get()
    assert (saved.consent_mode, saved.released_at) == ("ask-one", None)


def test_whoever_chooses_to_tell_once_more_is_obeyed(desk: Client, dana: Person) -> None:
    again = form_in(press(desk, "/pass-on/", **TYPED))
    assert press(desk, "/pass-on/", **(again | {"consent": "tell"})).status_code == 302
    assert Referral.objects.get().consent_mode == "tell"


def test_it_is_said_of_each_person_by_name(desk: Client, ana: Member, dana: Person) -> None:
    add(ana, "Rosa Klein", channels=["01632 960155"], consent_mode="ask-one")
    again = form_in(press(desk, "/pass-on/", **TYPED)) | {"consent": "tell"}
    rosa = press(desk, "/pass-on/", **(again | {"name": "Rosa Klein", "reach": "01632 960155"}))
    assert rosa.status_code == 422 and "ask Rosa first" in rosa.content.decode()


def test_whoever_opens_the_form_from_the_entry_is_shown_its_choice(desk: Client, dana: Person) -> None:
    page = desk.get(f"/pass-on/?prospect={dana.pk}&to=Sam+Okafor")
    assert "Your book says" not in unescape(page.content.decode())
    shown = form_in(page) | {"prospect": dana.pk}  # type: ignore[arg-type]
    assert shown["consent"] == "ask-one"
    assert press(desk, "/pass-on/", **(shown | {"consent": "tell"})).status_code == 302
    assert Referral.objects.get().consent_mode == "tell"


@pytest.mark.parametrize("typed", [{"side": "received"}, {"name": "Dan Other"}, {"consent": "ask-one"}])
def test_of_nobody_else_it_is_said(desk: Client, dana: Person, typed: dict[str, str]) -> None:
    assert press(desk, "/pass-on/", **(TYPED | typed)).status_code == 302


@pytest.mark.parametrize(("said", "kept"), [({}, "ask-one"), ({"consent_mode": "tell"}, "tell")])
def test_the_api_takes_what_is_said_and_otherwise_the_entrys_choice(
    ana: Member, sam: Member, dana: Person, said: dict[str, str], kept: str
) -> None:
    key = accounts.make_key(member=ana, name="desk", by=ana.actor, at=now()).plain
    body = {"giver": "me", "receiver": {"member": sam.pk}, "prospect": {"person": dana.pk}} | said
    made = Client().post(
        "/api/referrals", body, content_type="application/json", HTTP_AUTHORIZATION=f"Bearer {key}"
    )
    assert made.status_code in (200, 201), made.content
    assert Referral.objects.get().consent_mode == kept

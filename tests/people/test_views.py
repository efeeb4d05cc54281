"""The pages of the book: for its owner only, with nothing typed ever lost."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.core.models import AuditEntry
from sentby.people import actions, queries
from sentby.people.models import Company, Person
from tests.people.people import add, company, dana, reach
from tests.support.cast import client_for
from tests.support.counting import assert_same_queries
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db


def of(entry: Person | Company, act: str = "") -> str:
    kind = "person" if isinstance(entry, Person) else "company"
    return reverse(f"{kind}-{act}" if act else kind, args=[entry.pk])


@pytest.fixture
def desk(ana: Member) -> Client:
    return client_for(ana)


# ---- who may come in ----


@pytest.mark.parametrize("act", ["", "edit", "removal"])
def test_a_stranger_finds_nothing(ana: Member, stan: Member, act: str) -> None:
    person, bakery, stranger = dana(ana), company(ana, "Harbour Bakery"), client_for(stan)
    for entry in (person, bakery):
        foreign = stranger.get(of(entry, act))
        missing = stranger.get(of(entry, act).replace(entry.pk, "a" * 13))
        assert foreign.status_code == missing.status_code == 404
        assert b"Dana" not in foreign.content
        assert b"Harbour" not in foreign.content


@pytest.mark.parametrize("act", ["edit", "removal", "return", "contacts"])
def test_a_stranger_changes_nothing(ana: Member, stan: Member, act: str) -> None:
    person = dana(ana)
    answer = client_for(stan).post(of(person, act), {"name": "Mine", "version": 1, "on": "2026-05-12"})
    assert answer.status_code == 404
    person.refresh_from_db()
    assert (person.name, person.version, person.removed_at) == ("Dana Lindqvist", 1, None)


def test_a_visitor_is_asked_to_sign_in(ana: Member, visitor: Client) -> None:
    person = dana(ana)
    for url in (
        reverse("people"),
        reverse("companies"),
        of(person),
        of(person, "edit"),
        reverse("person-new"),
    ):
        assert visitor.get(url).status_code == 302


@pytest.mark.parametrize("act", ["return", "contacts"])
def test_acts_are_not_read(desk: Client, ana: Member, act: str) -> None:
    assert desk.get(of(dana(ana), act)).status_code == 405


def test_nobody_elses_people_are_listed(ana: Member, stan: Member) -> None:
    dana(ana)
    for name in ("people", "companies"):
        assert b"Mill" not in client_for(stan).get(reverse(name)).content


# ---- the list ----


def test_an_empty_book_says_what_to_do(desk: Client) -> None:
    assert "Start with the people who already send you work" in desk.get(reverse("people")).content.decode()
    assert "No company is written down yet" in desk.get(reverse("companies")).content.decode()


def test_the_list_is_searched_narrowed_and_paged(desk: Client, ana: Member) -> None:
    dana(ana)
    for number in range(26):
        add(ana, f"Person Number{number:02}")
    first = desk.get(reverse("people")).content.decode()
    assert "1 to 25 of 27" in first
    assert "26 to 27 of 27" in desk.get(reverse("people"), {"page": 2}).content.decode()
    found = desk.get(reverse("people"), {"q": "lindqvist"}).content.decode()
    assert "1 person fits “lindqvist”" in found
    assert "Number" not in found
    page = desk.get(reverse("people"), {"q": "zz & z"}).content.decode()
    assert "Nobody in your book fits" in page
    assert "/referrals/?show=received&amp;q=zz%20%26%20z" in page
    assert "Number" not in desk.get(reverse("people"), {"letter": "l"}).content.decode()
    assert "Dana" not in desk.get(reverse("people"), {"show": "no-channel"}).content.decode()


@pytest.mark.parametrize(
    "asked",
    ["page=x", "page=99999999999999999999", "letter=%F0%9F%90%9F", "show=all", "q=%25", "q=" + "x" * 5000],
)
def test_strange_addresses_are_answered(desk: Client, ana: Member, asked: str) -> None:
    dana(ana)
    assert desk.get(f"{reverse('people')}?{asked}").status_code == 200
    assert desk.get(f"{reverse('companies')}?{asked}").status_code == 200


def test_htmx_gets_the_list_alone(desk: Client, ana: Member) -> None:
    dana(ana)
    for name in ("people", "companies"):
        part = desk.get(reverse(name), {"q": "mill"}, headers={"HX-Request": "true"}).content.decode()
        assert part.strip().startswith("<section")
        assert "Mill Lane School" in part
        assert "<html" not in part


def test_names_are_written_and_never_run(desk: Client, ana: Member) -> None:
    person = add(ana, "<script>alert(1)</script>", notes="<b>bold</b>", company="<i>Firm</i>")
    for url in (
        reverse("people"),
        of(person),
        of(person, "edit"),
        of(person, "removal"),
        reverse("companies"),
    ):
        page = desk.get(url).content
        assert b"<script>alert" not in page
        assert b"<b>bold" not in page
        assert b"<i>Firm" not in page


def test_the_list_takes_as_many_queries_for_three_as_for_one(desk: Client, ana: Member) -> None:
    number = count()

    def make() -> Person:
        return add(ana, f"Person {next(number)}", company=f"Firm {next(number)}", channels=["01632 960144"])

    assert_same_queries(desk, reverse("people"), make)
    assert_same_queries(desk, reverse("people") + "?q=firm", make)
    assert_same_queries(desk, reverse("companies"), make)


def test_a_page_takes_as_many_queries_for_three_channels_as_for_one(desk: Client, ana: Member) -> None:
    person, bakery, number = add(ana), company(ana, "Harbour Bakery"), count()

    def channel() -> None:
        person.channels.create(kind="email", shown="x", canonical=f"x{next(number)}@example.org")

    def baker() -> Person:
        return add(ana, f"Baker {next(number)}", company="Harbour Bakery")

    assert_same_queries(desk, of(person), channel)
    assert_same_queries(desk, of(bakery), baker)


# ---- one entry ----


def test_a_person_is_shown_with_ways_to_reach_them(desk: Client, ana: Member) -> None:
    page = desk.get(of(dana(ana))).content.decode()
    for text in ("Dana Lindqvist", "Mill Lane School", "tel:+441632960144", "mailto:dana@millane.example.org",
                 "At the spring fair", "The hall roof leaks.", "Pass Dana on", "?prospect=", "Log a conversation"):  # fmt: skip
        assert text in page


def test_a_person_is_added(desk: Client, ana: Member) -> None:
    typed = {"name": "Ken Ito", "phone": "01632 960155", "company": "Ito & Daughters", "met_on": "2026-05-01"}
    answer = desk.post(reverse("person-new"), typed | {"once": "k1"})
    ken = Person.objects.get(owner=ana)
    assert answer.headers["Location"] == of(ken)
    assert (ken.name, reach(ken), str(ken.company)) == ("Ken Ito", ["+44 1632 960155"], "Ito & Daughters")


def test_pressing_twice_adds_one(desk: Client, ana: Member) -> None:
    answers = [desk.post(reverse("person-new"), {"name": "Ken Ito", "once": "k1"}) for _ in range(3)]
    assert queries.known(ana) == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1


@pytest.mark.parametrize("name", ["person-new", "company-new"])
def test_a_wrong_form_keeps_what_was_typed(desk: Client, name: str) -> None:
    answer = desk.post(reverse(name), {"name": "", "phone": "12", "notes": "Keep me, please", "once": "k1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for text in ("Keep me, please", 'value="12"', "Give a name.", "too few or too many digits", 'value="k1"'):
        assert text in page


def test_a_person_is_edited(desk: Client, ana: Member) -> None:
    person = dana(ana)
    form = desk.get(of(person, "edit")).content.decode()
    assert 'value="+44 1632 960144"' in form
    answer = desk.post(
        of(person, "edit"), {"name": "Dana Lind", "version": 1, "email": "dana@millane.example.org"}
    )
    assert answer.headers["Location"] == of(person)
    person.refresh_from_db()
    assert (person.name, reach(person), person.company) == ("Dana Lind", ["dana@millane.example.org"], None)


def test_the_second_of_two_tabs_is_told_and_keeps_what_was_typed(desk: Client, ana: Member) -> None:
    person = dana(ana)
    desk.post(
        of(person, "edit"),
        {"name": "Dana Lindqvist", "notes": "From the first tab", "version": 1, "once": "a"},
    )
    second = {"name": "Dana Lindqvist", "notes": "From the second tab", "version": 1, "once": "b"}
    told = desk.post(of(person, "edit"), second)
    page = told.content.decode()
    assert told.status_code == 409
    assert "From the first tab" in page
    assert "From the second tab" in page
    assert 'name="version" value="2"' in page
    assert Person.objects.get(pk=person.pk).notes == "From the first tab"
    assert desk.post(of(person, "edit"), second | {"version": 2}).status_code == 302
    assert Person.objects.get(pk=person.pk).notes == "From the second tab"


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "99999999999999999999"])
def test_an_edit_without_a_version_overwrites_nothing(desk: Client, ana: Member, version: str) -> None:
    person = dana(ana)
    answer = desk.post(of(person, "edit"), {"name": "Another", "version": version})
    assert answer.status_code in (409, 422)
    assert "Another" in answer.content.decode()
    person.refresh_from_db()
    assert person.name == "Dana Lindqvist"


def test_an_edit_of_what_was_deleted_meanwhile_is_told_and_can_be_saved(desk: Client, ana: Member) -> None:
    person = dana(ana)
    desk.post(of(person, "removal"))
    told = desk.post(of(person, "edit"), {"name": "Dana Lindqvist", "notes": "Typed", "version": 1})
    assert told.status_code == 409
    assert "taken out of your book" in told.content.decode()
    assert (
        desk.post(of(person, "edit"), {"name": "Dana Lindqvist", "notes": "Typed", "version": 2}).status_code
        == 302
    )
    assert queries.person_page(ana, person.pk).notes == "Typed"


def test_the_second_tab_on_a_company_is_told(desk: Client, ana: Member) -> None:
    bakery = company(ana, "Harbour Bakery")
    desk.post(of(bakery, "edit"), {"name": "Harbour Bakery", "place": "Leeds", "version": 1})
    told = desk.post(of(bakery, "edit"), {"name": "Harbour Bakery", "place": "York", "version": 1})
    assert told.status_code == 409
    assert "Leeds" in told.content.decode()
    assert "York" in told.content.decode()


# ---- removal and its undo ----


@pytest.mark.parametrize("kind", ["person", "company"])
def test_deleting_asks_and_can_be_undone(desk: Client, ana: Member, kind: str) -> None:
    entry = dana(ana) if kind == "person" else company(ana, "Harbour Bakery")
    assert "For 7 days" in desk.get(of(entry, "removal")).content.decode()
    entry.refresh_from_db()
    assert entry.removed_at is None
    answer = desk.post(of(entry, "removal"), {"once": "k1"})
    [message] = get_messages(answer.wsgi_request)
    assert f"undo:{of(entry, 'return')}" in message.extra_tags
    assert desk.get(of(entry)).status_code == 404
    assert desk.post(of(entry, "return"), {"once": "k2"}).headers["Location"] == of(entry)
    assert desk.get(of(entry)).status_code == 200


@pytest.mark.parametrize("kind", ["person", "company"])
def test_deleted_in_two_places_both_are_told_the_same(ana: Member, kind: str) -> None:
    entry = dana(ana) if kind == "person" else company(ana, "Harbour Bakery")
    answers = [client_for(ana).post(of(entry, "removal"), {"once": once}) for once in ("k1", "k2")]
    told = [[str(message) for message in get_messages(answer.wsgi_request)] for answer in answers]
    assert [answer.headers["Location"] for answer in answers] == [answers[0].headers["Location"]] * 2
    assert told[0] == told[1] == [f"{entry.name} is no longer in your book."]
    assert AuditEntry.objects.filter(what=f"{kind}.removed").count() == 1


@pytest.mark.parametrize("kind", ["person", "company"])
def test_whether_a_stranger_s_entry_was_deleted_is_nobody_s_to_know(
    ana: Member, stan: Member, kind: str
) -> None:
    entry = dana(ana) if kind == "person" else company(ana, "Harbour Bakery")
    stranger, answers = client_for(stan), []
    for address in (of(entry, "removal"), of(entry, "removal").replace(entry.pk, "a" * 13)):
        answers.append(stranger.post(address).content)
    client_for(ana).post(of(entry, "removal"))
    answers.append(stranger.post(of(entry, "removal")).content)
    assert answers == [answers[0]] * 3
    assert stranger.post(of(entry, "removal")).status_code == 404


def test_what_is_erased_cannot_be_brought_back(desk: Client, ana: Member) -> None:
    person = dana(ana)
    actions.remove_person(person=person, by=ana, at=now() - timedelta(days=8))
    sweep("removed", now())
    assert desk.post(of(person, "return")).status_code == 404


# ---- conversations ----


def test_a_conversation_is_logged_in_two_presses(desk: Client, ana: Member) -> None:
    person = dana(ana)
    today = now().date() - timedelta(days=1)
    answer = desk.post(
        of(person, "contacts"), {"on": today.isoformat(), "note": "Wants a quote.", "once": "k1"}
    )
    assert answer.headers["Location"] == of(person)
    person.refresh_from_db()
    assert person.last_contact_on == today
    assert "Wants a quote." in person.notes


def test_a_wrong_conversation_keeps_what_was_typed(desk: Client, ana: Member) -> None:
    person = dana(ana)
    answer = desk.post(of(person, "contacts"), {"on": "2999-01-01", "note": "Keep me, please"})
    assert answer.status_code == 422
    assert "has not come yet" in answer.content.decode()
    assert "Keep me, please" in answer.content.decode()


def test_a_conversation_before_they_met_is_none(desk: Client, ana: Member) -> None:
    person = add(ana, met_on=date(2020, 5, 13))
    answer = desk.post(of(person, "contacts"), {"on": "2020-05-12", "note": "Keep me, please"})
    assert answer.status_code == 422
    assert "That is before you met." in answer.content.decode()
    assert "Keep me, please" in answer.content.decode()


def test_a_note_that_does_not_fit_is_kept_on_the_page(desk: Client, ana: Member) -> None:
    person = add(ana, notes="x" * 9_990)
    answer = desk.post(of(person, "contacts"), {"on": "2026-05-01", "note": "Keep me, please"})
    assert answer.status_code == 422
    assert "The notes are full" in answer.content.decode()
    assert "Keep me, please" in answer.content.decode()


# ---- companies ----


def test_a_company_is_added_shown_and_edited(desk: Client, ana: Member) -> None:
    typed = {"name": "Harbour Bakery", "place": "Leeds", "phone": "01632 960177", "notes": "Opens at six."}
    desk.post(reverse("company-new"), typed)
    bakery = Company.objects.get(owner=ana)
    add(ana, "Ken Ito", company="Harbour Bakery")
    page = desk.get(of(bakery)).content.decode()
    for text in ("Harbour Bakery", "Leeds", "tel:+441632960177", "Opens at six.", "Ken Ito", "?company="):
        assert text in page
    assert 'value="Leeds"' in desk.get(of(bakery, "edit")).content.decode()
    assert desk.post(of(bakery, "edit"), {"name": "", "version": 1}).status_code == 422
    assert desk.post(of(bakery, "edit"), {"name": "Harbour Bakery", "version": 1}).status_code == 302
    bakery.refresh_from_db()
    assert (bakery.place, bakery.version) == ("", 2)

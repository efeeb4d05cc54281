"""What is typed is cleaned, and what is wrong is said beside its field."""

from datetime import date, timedelta
from typing import Any

import pytest

from sentby.accounts.models import Member
from sentby.people.forms import CompanyForm, ContactForm, PersonForm, said_of_person
from tests.people.people import add, dana

TODAY = date(2026, 5, 13)
SOMEBODY = Member(email="ana@reyes.example.com", consent_mode="ask-one")


def form(**typed: Any) -> PersonForm:
    return PersonForm({"name": "Dana Lindqvist"} | typed, member=SOMEBODY, today=TODAY)


def errors(**typed: Any) -> dict[str, list[str]]:
    return {name: [str(error) for error in found] for name, found in form(**typed).errors.items()}


def test_spaces_and_line_ends_are_tidied() -> None:
    filled = form(
        name="  Dana \n Lindqvist ", notes=" one\r\ntwo ", more="a@example.org\r\n\r\n b@example.org "
    )
    assert filled.is_valid()
    said = filled.said()
    assert (said["name"], said["notes"]) == ("Dana Lindqvist", "one\ntwo")
    assert said["channels"] == ["a@example.org", "b@example.org"]


@pytest.mark.parametrize(
    "unseen", ["\u202e\u200f\u2069", "\u200b\u2060\u00ad\ufeff", "\u3164\u115f", "\u2800", "\t"]
)
def test_a_name_in_which_there_is_nothing_to_see_is_none(unseen: str) -> None:
    said = {"name": unseen, "notes": "The hall roof leaks."}
    for entry in (form(**said), CompanyForm(said, member=SOMEBODY)):
        assert entry.errors == {"name": ["Give a name."]}
        assert entry["notes"].value() == "The hall roof leaks."


@pytest.mark.parametrize("name", ["می‌خواهم", "क्‍ष", "김민준", "ไทย", "👩🏽‍🔧"])
def test_names_of_every_alphabet_keep_their_joiners(name: str) -> None:
    entry = form(name=name)
    assert entry.is_valid()
    assert entry.cleaned_data["name"] == name


def test_a_number_is_read_without_the_signs_that_a_telephone_puts_around_it() -> None:
    filled = form(phone="\u202a+44 1632 960144\u202c")
    assert filled.is_valid(), filled.errors
    assert filled.said()["channels"] == ["+44 1632 960144"]


def test_channels_come_in_the_order_of_the_form() -> None:
    filled = form(more="01632 960188", web="example.org", email="d@example.org", phone="01632 960144")
    assert filled.is_valid()
    assert filled.said()["channels"] == ["01632 960144", "d@example.org", "example.org", "01632 960188"]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "Give a name."),
        ("name", " \t ", "Give a name."),
        ("name", "x" * 161, "keep it within 160 characters"),
        ("notes", "x" * 10_001, "keep it within 10,000 characters"),
        ("how_met", "x" * 301, "keep it within 300 characters"),
        ("phone", "dana@example.org", "no telephone number"),
        ("phone", "12", "too few or too many digits"),
        ("email", "01632 960144", "no e-mail address"),
        ("email", "dana@", "no ending"),
        ("web", "d@example.org", "no web address"),
        ("web", "javascript:alert(1)", "https://"),
        ("web", "https://example.org/" + "x" * 400, "keep it within 320 characters"),
        ("more", "dana@example.org\nnobody", "“nobody”"),
        ("more", "\n".join(f"d{n}@example.org" for n in range(18)), "Keep to 20"),
        ("more", "https://example.org/" + "x" * 400, "too long"),
        ("met_on", "2026-05-14", "has not come yet"),
        ("last_contact_on", "2026-05-14", "has not come yet"),
        ("met_on", "0026-05-14", "too long ago"),
        ("met_on", "yesterday", "Give a day"),
        ("consent_mode", "ask-everybody", "valid choice"),
        ("name", "Dana\0", "Null characters"),
        ("notes", "Dana\0", "Null characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(field: str, typed: str, says: str) -> None:
    found = errors(**{field: typed})
    assert list(found) == [field]
    assert says in " ".join(found[field])


def test_days_up_to_today_are_taken() -> None:
    filled = form(met_on="1900-01-01", last_contact_on="2026-05-13")
    assert filled.is_valid()
    assert filled.said()["last_contact_on"] == TODAY


def test_the_usual_way_of_asking_is_named() -> None:
    choices = list(form().fields["consent_mode"].choices)  # type: ignore[attr-defined]
    assert choices[0] == ("", "As you usually do\nAsk them first.")


def test_a_company_needs_a_name_only() -> None:
    assert CompanyForm({"name": "Harbour Bakery"}, member=SOMEBODY).is_valid()
    assert list(CompanyForm({"phone": "12"}, member=SOMEBODY).errors) == ["name", "phone"]


def test_a_conversation_has_a_day_that_has_come() -> None:
    assert ContactForm({"on": "2026-05-13"}, today=TODAY).is_valid()
    assert list(ContactForm({"on": (TODAY + timedelta(days=1)).isoformat()}, today=TODAY).errors) == ["on"]
    assert list(ContactForm({"on": ""}, today=TODAY).errors) == ["on"]


@pytest.mark.django_db
def test_an_entry_is_shown_as_it_would_be_typed(ana: Member) -> None:
    said = said_of_person(dana(ana))
    assert (said["phone"], said["email"], said["web"], said["more"]) == (
        "+44 1632 960144", "dana@millane.example.org", "", "",
    )  # fmt: skip
    many = add(
        ana,
        "Ken Ito",
        channels=["a@example.org", "b@example.org", "https://ito.example.org/", "c@example.org"],
    )
    shown = PersonForm(said_of_person(many), member=ana, today=TODAY)
    assert shown.is_valid()
    assert shown.said()["channels"] == [
        "a@example.org",
        "https://ito.example.org",
        "b@example.org",
        "c@example.org",
    ]


def test_nobody_was_spoken_with_before_they_were_met() -> None:
    said = errors(met_on="2020-05-13", last_contact_on="1950-01-01")
    assert said == {"last_contact_on": ["That is before you met. Correct one of the two days."]}
    assert errors(met_on="2020-05-13", last_contact_on="2020-05-13") == {}


def test_what_stands_there_already_keeps_nobody_from_the_rest() -> None:
    standing = {"met_on": date(2020, 5, 13), "last_contact_on": date(2020, 5, 12)}
    typed = {"name": "Dana", "title": "Baker", "met_on": "2020-05-13", "last_contact_on": "2020-05-12"}
    assert PersonForm(typed, initial=standing, member=SOMEBODY, today=TODAY).is_valid()
    corrected = typed | {"last_contact_on": "2020-05-11"}
    assert not PersonForm(corrected, initial=standing, member=SOMEBODY, today=TODAY).is_valid()

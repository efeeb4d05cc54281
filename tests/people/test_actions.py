"""What a member does with their book: written once, found again, removed and brought back, erased for good."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.http import Http404

from sentby.accounts.models import Member
from sentby.core.models import AuditEntry
from sentby.people import actions, queries
from sentby.people.models import Channel, Company, Person
from sentby.referrals.models import Referral
from tests.people.people import add, company, dana, reach
from tests.support.cast import AT
from tests.support.sweeps import sweep

LATER = AT + timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def test_a_person_is_written_down_with_company_and_channels(ana: Member) -> None:
    person = dana(ana)
    assert (person.name, person.company.name, person.letter) == ("Dana Lindqvist", "Mill Lane School", "l")  # type: ignore[union-attr]
    assert reach(person) == ["+44 1632 960144", "dana@millane.example.org"]
    entry = AuditEntry.objects.get(subject_kind="person", subject_id=person.pk)
    assert (entry.what, entry.actor_kind, entry.actor_id, entry.at) == ("person.added", "member", ana.pk, AT)


def test_a_company_is_found_by_its_name_however_it_is_spelt(ana: Member, sam: Member) -> None:
    first, second = (
        add(ana, "Dana", company="Mill Lane School"),
        add(ana, "Ken Ito", company=" MILL  LANE schöol "),
    )
    assert first.company_id == second.company_id
    assert add(sam, "Dana", company="Mill Lane School").company_id != first.company_id


def test_a_company_of_the_same_name_in_another_place_is_another(ana: Member) -> None:
    leeds = company(ana, "Harbour Bakery", place="Leeds")
    assert (
        actions.find_or_add_company(owner=ana, name="harbour bakery", place="leeds", by=ana, at=AT) == leeds
    )
    york = actions.find_or_add_company(owner=ana, name="Harbour Bakery", place="York", by=ana, at=LATER)
    assert york and york != leeds
    assert actions.find_or_add_company(owner=ana, name="Harbour Bakery", by=ana, at=AT) == leeds


def test_an_edit_leaves_somebody_at_the_second_of_two_companies_with_one_name(ana: Member) -> None:
    company(ana, "Harbour Bakery", place="Leeds")
    york = company(ana, "Harbour Bakery", place="York")
    person = add(ana)
    Person.objects.filter(pk=person.pk).update(company=york)
    person = queries.person_page(ana, person.pk)
    said = actions.as_said(person)
    actions.edit_person(person=person, version=person.version, **said, at=AT)
    assert person.company == york


def test_a_place_that_was_not_known_is_written_down(ana: Member) -> None:
    bakery = company(ana, "Harbour Bakery", trade="Bakery", channels=["01632 960177"])
    found = actions.find_or_add_company(owner=ana, name="Harbour Bakery", place="York", by=ana, at=LATER)
    assert found == bakery
    bakery.refresh_from_db()
    assert (bakery.place, bakery.trade, reach(bakery)) == ("York", "Bakery", ["+44 1632 960177"])


TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("turn", TURNS, ids=[f"U+{ord(turn):04X}" for turn in TURNS])
def test_no_name_turns_the_writing_around_it(ana: Member, turn: str) -> None:
    person = add(
        ana, f"{turn}Dana {turn} Lind{turn}qvist{turn}", company=f"Mill{turn} Lane", title=f"Head{turn}"
    )
    bakery = company(ana, f"Harbour{turn} Bakery", place=f"{turn}York", trade=f"Bakery{turn}")
    assert (person.name, person.title, str(person.company)) == ("Dana Lindqvist", "Head", "Mill Lane")
    assert (bakery.name, bakery.place, bakery.trade) == ("Harbour Bakery", "York", "Bakery")
    assert list(queries.book(ana, "dana lindqvist")) == [person]
    assert actions.find_or_add_company(owner=ana, name=f"Harbour{turn} Bakery", by=ana, at=AT) == bakery


@pytest.mark.parametrize(
    "name", ["\u0634\u0631\u06cc\u0641\u200c\u0632\u0627\u062f\u0647", "\u0dc1\u0dca\u200d\u0dbb\u0dd3"]
)
def test_the_joiners_that_scripts_need_are_kept(ana: Member, name: str) -> None:
    assert add(ana, name).name == name
    assert company(ana, name).name == name


@pytest.mark.parametrize("name", ["", "   ", "\n\t", "\u202e \u2069"])
def test_nobody_is_written_down_without_a_name(ana: Member, name: str) -> None:
    with pytest.raises(actions.NoName):
        add(ana, name)
    assert not Person.objects.exists()


def test_what_cannot_be_read_as_a_channel_saves_nothing(ana: Member) -> None:
    with pytest.raises(actions.ChannelError):
        add(ana, channels=["01632 960144", "dana at millane"])
    with pytest.raises(actions.ChannelError):
        add(ana, channels=["https://example.com/" + "x" * 400])
    with pytest.raises(actions.ChannelError):
        add(ana, channels=[f"dana{n}@example.org" for n in range(21)])
    assert not Person.objects.exists()


def test_the_same_channel_twice_is_one(ana: Member) -> None:
    assert reach(add(ana, channels=["Dana@millane.example.org", "dana@MILLANE.example.org", " "])) == [
        "Dana@millane.example.org"
    ]


def test_an_edit_replaces_channels_and_keeps_their_labels(ana: Member) -> None:
    person = dana(ana)
    kept = person.channels.get(kind="phone")
    Channel.objects.filter(pk=kept.pk).update(label="mornings are best")
    actions.edit_person(
        person=person,
        version=1,
        name="Dana Lindqvist",
        channels=["dana@example.org", "+44 1632 960144"],
        at=AT,
    )
    assert reach(person) == ["dana@example.org", "+44 1632 960144"]
    assert person.channels.get(kind="phone").label == "mornings are best"
    assert person.channels.get(kind="phone").pk == kept.pk
    assert (person.version, person.company) == (2, None)


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(ana: Member) -> None:
    """Two tabs opened version 1. The first saves; the second is refused and sees what stands there."""
    person = dana(ana)
    first, second = queries.person_page(ana, person.pk), queries.person_page(ana, person.pk)
    actions.edit_person(person=first, version=1, name="Dana Lindqvist", notes="From the first tab", at=AT)
    with pytest.raises(actions.Conflict) as told:
        actions.edit_person(person=second, version=1, name="Dana L.", notes="From the second tab", at=AT)
    assert isinstance(told.value.current, Person)
    assert (told.value.current.notes, told.value.current.version) == ("From the first tab", 2)
    person.refresh_from_db()
    assert person.notes == "From the first tab"


def test_the_second_editor_of_a_company_is_told(ana: Member) -> None:
    bakery = company(ana)
    actions.edit_company(company=bakery, version=1, name="Mill Lane", at=AT)
    with pytest.raises(actions.Conflict):
        actions.edit_company(company=bakery, version=1, name="Another", at=AT)
    bakery.refresh_from_db()
    assert bakery.name == "Mill Lane"


def test_an_entry_removed_meanwhile_comes_back_when_its_writer_saves_again(ana: Member) -> None:
    person = dana(ana)
    actions.remove_person(person=queries.person_page(ana, person.pk), by=ana, at=AT)
    with pytest.raises(actions.Conflict) as told:
        actions.edit_person(person=person, version=1, name="Dana Lindqvist", notes="Kept", at=AT)
    actions.edit_person(
        person=person, version=told.value.current.version, name="Dana Lindqvist", notes="Kept", at=AT
    )
    assert queries.person_page(ana, person.pk).notes == "Kept"


def test_the_latest_conversation_counts(ana: Member) -> None:
    person = dana(ana)
    actions.log_contact(person=person, on=date(2026, 5, 12), by=ana, at=AT)
    actions.log_contact(person=person, on=date(2026, 4, 1), by=ana, at=AT, note="Asked about gutters.")
    assert person.last_contact_on == date(2026, 5, 12)
    assert person.notes == "1 April 2026: Asked about gutters.\nThe hall roof leaks."
    assert list(queries.book(ana, "gutters")) == [person]


def test_a_conversation_is_neither_in_the_future_nor_beyond_the_page(ana: Member) -> None:
    person = dana(ana)
    with pytest.raises(actions.NotYet):
        actions.log_contact(person=person, on=AT.date() + timedelta(days=1), by=ana, at=AT)
    with pytest.raises(actions.TooLong):
        actions.log_contact(person=person, on=AT.date(), by=ana, at=AT, note="x" * 10_000)
    person.refresh_from_db()
    assert (person.last_contact_on, person.version) == (None, 1)


def test_nobody_is_spoken_with_once_they_are_out_of_the_book(ana: Member) -> None:
    person = actions.remove_person(person=dana(ana), by=ana, at=AT)
    with pytest.raises(actions.Conflict):
        actions.log_contact(person=person, on=AT.date(), by=ana, at=AT)


def test_a_logged_conversation_is_not_overwritten_by_an_open_form(ana: Member) -> None:
    person = dana(ana)
    actions.log_contact(person=queries.person_page(ana, person.pk), on=AT.date(), by=ana, at=AT)
    with pytest.raises(actions.Conflict):
        actions.edit_person(person=person, version=1, name="Dana Lindqvist", at=AT)


def test_removing_is_undone_by_bringing_back(ana: Member) -> None:
    person = dana(ana)
    actions.remove_person(person=person, by=ana, at=AT)
    actions.remove_person(person=person, by=ana, at=AT)
    assert queries.known(ana) == 0
    actions.bring_back_person(person=person, by=ana, at=AT)
    actions.bring_back_person(person=person, by=ana, at=AT)
    assert list(queries.book(ana, "lindqvist mill roof 960144")) == [person]
    said = AuditEntry.objects.filter(subject_id=person.pk).order_by("pk").values_list("what", flat=True)
    assert list(said) == ["person.added", "person.removed", "person.returned"]


def test_a_removed_company_leaves_its_people_and_comes_back_to_them(ana: Member) -> None:
    person = dana(ana)
    assert person.company
    actions.remove_company(company=person.company, by=ana, at=AT)
    person = queries.person_page(ana, person.pk)
    assert person.firm is None
    assert not queries.book(ana, "mill lane school")
    assert person.company
    actions.bring_back_company(company=person.company, by=ana, at=AT)
    assert queries.person_page(ana, person.pk).firm == person.company
    assert list(queries.book(ana, "mill lane")) == [person]


def test_people_are_found_by_the_new_name_of_their_company(ana: Member) -> None:
    person = dana(ana)
    assert person.company
    actions.edit_company(company=person.company, version=1, name="Harbour Academy", trade="teaching", at=AT)
    assert list(queries.book(ana, "harbour academy")) == [person]
    assert not queries.book(ana, "mill lane school")


def test_what_is_removed_is_erased_after_seven_days_and_referrals_keep_the_rest(
    ana: Member, sam: Member
) -> None:
    person, kept, bakery = dana(ana), add(ana, "Ken Ito"), company(ana, "Harbour Bakery")
    referral = Referral.objects.create(
        recorder=ana, giver_member=ana, receiver_member=sam, prospect_person=person, passed_on_at=AT
    )
    actions.remove_person(person=person, by=ana, at=AT)
    actions.remove_company(company=bakery, by=ana, at=AT)
    assert sweep("removed", AT + timedelta(days=7, seconds=-1)) == 0
    assert sweep("removed", AT + timedelta(days=7)) == 2
    assert sweep("removed", AT + timedelta(days=7)) == 0
    assert list(Person.objects.all()) == [kept]
    assert not Channel.objects.exists()
    assert not Company.objects.filter(pk=bakery.pk).exists()
    referral.refresh_from_db()
    assert (referral.prospect_person, referral.giver_member, referral.passed_on_at) == (None, ana, AT)
    assert AuditEntry.objects.get(what="person.erased", subject_id=person.pk).actor_kind == "sentby"


def test_the_sweep_takes_no_more_than_it_is_told(ana: Member) -> None:
    for number in range(3):
        actions.remove_person(person=add(ana, f"Person {number}"), by=ana, at=AT)
    later = AT + timedelta(days=8)
    assert [len(actions.to_erase(later, limit=2)), sweep("removed", later)] == [2, 3]


def test_a_company_is_written_down_edited_and_audited(ana: Member) -> None:
    bakery = company(
        ana, " Harbour  Bakery ", place="Leeds", trade="bakery", channels=["01632 960177"], notes=" n "
    )
    assert (bakery.name, bakery.notes, bakery.sort_key) == ("Harbour Bakery", "n", "harbour bakery")
    actions.edit_company(company=bakery, version=1, name="Harbour Bakery", channels=[], at=AT)
    assert (bakery.place, reach(bakery), bakery.version) == ("", [], 2)
    with pytest.raises(actions.NoName):
        company(ana, " ")


def _changes(entry: Person | Company) -> list[Callable[[], object]]:
    version = entry.version
    if isinstance(entry, Company):
        return [
            lambda: actions.edit_company(company=entry, version=version, name="Harbour Bakery", at=AT),
            lambda: actions.remove_company(company=entry, by=entry.owner, at=AT),
            lambda: actions.bring_back_company(company=entry, by=entry.owner, at=AT),
        ]
    return [
        lambda: actions.edit_person(person=entry, version=version, name="Dana", at=AT),
        lambda: actions.log_contact(person=entry, on=AT.date(), by=entry.owner, at=AT),
        lambda: actions.remove_person(person=entry, by=entry.owner, at=AT),
        lambda: actions.bring_back_person(person=entry, by=entry.owner, at=AT),
    ]


def test_an_entry_that_is_erased_in_the_meantime_is_gone_as_if_it_had_never_been(ana: Member) -> None:
    for entry in (dana(ana), company(ana, "Harbour Bakery")):
        type(entry).objects.filter(pk=entry.pk).delete()
        for change in _changes(entry):
            with pytest.raises(Http404):
                change()

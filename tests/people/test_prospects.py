"""Whom a referral is about: one entry for one person, and never one for two."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentby.accounts.models import Member
from sentby.core.models import AuditEntry
from sentby.people import actions, queries
from sentby.people.models import Company, Person
from sentby.rules.names import plain
from tests.people.people import add, company, dana, reach
from tests.support.cast import AT

FIRST = ["Anna", "Peter", "Joel", "Priya", "Šárka", "Ōe", "Мария"]
LAST = ["Smith", "Achter", "Lindqvist", "O’Neill", "Núñez", "Иванова"]
NAMES = st.builds(lambda first, last: f"{first} {last}", st.sampled_from(FIRST), st.sampled_from(LAST))


def find(owner: Member, name: str, *channels: str, **said: str) -> Person | None:
    said = {"company": "", "place": ""} | said
    return actions.find_or_add_prospect(owner=owner, name=name, channels=channels, at=AT, **said)[0]  # type: ignore[arg-type]


def audit_of(entry: Person | Company) -> list[str]:
    said = AuditEntry.objects.filter(subject_id=entry.pk).order_by("at", "id")
    return list(said.values_list("what", flat=True))


@pytest.mark.django_db
class TestTheSamePerson:
    @pytest.mark.parametrize(
        "name",
        ["Dana Lindqvist", "dana LINDQVIST", "Dána", "D. Lindqvist", "Lindqvist, Dana", "Ms Dana Lindqvist"],
    )
    def test_is_found_by_a_channel_and_a_name_that_agrees(self, ana: Member, name: str) -> None:
        known = dana(ana)
        assert find(ana, name, "Dana <DANA+roof@millane.example.org>", "01632 960188") == known
        assert reach(known) == ["+44 1632 960144", "dana@millane.example.org", "+44 1632 960188"]
        known.refresh_from_db()
        assert (known.name, known.version) == ("Dana Lindqvist", 2)

    def test_is_left_as_it_is_when_nothing_is_missing(self, ana: Member) -> None:
        known = dana(ana)
        assert find(ana, "Dana", "01632 960144") == known
        known.refresh_from_db()
        assert known.version == 1

    def test_gets_the_company_that_was_missing_and_keeps_the_one_they_have(self, ana: Member) -> None:
        free, placed = add(ana, "Ken Ito", channels=["ken@example.org"]), dana(ana)
        find(ana, "Ken Ito", "ken@example.org", company="Ito & Daughters", place="Leeds")
        find(ana, "Dana Lindqvist", "01632 960144", company="Another School")
        for person, name in ((free, "Ito & Daughters"), (placed, "Mill Lane School")):
            person.refresh_from_db()
            assert person.company
            assert person.company.name == name
        assert list(queries.book(ana, "daughters")) == [free]

    def test_is_found_in_no_other_book(self, ana: Member, sam: Member) -> None:
        known = dana(ana)
        assert find(sam, "Dana Lindqvist", "01632 960144") != known

    def test_is_not_found_once_removed(self, ana: Member) -> None:
        known = dana(ana)
        actions.remove_person(person=known, by=ana, at=AT)
        assert find(ana, "Dana Lindqvist", "01632 960144") != known


@pytest.mark.django_db
class TestAnotherPerson:
    @pytest.mark.parametrize(
        "name", ["Joel Marsh", "Dora Lindqvist", "Dana Marsh", "L. Dana-Marsh", "D", "D. L."]
    )
    def test_with_the_same_office_number_is_another_entry(self, ana: Member, name: str) -> None:
        known = dana(ana)
        found = find(ana, name, "01632 960144")
        assert found
        assert found != known
        assert reach(known) == ["+44 1632 960144", "dana@millane.example.org"]

    def test_is_added_when_two_could_be_meant(self, ana: Member) -> None:
        peter, paula = (add(ana, name, channels=["01632 960144"]) for name in ("Peter Smith", "Paula Smith"))
        assert find(ana, "P. Smith", "01632 960144") not in (peter, paula)
        assert find(ana, "Paula Smith", "01632 960144") == paula

    def test_is_added_without_any_channel(self, ana: Member) -> None:
        known = dana(ana)
        assert find(ana, "Dana Lindqvist") != known

    def test_can_be_here_for_a_referral_only(self, ana: Member) -> None:
        person, _ = actions.find_or_add_prospect(owner=ana, name="Dana", for_referral_only=True, at=AT)
        assert person
        assert person.for_referral_only


@pytest.mark.django_db
class TestSomebodyWhoBecomesKnown:
    def test_under_a_new_name_is_written_in_the_audit_once(self, ana: Member) -> None:
        person = add(ana, "Dana")
        actions.complete_prospect(person=person, name="Dana Lindqvist", at=AT)
        assert (person.name, person.version) == ("Dana Lindqvist", 2)
        assert audit_of(person) == ["person.added", "person.completed"]
        assert list(queries.book(ana, "lindqvist")) == [person]

    def test_in_every_way_at_once_is_one_change(self, ana: Member) -> None:
        person = add(ana, "Dana")
        actions.complete_prospect(
            person=person, name="Dana Lindqvist", channels=["01632 960144"], company="Mill Lane School", at=AT
        )
        person.refresh_from_db()
        assert (person.name, person.version, str(person.company)) == ("Dana Lindqvist", 2, "Mill Lane School")
        assert audit_of(person) == ["person.added", "person.completed"]
        assert list(queries.book(ana, "lindqvist 960144 mill")) == [person]

    def test_and_turns_out_to_be_known_already_is_left_as_they_are(self, ana: Member) -> None:
        person = add(ana, "Dana")
        actions.complete_prospect(person=person, name=" Dana ", at=AT)
        person.refresh_from_db()
        assert person.version == 1
        assert audit_of(person) == ["person.added"]


@pytest.mark.django_db
class TestABusinessOnly:
    def test_is_a_company_with_its_place_and_channels(self, ana: Member) -> None:
        person, business = actions.find_or_add_prospect(
            owner=ana, name=" ", channels=["01632 960177"], company="Harbour Bakery", place="Leeds", at=AT
        )
        assert person is None
        assert business
        assert (business.name, business.place, reach(business)) == (
            "Harbour Bakery",
            "Leeds",
            ["+44 1632 960177"],
        )

    def test_is_found_again(self, ana: Member) -> None:
        known = company(ana, "Harbour Bakery", channels=["01632 960177"])
        _, business = actions.find_or_add_prospect(
            owner=ana, name="", channels=["01632 960177"], company="HARBOUR BAKERY", place="", at=AT
        )
        assert business == known
        assert reach(known) == ["+44 1632 960177"]

    def test_that_gets_a_channel_moves_on_and_is_written_in_the_audit(self, ana: Member) -> None:
        known = company(ana, "Harbour Bakery")
        said = {"owner": ana, "name": "", "channels": ["01632 960177"], "company": "Harbour Bakery"}
        for _ in range(2):
            actions.find_or_add_prospect(**said, at=AT)  # type: ignore[arg-type]
        known.refresh_from_db()
        assert known.version == 2
        assert audit_of(known) == ["company.added", "company.completed"]
        assert list(queries.companies(ana, "01632960177")) == [known]

    def test_that_is_being_edited_loses_no_channel_unseen(self, ana: Member) -> None:
        known = company(ana, "Harbour Bakery")
        actions.find_or_add_prospect(
            owner=ana, name="", channels=["01632 960177"], company="Harbour Bakery", at=AT
        )
        with pytest.raises(actions.Conflict):
            actions.edit_company(company=known, version=1, name="Harbour Bakery", at=AT)
        assert reach(known) == ["+44 1632 960177"]

    def test_is_nothing_when_nothing_is_said(self, ana: Member) -> None:
        assert actions.find_or_add_prospect(owner=ana, name="", at=AT) == (None, None)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(names=st.lists(NAMES, min_size=2, max_size=6))
def test_one_entry_for_each_name_behind_a_shared_number(ana: Member, names: list[str]) -> None:
    """However names and a shared number come in, nobody is joined with somebody of another name."""
    Person.objects.filter(owner=ana).delete()
    for name in names:
        person = find(ana, name, "01632 960144")
        assert person
        assert plain(person.name) == plain(name)
    assert queries.known(ana) == len({plain(name) for name in names})

"""A file in the book: nothing twice, nothing written over, nobody joined by a guess; and the whole of it out again."""

import io
from datetime import date
from typing import Any

import pytest

from sentby.accounts.models import Member
from sentby.engine.contacts import Contact, look, read
from sentby.people import actions, queries
from sentby.people.models import Channel, Company, Import, ImportRecord, Person, Tag, Tagging
from sentby.referrals import actions as referrals
from tests.people.people import add, reach
from tests.support.cast import AT

pytestmark = pytest.mark.django_db
CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Dana Ruiz
ORG:Acme Roofing
TITLE:Buyer
TEL;TYPE=CELL:01632 960101
EMAIL:dana@example.com
ADR:;;12 Mill Lane;Leeds;;LS1;UK
BDAY:1970-04-13
CATEGORIES:Spring fair
NOTE:Likes roofs.
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Joel Marsh
NICKNAME:Joe
END:VCARD
BEGIN:VCARD
FN:Acme Roofing
ORG:Acme Roofing
X-ABShowAs:COMPANY
TEL:01632 960100
END:VCARD
BEGIN:VCARD
NOTE:nobody
END:VCARD
"""


def bring(owner: Member, text: str) -> tuple[Import, list[ImportRecord]]:
    """A whole file, as the command line and the worker bring it in."""
    stream = io.BytesIO(text.encode())
    plan = look(stream)
    batch = actions.begin_import(owner=owner, name="book", format=plan.format, by=owner, at=AT)
    records = actions.bring_in(batch=batch, found=list(read(stream, plan)), by=owner, at=AT)
    actions.end_import(batch=batch, by=owner, at=AT)
    return batch, records


def statuses(records: list[ImportRecord]) -> list[str]:
    return [str(record.status) for record in records]


def snapshot(owner: Member) -> list[Any]:
    """Every row of the book, but for the number of its version and the words that follow from the rest."""
    hidden = {"version", "search"}
    found: list[Any] = []
    for model in (Person, Company, Channel, Tagging):
        names = [column.attname for column in model._meta.concrete_fields if column.attname not in hidden]
        names = [name for name in names if model is not Tagging or name != "id"]
        found.append(sorted(model.objects.values_list(*names), key=str))
    return found


def firm_of(person: Person) -> str:
    return person.firm.name if person.firm else ""


def table(*rows: str) -> str:
    return "Name,Company,Title,Email,Phone\n" + "\n".join(rows) + "\n"


def test_everything_that_a_file_says_stands_in_the_book(ana: Member) -> None:
    _, records = bring(ana, CARDS)
    assert statuses(records) == ["new", "new", "changed", "unreadable"]
    dana = queries.book(ana, "dana").get()
    assert (dana.title, dana.birthday, dana.notes, firm_of(dana)) == (
        "Buyer",
        "1970-04-13",
        "Likes roofs.",
        "Acme Roofing",
    )
    assert dana.addresses == [{"street": "12 Mill Lane", "place": "Leeds", "code": "LS1", "country": "UK"}]
    assert reach(dana) == ["+44 1632 960101", "dana@example.com"]
    assert [channel.label for channel in dana.channels.all()] == ["Mobile", ""]
    assert dana.tags == ["Spring fair"]
    assert queries.book(ana, "joel").get().notes == "Nickname: Joe"
    assert reach(Company.objects.get()) == ["+44 1632 960100"]


def test_the_same_file_twice_adds_nothing(ana: Member) -> None:
    bring(ana, CARDS)
    stood = snapshot(ana)
    _, records = bring(ana, CARDS)
    assert set(statuses(records)) == {"same", "unreadable"}
    assert snapshot(ana) == stood


def test_what_was_missing_is_added_and_nothing_that_a_member_wrote_is_written_over(ana: Member) -> None:
    dana = add(
        ana, "Dana Ruiz", title="Head buyer", company="Acme", channels=["dana@example.com"], notes="Mine."
    )
    _, (record, *_) = bring(ana, CARDS)
    assert (record.status, record.person_id) == ("changed", dana.pk)
    dana.refresh_from_db()
    assert (dana.title, firm_of(dana), dana.birthday) == ("Head buyer", "Acme", "1970-04-13")
    assert dana.notes == "Mine.\n\nLikes roofs."
    assert reach(dana) == ["dana@example.com", "+44 1632 960101"]


def test_a_later_file_updates_what_an_earlier_one_said(ana: Member) -> None:
    bring(ana, table("Dana Ruiz,Acme,Buyer,dana@example.com,"))
    _, records = bring(ana, table("Dana Ruiz,Beta,Head buyer,dana@example.com,"))
    dana = queries.book(ana, "dana").get()
    assert statuses(records) == ["changed"]
    assert (firm_of(dana), dana.title) == ("Beta", "Head buyer")


def test_what_a_member_corrected_by_hand_no_later_file_changes(ana: Member) -> None:
    bring(ana, table("Dana Ruiz,Acme,Buyer,dana@example.com,"))
    dana = queries.person_page(ana, queries.book(ana).get().pk)
    actions.edit_person(person=dana, version=1, **(actions.as_said(dana) | {"title": "Chief"}), by=ana, at=AT)
    bring(ana, table("Dana Ruiz,Acme,Head buyer,dana@example.com,"))
    dana.refresh_from_db()
    assert dana.title == "Chief"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Dana Ruiz,,,dana@example.org,", "the same name"),
        ("Dana Ruiz,Beta,,,", "the same name at another company"),
        ("Dana Ruiz,Acme,,dana@example.org,", "the same name at the same company, reached in another way"),
    ],
)
def test_whoever_may_be_somebody_else_is_written_down_as_somebody_else(
    ana: Member, row: str, why: str
) -> None:
    dana = add(ana, "Dana Ruiz", company="Acme", channels=["dana@example.com"])
    _, (record,) = bring(ana, table(row))
    assert (record.status, record.like_id) == ("duplicate", dana.pk)
    assert why in record.reason
    assert queries.book(ana, "dana ruiz").count() == 2
    _, (again,) = bring(ana, table(row))
    assert again.status == "same"


def test_a_number_that_an_office_shares_joins_nobody(ana: Member) -> None:
    _, records = bring(ana, table("Dana Ruiz,Acme,,,01632 960101", "Joel Marsh,Acme,,,01632 960101"))
    assert statuses(records) == ["new", "new"]
    assert Company.objects.count() == 1


def test_somebody_twice_in_one_file_is_one_person_with_both_numbers(ana: Member) -> None:
    _, records = bring(
        ana, table("Dana Ruiz,,,dana@example.com,01632 960101", "D. Ruiz,,,dana@example.com,01632 960102")
    )
    assert statuses(records) == ["new", "duplicate"]
    assert "line 2" in records[1].reason
    assert reach(queries.book(ana).get()) == ["+44 1632 960101", "dana@example.com", "+44 1632 960102"]


def test_two_of_one_name_in_one_file_stay_two(ana: Member) -> None:
    _, records = bring(ana, table("Dana Ruiz,,,dana@example.com,", "Dana Ruiz,,,dana@example.org,"))
    assert statuses(records) == ["new", "duplicate"]
    assert "line 2" in records[1].reason
    assert queries.book(ana).count() == 2


def test_another_member_s_book_is_no_part_of_it(ana: Member, stan: Member) -> None:
    theirs = add(stan, "Dana Ruiz", channels=["dana@example.com"])
    _, (record,) = bring(ana, table("Dana Ruiz,,,dana@example.com,"))
    assert record.status == "new"
    assert not theirs.import_records.exists()


def test_who_is_here_for_a_referral_only_stays_that(ana: Member) -> None:
    here = add(ana, "Dana Ruiz", channels=["dana@example.com"], for_referral_only=True)
    _, (record,) = bring(ana, table("Dana Ruiz,,,dana@example.com,01632 960101"))
    assert (record.status, reach(here)) == ("new", ["dana@example.com"])


def test_a_refused_person_stays_refused(ana: Member) -> None:
    actions.refuse(channels=["dana@example.com"], referral_id="", by=ana.actor, at=AT, about=("person", "x"))
    bring(ana, table("Dana Ruiz,,,D.ANA+new@EXAMPLE.com,", "Dana Ruiz,,,Dana@Example.com,"))
    assert queries.is_refused(
        [channel.shown for channel in Channel.objects.filter(canonical="dana@example.com")]
    )


def test_undo_leaves_the_book_as_it_stood(ana: Member) -> None:
    add(ana, "Dana Ruiz", channels=["dana@example.com"], notes="Mine.", tags=["Choir"])
    actions.add_company(owner=ana, name="Acme Roofing", at=AT)
    stood = snapshot(ana)
    batch, _ = bring(ana, CARDS + CARDS.replace("Joel", "Sam"))
    undone = actions.undo_import(batch=batch, by=ana, at=AT)
    assert snapshot(ana) == stood
    assert undone.kept == ()
    assert undone.removed == 2
    assert not Tag.objects.filter(taggings=None, key="never").exists()


def test_undo_takes_a_number_of_a_business_back(ana: Member) -> None:
    firm = actions.add_company(owner=ana, name="Acme Roofing", at=AT)
    batch, _ = bring(ana, CARDS)
    assert reach(firm) == ["+44 1632 960100"]
    actions.undo_import(batch=batch, by=ana, at=AT)
    assert reach(firm) == []
    assert "960100" not in Company.objects.get().search


def test_undo_keeps_whoever_is_passed_on_since(ana: Member, sam: Member) -> None:
    batch, _ = bring(ana, CARDS)
    dana = queries.book(ana, "dana").get()
    referrals.pass_on(giver=ana, receiver=sam, prospect=referrals.Prospect(person=dana), by=ana, at=AT)
    undone = actions.undo_import(batch=batch, by=ana, at=AT)
    assert [(kept.name, kept.why) for kept in undone.kept] == [("Dana Ruiz", "It is used elsewhere since.")]
    assert Person.objects.filter(pk=dana.pk).exists()
    assert Company.objects.filter(name="Acme Roofing").exists()


def test_undo_keeps_a_company_that_was_corrected(ana: Member) -> None:
    dana = add(ana, "Dana Ruiz", channels=["dana@example.com"])
    batch, _ = bring(ana, table("Dana Ruiz,Acme,,dana@example.com,"))
    stood = queries.person_page(ana, dana.pk)
    said = actions.as_said(stood) | {"company": "Beta"}
    actions.edit_person(person=stood, version=stood.version, **said, by=ana, at=AT)
    undone = actions.undo_import(batch=batch, by=ana, at=AT)
    assert [kept.why for kept in undone.kept] == ["You changed the company since."]
    assert firm_of(queries.person_page(ana, dana.pk)) == "Beta"


def test_undo_puts_back_what_a_later_file_followed(ana: Member) -> None:
    bring(ana, table("Dana Ruiz,Acme,Buyer,dana@example.com,"))
    stood = snapshot(ana)
    batch, _ = bring(ana, table("Dana Ruiz,Beta,Head buyer,dana@example.com,01632 960101"))
    actions.undo_import(batch=batch, by=ana, at=AT)
    assert snapshot(ana) == stood


def test_a_business_of_nothing_but_signs_that_cannot_be_seen_is_unreadable(ana: Member) -> None:
    batch = actions.begin_import(owner=ana, name="", format="vcard", by=ana, at=AT)
    nothing = Contact(1, "\u200b", is_company=True)
    (record,) = actions.bring_in(batch=batch, found=[nothing], by=ana, at=AT)
    assert record.status == "unreadable"


def test_of_two_who_are_as_sure_neither_is_taken(ana: Member) -> None:
    for name in ("Dana M. Ruiz", "Dana P. Ruiz"):
        add(ana, name, channels=["dana@example.com"])
    _, (record,) = bring(ana, table("Dana Ruiz,,,dana@example.com,"))
    assert record.status == "duplicate"
    assert queries.book(ana).count() == 3


def test_undo_of_a_file_that_added_nothing_changes_nothing(ana: Member) -> None:
    bring(ana, CARDS)
    batch, _ = bring(ana, CARDS)
    stood = snapshot(ana)
    assert actions.undo_import(batch=batch, by=ana, at=AT) == actions.Undone(0, 0, ())
    assert snapshot(ana) == stood


def test_undo_twice_does_nothing_more(ana: Member) -> None:
    batch, _ = bring(ana, CARDS)
    actions.undo_import(batch=batch, by=ana, at=AT)
    again = Import.objects.get(pk=batch.pk)
    assert actions.undo_import(batch=again, by=ana, at=AT) == actions.Undone(0, 0, ())


def test_undo_keeps_what_was_written_since_and_says_what(ana: Member) -> None:
    first = add(ana, "Dana Ruiz", channels=["dana@example.com"], notes="Mine.")
    batch, _ = bring(ana, CARDS)
    dana = queries.person_page(ana, first.pk)
    said = actions.as_said(dana) | {"title": "Chief", "notes": dana.notes + "\n\nCalled today."}
    actions.edit_person(person=dana, version=dana.version, **said, by=ana, at=AT)
    joel = queries.book(ana, "joel").get()
    actions.log_contact(person=joel, on=date(2026, 5, 1), by=ana, at=AT)
    undone = actions.undo_import(batch=batch, by=ana, at=AT)
    dana.refresh_from_db()
    assert (dana.title, dana.notes, dana.birthday) == ("Chief", "Mine.\n\nCalled today.", "")
    assert reach(dana) == ["dana@example.com"]
    assert {(kept.name, kept.why) for kept in undone.kept} == {
        ("Dana Ruiz", "You changed what they do since."),
        ("Joel Marsh", "You changed it since."),
    }
    assert Person.objects.filter(pk=joel.pk).exists()

"""Two entries become one and two again: every row stands as it stood, and a "please don't" holds through both."""

from datetime import date
from typing import Any

import pytest
from django.core import serializers
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentby.accounts.models import Member
from sentby.engine.contacts import Contact
from sentby.people import actions, queries
from sentby.people.actions import merging
from sentby.people.actions.following import tell_followers
from sentby.people.models import (
    Apart,
    Channel,
    Company,
    Conversation,
    Import,
    ImportRecord,
    Merge,
    Person,
    Tagging,
)
from sentby.referrals.models import Referral
from tests.people.people import add
from tests.support.cast import AT

pytestmark = pytest.mark.django_db
ROWS = (Person, Channel, Tagging, Conversation, ImportRecord, Apart, Company)
WAYS = ["dana@example.com", "+44 1632 960101", "d.ruiz@example.org", "https://example.com/dana"]
ADDRESS = {"street": "12 Mill Lane", "place": "Leeds"}
entries = st.fixed_dictionaries({
    "name": st.sampled_from(["Dana Ruiz", "D. Ruiz", "Dana Lind"]),
    "company": st.sampled_from(["", "Acme", "Beta"]),
    "title": st.sampled_from(["", "Buyer", "Seller"]),
    "notes": st.sampled_from(["", "Likes tea.", "Likes roofs."]),
    "birthday": st.sampled_from(["", "1980-05-13", "--05-13"]),
    "how_met": st.sampled_from(["", "At the fair"]),
    "met_on": st.sampled_from([None, date(2024, 2, 29)]),
    "last_contact_on": st.sampled_from([None, date(2026, 1, 2), date(2026, 3, 4)]),
    "consent_mode": st.sampled_from(["", "tell", "ask-one"]),
    "addresses": st.sampled_from([[], [ADDRESS], [ADDRESS, {"place": "York"}]]),
    "tags": st.lists(st.sampled_from(["Fair", "Choir", "Family"]), unique=True, max_size=3),
    "channels": st.lists(st.sampled_from(WAYS), unique=True, max_size=3),
})  # fmt: skip
chosen = st.dictionaries(st.sampled_from(actions.CHOSEN), st.sampled_from(["kept", "other"]), max_size=4)
PROPERTY = settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def rows() -> dict[str, Any]:
    """Every row of the book and of what was passed on, without the counters of their versions."""
    found: dict[str, Any] = {}
    for model in (*ROWS, Referral):
        for row in serializers.serialize("python", model._base_manager.order_by("pk")):
            kept = {name: value for name, value in row["fields"].items() if name != "version"}
            found[f"{row['model']} {row['pk']}"] = kept
    return found


def in_full(ana: Member, sam: Member, one: dict[str, Any], other: dict[str, Any]) -> tuple[Person, Person]:
    """Two entries with everything that can hang on them, some of it on both."""
    kept, gone = add(ana, **one), add(ana, **other)
    third = add(ana, "Joel Marsh")
    actions.note_conversation(person=gone, on=date(2026, 2, 2), source="a call", by=ana, at=AT)
    actions.note_conversation(person=kept, on=date(2026, 2, 2), source="a call", by=ana, at=AT)
    actions.note_conversation(person=gone, on=date(2026, 2, 5), source="a visit", by=ana, at=AT)
    actions.keep_apart(one=gone, other=third, by=ana, at=AT)
    actions.keep_apart(one=gone, other=kept, by=ana, at=AT)
    batch = Import.objects.create(owner=ana, format="csv", created_at=AT)
    ImportRecord.objects.create(batch=batch, line=2, status="duplicate", person=gone, like=kept)
    passed: dict[str, Any] = {"recorder": ana, "passed_on_at": AT}
    Referral.objects.create(giver_member=ana, receiver_member=sam, prospect_person=gone, **passed)
    Referral.objects.create(giver_person=gone, receiver_member=ana, prospect_person=third, **passed)
    tell_followers(gone, ana.actor, AT)  # what follows from the entry stands as it would by itself
    return Person.objects.get(pk=kept.pk), Person.objects.get(pk=gone.pk)


@PROPERTY
@given(entries, entries, chosen)
def test_merged_and_taken_apart_every_row_stands_as_it_stood(
    ana: Member, sam: Member, one: dict[str, Any], other: dict[str, Any], choices: dict[str, str]
) -> None:
    with transaction.atomic():
        kept, gone = in_full(ana, sam, one, other)
        before = rows()
        merge = actions.merge_people(kept=kept, other=gone, choices=choices, by=ana, at=AT)
        assert not Person.objects.filter(pk=gone.pk).exists()
        whole = Person.objects.get(pk=kept.pk)
        assert {way.canonical for way in whole.channels.all()} == {
            fields["canonical"] for name, fields in before.items() if name.startswith("people.channel ")
        }
        assert whole.prospect_of.count() == whole.given.count() == 1
        assert rows() != before
        assert actions.unmerge_people(merge=merge, by=ana, at=AT) == ()
        assert rows() == before
        transaction.set_rollback(True)


def test_a_merge_that_forgot_what_was_there_twice_would_be_seen(
    ana: Member, sam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the property above."""
    kept, gone = in_full(
        ana, sam, {"name": "Dana", "channels": WAYS[:2]}, {"name": "Dana", "channels": WAYS[:1]}
    )
    before = rows()
    written = merging._rows
    monkeypatch.setattr(
        merging, "_rows", lambda found: written([row for row in found if isinstance(row, Person)])
    )
    merge = actions.merge_people(kept=kept, other=gone, by=ana, at=AT)
    actions.unmerge_people(merge=merge, by=ana, at=AT)
    assert rows() != before


def test_whose_word_counts(ana: Member) -> None:
    kept = add(ana, "Dana Ruiz", title="Buyer", notes="Likes tea.", last_contact_on=date(2026, 1, 2))
    gone = add(
        ana,
        "Dana Lind",
        title="Seller",
        company="Acme",
        notes="Likes roofs.",
        last_contact_on=date(2026, 3, 4),
    )
    actions.merge_people(kept=kept, other=gone, choices={"title": "other"}, by=ana, at=AT)
    whole = Person.objects.get(pk=kept.pk)
    assert (whole.name, whole.title, whole.firm and whole.firm.name) == ("Dana Ruiz", "Seller", "Acme")
    assert whole.notes == "Likes tea.\n\nLikes roofs." and whole.last_contact_on == date(2026, 3, 4)
    assert [person.pk for person in queries.book(ana, "seller")] == [whole.pk]
    third = add(ana, "Dana", notes="Alone.")
    actions.merge_people(kept=whole, other=third, choices={"notes": "kept", "company": "kept"}, by=ana, at=AT)
    assert "Alone." not in Person.objects.get(pk=kept.pk).notes


def test_what_was_edited_since_stays_and_is_named(ana: Member) -> None:
    kept, gone = add(ana, "Dana Ruiz", title="Buyer"), add(ana, "Dana", notes="Likes tea.", channels=WAYS[:1])
    merge = actions.merge_people(kept=kept, other=gone, by=ana, at=AT)
    whole = Person.objects.get(pk=kept.pk)
    said = actions.as_said(whole) | {"notes": "Likes coffee.", "channels": []}
    actions.edit_person(person=whole, version=whole.version, **said, by=ana, at=AT)
    assert actions.unmerge_people(merge=merge, by=ana, at=AT) == ("notes",)
    assert Person.objects.get(pk=kept.pk).notes == "Likes coffee."
    back = Person.objects.get(pk=gone.pk)
    assert back.notes == "Likes tea." and back.channels.get().shown == WAYS[0]
    assert actions.unmerge_people(merge=merge, by=ana, at=AT) == ()  # twice is once
    assert Merge.objects.get().journal == {}


def test_the_latest_merge_is_taken_apart_first(ana: Member) -> None:
    one, two, three, four = (add(ana, name) for name in ("One", "Two", "Three", "Four"))
    first = actions.merge_people(kept=one, other=two, by=ana, at=AT)
    second = actions.merge_people(kept=one, other=three, by=ana, at=AT)
    last = actions.merge_people(kept=four, other=one, by=ana, at=AT)
    for early in (first, second):
        with pytest.raises(actions.NotTogether, match="later"):
            actions.unmerge_people(merge=early, by=ana, at=AT)
    for merge in (last, second, first):
        actions.unmerge_people(merge=merge, by=ana, at=AT)
    assert {person.name for person in Person.objects.all()} == {"One", "Two", "Three", "Four"}


def test_what_speaks_against_it(ana: Member, sam: Member) -> None:
    dana, joel = add(ana, "Dana Ruiz"), add(ana, "Dana R.")
    refused: list[tuple[Person, Person, str]] = [
        (dana, dana, "one entry"),
        (dana, add(sam, "Dana Ruiz"), "two books"),
        (dana, add(ana, "Dana", for_referral_only=True), "for a referral only"),
        (add(ana, "Sam", tags=[f"t{n}" for n in range(15)]), add(ana, "Sam", tags=[f"u{n}" for n in range(15)]), "30 tags"),
        (add(ana, "A", notes="x" * 6_000), add(ana, "A", notes="y" * 6_000), "notes are longer"),
    ]  # fmt: skip
    seats = [add(ana, member.name) for member in (ana, sam)]
    for person, member in zip(seats, (ana, sam), strict=True):
        Person.objects.filter(pk=person.pk).update(member=member)
    gone = add(ana, "Gone")
    Person.objects.filter(pk=gone.pk).delete()
    sides: dict[str, Any] = {"giver_person": dana, "receiver_member": ana, "prospect_person": joel}
    Referral.objects.create(recorder=ana, passed_on_at=AT, **sides)
    refused += [(seats[0], seats[1], "two members"), (dana, joel, "side by side"), (dana, gone, "no longer")]
    for kept, other, why in refused:
        with pytest.raises(actions.NotTogether, match=why):
            actions.merge_people(kept=kept, other=other, by=ana, at=AT)
    with pytest.raises(actions.NotTogether, match="one entry"):
        actions.keep_apart(one=dana, other=dana, by=ana, at=AT)
    assert not Merge.objects.exists()


def test_who_saw_an_older_entry_is_told(ana: Member) -> None:
    kept, gone = add(ana, "Dana Ruiz"), add(ana, "Dana")
    with pytest.raises(actions.Conflict):
        actions.merge_people(kept=kept, other=gone, versions=(1, 2), by=ana, at=AT)
    actions.remove_person(person=gone, by=ana, at=AT)
    with pytest.raises(actions.Conflict):
        actions.merge_people(kept=kept, other=gone, by=ana, at=AT)


def test_a_please_dont_holds_through_a_merge_and_after_it(ana: Member) -> None:
    """B4: whichever of the two was refused."""
    kept, gone = add(ana, "Dana Ruiz", channels=WAYS[:1]), add(ana, "Dana", channels=WAYS[1:2])
    actions.refuse(channels=WAYS[1:2], by=ana.actor, at=AT)
    merge = actions.merge_people(kept=kept, other=gone, by=ana, at=AT)
    ways = [way.shown for way in Person.objects.get(pk=kept.pk).channels.all()]
    assert len(ways) == 2 and queries.is_refused(ways)
    actions.unmerge_people(merge=merge, by=ana, at=AT)
    assert queries.is_refused(way.shown for way in gone.channels.all())
    assert not queries.is_refused(way.shown for way in kept.channels.all())


def test_an_import_that_is_undone_leaves_alone_who_was_merged_since(ana: Member) -> None:
    kept = add(ana, "Dana Ruiz", title="Buyer")
    batch = actions.begin_import(owner=ana, name="", format="csv", by=ana, at=AT)
    actions.bring_in(batch=batch, found=[Contact(1, "Dana R. Ruiz", title="Boss")], by=ana, at=AT)
    gone = Person.objects.get(title="Boss")
    actions.merge_people(kept=kept, other=gone, choices={"title": "other"}, by=ana, at=AT)
    undone = actions.undo_import(batch=batch, by=ana, at=AT)
    assert [each.why for each in undone.kept] == ["You merged it since."]
    assert Person.objects.get().title == "Boss"


def test_what_pointed_to_something_gone_for_good_comes_back_without_it(ana: Member) -> None:
    kept, gone = add(ana, "Dana Ruiz", company="Beta"), add(ana, "Dana", company="Acme", tags=["Fair"])
    merge = actions.merge_people(kept=kept, other=gone, by=ana, at=AT)
    Company.objects.filter(name="Acme").delete()
    Tagging.objects.get().tag.delete()
    actions.unmerge_people(merge=merge, by=ana, at=AT)
    back = Person.objects.get(pk=gone.pk)
    assert back.company is None and back.tags == []


def test_said_to_be_two_once_and_taken_back_once(ana: Member) -> None:
    one, other = add(ana, "Dana Ruiz"), add(ana, "Dana")
    apart = actions.keep_apart(one=one, other=other, by=ana, at=AT)
    assert actions.keep_apart(one=other, other=one, by=ana, at=AT).pk == apart.pk
    actions.forget_apart(apart=apart, by=ana, at=AT)
    actions.forget_apart(apart=apart, by=ana, at=AT)
    assert not Apart.objects.exists()

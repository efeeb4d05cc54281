"""What a member does with the persons in their book."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import F, Q

from sentby.accounts.models import Member
from sentby.core import audit, privacy
from sentby.core.access import reread
from sentby.people.actions.companies import find_or_add_company
from sentby.people.actions.following import tell_followers
from sentby.people.actions.parts import (
    By,
    actor,
    change,
    hold,
    index_person,
    named,
    read_channels,
    record,
    set_channels,
    set_person_index,
    set_tags,
    tidy_addresses,
    write_channels,
)
from sentby.people.actions.speaking import days_as_corrected
from sentby.people.models import Company, Person
from sentby.rules.names import plain, tidy

OUT_FOR_LONG = audit.SENTBY.because("It was taken out of the book too long ago to be brought back.")


class Details(TypedDict, total=False):
    """What can be written of a person besides who they are and how they are reached; what is left out is empty."""

    title: str
    how_met: str
    met_on: date | None
    birthday: str  # YYYY-MM-DD, or --MM-DD
    addresses: Sequence[Mapping[str, str]]
    notes: str
    last_contact_on: date | None
    consent_mode: str
    for_referral_only: bool


def add_person(
    *,
    owner: Member,
    name: str,
    company: str | Company | None = "",
    channels: Sequence[str] = (),
    tags: Sequence[str] = (),
    at: datetime,
    by: By | None = None,
    **details: Unpack[Details],
) -> Person:
    """Write a person into the owner's book. A company's name is found there, or written down as well."""
    read, spoke = read_channels(channels, owner), details.get("last_contact_on")
    with transaction.atomic():
        if isinstance(company, str):
            company = find_or_add_company(owner=owner, name=company, by=by or owner, at=at)
        person = Person(
            owner=owner,
            name=named(name),
            company=company,
            last_contact_on=spoke,
            last_contact_by_hand=spoke,
            created_at=at,
            **_tidied(details),
        )
        set_person_index(person, read)
        person.save(force_insert=True)
        write_channels(person, read)
        set_tags(person, tags, by or owner, at)
        record("person.added", person, by or owner, at)
    return person


def edit_person(
    *,
    person: Person,
    version: int,
    name: str,
    company: str = "",
    channels: Sequence[str] = (),
    tags: Sequence[str] = (),
    at: datetime,
    by: By | None = None,
    **details: Unpack[Details],
) -> Person:
    """Write an entry anew, if it still stands as the writer saw it (`version`). Raises Conflict with how it stands now.

    A writer who was told that the entry has been taken out of the book, and saves again, brings it back.
    """
    with transaction.atomic():
        standing = hold(person)
        change(
            person,
            version=version,
            name=named(name),
            company=_company_meant(person, company, by or person.owner, at),
            removed_at=None,
            **_tidied(details),
            **days_as_corrected(standing, details.get("last_contact_on")),
        )
        set_channels(person, read_channels(channels, person.owner))
        set_tags(person, tags, by or person.owner, at)
        _note_edit(person, by or person.owner, at)
    return person


def remove_person(*, person: Person, by: By, at: datetime) -> Person:
    """Take a person out of the book. They can be brought back for a while, then they are erased."""
    with transaction.atomic():
        if _move(person, Q(removed_at=None), removed_at=at):
            record("person.removed", person, by, at)
    return person


def bring_back_person(*, person: Person, by: By, at: datetime) -> Person:
    """Undo a removal."""
    with transaction.atomic():
        if _move(person, Q(removed_at__isnull=False), removed_at=None):
            index_person(person)
            record("person.returned", person, by, at)
    return person


def returnable_for() -> timedelta:
    """How long what was taken out of a book can be brought back: the register of personal data says it."""
    return privacy.kept_for("book")


def to_erase(at: datetime, limit: int = 500) -> list[Person | Company]:
    """The entries that can be brought back no more, oldest first."""
    due = Q(removed_at__lte=at - returnable_for())
    people = list(Person.objects.filter(due).order_by("removed_at")[:limit])
    companies = list(Company.objects.filter(due).order_by("removed_at")[: limit - len(people)])
    return [*people, *companies]


def erase_entry(*, entry: Person | Company, at: datetime) -> None:
    """Erase one entry, unless it was brought back in the meantime."""
    kind = "person" if isinstance(entry, Person) else "company"
    still_due = type(entry).objects.filter(pk=entry.pk, removed_at__lte=at - returnable_for())
    with transaction.atomic():
        erased, _ = still_due.delete()
        if erased:
            audit.record(f"{kind}.erased", subject=(kind, entry.pk), by=OUT_FOR_LONG, at=at)


def _tidied(details: Details) -> dict[str, Any]:
    return {
        "title": tidy(details.get("title", "")),
        "how_met": tidy(details.get("how_met", "")),
        "met_on": details.get("met_on"),
        "birthday": details.get("birthday", ""),
        "addresses": tidy_addresses(details.get("addresses", ())),
        "notes": details.get("notes", "").strip(),
        "consent_mode": details.get("consent_mode", ""),
        "for_referral_only": details.get("for_referral_only", False),
    }


def _note_edit(person: Person, by: By, at: datetime) -> None:
    index_person(person)
    record("person.edited", person, by, at)
    tell_followers(person, actor(by), at)


def _company_meant(person: Person, name: str, by: By, at: datetime) -> Company | None:
    """The company where this person is already, if that is its name; of two with one name, nobody moves unasked."""
    firm = person.firm
    if firm is not None and plain(firm.name) == plain(tidy(name)):
        return firm
    return find_or_add_company(owner=person.owner, name=name, by=by, at=at)


def _move(person: Person, still: Q, **values: Any) -> bool:
    moved = Person.objects.filter(still, pk=person.pk).update(version=F("version") + 1, **values)
    reread(person)
    return bool(moved)

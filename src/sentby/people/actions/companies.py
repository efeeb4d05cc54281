"""What a member does with the companies in their book."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.access import reread, the
from sentby.people.actions.errors import Conflict
from sentby.people.actions.following import tell_followers
from sentby.people.actions.parts import (
    By,
    actor,
    hold_all,
    index_company,
    named,
    people_of,
    read_channels,
    set_channels,
    set_company_index,
    write_channels,
)
from sentby.people.models import Company, Person
from sentby.rules.names import plain, tidy


def add_company(
    *,
    owner: Member,
    name: str,
    place: str = "",
    trade: str = "",
    channels: Sequence[str] = (),
    notes: str = "",
    at: datetime,
    by: By | None = None,
) -> Company:
    """Write a company into the owner's book."""
    read = read_channels(channels, owner)
    with transaction.atomic():
        company = Company(
            owner=owner,
            name=named(name),
            place=tidy(place),
            trade=tidy(trade),
            notes=notes.strip(),
            created_at=at,
        )
        set_company_index(company, read)
        company.save(force_insert=True)
        write_channels(company, read)
        _record("company.added", company, by or owner, at)
    return company


def find_or_add_company(*, owner: Member, name: str, place: str = "", by: By, at: datetime) -> Company | None:
    """The company of that name in the owner's book, or a new one; none without a name.

    A company of the same name in another place is another company. A place that was not known is written down.
    """
    if not tidy(name):
        return None
    key, where = plain(tidy(name))[:160], plain(tidy(place))
    same = Company.objects.visible_to(owner).filter(sort_key=key).order_by("created_at", "id")
    for company in same:
        if where and not company.place:
            placed = _place(company, place, by, at)
            return (
                company if placed else find_or_add_company(owner=owner, name=name, place=place, by=by, at=at)
            )
        if not where or plain(company.place) == where:
            return company
    return add_company(owner=owner, name=name, place=place, by=by, at=at)


def hold_with_colleagues(*, person: Person, company: str) -> None:
    """Hold an entry, and everybody at the company of that name in the same book, which may be changed with it."""
    named_so = Company.objects.filter(owner_id=person.owner_id, sort_key=plain(tidy(company))[:160])
    hold_all([person.pk, *(people_of(named_so) if tidy(company) else ())])


def edit_company(
    *,
    company: Company,
    version: int,
    name: str,
    place: str = "",
    trade: str = "",
    channels: Sequence[str] = (),
    notes: str = "",
    at: datetime,
    by: By | None = None,
) -> Company:
    """Write an entry anew, if it still stands as the writer saw it (`version`). Raises Conflict with how it stands now.

    A writer who was told that the entry has been taken out of the book, and saves again, brings it back.
    """
    read = read_channels(channels, company.owner)
    with transaction.atomic():
        hold_all(people_of([company]))
        found = Company.objects.filter(pk=company.pk, version=version)
        said = {"name": named(name), "place": tidy(place), "trade": tidy(trade), "notes": notes.strip()}
        if not found.update(version=F("version") + 1, removed_at=None, **said):
            raise Conflict(the(Company.objects.prefetch_related("channels"), pk=company.pk))
        company.refresh_from_db()
        set_channels(company, read)
        index_company(company)
        _record("company.edited", company, by or company.owner, at)
        tell_followers(company, actor(by or company.owner), at)
    return company


def remove_company(*, company: Company, by: By, at: datetime) -> Company:
    """Take a company out of the book; its people stay. It can be brought back for a while, then it is erased."""
    with transaction.atomic():
        if _move(company, Q(removed_at=None), removed_at=at):
            index_company(company)
            _record("company.removed", company, by, at)
    return company


def bring_back_company(*, company: Company, by: By, at: datetime) -> Company:
    """Undo a removal."""
    with transaction.atomic():
        if _move(company, Q(removed_at__isnull=False), removed_at=None):
            index_company(company)
            _record("company.returned", company, by, at)
    return company


def _place(company: Company, place: str, by: By, at: datetime) -> bool:
    """Write down where it is, if nobody else did in the meantime. Nobody saw a version, so there is none to compare."""
    unplaced = Company.objects.filter(pk=company.pk, place="", removed_at=None)
    with transaction.atomic():
        hold_all(people_of([company]))
        written = unplaced.update(place=tidy(place), version=F("version") + 1)
        if written:
            company.refresh_from_db()
            index_company(company)
            _record("company.completed", company, by, at)
    return bool(written)


def _move(company: Company, still: Q, **values: Any) -> bool:
    hold_all(people_of([company]))
    moved = Company.objects.filter(still, pk=company.pk).update(version=F("version") + 1, **values)
    reread(company)
    return bool(moved)


def _record(what: str, company: Company, by: By, at: datetime) -> None:
    audit.record(what, subject=("company", company.pk), by=actor(by), at=at)

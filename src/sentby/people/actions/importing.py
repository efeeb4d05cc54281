"""A file of contacts, brought into a member's book piece by piece, each piece whole or not at all; and taken out again."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, Final, cast

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.engine.contacts import Contact, Read, Unreadable
from sentby.people.actions.companies import add_company
from sentby.people.actions.following import tell_followers
from sentby.people.actions.parts import (
    LONGEST_TAG,
    MOST_ADDRESSES,
    By,
    actor,
    change,
    channels_of,
    hold,
    index_company,
    index_person,
    set_person_index,
    set_tags,
    tags_meant,
    tidy_addresses,
    write_labelled,
)
from sentby.people.incoming import Incoming, incoming
from sentby.people.matching import (
    Book,
    Finding,
    Known,
    Status,
    find,
    look_up,
    of_company,
    somebody_of,
    standing_of,
    standing_of_arrival,
)
from sentby.people.models import Channel, Company, Import, ImportRecord, Person, State, Tagging
from sentby.rules.countries import country_of
from sentby.rules.names import plain

AT_ONCE: Final = 250  # records of one piece: what a worker does between two looks at everything else


def begin_import(*, owner: Member, name: str, format: str, by: By, at: datetime) -> Import:
    """A file is on its way into the owner's book."""
    with transaction.atomic():
        batch = Import.objects.create(owner=owner, name=name[:200], format=format, created_at=at)
        audit.record("import.begun", subject=("import", batch.pk), by=actor(by), at=at)
    return batch


def bring_in(*, batch: Import, found: Sequence[Read], by: By, at: datetime) -> list[ImportRecord]:
    """Write the next records of a file into the book. Who is there already gets what was missing, and nothing twice."""
    with transaction.atomic():
        piece = _Piece(batch, by, at)
        records = [piece.bring(one) for one in piece.prepared(found)]
        piece.write_new()
        ImportRecord.objects.bulk_create(records)
        batch.counts = dict(Counter(batch.counts) + Counter(record.status for record in records))
        Import.objects.filter(pk=batch.pk).update(counts=batch.counts)
        entries = (pk for record in records for pk in (record.person_id, record.company_id) if pk)
        written = audit.ids(dict.fromkeys(chain(entries, piece.companies_made)))
        audit.record("import.written", subject=("import", batch.pk), by=actor(by), at=at, entries=written)
    return records


def end_import(*, batch: Import, by: By, at: datetime) -> Import:
    """The file is in the book as far as it will be."""
    with transaction.atomic():
        if Import.objects.filter(pk=batch.pk, ended_at=None).update(ended_at=at, state=State.DONE):
            audit.record("import.ended", subject=("import", batch.pk), by=actor(by), at=at)
    batch.refresh_from_db()
    return batch


class _Piece:
    """One piece of a file on its way into one book."""

    def __init__(self, batch: Import, by: By, at: datetime) -> None:
        self.batch, self.owner, self.by, self.at = batch, batch.owner, by, at
        self.book = Book()
        self.companies: dict[str, Company] = {}
        self.companies_made: list[str] = []
        self.companies_untold: list[str] = []
        self.new: list[tuple[Person, Incoming]] = []  # who will be written together

    def write_new(self) -> None:
        """Write everybody who is new, with their channels and tags, in a few statements for all of them."""
        new, self.new = self.new, []
        Person.objects.bulk_create(person for person, _ in new)
        Channel.objects.bulk_create(way for person, one in new for way in channels_of(person, one.channels))
        if said := dict.fromkeys(tag for _, one in new for tag in one.tags):
            tags = tags_meant(self.owner, said, self.by, self.at)
            tagged = {
                (person, plain(tag)[:LONGEST_TAG]) for person, one in new for tag in one.tags if plain(tag)
            }
            Tagging.objects.bulk_create(Tagging(person=person, tag=tags[key]) for person, key in tagged)

    def prepared(self, found: Iterable[Read]) -> list[Incoming | Unreadable]:
        """The records as this member would have typed them; whom they could mean is looked up at once."""
        region = country_of(self.owner.locale)
        read = [incoming(one, region=region) if isinstance(one, Contact) else one for one in found]
        arrivals = [one for one in read if isinstance(one, Incoming)]
        look_up(self.owner, map(somebody_of, arrivals), self.book)
        known = Company.objects.visible_to(self.owner).filter(sort_key__in=self.book.companies)
        self.companies = {company.sort_key: company for company in known.order_by("-created_at", "-id")}
        return read

    def bring(self, one: Incoming | Unreadable) -> ImportRecord:
        if isinstance(one, Unreadable):
            return self._record(one.line, Finding(Status.UNREADABLE, one.reason))
        if not one.name or one.is_company:
            return self._bring_company(one)
        finding = find(self.book, one)
        if finding.known is None:
            return self._add(one, finding)
        before, after = self._complete(finding.known, finding.added) if finding.added else ({}, {})
        return self._record(one.line, finding, person=finding.known.person, before=before, after=after)

    def _add(self, one: Incoming, finding: Finding) -> ImportRecord:
        person = Person(
            owner=self.owner, name=one.name, company=self._company(one.company, one.trade), title=one.title,
            how_met=one.how_met, met_on=one.met_on, birthday=one.birthday, notes=one.notes, created_at=self.at,
            addresses=tidy_addresses(address._asdict() for address in one.addresses),
        )  # fmt: skip
        set_person_index(person, [channel for channel, _ in one.channels])
        self.new.append((person, one))
        self.book.add(Known(standing_of_arrival(one), person, one.line))
        after = {
            "made": True,
            "version": person.version,
            "company": one.company,
            "title": one.title,
            "companies": self._made(),
        }
        like = finding.like.person if finding.like else None
        return self._record(one.line, finding, person=person, like=like, after=after)

    def _complete(self, known: Known, added: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Write what was missing; says how what it changed stood before, and stands after."""
        self.write_new()
        person = hold(cast(Person, known.person))
        values = {name: value for name, value in added.items() if name in _PLAIN}
        before: dict[str, Any] = {name: _said(getattr(person, name)) for name in values}
        after: dict[str, Any] = {name: _said(value) for name, value in values.items()}
        if "company" in added:
            company = self._company(added["company"], "")
            before["company_id"], after["company_id"] = person.company_id, company.pk if company else None
            values["company"], after["company"] = company, added["company"]
        if "addresses" in added:
            values["addresses"] = [*person.addresses, *tidy_addresses(added["addresses"])][:MOST_ADDRESSES]
            before["addresses"], after["addresses"] = person.addresses, values["addresses"]
        change(person, version=person.version, **values)
        write_labelled(person, added.get("channels", ()), after=person.channels.count())
        set_tags(person, [*person.tags, *added.get("tags", ())], self.by, self.at)
        after["channels"] = [channel.canonical for channel, _ in added.get("channels", ())]
        after["tags"] = [plain(tag) for tag in added.get("tags", ())]
        after["version"], after["companies"] = person.version, self._made()
        self._settle(known)
        return before, after

    def _settle(self, known: Known) -> None:
        """Read the entry anew, so that the next record of the file finds what this one added."""
        person = Person.objects.select_related("owner", "company").get(pk=cast(Person, known.person).pk)
        index_person(person)
        tell_followers(person, actor(self.by), self.at)
        known.person = person
        self.book.update(known, standing_of(person))

    def _bring_company(self, one: Incoming) -> ImportRecord:
        key = plain(one.company or one.name)[:160]
        finding = of_company(self.book.companies.get(key), one)
        company = self._company(one.company or one.name, one.trade)
        if company is None:
            return self._record(one.line, finding)
        missing = one.channels if finding.status is Status.NEW else finding.added.get("channels", ())
        write_labelled(company, missing, after=company.channels.count())
        if missing:
            index_company(company)
        channels = [channel.canonical for channel, _ in missing]
        self.book.companies[key] = self.book.companies.get(key, frozenset()) | frozenset(channels)
        after = {"version": company.version, "channels": channels}
        return self._record(one.line, finding, company=company, after=after)

    def _company(self, name: str, trade: str) -> Company | None:
        """The company of that name, the oldest if there are several; a new one if there is none."""
        key = plain(name)[:160]
        if not key:
            return None
        if key not in self.companies:
            company = add_company(owner=self.owner, name=name, trade=trade, by=self.by, at=self.at)
            self.companies[key] = company
            self.book.companies.setdefault(key, frozenset())
            self.companies_made.append(company.pk)
            self.companies_untold.append(company.pk)
        return self.companies[key]

    def _made(self) -> list[str]:
        """The companies that were written down since this was asked last."""
        made, self.companies_untold = self.companies_untold, []
        return made

    def _record(self, line: int, finding: Finding, **said: Any) -> ImportRecord:
        return ImportRecord(
            batch=self.batch, line=line, status=finding.status, reason=finding.reason[:500], **said
        )


_PLAIN: Final = ("title", "birthday", "how_met", "met_on", "notes")


def _said(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

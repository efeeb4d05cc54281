"""An import, taken out of the book again: what it wrote goes, what was written since stays, and is told."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Model, Q

from sentby.core import audit
from sentby.people.actions.following import tell_followers
from sentby.people.actions.parts import By, actor, index_company, index_person
from sentby.people.models import Company, Import, ImportRecord, Merge, Person, State

TOGETHER: Final = 500  # entries that go in one statement
NOTHING_YET: Final = (State.LOOKING, State.READY)
_OWN = frozenset(["people"])
_IN_WORDS: Final = {
    "title": "what they do", "birthday": "the birthday", "how_met": "how you met", "met_on": "when you met",
    "notes": "the notes", "addresses": "the addresses", "company": "the company",
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """An entry that stays, wholly or in part, and why."""

    id: str
    name: str
    why: str


@dataclass(frozen=True)
class Undone:
    """What undoing an import did: how many entries went, how many stand as before, and what was kept."""

    removed: int
    restored: int
    kept: tuple[Kept, ...]


def undo_import(*, batch: Import, by: By, at: datetime) -> Undone:
    """Let the book stand as it stood before this file. An entry that was changed or used since stays, and is told.

    Undone twice, nothing more happens.
    """
    undoing = _Undoing(by, at)
    with transaction.atomic():
        begun = Import.objects.filter(pk=batch.pk, undone_at=None).exclude(state__in=NOTHING_YET)
        if not begun.update(undone_at=at, ended_at=at, state=State.DONE):
            batch.refresh_from_db()
            return Undone(0, 0, ())
        records = list(batch.records.order_by("-id"))
        undoing.people(records)
        undoing.companies(records)
        gone = audit.ids(undoing.touched)
        audit.record("import.undone", subject=("import", batch.pk), by=actor(by), at=at, entries=gone)
    batch.refresh_from_db()
    return Undone(undoing.count["removed"], undoing.count["restored"], tuple(undoing.kept))


class _Undoing:
    def __init__(self, by: By, at: datetime) -> None:
        self.by, self.at = by, at
        self.count: Counter[str] = Counter()
        self.kept: list[Kept] = []
        self.touched: list[str] = []
        self.going: list[str] = []

    def people(self, records: list[ImportRecord]) -> None:
        """Everybody whom the file touched, the latest record of each first."""
        by_person: dict[str, list[ImportRecord]] = {}
        for record in records:
            if record.person_id:
                by_person.setdefault(record.person_id, []).append(record)
        locked = Person.objects.select_for_update(of=("self",)).filter(pk__in=by_person)
        standing = {person.pk: person for person in locked.select_related("owner", "company").order_by("pk")}
        used = in_use(Person, by_person)
        merged = set(
            Merge.objects.filter(kept__in=by_person, undone_at=None).values_list("kept_id", flat=True)
        )
        for pk, theirs in by_person.items():
            if (person := standing.get(pk)) is not None:
                if pk in merged:
                    self.kept.append(Kept(pk, person.name, "You merged it since."))
                else:
                    self._person(person, theirs, is_used=pk in used)
        self._remove_together(Person)

    def companies(self, records: list[ImportRecord]) -> None:
        """Businesses that the file wrote down, and those that its people brought along."""
        said = {record.company_id: record for record in records if record.company_id}
        brought = {pk for record in records for pk in record.after.get("companies", ())}
        found = Company.objects.filter(Q(pk__in=said) | Q(pk__in=brought)).order_by("pk")
        used = in_use(Company, [company.pk for company in found])
        for company in found:
            is_new = company.pk in brought or (said[company.pk].status == "new")
            if is_new and company.version == 1 and company.pk not in used and not company.people.exists():
                self._remove(company)
            elif company.pk in said:
                self._without_channels(company, said[company.pk].after.get("channels", ()))
        self._remove_together(Company)

    def _person(self, person: Person, records: list[ImportRecord], *, is_used: bool) -> None:
        touching = [record for record in records if record.after]
        if not touching:
            return
        first, as_left = touching[-1], touching[0].after["version"]
        if first.after.get("made"):
            if person.version == as_left and not is_used:
                self._remove(person)
            else:
                why = "It is used elsewhere since." if is_used else "You changed it since."
                self.kept.append(Kept(person.pk, person.name, why))
            return
        self._restore(person, touching)

    def _remove(self, entry: Person | Company) -> None:
        self.touched.append(entry.pk)
        self.going.append(entry.pk)

    def _remove_together(self, model: type[Person] | type[Company]) -> None:
        """Those who go, in a few statements for all of them."""
        going, self.going = self.going, []
        for start in range(0, len(going), TOGETHER):
            model._default_manager.filter(pk__in=going[start : start + TOGETHER]).delete()
        self.count["removed"] += len(going)

    def _restore(self, person: Person, records: Iterable[ImportRecord]) -> None:
        stayed: list[str] = []
        for record in records:
            values = dict(_values_before(person, record, stayed))
            Person.objects.filter(pk=person.pk).update(version=F("version") + 1, **values)
            person.channels.filter(canonical__in=record.after.get("channels", ())).delete()
            person.taggings.filter(tag__key__in=record.after.get("tags", ())).delete()
            person = Person.objects.select_related("owner", "company").get(pk=person.pk)
        index_person(person)
        tell_followers(person, actor(self.by), self.at)
        self.touched.append(person.pk)
        self.count["restored"] += 1
        if stayed:
            self.kept.append(Kept(person.pk, person.name, f"You changed {', '.join(stayed)} since."))

    def _without_channels(self, company: Company, channels: Iterable[str]) -> None:
        if company.channels.filter(canonical__in=channels).delete()[0]:
            Company.objects.filter(pk=company.pk).update(version=F("version") + 1)
            company.refresh_from_db()
            index_company(company)
            self.touched.append(company.pk)
            self.count["restored"] += 1


def in_use(model: type[Model], keys: Iterable[str]) -> set[str]:
    """Which of these entries something outside the book is about."""
    used: set[str] = set()
    wanted = list(keys)
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other._meta.app_label not in _OWN:  # type: ignore[union-attr]
            name = relation.field.name
            rows = other._base_manager.filter(**{f"{name}__in": wanted})  # type: ignore[union-attr]
            used |= set(rows.values_list(f"{name}_id", flat=True))
    return used


def _values_before(person: Person, record: ImportRecord, stayed: list[str]) -> Iterator[tuple[str, Any]]:
    """What stood before, for each field that stands as the file left it; of the others, what they are called."""
    before, after = record.before, record.after
    for name in before.keys() & (_IN_WORDS.keys() - {"company"}):
        now = getattr(person, name)
        if (now.isoformat() if isinstance(now, date) else now) == after[name]:
            yield name, before[name]
        elif name == "notes" and (added := after[name].removeprefix(before[name]).strip()) in now:
            yield name, now.replace(f"\n\n{added}", "").replace(added, "").strip()
        else:
            stayed.append(_IN_WORDS[name])
    if "company_id" in before:
        if person.company_id == after["company_id"]:
            yield "company_id", before["company_id"]
        else:
            stayed.append(_IN_WORDS["company"])

"""Two entries of one book become one, and can become two again: nothing that hung on either is lost (docs/adr/0018)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, ForeignKey, Max, Model, Q
from django.db.models import Field as DbField

from sentby.core import audit
from sentby.people.actions.errors import Conflict, NotTogether
from sentby.people.actions.following import tell_followers
from sentby.people.actions.parts import (
    MOST_ADDRESSES,
    MOST_CHANNELS,
    MOST_TAGS,
    By,
    actor,
    hold_all,
    index_person,
    record,
)
from sentby.people.actions.speaking import MOST_NOTES
from sentby.people.models import Apart, Channel, Merge, Person

CHOSEN: Final = ("name", "company", "title", "birthday", "how_met", "met_on", "consent_mode", "notes")
_COMPUTED: Final = frozenset(["search", "sort_key", "letter", "reachable", "version", "owner", "removed_at"])
_OWN: Final = "people"
_LATEST: Final = ("last_contact_on", "last_contact_by_hand")


@transaction.atomic
def merge_people(
    *,
    kept: Person,
    other: Person,
    versions: tuple[int, int] | None = None,
    choices: Mapping[str, str] | None = None,
    by: By,
    at: datetime,
) -> Merge:
    """Let `kept` take over everything that hangs on `other`, which is no entry of its own any more.

    `choices` says whose word counts, for each of CHOSEN: "kept", "other", or "both" for the notes. Of what is left
    out, what `kept` says counts, and where it says nothing the other; the notes of both. `versions` are those that the
    writer saw. Raises Conflict, or NotTogether with the reason.
    """
    kept, other = _held(kept, other, versions)
    _check(kept, other)
    before = _said(kept)
    journal: dict[str, Any] = {"kept": before, "rows": _rows([other])}
    journal["moved"] = list(_take_over(kept, other, journal["rows"]))
    Person.objects.filter(pk=other.pk).delete()
    _write(kept, _together(kept, other, choices or {}))
    journal["after"] = _said(kept)
    place = 1 + (Merge.objects.filter(kept=kept).aggregate(Max("place"))["place__max"] or 0)
    merge = Merge.objects.create(
        kept=kept, other_id=other.pk, other_name=other.name, place=place, journal=journal, at=at
    )
    record("person.merged", kept, by, at, other=other.pk)
    tell_followers(kept, actor(by), at)
    return merge


@transaction.atomic
def unmerge_people(*, merge: Merge, by: By, at: datetime) -> tuple[str, ...]:
    """Let both entries stand as they stood; what was written since stays with the one that was kept.

    Returns the fields that were changed since and were therefore left alone. Undone twice, nothing more happens. Raises
    NotTogether when a later merge stands in the way.
    """
    hold_all([merge.kept_id])
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at:
        return ()
    if Merge.objects.filter(kept=merge.kept_id, undone_at=None, place__gt=merge.place).exists():
        raise NotTogether("Another entry was merged into this one later. Take that one apart first.")
    kept, journal = Person.objects.select_related("owner", "company").get(pk=merge.kept_id), merge.journal
    _bring_back(journal["rows"])
    for label, name, pks in journal["moved"]:
        model = _model(label)
        model._base_manager.filter(pk__in=pks, **{name: kept}).update(**{name: merge.other_id})
    stayed = _write_before(kept, journal)
    Merge.objects.filter(pk=merge.pk).update(undone_at=at, journal={}, other_name="")
    record("person.unmerged", kept, by, at, other=merge.other_id)
    for person in Person.objects.filter(pk__in=[kept.pk, merge.other_id]).order_by("pk"):
        index_person(person)
        tell_followers(person, actor(by), at)
    return stayed


@transaction.atomic
def keep_apart(*, one: Person, other: Person, by: By, at: datetime) -> Apart:
    """They look alike, and are two. Said twice is said once. Raises NotTogether for one entry alone."""
    if one.pk == other.pk:
        raise NotTogether("That is one entry. Choose two.")
    first, second = sorted([one, other], key=lambda person: person.pk)
    apart, is_new = Apart.objects.get_or_create(one=first, other=second, defaults={"at": at})
    if is_new:
        record("person.kept_apart", first, by, at, other=second.pk)
    return apart


@transaction.atomic
def forget_apart(*, apart: Apart, by: By, at: datetime) -> None:
    """They may be one after all. Said twice is said once."""
    if Apart.objects.filter(pk=apart.pk).delete()[0]:
        audit.record(
            "person.not_kept_apart",
            subject=("person", apart.one_id),
            by=actor(by),
            at=at,
            other=apart.other_id,
        )


def _held(kept: Person, other: Person, versions: tuple[int, int] | None) -> tuple[Person, Person]:
    """Both, held, as the writer saw them."""
    if kept.pk == other.pk:
        raise NotTogether("That is one entry. Choose two.")
    hold_all([kept.pk, other.pk])
    standing = Person.objects.select_related("owner", "company").in_bulk([kept.pk, other.pk])
    for place, person in enumerate([kept, other]):
        now = standing.get(person.pk)
        if now is None:
            raise NotTogether(f"{person.name} is no longer in your book.")
        if now.removed_at or (versions and now.version != versions[place]):
            raise Conflict(now)
    return standing[kept.pk], standing[other.pk]


def _check(kept: Person, other: Person) -> None:
    """What speaks against it."""
    if kept.owner_id != other.owner_id:
        raise NotTogether("They stand in two books.")
    if kept.for_referral_only or other.for_referral_only:
        raise NotTogether(
            "One of them is here for a referral only. Edit that entry and keep it for good first, if they agree."
        )
    if kept.member_id and other.member_id and kept.member_id != other.member_id:
        raise NotTogether("They are two members of this desk.")
    if _stand_side_by_side(kept, other):
        raise NotTogether("They stand side by side in one referral, so they are two people.")
    ways = {
        *kept.channels.values_list("canonical", flat=True),
        *other.channels.values_list("canonical", flat=True),
    }
    words = {
        *kept.taggings.values_list("tag_id", flat=True),
        *other.taggings.values_list("tag_id", flat=True),
    }
    for count, most, what in (
        (len(ways), MOST_CHANNELS, "ways to be reached"),
        (len(words), MOST_TAGS, "tags"),
        (len(_addresses(kept, other)), MOST_ADDRESSES, "addresses"),
    ):
        if count > most:
            raise NotTogether(
                f"Together they have {count} {what}; one entry holds {most}. Take some out first."
            )


def _relations() -> Iterator[tuple[type[Model], str]]:
    """Everything that points to a person: the model, and the name of its field."""
    for relation in Person._meta.related_objects:
        yield relation.related_model, relation.field.name  # type: ignore[misc]


def _stand_side_by_side(one: Person, other: Person) -> bool:
    """Is there something outside the book in which both have a part?"""
    fields: dict[type[Model], list[str]] = {}
    for model, name in _relations():
        if model._meta.app_label != _OWN:
            fields.setdefault(model, []).append(name)
    return any(
        model._base_manager.filter(**{mine: one, theirs: other}).exists()
        for model, names in fields.items()
        for mine in names
        for theirs in names
        if mine != theirs
    )


def _take_over(
    kept: Person, other: Person, rows: list[dict[str, Any]]
) -> Iterator[tuple[str, str, list[Any]]]:
    """Let what hangs on `other` hang on `kept`; yields what moved. What `kept` has already goes; the journal has its row."""
    after = 1 + (kept.channels.aggregate(Max("position"))["position__max"] or 0)
    for model, name in _relations():
        theirs = list(model._base_manager.filter(**{name: other}).order_by("pk"))
        twice = [row for row in theirs if _is_there(row, model, name, kept)]
        if model._meta.app_label == _OWN:
            rows += _rows(theirs)
        model._base_manager.filter(pk__in=[row.pk for row in twice]).delete()
        moved = [row.pk for row in theirs if row not in twice]
        behind = {"position": F("position") + after} if model is Channel else {}  # first the ways they had
        model._base_manager.filter(pk__in=moved).update(**{name: kept}, **behind)
        if moved:
            yield model._meta.label, name, moved


def _is_there(row: Model, model: type[Model], name: str, kept: Person) -> bool:
    """Would this row stand there twice, or say of `kept` that they are not themselves?"""
    if isinstance(row, Apart):
        pair = {row.one_id, row.other_id, kept.pk} - {getattr(row, f"{name}_id")}
        mirrored = Apart.objects.filter(Q(one__in=pair) & Q(other__in=pair))
        return len(pair) < 2 or mirrored.exists()
    return any(
        model._base_manager.filter(
            **{name: kept}, **{other: getattr(row, other) for other in rule.fields if other != name}
        ).exists()
        for rule in model._meta.total_unique_constraints
        if name in rule.fields
    )


def _together(kept: Person, other: Person, choices: Mapping[str, str]) -> dict[str, Any]:
    """What the one entry says."""
    said: dict[str, Any] = {}
    for name in CHOSEN:
        mine, theirs = getattr(kept, name), getattr(other, name)
        said[name] = theirs if choices.get(name) == "other" or (not mine and name not in choices) else mine
    if choices.get("notes", "both") == "both" and kept.notes.strip() != other.notes.strip():
        said["notes"] = "\n\n".join(filter(None, [kept.notes, other.notes]))
    if len(said["notes"]) > MOST_NOTES:
        raise NotTogether(
            f"Together their notes are longer than {MOST_NOTES:,} characters. Shorten them first."
        )
    for name in _LATEST:
        said[name] = max(filter(None, [getattr(kept, name), getattr(other, name)]), default=None)
    said["addresses"] = _addresses(kept, other)
    said["member"] = kept.member or other.member
    said["created_at"] = min(kept.created_at, other.created_at)
    return said


def _addresses(kept: Person, other: Person) -> list[dict[str, str]]:
    return [*kept.addresses, *(address for address in other.addresses if address not in kept.addresses)]


def _write(kept: Person, said: dict[str, Any]) -> None:
    Person.objects.filter(pk=kept.pk).update(version=F("version") + 1, **said)
    kept.refresh_from_db()
    index_person(kept)


def _write_before(kept: Person, journal: dict[str, Any]) -> tuple[str, ...]:
    """What the entry said before, where it still says what the merge made of it; returns where it does not."""
    now, before, after = _said(kept), journal["kept"], journal["after"]
    merged = [name for name in before if name in now and before[name] != after[name]]
    values = dict(_value(name, before[name]) for name in merged if now[name] == after[name])
    Person.objects.filter(pk=kept.pk).update(version=F("version") + 1, **values)
    kept.refresh_from_db()
    return tuple(name for name in merged if now[name] != after[name])


def _said(person: Person) -> dict[str, Any]:
    """What an entry says, as the journal keeps it."""
    fields = _rows([person])[0]["fields"]
    return {name: value for name, value in fields.items() if name not in _COMPUTED}


def _value(name: str, kept: Any) -> tuple[str, Any]:
    """A value of the journal as the database takes it. What it pointed to may be gone."""
    field: DbField[Any, Any] = Person._meta.get_field(name)  # type: ignore[assignment]
    if isinstance(field, ForeignKey):
        is_there = kept and field.related_model._base_manager.filter(pk=kept).exists()  # type: ignore[union-attr]
        return field.attname, kept if is_there else None
    return name, field.to_python(kept)


def _rows(entries: list[Any]) -> list[dict[str, Any]]:
    """Rows as they stand, ready to be written again."""
    written: list[dict[str, Any]] = json.loads(
        json.dumps(serializers.serialize("python", entries), cls=DjangoJSONEncoder)
    )
    return written


def _bring_back(rows: list[dict[str, Any]]) -> None:
    """Write rows again as they stood. What belonged to something that is gone for good is gone with it."""
    for kept in serializers.deserialize("python", rows, ignorenonexistent=True):
        if _finds_its_place(kept.object):
            kept.save()


def _finds_its_place(row: Model) -> bool:
    for field in row._meta.concrete_fields:
        if not isinstance(field, ForeignKey) or (meant := getattr(row, field.attname)) is None:
            continue
        if not field.related_model._base_manager.filter(pk=meant).exists():  # type: ignore[union-attr]
            if not field.null:
                return False
            setattr(row, field.attname, None)
    return True


def _model(label: str) -> type[Model]:
    return next(model for model, _ in _relations() if model._meta.label == label)

"""Duplicates by machine: found, merged, taken apart again, or kept apart for good; as on the pages."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from sentby.core.problems import Problem
from sentby.core.wire import Key, Strict
from sentby.people import actions, duplicates
from sentby.people.api.manners import once_by_key
from sentby.people.api.schemas import PersonOut
from sentby.people.desk import Desk, desk_of
from sentby.people.models import Apart, Merge, Person
from sentby.rules.likeness import Degree

router = Router(tags=["duplicates"])
Id = Annotated[str, Field(min_length=1, max_length=16, pattern=r"^[\w-]+$")]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
Whose = Literal["kept", "other"]


class LikelyOut(Schema):
    """Two entries that are likely one person, and why; `is_sure` where nothing speaks against it."""

    one: str
    other: str
    is_sure: bool
    reason: str

    @staticmethod
    def resolve_is_sure(likely: duplicates.Likely) -> bool:
        return likely.degree is Degree.SURELY


class LikelyAsked(Strict):
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class LikelyPage(Schema):
    items: list[LikelyOut]
    total: int


class Choices(Strict):
    """Whose word counts where both say something. Of what is left out: what `kept` says, and the notes of both."""

    name: Whose = "kept"
    company: Whose = "kept"
    title: Whose = "kept"
    birthday: Whose = "kept"
    how_met: Whose = "kept"
    met_on: Whose = "kept"
    consent_mode: Whose = "kept"
    notes: Literal["kept", "other", "both"] = "both"


class MergeIn(Strict):
    """The entry that stays, the other one, and the versions in which you saw them."""

    kept: Id
    other: Id
    kept_version: Version
    other_version: Version
    choices: Choices = Choices()


class MergeOut(Schema):
    """Two entries that became one, until they are taken apart again."""

    id: str
    kept_id: str
    other_id: str
    other_name: str
    at: datetime
    undone_at: datetime | None


class ApartIn(Strict):
    one: Id
    other: Id


class ApartOut(Schema):
    """Two entries that look alike, and are two people."""

    id: str
    one_id: str
    other_id: str


@router.get("/duplicates", response=LikelyPage, summary="Who likely is in your book twice")
def list_duplicates(request: HttpRequest, asked: Query[LikelyAsked]) -> dict[str, Any]:
    found = duplicates.found(desk_of(request).member)
    return {"items": found[asked.offset : asked.offset + asked.limit], "total": len(found)}


@router.get("/merges", response=list[MergeOut], summary="What you merged, and can take apart again")
def list_merges(request: HttpRequest) -> list[Merge]:
    return list(duplicates.all_merges(desk_of(request).member)[:100])


@router.post("/merges", response={201: MergeOut}, summary="Make one entry of two")
def merge_people(request: HttpRequest, payload: MergeIn, key: Key = "") -> Status[Merge]:
    """What hangs on either hangs on the one that stays: ways to reach them, tags, referrals, history."""
    desk = desk_of(request)

    def act() -> Merge:
        kept, other = _two(desk, kept=payload.kept, other=payload.other)
        versions = payload.kept_version, payload.other_version
        said = payload.choices.model_dump(exclude_unset=True)
        return actions.merge_people(
            kept=kept, other=other, versions=versions, choices=said, by=desk.member, at=desk.at
        )

    answer = once_by_key(desk, "merge", key, payload.model_dump(mode="json"), lambda: {"id": act().pk})
    return Status(201, duplicates.merge_of(desk.member, answer["id"]))


@router.post("/merges/{merge_id}/undo", response={200: PersonOut}, summary="Make two entries of it again")
def unmerge_people(request: HttpRequest, merge_id: str, key: Key = "") -> Person:
    """Each stands as it stood; what was written since stays with the one that was kept. Answers with the other."""
    desk = desk_of(request)
    merge = duplicates.merge_of(desk.member, merge_id)

    def act() -> dict[str, Any]:
        actions.unmerge_people(merge=merge, by=desk.member, at=desk.at)
        return {"id": merge.other_id}

    once_by_key(desk, "unmerge", key, merge_id, act)
    return duplicates.pair(desk.member, merge.other_id, merge.kept_id)[0]


@router.post("/people-apart", response={201: ApartOut}, summary="Say that two entries are two people")
def keep_apart(request: HttpRequest, payload: ApartIn, key: Key = "") -> Status[Apart]:
    desk = desk_of(request)

    def act() -> dict[str, Any]:
        one, other = _two(desk, one=payload.one, other=payload.other)
        return {"id": actions.keep_apart(one=one, other=other, by=desk.member, at=desk.at).pk}

    answer = once_by_key(desk, "apart", key, payload.model_dump(mode="json"), act)
    return Status(201, duplicates.apart_of(desk.member, answer["id"]))


@router.delete("/people-apart/{apart_id}", response={204: None}, summary="Let them be looked at again")
def forget_apart(request: HttpRequest, apart_id: str) -> Status[None]:
    desk = desk_of(request)
    actions.forget_apart(apart=duplicates.apart_of(desk.member, apart_id), by=desk.member, at=desk.at)
    return Status(204, None)


def _two(desk: Desk, **named: str) -> list[Person]:
    """The entries that a body names."""
    there = {person.pk: person for person in duplicates.entries(desk.member, named.values())}
    if missing := {name: "Your book has no such entry." for name, pk in named.items() if pk not in there}:
        raise Problem(422, "Nothing was saved", errors=missing)
    return [there[pk] for pk in named.values()]

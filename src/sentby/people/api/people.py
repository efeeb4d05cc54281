"""Persons by machine."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from sentby.core.wire import Key
from sentby.people import actions, queries
from sentby.people.api.manners import (
    NO_VERSION,
    IfMatch,
    changed,
    check_days,
    once_by_key,
    plainly,
    version_meant,
)
from sentby.people.api.schemas import (
    AlikeAsked,
    AlikeOut,
    ContactIn,
    PeopleAsked,
    PeoplePage,
    PersonIn,
    PersonOut,
    PersonPatch,
)
from sentby.people.desk import desk_of
from sentby.people.forms import DAYS
from sentby.people.models import Person

router = Router(tags=["people"])


@router.get("/people", response={200: PeoplePage}, summary="Search your book")
def list_people(request: HttpRequest, asked: Query[PeopleAsked]) -> dict[str, Any]:
    desk = desk_of(request)
    found = queries.book(desk.member, asked.q, asked.letter, asked.show, asked.tag, at=desk.at)
    return {"items": list(found[asked.offset : asked.offset + asked.limit]), "total": found.count()}


@router.post("/people", response={201: PersonOut}, summary="Add a person")
def add_person(request: HttpRequest, payload: PersonIn, key: Key = "") -> Status[Person]:
    desk = desk_of(request)
    check_days(desk, met_on=payload.met_on, last_contact_on=payload.last_contact_on)

    def act() -> dict[str, Any]:
        said = payload.model_dump()
        return {"id": actions.add_person(owner=desk.member, **said, by=desk.member, at=desk.at).pk}

    answer = once_by_key(desk, "person-new", key, payload.model_dump(mode="json"), act)
    return Status(201, queries.person_page(desk.member, answer["id"]))


@router.get("/people-alike", response={200: list[AlikeOut]}, summary="Who is in your book already")
def list_alike(request: HttpRequest, asked: Query[AlikeAsked]) -> list[queries.Alike]:
    with plainly():
        return queries.alike(desk_of(request).member, asked.name, asked.company, asked.channel)


@router.get("/people/{person_id}", response={200: PersonOut}, summary="Read one entry")
def get_person(request: HttpRequest, person_id: str) -> Person:
    return queries.person_page(desk_of(request).member, person_id)


@router.patch("/people/{person_id}", response={200: PersonOut, **NO_VERSION}, summary="Change an entry")
def edit_person(request: HttpRequest, person_id: str, payload: PersonPatch, if_match: IfMatch = "") -> Person:
    desk = desk_of(request)
    person = queries.person_page(desk.member, person_id)
    version = version_meant(payload.version, if_match)
    standing = actions.as_said(person)
    said = standing | changed(payload)
    if any(said[name] != standing[name] for name in DAYS):
        check_days(desk, met_on=said["met_on"], last_contact_on=said["last_contact_on"])
    with plainly():
        actions.edit_person(person=person, version=version, **said, by=desk.member, at=desk.at)
    return queries.person_page(desk.member, person_id)


@router.delete("/people/{person_id}", response={204: None}, summary="Take a person out of your book")
def remove_person(request: HttpRequest, person_id: str) -> Status[None]:
    desk = desk_of(request)
    person = queries.removed_person(desk.member, person_id)  # asked for twice, it is gone all the same
    actions.remove_person(person=person, by=desk.member, at=desk.at)
    return Status(204, None)


@router.post("/people/{person_id}/return", response={200: PersonOut}, summary="Undo a removal")
def bring_back_person(request: HttpRequest, person_id: str, key: Key = "") -> Person:
    desk = desk_of(request)
    person = queries.removed_person(desk.member, person_id)

    def act() -> dict[str, Any]:
        return {"id": actions.bring_back_person(person=person, by=desk.member, at=desk.at).pk}

    once_by_key(desk, "person-return", key, person_id, act)
    return queries.person_page(desk.member, person_id)


@router.post("/people/{person_id}/contacts", response={200: PersonOut}, summary="Log a conversation")
def log_contact(request: HttpRequest, person_id: str, payload: ContactIn, key: Key = "") -> Person:
    desk = desk_of(request)
    person = queries.person_page(desk.member, person_id)

    check_days(desk, "on", met_on=person.met_on, on=payload.on)

    def act() -> dict[str, Any]:
        said = payload.model_dump()
        return {"id": actions.log_contact(person=person, **said, by=desk.member, at=desk.at).pk}

    once_by_key(desk, "person-contacts", key, [person_id, payload.model_dump(mode="json")], act)
    return queries.person_page(desk.member, person_id)

"""Companies by machine."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from sentby.core.wire import Key
from sentby.people import actions, queries
from sentby.people.api.manners import NO_VERSION, IfMatch, changed, once_by_key, plainly, version_meant
from sentby.people.api.schemas import CompaniesAsked, CompaniesPage, CompanyIn, CompanyOut, CompanyPatch
from sentby.people.desk import desk_of
from sentby.people.models import Company

router = Router(tags=["companies"])


@router.get("/companies", response={200: CompaniesPage}, summary="Search your companies")
def list_companies(request: HttpRequest, asked: Query[CompaniesAsked]) -> dict[str, Any]:
    found = queries.companies(desk_of(request).member, asked.q)
    return {"items": list(found[asked.offset : asked.offset + asked.limit]), "total": found.count()}


@router.post("/companies", response={201: CompanyOut}, summary="Add a company")
def add_company(request: HttpRequest, payload: CompanyIn, key: Key = "") -> Status[Company]:
    desk = desk_of(request)

    def act() -> dict[str, Any]:
        said = payload.model_dump()
        return {"id": actions.add_company(owner=desk.member, **said, by=desk.member, at=desk.at).pk}

    answer = once_by_key(desk, "company-new", key, payload.model_dump(mode="json"), act)
    return Status(201, queries.company_page(desk.member, answer["id"]))


@router.get("/companies/{company_id}", response={200: CompanyOut}, summary="Read one entry")
def get_company(request: HttpRequest, company_id: str) -> Company:
    return queries.company_page(desk_of(request).member, company_id)


@router.patch("/companies/{company_id}", response={200: CompanyOut, **NO_VERSION}, summary="Change an entry")
def edit_company(
    request: HttpRequest, company_id: str, payload: CompanyPatch, if_match: IfMatch = ""
) -> Company:
    desk = desk_of(request)
    company = queries.company_page(desk.member, company_id)
    version = version_meant(payload.version, if_match)
    said = actions.as_said(company) | changed(payload)
    with plainly():
        actions.edit_company(company=company, version=version, **said, by=desk.member, at=desk.at)
    return queries.company_page(desk.member, company_id)


@router.delete("/companies/{company_id}", response={204: None}, summary="Take a company out of your book")
def remove_company(request: HttpRequest, company_id: str) -> Status[None]:
    desk = desk_of(request)
    company = queries.removed_company(desk.member, company_id)  # asked for twice, it is gone all the same
    actions.remove_company(company=company, by=desk.member, at=desk.at)
    return Status(204, None)


@router.post("/companies/{company_id}/return", response={200: CompanyOut}, summary="Undo a removal")
def bring_back_company(request: HttpRequest, company_id: str, key: Key = "") -> Company:
    desk = desk_of(request)
    company = queries.removed_company(desk.member, company_id)

    def act() -> dict[str, Any]:
        return {"id": actions.bring_back_company(company=company, by=desk.member, at=desk.at).pk}

    once_by_key(desk, "company-return", key, company_id, act)
    return queries.company_page(desk.member, company_id)

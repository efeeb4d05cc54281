"""The pages of the companies in a member's book."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sentby.core.http import press
from sentby.people import actions, queries
from sentby.people.desk import desk_of
from sentby.people.forms import CompanyForm, differences, said_of_company
from sentby.people.models import Company


@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    """The companies of the book, searched while you type."""
    desk = desk_of(request)
    q = request.GET.get("q", "")[:200]
    page = Paginator(queries.companies(desk.member, q), queries.PAGE).get_page(request.GET.get("page"))
    shown = {"q": q, "page": page, "any": bool(page.paginator.count) or queries.has_companies(desk.member)}
    only_list = bool(getattr(request, "htmx", False))
    return render(
        request, "companies/companies.html#list" if only_list else "companies/companies.html", shown
    )


@require_safe
def company(request: HttpRequest, company_id: str) -> HttpResponse:
    """One company, and whom you know there."""
    desk = desk_of(request)
    company = queries.company_page(desk.member, company_id)
    page = Paginator(queries.people_at(company), queries.PAGE).get_page(request.GET.get("page"))
    rows = queries.rows(page.object_list, desk.today)
    return render(request, "companies/company.html", {"company": company, "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def company_new(request: HttpRequest) -> HttpResponse:
    """A company, written into the book."""
    desk = desk_of(request)
    form = CompanyForm(request.POST or None, member=desk.member)
    if not form.is_valid():
        return _form_page(request, form)

    def add() -> Company:
        return actions.add_company(owner=desk.member, **form.said(), by=desk.member, at=desk.at)

    return redirect("company", press(request, "company-new", add)["id"])


@require_http_methods(["GET", "HEAD", "POST"])
def company_edit(request: HttpRequest, company_id: str) -> HttpResponse:
    """An entry, written anew. Who comes second is told what stands there now, and keeps what they typed."""
    desk = desk_of(request)
    find = queries.removed_company if request.method == "POST" else queries.company_page
    company = find(desk.member, company_id)
    form = CompanyForm(request.POST or None, member=desk.member, initial=said_of_company(company))
    if not form.is_valid():
        return _form_page(request, form, company=company)

    def edit() -> Company:
        said, version = form.said(), form.cleaned_data["version"] or 0
        return actions.edit_company(company=company, version=version, **said, by=desk.member, at=desk.at)

    try:
        return redirect("company", press(request, f"company-edit:{company_id}", edit)["id"])
    except actions.Conflict as conflict:
        return _form_page(request, form, company=company, standing=conflict.current)


@require_http_methods(["GET", "HEAD", "POST"])
def company_removal(request: HttpRequest, company_id: str) -> HttpResponse:
    """Asks, says what will happen, and does it. Done already in another place, it says the same."""
    desk = desk_of(request)
    find = queries.removed_company if request.method == "POST" else queries.company_page
    company = find(desk.member, company_id)
    if request.method != "POST":
        return render(
            request, "companies/removal.html", {"company": company, "days": actions.returnable_for().days}
        )

    def remove() -> Company:
        return actions.remove_company(company=company, by=desk.member, at=desk.at)

    press(request, f"company-removal:{company_id}", remove)
    undo = reverse("company-return", args=[company.pk])
    messages.success(request, f"{company.name} is no longer in your book.", extra_tags=f"undo:{undo}")
    return redirect("companies")


@require_POST
def company_return(request: HttpRequest, company_id: str) -> HttpResponse:
    """Undo of a removal."""
    desk = desk_of(request)
    company = queries.removed_company(desk.member, company_id)

    def bring_back() -> Company:
        return actions.bring_back_company(company=company, by=desk.member, at=desk.at)

    press(request, f"company-return:{company_id}", bring_back)
    messages.success(request, f"{company.name} is back in your book.")
    return redirect("company", company.pk)


def _form_page(
    request: HttpRequest, form: CompanyForm, *, company: Company | None = None, standing: Any = None
) -> HttpResponse:
    version = standing.version if standing else form["version"].value()
    shown = {
        "form": form,
        "company": company,
        "version": version or "",
        "standing": standing,
        "differences": differences(form, said_of_company(standing)) if standing else [],
    }
    status = 409 if standing else 422 if form.is_bound else 200
    return render(request, "companies/form.html", shown, status=status)

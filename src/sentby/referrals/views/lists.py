"""The lists of a member's referrals."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sentby.accounts.requests import member_of
from sentby.referrals import queries

A_PAGE = 25


def referrals(request: HttpRequest) -> HttpResponse:
    """Received, given, kept for others, ended; each with its grade, its clock and its next action."""
    member = member_of(request)
    which = request.GET.get("show", "received")
    if which not in queries.LISTS:
        raise Http404
    q = request.GET.get("q", "").strip()[:200]
    page = Paginator(queries.listed(member, which, q), A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "lines": queries.lines(member, list(page.object_list)),
        "which": which,
        "q": q,
        "lists": queries.LISTS,
        "counts": queries.counts(member),
        "given": queries.given_by_grade(member) if which == "given" else None,
    }
    return render(request, "referrals/list.html", shown)

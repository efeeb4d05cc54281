"""The lists of a member's referrals."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sentby.accounts.models import Member
from sentby.accounts.requests import member_of
from sentby.core.clock import now
from sentby.core.http import press, say, warn
from sentby.referrals import actions, queries
from sentby.referrals.forms import CallerForm
from sentby.referrals.models import Referral

A_PAGE = 25
MOVED = "It changed while you pressed, so nothing was noted. This is how it stands now."
NOBODY_LIKE_THAT = "No open referral is about them. Record it as received, and the clock starts."


@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """Received, given, kept for others, ended; each with its grade, its clock and its next action.

    Unless one is chosen, the first in which something stands.
    """
    member = member_of(request)
    q = request.GET.get("q", "").strip()[:200]
    counts = {} if q else queries.counts(member)
    which = _which(request, counts)
    pages = _pages(queries.listed(member, which, q), counts.get(which))
    page = pages.get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "lines": queries.lines(member, list(page.object_list)),
        "which": which,
        "q": q,
        "lists": [(key, label, counts.get(key)) for key, label in queries.LISTS.items()],
        "given": queries.given_by_grade(member) if which == "given" else None,
    }
    return render(request, "referrals/list.html", shown)


def _which(request: HttpRequest, counts: dict[str, int]) -> str:
    """The list that was chosen, or the first in which something stands; 404 for one that there is not."""
    which = request.GET.get("show") or next((each for each, found in counts.items() if found), "received")
    if which not in queries.LISTS:
        raise Http404
    return which


def _pages(found: "QuerySet[Referral]", count: int | None) -> "Paginator[Referral]":
    """What was found in pages; not counted again, where the count is known."""
    pages = Paginator(found, A_PAGE)
    if count is not None:
        pages.count = count
    return pages


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest) -> HttpResponse:
    """Somebody called me: stop the one clock that is theirs, or choose whose it is."""
    member, form = member_of(request), CallerForm(request.POST or None)
    lines: list[queries.Line] = []
    if request.method == "POST" and form.is_valid():
        caller = form.cleaned_data["caller"]
        lines = queries.lines(member, queries.open_about_caller(member, caller))
        if len(lines) == 1:
            return _stop_the_clock(request, member, caller, f"/referrals/{lines[0].referral.pk}/")
        if not lines:
            form.add_error("caller", NOBODY_LIKE_THAT)
    status = 422 if form.errors else 200
    return render(request, "referrals/calls.html", {"form": form, "lines": lines}, status=status)


def _stop_the_clock(request: HttpRequest, member: Member, caller: str, page: str) -> HttpResponse:
    """Note the call on the one that was found, unless another press was first: then its page says how it stands."""
    try:
        logged = press(request, "call", lambda: actions.they_called(caller=caller, by=member, at=now()))
    except actions.NotOpen as reason:
        warn(request, str(reason))
        return redirect(page)
    if logged["id"]:
        say(request, "Noted: the clock has stopped.", undo=f"{page}contacts/{logged['id']}/removal/")
    else:
        warn(request, MOVED)
    return redirect(page)

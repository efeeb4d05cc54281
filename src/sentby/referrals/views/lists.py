"""The lists of a member's referrals."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sentby.accounts.requests import member_of
from sentby.core.clock import now
from sentby.core.http import press, say
from sentby.referrals import actions, queries
from sentby.referrals.forms import CallerForm

A_PAGE = 25
NOBODY_LIKE_THAT = "No open referral is about them. Record it as received, and the clock starts."


@require_safe
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


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest) -> HttpResponse:
    """Somebody called me: stop the one clock that is theirs, or choose whose it is."""
    member, form = member_of(request), CallerForm(request.POST or None)
    lines: list[queries.Line] = []
    if request.method == "POST" and form.is_valid():
        caller = form.cleaned_data["caller"]
        lines = queries.lines(member, queries.open_about_caller(member, caller))
        if len(lines) == 1:
            logged = press(request, "call", lambda: actions.they_called(caller=caller, by=member, at=now()))
            page = f"/referrals/{lines[0].referral.pk}/"
            say(request, "Noted: the clock has stopped.", undo=f"{page}contacts/{logged['id']}/removal/")
            return redirect(page)
        if not lines:
            form.add_error("caller", NOBODY_LIKE_THAT)
    status = 422 if form.errors else 200
    return render(request, "referrals/calls.html", {"form": form, "lines": lines}, status=status)

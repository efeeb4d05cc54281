"""The pages on which entries that look like one person stand side by side, are merged, or are kept apart."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sentby.core.http import press, say, warn
from sentby.people import actions, duplicates, queries, sides
from sentby.people.desk import Desk, desk_of
from sentby.people.models import Merge, Person

A_PAGE = 20
MOST_FOUND = 10


@require_safe
def duplicates_page(request: HttpRequest) -> HttpResponse:
    """Who likely stands in the book twice, and why."""
    desk = desk_of(request)
    page = Paginator(duplicates.found(desk.member), A_PAGE).get_page(request.GET.get("page"))
    pairs = duplicates.pairs(desk.member, page.object_list)
    merged = duplicates.all_merges(desk.member)[:A_PAGE]
    return render(request, "people/duplicates.html", {"page": page, "pairs": pairs, "merged": merged})


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Two entries side by side: whose word counts, line by line. Without a second one it is looked for."""
    desk = desk_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    one, other = asked.get("one", "")[:16], asked.get("other", "")[:16]
    if not one and request.method != "POST":
        return duplicates_page(request)
    if request.method != "POST" and not other:
        return _with_whom(request, queries.person_page(desk.member, one), asked.get("q", "")[:200])
    if request.method != "POST":
        return _side_by_side(request, *duplicates.pair(desk.member, one, other))
    if not (one and other):
        return _choose_two(request)
    try:
        merged = press(request, f"merge:{one}:{other}", lambda: _merged(request, desk, one, other))["id"]
    except (actions.NotTogether, actions.Conflict) as reason:
        return _side_by_side(request, *duplicates.pair(desk.member, one, other), trouble=reason)
    kept = queries.person_page(desk.member, one)
    say(request, f"{kept.name} is one entry now.", undo=reverse("unmerge", args=[merged]))
    return redirect("person", kept.pk)


@require_POST
def unmerge(request: HttpRequest, merge_id: str) -> HttpResponse:
    """Two entries again, each as it stood."""
    desk = desk_of(request)
    merge = duplicates.merge_of(desk.member, merge_id)
    try:
        stayed = actions.unmerge_people(merge=merge, by=desk.member, at=desk.at)
    except actions.NotTogether as reason:
        warn(request, str(reason))
        return redirect("person", merge.kept_id)
    left = f" Changed since, and left as it is: {sides.listed(stayed)}." if stayed else ""
    say(request, f"Two entries again, as they stood.{left}")
    return redirect("person", merge.other_id)


@require_POST
def apart(request: HttpRequest) -> HttpResponse:
    """They look alike, and are two."""
    desk = desk_of(request)
    ids = request.POST.get("one", "")[:16], request.POST.get("other", "")[:16]
    if not all(ids):
        return _choose_two(request)
    one, other = duplicates.pair(desk.member, *ids)
    try:
        said = actions.keep_apart(one=one, other=other, by=desk.member, at=desk.at)
    except actions.NotTogether as reason:
        warn(request, str(reason))
        return redirect("duplicates")
    say(
        request,
        "Two people: you won’t be asked about them again.",
        undo=reverse("apart-undo", args=[said.pk]),
    )
    return redirect("duplicates")


@require_POST
def apart_undo(request: HttpRequest, apart_id: str) -> HttpResponse:
    """They may be one after all."""
    desk = desk_of(request)
    actions.forget_apart(apart=duplicates.apart_of(desk.member, apart_id), by=desk.member, at=desk.at)
    say(request, "They are looked at again.")
    return redirect("duplicates")


def _merged(request: HttpRequest, desk: Desk, one: str, other: str) -> Merge:
    kept, gone = duplicates.pair(desk.member, one, other)
    said = {name: request.POST[name][:5] for name in actions.CHOSEN if name in request.POST}
    versions = _version(request, "version"), _version(request, "other_version")
    return actions.merge_people(
        kept=kept, other=gone, versions=versions, choices=said, by=desk.member, at=desk.at
    )


def _choose_two(request: HttpRequest) -> HttpResponse:
    warn(request, "Choose two entries.")
    return redirect("duplicates")


def _with_whom(request: HttpRequest, person: Person, q: str) -> HttpResponse:
    rest = queries.book(desk_of(request).member, q).exclude(pk=person.pk)
    return render(
        request,
        "people/merge_with.html",
        {"person": person, "q": q, "found": list(rest[:MOST_FOUND]) if q.strip() else []},
    )


def _side_by_side(
    request: HttpRequest, kept: Person, gone: Person, trouble: Exception | None = None
) -> HttpResponse:
    changed = isinstance(trouble, actions.Conflict)
    said = "One of them was changed since you opened this. Look again." if changed else trouble
    likely = duplicates.compared(kept, gone)
    shown = {
        "kept": kept,
        "gone": gone,
        "both": (kept, gone),
        "sides": sides.sides(kept, gone, request.POST),
        "likely": likely,
    }
    status = 409 if changed else 422 if trouble else 200
    return render(request, "people/merge.html", shown | {"trouble": said}, status=status)


def _version(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    return int(said) if said.isdecimal() and len(said) < 10 else 0

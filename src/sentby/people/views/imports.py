"""The pages on which a file of contacts is given, looked at before anything is written, brought in, and undone."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sentby.core.http import press, say, warn
from sentby.engine.contacts import Refused
from sentby.people import actions, choices, queries
from sentby.people.desk import Desk, desk_of
from sentby.people.forms import ImportForm
from sentby.people.models import Import, State

A_PAGE = 50
MOST_COLUMNS = 200  # that are shown


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Give a file, or paste it; and what came of earlier ones."""
    desk = desk_of(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _giving(request, desk, form)
    name, contents = form.name_and_contents()

    def take_in() -> Import:
        return actions.take_in(owner=desk.member, name=name, contents=contents, by=desk.member, at=desk.at)

    file = form.cleaned_data.get("file")
    try:
        given = press(request, f"import:{file.size if file else 0}:{name}", take_in)["id"]
    except Refused as reason:
        form.add_error("file" if form.cleaned_data.get("file") else "text", str(reason))
        return _giving(request, desk, form)
    _at_once(queries.import_of(desk.member, given), desk)
    return redirect("import", given)


@require_safe
def import_page(request: HttpRequest, import_id: str) -> HttpResponse:
    """One file: how far it is, what it would do to the book, or what it did."""
    desk = desk_of(request)
    return _page(request, queries.import_of(desk.member, import_id))


@require_POST
def import_columns(request: HttpRequest, import_id: str) -> HttpResponse:
    """What the columns hold, put right; the file is gone through anew."""

    def set_columns(batch: Import, **by: Any) -> Import:
        columns = (batch.plan.get("mapping") or {}).get("columns", ())
        fields = [request.POST.get(f"field-{at}", column[0]) for at, column in enumerate(columns)]
        return actions.set_columns(batch=batch, fields=fields, **by)

    return _act(request, import_id, set_columns)


@require_POST
def import_choice(request: HttpRequest, import_id: str) -> HttpResponse:
    """One record, or all of a kind, are left out, or taken in after all."""
    line, out = request.POST.get("line", ""), request.POST.get("out") == "1"
    said: dict[str, Any] = {"line": int(line)} if line.isdecimal() and len(line) < 10 else {}
    said["status"] = request.POST.get("status", "")[:10]
    return _act(request, import_id, partial(_choose, out=out, **said))


@require_POST
def import_start(request: HttpRequest, import_id: str) -> HttpResponse:
    """Bring it in."""
    return _act(request, import_id, lambda batch, **by: actions.start_writing(batch=batch, **by))


@require_POST
def import_stop(request: HttpRequest, import_id: str) -> HttpResponse:
    """Go no further. A file of which nothing is in the book is forgotten."""
    desk = desk_of(request)
    batch = queries.import_of(desk.member, import_id)
    actions.stop_import(batch=batch, by=desk.member, at=desk.at)
    if batch.counts:
        say(request, "Stopped. What is in your book already stays, until you undo it.")
        return redirect("import", import_id)
    say(request, "Stopped. Nothing was written, and the file is gone.")
    return redirect("imports")


@require_POST
def import_undo(request: HttpRequest, import_id: str) -> HttpResponse:
    """The whole of it out of the book again; what was changed or used since stays, and is told."""
    desk = desk_of(request)
    batch = queries.import_of(desk.member, import_id)
    undone = actions.undo_import(batch=batch, by=desk.member, at=desk.at)
    say(request, f"Out of your book again: {undone.removed:,}. Standing as before: {undone.restored:,}.")
    return _page(request, batch, kept=undone.kept)


def _choose(batch: Import, **said: Any) -> Import:
    return actions.choose(batch=batch, **said)


def _act(request: HttpRequest, import_id: str, act: Callable[..., Import]) -> HttpResponse:
    """Do it; what is small is done by the time the page is there. What can't be done now is told."""
    desk = desk_of(request)
    batch = queries.import_of(desk.member, import_id)
    try:
        _at_once(act(batch, by=desk.member, at=desk.at), desk)
    except actions.NotNow as reason:
        warn(request, str(reason))
    where = {name: request.POST[name] for name in ("show", "page") if request.POST.get(name)}
    return redirect(reverse("import", args=[import_id], query=where))


def _at_once(batch: Import, desk: Desk) -> None:
    if actions.is_small(batch):
        actions.go_on(batch=batch, at=desk.at)


def _giving(request: HttpRequest, desk: Desk, form: ImportForm) -> HttpResponse:
    page = Paginator(queries.imports(desk.member), A_PAGE).get_page(request.GET.get("page"))
    status = 422 if form.is_bound else 200
    shown = {"form": form, "page": page, "formats": choices.FORMATS}
    return render(request, "people/imports.html", shown, status=status)


def _page(request: HttpRequest, batch: Import, **more: Any) -> HttpResponse:
    status = request.GET.get("show", "")
    words = choices.WOULD if batch.state == State.READY else choices.DID
    records = queries.import_records(batch, status if status in words else "")
    shown: dict[str, Any] = {
        "batch": batch,
        "format": choices.FORMATS.get(batch.format, batch.format),
        "page": Paginator(records, A_PAGE).get_page(request.GET.get("page")),
        "show": status,
        "kinds": [(kind, name, batch.counts[kind]) for kind, name in words.items() if batch.counts.get(kind)],
        "words": words,
        "columns": _columns(batch),
        "fields": choices.FIELDS,
        "wanted": queries.wanted_records(batch) if batch.state == State.READY else 0,
    }
    return render(request, "people/import.html", shown | more)


def _columns(batch: Import) -> list[dict[str, Any]]:
    """The columns of a table with their headings and an example; those in which nothing stands are not shown."""
    mapping = batch.plan.get("mapping") if batch.state == State.READY else None
    if not mapping:
        return []
    headings = [*mapping["headings"], *([""] * len(mapping["columns"]))]
    rows = enumerate(zip(headings, mapping["columns"], mapping["examples"], strict=False))
    shown = [
        {"at": at, "heading": heading or f"Column {at + 1}", "field": column[0], "example": example}
        for at, (heading, column, example) in rows
        if example
    ]
    return shown[:MOST_COLUMNS]

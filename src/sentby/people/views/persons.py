"""The pages of the persons in a member's book."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sentby.accounts.models import Member
from sentby.core.http import press
from sentby.people import actions, duplicates, queries
from sentby.people.desk import Desk, desk_of
from sentby.people.forms import ContactForm, PersonForm, differences, said_of_person
from sentby.people.models import Person

TAKEN_OUT = (
    "{name} was taken out of your book while you were writing. Nothing of yours was saved yet. "
    "Press again to bring {name} back with what you typed."
)


WHO = ("name", "company", "channels")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The book: searched while you type, by letter, and by what it lacks."""
    desk = desk_of(request)
    asked = {name: request.GET.get(name, "")[:200] for name in ("q", "letter", "show", "tag")}
    found = queries.book(desk.member, **asked, at=desk.at)
    page = queries.book_page(found, request.GET.get("page"), searched=bool(asked["q"].strip()))
    shown: dict[str, Any] = asked | {
        "page": page,
        "rows": queries.rows(page.object_list, desk.today),
        "filters": queries.filters(desk.member, desk.at),
        "tabs": queries.tabs(desk.member),
        "tags": queries.tags(desk.member, asked["tag"]),
    }
    only_list = bool(getattr(request, "htmx", False))
    return render(request, "people/people.html#list" if only_list else "people/people.html", shown)


@require_safe
def person(request: HttpRequest, person_id: str) -> HttpResponse:
    """One person: how to reach them, what is noted, and what was passed on between you."""
    desk = desk_of(request)
    if kept := duplicates.became(desk.member, person_id):
        return redirect("person", kept)
    person = queries.person_page(desk.member, person_id)
    return _person_page(request, desk, person, ContactForm(today=desk.today, met_on=person.met_on))


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Somebody new in the book."""
    desk = desk_of(request)
    form = PersonForm(request.POST or None, member=desk.member, today=desk.today)
    if not form.is_valid():
        return _form_page(request, desk, form)
    said = form.said()

    def add() -> Person:
        if "anyway" not in request.POST:
            _refuse_known(desk, said)
        return actions.add_person(owner=desk.member, **said, by=desk.member, at=desk.at)

    try:
        return redirect("person", press(request, "person-new", add)["id"])
    except _Known as known:
        return _form_page(request, desk, form, alike=known.alike)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, person_id: str) -> HttpResponse:
    """An entry, written anew. Who comes second is told what stands there now, and keeps what they typed."""
    desk = desk_of(request)
    find = queries.removed_person if request.method == "POST" else queries.person_page
    person = find(desk.member, person_id)
    form = PersonForm(
        request.POST or None, initial=said_of_person(person), member=desk.member, today=desk.today
    )
    if not form.is_valid():
        return _form_page(request, desk, form, person=person)

    def edit() -> Person:
        said, version = form.said(), form.cleaned_data["version"] or 0
        return actions.edit_person(person=person, version=version, **said, by=desk.member, at=desk.at)

    try:
        return redirect("person", press(request, f"person-edit:{person_id}", edit)["id"])
    except actions.Conflict as conflict:
        return _form_page(request, desk, form, person=person, standing=conflict.current)


@require_http_methods(["GET", "HEAD", "POST"])
def person_removal(request: HttpRequest, person_id: str) -> HttpResponse:
    """Asks, says what will happen, and does it. Done already in another place, it says the same."""
    desk = desk_of(request)
    find = queries.removed_person if request.method == "POST" else queries.person_page
    person = find(desk.member, person_id)
    if request.method != "POST":
        return render(
            request, "people/removal.html", {"person": person, "days": actions.returnable_for().days}
        )

    def remove() -> Person:
        return actions.remove_person(person=person, by=desk.member, at=desk.at)

    press(request, f"person-removal:{person_id}", remove)
    undo = reverse("person-return", args=[person.pk])
    messages.success(request, f"{person.name} is no longer in your book.", extra_tags=f"undo:{undo}")
    return redirect("people")


@require_POST
def person_return(request: HttpRequest, person_id: str) -> HttpResponse:
    """Undo of a removal."""
    desk = desk_of(request)
    person = queries.removed_person(desk.member, person_id)

    def bring_back() -> Person:
        return actions.bring_back_person(person=person, by=desk.member, at=desk.at)

    press(request, f"person-return:{person_id}", bring_back)
    messages.success(request, f"{person.name} is back in your book.")
    return redirect("person", person.pk)


@require_POST
def person_contacts(request: HttpRequest, person_id: str) -> HttpResponse:
    """We spoke. Who writes about somebody taken out meanwhile is told, keeps the words, and may bring them back."""
    desk = desk_of(request)
    person = queries.removed_person(desk.member, person_id)
    form = ContactForm(request.POST, today=desk.today, met_on=person.met_on)
    if not form.is_valid():
        return _person_page(request, desk, person, form, status=422)

    def log() -> Person:
        if "back" in request.POST:
            actions.bring_back_person(person=person, by=desk.member, at=desk.at)
        return actions.log_contact(person=person, **form.cleaned_data, by=desk.member, at=desk.at)

    try:
        press(request, f"person-contacts:{person_id}", log)
    except (actions.TooLong, actions.Conflict) as trouble:
        return _not_kept(request, desk, person_id, form, trouble)
    messages.success(request, f"Kept: you spoke with {person.name}.")
    return redirect("person", person.pk)


def _not_kept(
    request: HttpRequest, desk: Desk, person_id: str, form: ContactForm, trouble: Exception
) -> HttpResponse:
    """The entry as it stands now, with the note as it was typed and the sentence that says why it was not kept."""
    person, full = queries.removed_person(desk.member, person_id), isinstance(trouble, actions.TooLong)
    why = TAKEN_OUT.format(name=person.first_name) if person.removed_at and not full else str(trouble)
    form.add_error("note" if full else None, why)
    return _person_page(request, desk, person, form, status=422 if full else 409)


def _person_page(
    request: HttpRequest, desk: Desk, person: Person, form: ContactForm, *, status: int = 200
) -> HttpResponse:
    shown = {
        "person": person,
        "row": queries.row(person, desk.today),
        "contact_form": form,
        "merges": duplicates.merges(person),
        "usual_mode": dict(Member.MODES).get(desk.member.consent_mode, ""),
    }
    return render(request, "people/person.html", shown, status=status)


class _Known(Exception):
    """Somebody like this stands in the book already."""

    def __init__(self, alike: Sequence[queries.Alike]) -> None:
        self.alike = alike
        super().__init__("Somebody like this stands in your book already.")


def _refuse_known(desk: Desk, said: dict[str, Any]) -> None:
    if alike := queries.alike(desk.member, **{name: said[name] for name in WHO}):
        raise _Known(alike)


def _form_page(
    request: HttpRequest, desk: Desk, form: PersonForm, *, person: Person | None = None, standing: Any = None,
    alike: Sequence[queries.Alike] = (),
) -> HttpResponse:  # fmt: skip
    version = standing.version if standing else form["version"].value()
    shown = {
        "form": form,
        "person": person,
        "version": version or "",
        "companies": queries.company_choices_for(desk.member, limit=100),
        "tags": queries.tags(desk.member),
        "standing": standing,
        "alike": alike,
        "differences": differences(form, said_of_person(standing)) if standing else [],
    }
    status = 409 if standing or alike else 422 if form.is_bound else 200
    return render(request, "people/form.html", shown, status=status)

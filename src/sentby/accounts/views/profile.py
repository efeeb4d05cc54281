"""Settings: who you are to others, and how you work."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sentby.accounts import actions
from sentby.accounts.choices import zone_names
from sentby.accounts.forms import HabitsForm, ProfileForm
from sentby.accounts.models import Member
from sentby.accounts.views.member import at_the_desk
from sentby.core.clock import now
from sentby.core.once import once


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, business, phone, time zone, locale, theme."""
    return _edit(request, ProfileForm, "settings/profile.html", "settings", zones=zone_names())


@require_http_methods(["GET", "HEAD", "POST"])
def habits(request: HttpRequest) -> HttpResponse:
    """Ladder, consent, weekly meeting."""
    return _edit(request, HabitsForm, "settings/habits.html", "settings-habits")


def _edit(
    request: HttpRequest, kind: type[forms.Form], template: str, name: str, **more: Any
) -> HttpResponse:
    member = at_the_desk(request)
    form = kind(request.POST or None, initial={field: getattr(member, field) for field in kind.base_fields})
    page = {"form": form, "version": request.POST.get("version", member.version)} | more
    if not form.is_bound:
        return render(request, template, page)
    if not form.is_valid():
        return render(request, template, page, status=422)
    try:
        _save(request, member, form)
    except actions.ProfileMoved:
        member.refresh_from_db()
        page |= {"version": member.version, "moved": _differences(member, form)}
        return render(request, template, page, status=409)
    messages.success(request, "Saved.")
    return redirect(name)


def _save(request: HttpRequest, member: Member, form: forms.Form) -> None:
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0

    def act() -> dict[str, Any]:
        actions.update_profile(
            member=member, version=version, changes=form.cleaned_data, by=member.actor, at=now()
        )
        return {}

    once(act, name="profile", actor=str(member.actor), key=request.POST.get("once", "")[:80], at=now())


def _differences(member: Member, form: forms.Form) -> list[tuple[str, str]]:
    """What stands in the profile now, where it is not what was typed: (label, what stands there)."""
    return [
        (str(form.fields[name].label), _worded(form, name, getattr(member, name)))
        for name, typed in form.cleaned_data.items()
        if getattr(member, name) != typed
    ]


def _worded(form: forms.Form, name: str, value: object) -> str:
    field = form.fields[name]
    choices = (
        cast(Iterable[tuple[object, str]], field.choices) if isinstance(field, forms.ChoiceField) else []
    )
    said = dict(choices).get(value if value is not None else "", value)
    return str(said).partition("\n")[0] if said not in ("", None) else "nothing"

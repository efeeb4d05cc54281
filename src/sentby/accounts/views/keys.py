"""Settings: keys for programs that act as you."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sentby.accounts import actions, queries
from sentby.accounts.forms import KeyForm
from sentby.accounts.models import ApiKey, Member
from sentby.accounts.views.member import at_the_desk
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.once import once


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys, and a new one. Its text stands on the page that answers the press, and nowhere else ever."""
    member = at_the_desk(request)
    form = KeyForm(request.POST or None)
    page: dict[str, Any] = {"form": form, "keys": queries.keys_of(member)}
    if not form.is_bound:
        return render(request, "settings/keys.html", page)
    if not form.is_valid():
        return render(request, "settings/keys.html", page, status=422)
    made = _make(request, member, form.cleaned_data["name"])
    if made is None:
        messages.info(
            request, "That key was made already; its text was shown once. Make another if you lost it."
        )
        return redirect("settings-keys")
    return render(request, "settings/keys.html", page | {"form": KeyForm(), "made": made})


def _make(request: HttpRequest, member: Member, name: str) -> actions.MadeKey | None:
    """The new key; None when this press had its effect before, because a key's text is stored nowhere."""
    fresh: list[actions.MadeKey] = []

    def act() -> dict[str, Any]:
        fresh.append(actions.make_key(member=member, name=name, by=member.actor, at=now()))
        return {"key": fresh[0].key.pk}

    once(act, name="key", actor=str(member.actor), key=request.POST.get("once", "")[:80], at=now())
    return next(iter(fresh), None)


@require_POST
def revoke_key(request: HttpRequest, pk: str) -> HttpResponse:
    member = at_the_desk(request)
    key = the(ApiKey.objects.visible_to(member), pk=pk)
    actions.revoke_key(key=key, by=member.actor, at=now())
    messages.success(request, f"The key “{key.name}” is revoked. Whatever used it is refused from now on.")
    return redirect("settings-keys")

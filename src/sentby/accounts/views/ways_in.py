"""Settings: password, passkeys, the authenticator app, its recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sentby.accounts import actions
from sentby.accounts.adapter import signed_in_within
from sentby.accounts.forms import PasswordForm
from sentby.accounts.models import Member
from sentby.accounts.views.member import at_the_desk
from sentby.core.clock import now

FRESH_CODE = 600


@require_safe
def ways_in(request: HttpRequest) -> HttpResponse:
    """How you come in, and how to change that."""
    member = at_the_desk(request)
    mine = Authenticator.objects.filter(user=member).order_by("created_at")
    of = {kind: [one for one in mine if one.type == kind] for kind in Authenticator.Type.values}
    page: dict[str, Any] = {
        "passkeys": [(one, one.wrap().name) for one in of["webauthn"]],
        "totp": next(iter(of["totp"]), None),
        "codes_left": sum(len(one.wrap().get_unused_codes()) for one in of["recovery_codes"]),
    }
    return render(request, "settings/ways_in.html", page)


@sensitive_post_parameters("present", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password, or another one."""
    member = at_the_desk(request)
    form = PasswordForm(request.POST or None, member=member, must_prove=_must_prove(request, member))
    if not form.is_valid():
        return render(request, "settings/password.html", {"form": form}, status=422 if form.is_bound else 200)
    actions.choose_password(member=member, password=form.cleaned_data["password"], by=member.actor, at=now())
    update_session_auth_hash(request, member)
    messages.success(request, "Your password is set. Other browsers have been signed out.")
    return redirect("settings-sign-in")


def _must_prove(request: HttpRequest, member: Member) -> bool:
    return member.has_usable_password() and not signed_in_within(request, FRESH_CODE, by="code")


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """A passkey is never a second step here, so it needs no recovery codes: back to the list."""

    def get_success_url(self) -> str:
        return reverse("settings-sign-in")


add_passkey = AddPasskey.as_view()

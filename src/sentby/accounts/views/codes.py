"""A sign-in code, typed: good once, and tried three times at most, however many press at the same moment."""

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.views import confirm_login_code
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_post_parameters

from sentby.accounts.views.door import plainly
from sentby.core.access import open_to_all


@open_to_all
@sensitive_post_parameters("code")
def confirm(request: HttpRequest) -> HttpResponse:
    """Sign in by the code. allauth keeps it and the tries at it in the session: presses of a browser take their turn."""
    if request.method != "POST":
        return plainly(confirm_login_code)(request)
    with transaction.atomic():
        if not _has_its_turn(request):
            return plainly(_used)(request)
        key, response = request.session.session_key, plainly(confirm_login_code)(request)
        _keep(request, key)
    return response


def _has_its_turn(request: HttpRequest) -> bool:
    """Hold the session's row and read it anew; False when it went in the meantime, because the code let somebody in."""
    key, was_asked_for = request.session.session_key, LOGIN_SESSION_KEY in request.session
    if Session.objects.select_for_update().filter(pk=key).first() is None:
        return not was_asked_for
    request.session = type(request.session)(key)
    return True


def _keep(request: HttpRequest, key: str | None) -> None:
    """Write the session within its turn. Later would be over what the next press says; only a new cookie is due then."""
    if request.session.modified:
        request.session.save()
        request.session.modified = request.session.session_key != key


def _used(request: HttpRequest) -> HttpResponse:
    """The answer to a code that is not the code. The session stays untouched: its cookie may be a newer one by now."""
    form = ConfirmLoginCodeForm(request.POST, code="")
    shown = {"form": form, "verify_form": form, "email": request.session[LOGIN_SESSION_KEY].get("email")}
    return TemplateResponse(request, "account/confirm_login_code.html", shown)

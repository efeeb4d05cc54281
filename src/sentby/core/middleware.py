"""What every request passes through: a seat for what asks for one, safe headers, the member's zone, no NUL bytes."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import LoginRequiredMiddleware, get_user
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from sentby.core.errors import signed_out, unstorable

Handler = Callable[[HttpRequest], HttpResponse]


class SignedInOnly(LoginRequiredMiddleware):
    """Whoever is not signed in goes to the door; a form that they sent stays with them."""

    def process_view(self, request: HttpRequest, *view: Any, **named: Any) -> HttpResponseBase | None:
        away = super().process_view(request, *view, **named)
        return signed_out(request) if away and request.method == "POST" else away


def headers(get_response: Handler) -> Handler:
    """Nothing a member reads is kept by a cache; static files carry their own cache rules."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response

    return answer


def zone(get_response: Handler) -> Handler:
    """Show times in the member's own zone, for the length of this request."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.user = get_user(request)  # in person: each word to a lazy stand-in takes a detour
        name = getattr(request.user, "time_zone", "") or "UTC"
        with timezone.override(ZoneInfo(name)), translation.override("en-gb"):
            return get_response(request)

    return answer


def refuse_nul(get_response: Handler) -> Handler:
    """A NUL byte is in no name and in no note: PostgreSQL refuses it, and so do we, with a sentence."""

    def answer(request: HttpRequest) -> HttpResponse:
        return unstorable(request) if "\0" in request.path or _has_nul(request) else get_response(request)

    return answer


def _has_nul(request: HttpRequest) -> bool:
    fields = [request.GET]
    if request.method == "POST" and request.content_type != "application/json":
        fields.append(request.POST)
    return any(
        "\0" in value for field in fields for values in field.lists() for value in [values[0], *values[1]]
    )

"""Pages for what goes wrong, in plain words. What was typed is not lost: it stands there, and can be sent again."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

SECRETS: Final = ("password", "code", "credential", "token")
LONGEST_CHOICE: Final = 16
LABELS: Final = {"party": "The other side", "reach": "Phone or e-mail", "reach_too": "Another way"}


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever broke may break again: the page asks for nothing, not even for who is signed in."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's protection ran out, mostly because the page was open for long or cookies are off."""
    shown = {"typed": typed(request), "may_go_again": _is_ours(request)}
    return render(request, "errors/403.html", shown, status=403)


def signed_out(request: HttpRequest) -> HttpResponse:
    """A form that was sent after signing out, or after the session ended. It is one of our own: its token was right."""
    return render(
        request, "errors/signed_out.html", {"typed": typed(request), "may_go_again": True}, status=403
    )


def unstorable(request: HttpRequest) -> HttpResponse:
    """A form with a character in it that no database takes."""
    shown = {"typed": typed(request), "may_go_again": _is_ours(request)}
    return render(request, "errors/nul.html", shown, status=400)


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that it was one of our own pages that sent this."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


@dataclass(frozen=True)
class Typed:
    """One field of a form that was not taken."""

    name: str
    value: str

    @property
    def label(self) -> str:
        return LABELS.get(self.name, self.name.replace("_", " ").capitalize())

    @property
    def is_words(self) -> bool:
        """Whether somebody may have written it: a choice or a number is chosen again in a moment."""
        return self.name != "once" and (
            "@" in self.value or " " in self.value.strip() or len(self.value) > LONGEST_CHOICE
        )


def typed(request: HttpRequest) -> list[Typed]:
    """What a form held, without what cannot be stored; nothing of a form with a secret in it."""
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if any(secret in name for name in sent for secret in SECRETS):
        return []
    return [
        Typed(name.replace("\0", ""), value.replace("\0", ""))
        for name, values in sent.items()
        for value in values
    ]

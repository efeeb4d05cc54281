"""One press of one button, and where it leads."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

from sentby.core.clock import now
from sentby.core.once import fingerprint, once

LEAVES = " It leaves within a minute."
STAYS = " This desk has no mail server, so it stays in the Outbox."


def press(request: HttpRequest, name: str, act: Callable[[], Any]) -> dict[str, Any]:
    """Do `act` once for this form, however often it is submitted. `act` returns an id, a dict, or nothing."""

    def answer() -> dict[str, Any]:
        result = act()
        return result if isinstance(result, dict) else {"id": str(getattr(result, "pk", "") or "")}

    return once(answer, name=name[:80], actor=f"member:{request.user.pk}", key=_key(request, name), at=now())


def _key(request: HttpRequest, name: str) -> str:
    """The form's own key together with what was sent: who goes back and changes a word says something new."""
    sent = {field: request.POST.getlist(field) for field in request.POST if field != "csrfmiddlewaretoken"}
    return fingerprint([name, sent]) if request.POST.get("once") else ""


def back(request: HttpRequest, page: str) -> str:
    """Where a press leads: to Today when it was pressed there, otherwise to `page`, and never anywhere else."""
    return "/" if request.POST.get("next") == "today" else page


def say(request: HttpRequest, sentence: str, *, undo: str = "", posted: bool = False) -> None:
    """Tell on the next page what was done, and offer to take it back at the address `undo`.

    Of a letter that was `posted` it says whether it leaves: on a desk without a mail server none does.
    """
    if posted:
        sentence += LEAVES if settings.MAIL_URL else STAYS
    messages.success(request, sentence, extra_tags=f"undo:{undo}" if undo else "")


def warn(request: HttpRequest, sentence: str) -> None:
    """Tell on the next page what was not done, and why."""
    messages.error(request, sentence)

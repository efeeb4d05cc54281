"""The outbox: what was posted in the member's name, and where each letter stands."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sentby.accounts.models import Member
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.http import press, say
from sentby.mail import actions, queries
from sentby.mail.models import Message

PER_PAGE = 25


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The member's letters, those in trouble first; for the owner also how the whole desk's mail stands."""
    member = cast(Member, request.user)
    shown = request.GET.get("show", "all")
    letters = queries.letters_of(member, shown=shown)
    counts = queries.counts_of(letters.counted)
    page = {
        "letters": Paginator(letters, PER_PAGE).get_page(request.GET.get("page")),
        "choices": [(key, words, counts[key]) for key, words in queries.shown_as()],
        "shown": shown if shown in queries.SHOWN else "all",
        "desk": queries.counts_of_the_desk() if member.is_owner else [],
    }
    return render(request, "outbox/list.html", page)


@require_safe
def message(request: HttpRequest, pk: str) -> HttpResponse:
    """One letter: to whom, when, where it stands; and its words while it is kept here."""
    letter = the(
        Message.objects.visible_to(cast(Member, request.user)).select_related("sender", "to_member"), pk=pk
    )
    return render(request, "outbox/message.html", {"letter": letter})


@require_POST
def another_try(request: HttpRequest, pk: str) -> HttpResponse:
    """Send a letter once more that failed, or that may not have left. Only who sent it may press this."""
    member, at = cast(Member, request.user), now()
    letter = the(Message.objects.visible_to(member).filter(sender=member), pk=pk)

    try:
        press(request, f"another-try:{pk}", lambda: actions.try_again(message=letter, by=member.actor, at=at))
        say(request, "Posted again.", posted=True)
    except actions.NotToBeRetried:
        messages.info(request, "Nothing was sent: this letter is no longer failed or in doubt.")
    return redirect("message", pk=pk)

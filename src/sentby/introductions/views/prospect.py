"""The page of somebody without an account, and what they press on it. Looking changes nothing; each act is a POST.

No cookie counts here: whoever holds the link may press, and nobody else can name the address. So there is nothing that
a forged request could borrow, and these pages ask for no form token and set no cookie.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sentby.core.access import open_to_all
from sentby.core.clock import now
from sentby.core.crossing import undisturbed
from sentby.introductions import actions, queries
from sentby.introductions.forms import AnswersForm, ConsentForm, ContactForm
from sentby.introductions.models import Link
from sentby.introductions.page import copy_as_text, copy_of, page_of, said
from sentby.rules.clocks import ContactKind

View = Callable[..., HttpResponse]
SENTENCES = ("answers", "consent", "contact", "stop", "link")


def through_a_link(view: View) -> View:
    """Open to whoever holds a live link; the same page for a wrong one and for one that is out of date."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        link = queries.link_for(token, now())
        if link is None:
            return _quiet(_gone(request))
        return _quiet(view(request, link, token))

    return open_to_all(csrf_exempt(opened))


@through_a_link
@require_safe
def prospect(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """Who passed what to whom, when and why; and everything that can be said about it."""
    return _show(request, link, token)


@through_a_link
@require_POST
def answers(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """The three questions."""
    form = AnswersForm(request.POST, receiver=page_of(link, now()).names.receiver)
    if not form.is_valid():
        return _show(request, link, token, form)
    words = form.cleaned_data["words"]
    return _press(
        token, "answers", lambda: actions.answer(link=link, answers=form.answers(), words=words, at=now())
    )


@through_a_link
@require_POST
def consent(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """Yes or no, before anything is passed on."""
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _show(request, link, token, form)
    accepted = form.cleaned_data["answer"] == "yes"
    return _press(token, "consent", lambda: actions.consent(link=link, accepted=accepted, at=now()))


@through_a_link
@require_POST
def contact(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """We have been in touch."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _show(request, link, token, form)
    kind = ContactKind(form.cleaned_data["kind"])
    return _press(token, "contact", lambda: actions.in_touch(link=link, kind=kind, at=now()))


@through_a_link
@require_POST
def own_link(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """A link that nobody else has seen, by letter to an address that is kept of the prospect."""
    try:
        undisturbed(lambda: actions.send_own_link(link=link, to=request.POST.get("to", ""), at=now()))
    except (actions.AlreadyPressed, actions.Closed):
        return redirect(f"/p/{token}/#own-link")
    return redirect(f"/p/{token}/said/?act=link")


@through_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """Please don't. Mail programs POST here by themselves when somebody presses their own button (RFC 8058)."""
    if request.method != "POST":
        return redirect(f"/p/{token}/#stop")
    return _press(token, "stop", lambda: actions.stop(link=link, at=now()))


@through_a_link
@require_safe
def statement(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """After a press: what was said, and what follows."""
    page = page_of(link, now())
    act = request.GET.get("act", "")
    title, text = said(page, act if act in SENTENCES else "")
    if not title:
        return redirect("prospect", token=token)
    again = "again" in request.GET
    return render(
        request,
        "prospect/said.html",
        {"page": page, "token": token, "title": title, "text": text, "again": again},
    )


@through_a_link
@require_safe
def copy(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """Everything that is held about the prospect for this referral, to take along."""
    page = page_of(link, now())
    if not page.is_prospects:
        return _gone(request)
    held = copy_of(page)
    if request.GET.get("form") == "json":
        answer: HttpResponse = JsonResponse(held, json_dumps_params={"indent": 2, "ensure_ascii": False})
        answer["Content-Disposition"] = 'attachment; filename="held-about-you.json"'
        return answer
    answer = HttpResponse(copy_as_text(held), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="held-about-you.txt"'
    return answer


@through_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """Asks, says what will happen, and erases."""
    page = page_of(link, now())
    if not (page.is_prospects and page.is_a_person):
        return _gone(request)
    if request.method != "POST":
        return render(request, "prospect/erasure.html", {"page": page, "token": token})
    with suppress(actions.AlreadyPressed):  # two presses at once: the other one erased
        undisturbed(lambda: actions.erase_prospect(link=link, at=now()))
    return render(request, "prospect/erased.html", {"giver": page.names.giver})


def _press(token: str, act: str, do: Callable[[], Any]) -> HttpResponse:
    """Do it once; a second press is told what the first one said, and a late one why nothing more can be said."""
    again = ""
    try:
        undisturbed(do)
    except actions.AlreadyPressed:
        again = "&again"
    except actions.Closed:
        return redirect("prospect", token=token)
    return redirect(f"/p/{token}/said/?act={act}{again}")


def _show(request: HttpRequest, link: Link, token: str, form: Any = None) -> HttpResponse:
    page = page_of(link, now())
    questions = form if isinstance(form, AnswersForm) else AnswersForm(receiver=page.names.receiver)
    shown = {
        "page": page,
        "token": token,
        "form": questions,
        "trouble": form is not None and form is not questions,
    }
    side = "page" if page.is_prospects else "receiver"
    return render(request, f"prospect/{side}.html", shown, status=422 if form is not None else 200)


def _quiet(answer: HttpResponse) -> HttpResponse:
    """The address is a secret: it goes to nobody as a referrer, and into no search engine."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "prospect/gone.html", {"desk_address": settings.DESK_ADDRESS}, status=404)

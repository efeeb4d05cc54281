"""The pages before the desk: signing in, founding a desk, taking a seat."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sentby.accounts import actions, queries
from sentby.accounts.choices import zone_names
from sentby.accounts.forms import SeatForm, WelcomeForm
from sentby.accounts.models import Invitation, Member
from sentby.core.access import open_to_all
from sentby.core.audit import OPERATOR, Actor
from sentby.core.clock import now

View = Callable[..., HttpResponse]


def plainly(view: View) -> View:
    """allauth's view by this desk's manners: an invalid form answers 422."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        came_back = isinstance(response, TemplateResponse) and response.context_data is not None
        if came_back and request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


@open_to_all
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page. On a desk that nobody owns yet, it is the page that founds it."""
    if request.method == "GET" and not request.user.is_authenticated and queries.is_unfounded():
        return redirect("welcome")
    response = plainly(allauth_views.login)(request)
    if isinstance(response, TemplateResponse) and response.context_data is not None and settings.DEMO:
        response.context_data |= {"cast": queries.active_members(), "demo_password": settings.DEMO_PASSWORD}
    return response


@open_to_all
@require_http_methods(["GET", "HEAD"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Nobody signs up by themselves: the first founds the desk, the others are invited."""
    if queries.is_unfounded():
        return redirect("welcome")
    return render(request, "account/signup_closed.html")


@open_to_all
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Found the desk. Open only while it has no member."""
    if not queries.is_unfounded():
        return redirect("account_signup")
    form = WelcomeForm(request.POST or None)
    if not form.is_valid():
        return _seat_page(request, "account/welcome.html", form)
    try:
        member = actions.found_desk(
            email=form.cleaned_data["email"], newcomer=form.newcomer(), by=OPERATOR, at=now()
        )
    except actions.DeskTaken:
        return render(request, "account/signup_closed.html", {"just_now": True}, status=409)
    return _let_in(request, member)


@open_to_all
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take the seat that was offered. Looking at the page changes nothing."""
    offer = queries.invitation_for_token(token)
    if offer is None:
        raise Http404
    if not offer.is_open(now()):
        return _closed(request, offer)
    form = SeatForm(request.POST or None, address=offer.email)
    if not form.is_valid():
        return _seat_page(request, "invitations/accept.html", form, offer=offer)
    try:
        by = Actor("person")
        member = actions.accept_invitation(invitation=offer, newcomer=form.newcomer(), by=by, at=now())
    except actions.InvitationClosed:
        return _closed(request, offer)
    return _let_in(request, member)


def _seat_page(request: HttpRequest, template: str, form: SeatForm, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, "zones": zone_names()} | more, status=status)


def _closed(request: HttpRequest, offer: Invitation) -> HttpResponse:
    known = {"offer": offer, "stays": queries.is_read_by_a_member(offer)}
    return render(request, "invitations/closed.html", known, status=410)


def _let_in(request: HttpRequest, member: Member) -> HttpResponse:
    login(request, member)
    return redirect("today")

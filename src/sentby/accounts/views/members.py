"""Settings, for the desk's owner: members and invitations."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sentby.accounts import actions, queries
from sentby.accounts.forms import InvitationForm
from sentby.accounts.models import Invitation, Member
from sentby.accounts.views.member import at_the_desk
from sentby.core.access import owner_only, the
from sentby.core.clock import now
from sentby.core.once import once

A_PAGE = 50


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest) -> HttpResponse:
    """Who has a seat, who was offered one, and a form to offer another."""
    form = InvitationForm(request.POST or None)
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        offered = _invite(request, form.cleaned_data["email"])
    except actions.AlreadyAMember:
        form.add_error("email", "A member signs in with this address already.")
        return _page(request, form, status=422)
    except actions.TurnedDown as reason:
        form.add_error("email", str(reason))
        return _page(request, form, status=422)
    if offered is None:
        messages.info(request, "That invitation is posted already.")
        return redirect("settings-members")
    return _page(request, InvitationForm(), offered=offered)


def _page(request: HttpRequest, form: InvitationForm, status: int = 200, **more: Any) -> HttpResponse:
    owner = at_the_desk(request)
    page = Paginator(queries.seats(owner), A_PAGE).get_page(request.GET.get("page"))
    known = {
        "form": form,
        "members": page,
        "invitations": queries.open_invitations(owner, now()),
        "declined": queries.declined_invitations(owner),
        "keys_of_members": queries.keys_of_members(),
    }
    return render(request, "settings/members.html", known | more, status=status)


def _invite(request: HttpRequest, email: str) -> actions.Offered | None:
    """The offer; None when this press had its effect before, because a link is stored nowhere but in its letter."""
    owner = at_the_desk(request)
    fresh: list[actions.Offered] = []

    def act() -> dict[str, Any]:
        fresh.append(actions.invite(email=email, by=owner, at=now()))
        return {"invitation": fresh[0].invitation.pk}

    once(act, name="invite", actor=str(owner.actor), key=request.POST.get("once", "")[:80], at=now())
    return next(iter(fresh), None)


@owner_only
@require_POST
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    owner = at_the_desk(request)
    offer = the(Invitation.objects.visible_to(owner), pk=pk)
    try:
        actions.withdraw_invitation(invitation=offer, by=owner, at=now())
        messages.success(request, f"The invitation to {offer.email} is withdrawn. Its link no longer works.")
    except actions.InvitationClosed:
        messages.error(request, f"The invitation to {offer.email} had ended already.")
    return redirect("settings-members")


@owner_only
@require_POST
def deactivate(request: HttpRequest, pk: str) -> HttpResponse:
    owner = at_the_desk(request)
    member = the(Member.objects.visible_to(owner), pk=pk)
    try:
        actions.deactivate_member(member=member, by=owner, at=now())
        undo = f"undo:{reverse('settings-member-reactivate', args=[member.pk])}"
        messages.success(
            request, f"{member} can't come in any more. What they gave stays theirs.", extra_tags=undo
        )
    except actions.OwnerStays:
        messages.error(request, "You are the owner of this desk; your own seat stays open.")
    return redirect("settings-members")


@owner_only
@require_POST
def reactivate(request: HttpRequest, pk: str) -> HttpResponse:
    owner = at_the_desk(request)
    member = the(Member.objects.visible_to(owner), pk=pk)
    actions.reactivate_member(member=member, by=owner, at=now())
    messages.success(request, f"{member} can come in again.")
    return redirect("settings-members")

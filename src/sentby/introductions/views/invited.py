"""What somebody who is invited to the desk can say besides yes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sentby.accounts import queries as accounts
from sentby.core.access import open_to_all
from sentby.core.clock import now
from sentby.introductions import actions


@open_to_all
@csrf_exempt  # whoever holds the link may press, as on the prospect's page; mail programs POST here by themselves
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No, and please don't write again. Looking leads to the page of the invitation and changes nothing."""
    offer = accounts.invitation_for_token(token)
    if offer is None:
        raise Http404
    if request.method != "POST" or not actions.turn_down_invitation(invitation=offer, at=now()):
        return redirect("invitation", token=token)
    return render(request, "invitations/turned_down.html", {"stays": accounts.is_read_by_a_member(offer)})

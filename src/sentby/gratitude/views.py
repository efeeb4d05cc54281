"""Say thanks, and take it back while the letter waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.http import back, press, say, warn
from sentby.gratitude import actions
from sentby.gratitude.forms import ThanksForm
from sentby.gratitude.models import Thanks
from sentby.referrals import queries as referrals
from sentby.referrals.models import Referral


@require_POST
def thanks(request: HttpRequest, pk: str) -> HttpResponse:
    """Thank the giver of one referral."""
    member, form = member_of(request), ThanksForm(request.POST)
    item = referrals.worked_by(member, pk)
    if not form.is_valid():
        return render(request, "gratitude/words.html", {"form": form, "referral": item}, status=422)

    def thank() -> Thanks:
        return actions.thank(referral=item, by=member, at=now(), **form.cleaned_data)

    try:
        said = press(request, f"thanks:{pk}", thank)
    except actions.NothingToThankFor as reason:
        warn(request, str(reason))
        return redirect("referral", pk=pk)
    undo = f"/referrals/{pk}/thanks/{said['id']}/removal/"
    say(request, _where_it_goes(item), undo=undo, posted=item.giver_member is not None)
    return redirect(back(request, f"/referrals/{pk}/"))


@require_POST
def removal(request: HttpRequest, pk: str, thanks: str) -> HttpResponse:
    """Take thanks back while the letter has not left."""
    member = member_of(request)
    item = referrals.worked_by(member, pk)
    said = the(Thanks.objects.visible_to(member).filter(by=member, referral=item), pk=thanks)
    try:
        press(
            request,
            f"unthanks:{thanks}",
            lambda: {"done": actions.take_back(thanks=said, by=member, at=now())},
        )
    except actions.AlreadyLeft as reason:
        warn(request, str(reason))
    return redirect(back(request, f"/referrals/{pk}/"))


def _where_it_goes(referral: Referral) -> str:
    if referral.giver_member is not None:
        return f"A letter of thanks to {referral.giver} is posted."
    return f"Noted. {referral.giver} has no account here: say it in person as well."

"""The page of one referral; withdrawing it and bringing it back."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.http import press, say, warn
from sentby.referrals import actions
from sentby.referrals.forms import AnswerForm, ContactForm, FactForm, OutcomeForm, WithdrawalForm
from sentby.referrals.models import Referral
from sentby.referrals.page import page_for


@require_safe
def referral(request: HttpRequest, pk: str) -> HttpResponse:
    """Memo, clock, the one next act, ladder, brief, story, outcome and thanks."""
    return show(request, pk)


def show(request: HttpRequest, pk: str, status: int = 200, **forms: object) -> HttpResponse:
    """The page, with whichever form came back invalid and what was typed in it."""
    member = member_of(request)
    shown: dict[str, object] = {
        "page": page_for(member, pk),
        "at": now(),
        "contact_form": ContactForm(),
        "outcome_form": OutcomeForm(member=member),
        "fact_form": FactForm(),
        "answer_form": AnswerForm(),
    }
    return render(request, "referrals/page.html", shown | forms, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, pk: str) -> HttpResponse:
    """Take back one entered by mistake: asks first, and can be undone."""
    member = member_of(request)
    item = the(Referral.objects.visible_to(member).filter(recorder=member), pk=pk)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        act = partial(actions.withdraw, referral=item, by=member, at=now(), why=why)
        try:
            press(request, f"withdraw:{pk}", lambda: {"done": act()})
            say(request, "Withdrawn. It counts nowhere.", undo=f"/referrals/{pk}/return/")
        except actions.NotOpen as reason:
            warn(request, str(reason))
        return redirect("referral", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "referrals/withdrawal.html", {"form": form, "referral": item}, status=status)


@require_POST
def bring_back(request: HttpRequest, pk: str) -> HttpResponse:
    """Undo a withdrawal."""
    member = member_of(request)
    item = the(Referral.objects.visible_to(member).filter(recorder=member), pk=pk)
    try:
        press(
            request, f"return:{pk}", lambda: {"done": actions.bring_back(referral=item, by=member, at=now())}
        )
    except actions.NotPossible as reason:
        warn(request, str(reason))
    return redirect("referral", pk=pk)

"""The acts on a referral's page: each a sub-noun to POST to, most of them one press."""

from functools import partial

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.http import back, press, say, warn
from sentby.referrals import actions, queries
from sentby.referrals.actions.stating import CannotClaim
from sentby.referrals.forms import (
    AnswerForm,
    ContactForm,
    FactForm,
    OutcomeForm,
    QuestionForm,
    typed_in,
)
from sentby.referrals.models import Fact, Outcome
from sentby.referrals.views.page import show
from sentby.rules.clocks import ContactKind

EARLIER = "Noted. It was before this was passed on, so the clock still runs."


@require_POST
def facts(request: HttpRequest, pk: str) -> HttpResponse:
    """State one more fact."""
    member, form = member_of(request), FactForm(request.POST)
    item = queries.completed_by(member, pk)
    if not form.is_valid():
        return show(request, pk, 422, fact_form=form)

    known = {fact.kind for fact in item.stated}
    state = partial(actions.claim_facts, referral=item, claims=[form.claim()], by=member, at=now())
    try:
        stated = press(request, f"fact:{pk}", lambda: state()[0])
    except CannotClaim as reason:
        form.add_error(None, str(reason))
        return show(request, pk, 422, fact_form=form)
    except actions.NotOpen as reason:
        return _too_late(request, pk, reason, form)
    is_new = form.claim().kind not in known  # undoing a correction would leave nothing of what stood before
    say(request, "Noted.", undo=is_new * f"/referrals/{pk}/facts/{stated['id']}/withdrawal/")
    return redirect("referral", pk=pk)


@require_POST
def fact_withdrawal(request: HttpRequest, pk: str, fact: str) -> HttpResponse:
    """Withdraw a fact entered by mistake."""
    member = member_of(request)
    row = the(Fact.objects.visible_to(member).filter(referral=queries.completed_by(member, pk)), pk=fact)
    try:
        press(
            request,
            f"withdraw:{fact}",
            lambda: {"done": actions.withdraw_fact(fact=row, by=member, at=now())},
        )
    except (CannotClaim, actions.NotOpen) as reason:
        warn(request, str(reason))
    else:
        say(request, "Withdrawn. The grade follows from what is left.")
    return redirect("referral", pk=pk)


@require_POST
def contacts(request: HttpRequest, pk: str) -> HttpResponse:
    """I called, they called me, I left a message, we met."""
    member, form = member_of(request), ContactForm(request.POST)
    item = queries.worked_by(member, pk)
    if not form.is_valid():
        return show(request, pk, 422, contact_form=form)

    def log() -> dict[str, object]:
        contact = actions.log_contact(referral=item, by=member.actor, at=now(), **form.contact())
        reached = ContactKind(contact.kind).reaches
        return {"id": contact.pk, "said": EARLIER if reached and not item.first_contact_at else "Noted."}

    try:
        logged = press(request, f"contact:{pk}", log)
    except actions.NotOpen as reason:
        return _too_late(request, pk, reason, form)
    say(request, logged["said"], undo=f"/referrals/{pk}/contacts/{logged['id']}/removal/")
    return redirect(back(request, f"/referrals/{pk}/"))


@require_POST
def contact_removal(request: HttpRequest, pk: str, contact: str) -> HttpResponse:
    """Take a contact back: the clock runs again unless another one stopped it."""
    member = member_of(request)
    row = queries.own_contact(member, pk, contact)
    press(
        request,
        f"uncontact:{contact}",
        lambda: {"done": actions.take_back_contact(contact=row, by=member, at=now())},
    )
    return redirect(back(request, f"/referrals/{pk}/"))


@require_POST
def receiver_told(request: HttpRequest, pk: str) -> HttpResponse:
    """I told them: a receiver without an account hears of it from whoever recorded it."""
    member = member_of(request)
    item = queries.worked_by(member, pk)
    act = partial(actions.note_receiver_told, referral=item, by=member, at=now())
    try:
        press(request, f"told:{pk}", lambda: {"done": act()})
    except actions.NotPossible as reason:
        warn(request, str(reason))
    else:
        say(request, "Noted.", undo=f"/referrals/{pk}/receiver-told/removal/")
    return redirect(back(request, f"/referrals/{pk}/"))


@require_POST
def receiver_told_removal(request: HttpRequest, pk: str) -> HttpResponse:
    """They have not been told after all."""
    member = member_of(request)
    item = queries.worked_by(member, pk)
    act = partial(actions.take_back_told, referral=item, by=member, at=now())
    press(request, f"untold:{pk}", lambda: {"done": act()})
    return redirect(back(request, f"/referrals/{pk}/"))


@require_POST
def outcomes(request: HttpRequest, pk: str) -> HttpResponse:
    """Talked, met, proposed, won, lost."""
    member = member_of(request)
    form = OutcomeForm(request.POST, member=member)
    item = queries.worked_by(member, pk)
    if not form.is_valid():
        return show(request, pk, 422, outcome_form=form)

    def record() -> Outcome:
        return actions.record_outcome(referral=item, by=member, at=now(), **form.step())

    try:
        recorded = press(request, f"outcome:{pk}", record)
    except actions.NotOpen as reason:
        return _too_late(request, pk, reason, form)
    giver = item.giver_member
    told = f" {giver.first_name} is told." if giver is not None and giver != member else ""
    say(request, f"Recorded.{told}", undo=f"/referrals/{pk}/outcomes/{recorded['id']}/removal/")
    return redirect(back(request, f"/referrals/{pk}/"))


@require_POST
def outcome_removal(request: HttpRequest, pk: str, outcome: str) -> HttpResponse:
    """Take an outcome back."""
    member = member_of(request)
    row = the(Outcome.objects.visible_to(member).filter(referral=queries.worked_by(member, pk)), pk=outcome)
    press(
        request,
        f"unoutcome:{outcome}",
        lambda: {"done": actions.take_back_outcome(outcome=row, by=member, at=now())},
    )
    return redirect(back(request, f"/referrals/{pk}/"))


@require_POST
def question(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask the other side: for details, or what became of it."""
    member, form = member_of(request), QuestionForm(request.POST)
    item = queries.visible(member, pk)
    if not form.is_valid():
        return show(request, pk, 422, question_form=form)
    words = form.cleaned_data["question"]

    def ask() -> dict[str, bool]:
        return {"asked": bool(actions.ask_what_became(referral=item, by=member, at=now(), question=words))}

    try:
        asked = press(request, f"question:{pk}", ask)
    except actions.NotPossible as reason:
        return _too_late(request, pk, reason, form)
    if asked.get("asked"):
        say(request, "Your question is posted.", posted=True)
    else:
        say(request, "The question is open already; nothing more was sent.")
    return redirect(back(request, f"/referrals/{pk}/"))


@require_POST
def answer(request: HttpRequest, pk: str) -> HttpResponse:
    """Answer the open question of the other side."""
    member, form = member_of(request), AnswerForm(request.POST)
    item = queries.visible(member, pk)
    ask = queries.last_question_to(member, item)
    if not form.is_valid():
        return show(request, pk, 422, answer_form=form)
    words = form.cleaned_data["answer"]
    act = partial(actions.answer_question, ask=ask, by=member, at=now(), answer=words)
    try:
        answered = press(request, f"answer:{ask.pk}", lambda: {"done": act()})
    except actions.NotOpen as reason:
        return _too_late(request, pk, reason, form)
    if not answered.get("done"):
        return _too_late(request, pk, "This was answered already. Yours was not sent.", form)
    say(request, "Your answer is posted.", posted=True)
    return redirect(back(request, f"/referrals/{pk}/"))


def _too_late(request: HttpRequest, pk: str, reason: Exception | str, form: Form) -> HttpResponse:
    """The page as it stands now, the sentence that says why nothing was written, and what had been typed."""
    warn(request, str(reason))
    return show(request, pk, 409, unsaved=typed_in(form))

"""Where a member writes the introduction, or asks the prospect first."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sentby.accounts.models import Member
from sentby.accounts.requests import member_of
from sentby.core.clock import now, today_in
from sentby.core.http import back, press, say, warn
from sentby.introductions import actions, queries
from sentby.introductions.forms import HeardForm, IntroductionForm
from sentby.introductions.preview import introduction_desk, question_desk
from sentby.referrals.actions.settling import UNDO_WITHIN
from sentby.referrals.models import Referral
from sentby.referrals.parties import names

HEARD = {
    "yes": "Noted as you heard it. {receiver}’s 24 hours start now.",
    "yes, by hand": "Noted as you heard it. Tell {receiver} now.",
    "no": "Noted as you heard it. {receiver} was told nothing.",
    "stop": "Noted, and final: nobody here can pass {prospect} on again.",
}
STANDS_IN_THE_WAY = (actions.NotPossible, actions.Conflict, actions.AlreadyLeft)


@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request: HttpRequest, pk: str) -> HttpResponse:
    """The letter to both: written, previewed, kept as a draft, sent."""
    member = member_of(request)
    referral = queries.introducible(member, pk)
    if request.method != "POST":
        return _show(request, referral, member)
    form = IntroductionForm(request.POST, by_sentby=queries.may_go_by_sentby(referral))
    if not form.is_valid():
        return _show(request, referral, member, form)
    try:
        left = press(request, f"introduction:{pk}", lambda: _keep(form, referral, member, request.POST))[
            "left"
        ]
    except STANDS_IN_THE_WAY as reason:
        return _show(request, referral, member, form, reason)
    if left:
        _say_posted(request, pk)
    else:
        say(request, "Kept as a draft. Nothing has left.")
    return redirect("referral", pk=pk) if left else redirect("introduction", pk=pk)


@require_POST
def preview(request: HttpRequest, pk: str) -> HttpResponse:
    """What each side would read, while it is typed. Keeps nothing."""
    member = member_of(request)
    referral = queries.introducible(member, pk)
    desk = introduction_desk(referral, member, _typed(request), now())
    return render(request, "introductions/_preview.html", {"desk": desk})


@require_POST
def departure(request: HttpRequest, pk: str) -> HttpResponse:
    """It leaves, or has left from the member's own mailbox."""
    member = member_of(request)
    letter = queries.introduction_seen_by(member, queries.introducible(member, pk))
    if letter is None:
        raise Http404
    act = (
        partial(actions.send, leaves_at=now() + UNDO_WITHIN) if letter.way == "sentby" else actions.mark_sent
    )
    try:
        press(request, f"departure:{pk}", lambda: act(introduction=letter, by=member, at=now()))
    except STANDS_IN_THE_WAY as reason:
        warn(request, str(reason))
        return redirect("introduction", pk=pk)
    if letter.way == "own":
        say(request, "Noted: it has left.")
    else:
        _say_posted(request, pk)
    return redirect("referral", pk=pk)


def _say_posted(request: HttpRequest, pk: str) -> None:
    undo = reverse("introduction-return", args=[pk])
    say(request, "The letter to each of them is posted.", posted=True, undo=undo)


@require_POST
def called_back(request: HttpRequest, pk: str) -> HttpResponse:
    """Undo the sending while the letters wait here: it is a draft again."""
    member = member_of(request)
    letter = queries.introduction_seen_by(member, queries.introducible(member, pk))
    if letter is None:
        raise Http404
    act = partial(actions.call_back, introduction=letter, by=member, at=now())
    try:
        press(request, f"called-back:{pk}", lambda: {"done": act()})
    except actions.AlreadyLeft as reason:
        warn(request, str(reason))
        return redirect("referral", pk=pk)
    say(request, "Called back. Nothing has left, and your words are here.")
    return redirect("introduction", pk=pk)


@require_POST
def fresh_start(request: HttpRequest, pk: str) -> HttpResponse:
    """Put the letter aside and begin again, as long as nobody has it."""
    member = member_of(request)
    letter = queries.introduction_seen_by(member, queries.introducible(member, pk))
    if letter is not None:
        try:
            press(
                request,
                f"fresh:{pk}",
                lambda: {"done": actions.drop(introduction=letter, by=member, at=now())},
            )
        except actions.AlreadyLeft as reason:
            warn(request, str(reason))
    return redirect("introduction", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, pk: str) -> HttpResponse:
    """May I pass your details on? Asked by Sentby, or prepared for the member's own mailbox."""
    member = member_of(request)
    referral = queries.introducible(member, pk)
    if request.method != "POST":
        return _show_question(request, referral, member)
    by_sentby = request.POST.get("way") == "sentby"
    act = actions.ask_first if by_sentby else actions.prepare_question
    try:
        press(request, f"question:{pk}", lambda: act(referral=referral, by=member, at=now()))
    except STANDS_IN_THE_WAY as reason:
        warn(request, str(reason))
        return redirect("consent-ask", pk=pk)
    if by_sentby:
        say(request, "The question is posted.", posted=True)
        return redirect(back(request, f"/referrals/{pk}/consent/"))
    return redirect("consent-ask", pk=pk)


@require_POST
def question_departure(request: HttpRequest, pk: str) -> HttpResponse:
    """The question has left from the member's own mailbox."""
    member = member_of(request)
    asked = queries.question_seen_by(member, queries.introducible(member, pk))
    if asked is None:
        raise Http404
    try:
        press(request, f"asked:{pk}", lambda: actions.mark_asked(question=asked, by=member, at=now()))
    except STANDS_IN_THE_WAY as reason:
        warn(request, str(reason))
    return redirect("referral", pk=pk)


@require_POST
def question_answer(request: HttpRequest, pk: str) -> HttpResponse:
    """The member rang and asked: what they heard."""
    member = member_of(request)
    referral = queries.introducible(member, pk)
    form = HeardForm(request.POST, today=today_in(member.time_zone, now()))
    if not form.is_valid():
        return _show_question(request, referral, member, form)

    def note() -> dict[str, Any]:
        actions.heard_by_telephone(referral=referral, by=member, at=now(), **form.cleaned_data)
        return {"said": form.cleaned_data["said"]}

    try:
        heard = press(request, f"heard:{pk}", note)
    except actions.NotPossible as reason:
        warn(request, str(reason))
        return redirect("referral", pk=pk)
    by_hand = ", by hand" if heard["said"] == "yes" and referral.receiver_member is None else ""
    say(request, names(referral).write(HEARD[heard["said"] + by_hand]))
    return redirect(back(request, f"/referrals/{pk}/"))


def _show_question(
    request: HttpRequest, referral: Referral, member: Member, heard: HeardForm | None = None
) -> HttpResponse:
    at = now()
    form = heard or HeardForm(today=today_in(member.time_zone, at))
    shown = {"desk": question_desk(referral, member, at), "heard": form}
    return render(request, "introductions/question.html", shown, status=422 if heard else 200)


def _keep(form: IntroductionForm, referral: Referral, member: Member, posted: Any) -> dict[str, Any]:
    """Save what was typed; and send it, if that was pressed and Sentby is to send it."""
    at = now()
    letter = actions.draft(referral=referral, by=member, at=at)
    version = form.cleaned_data["version"] or 1
    letter = actions.save_draft(introduction=letter, version=version, **form.said(), by=member, at=at)
    if posted.get("next") != "send" or letter.way != "sentby":
        return {"left": False}
    actions.send(introduction=letter, by=member, at=at, leaves_at=at + UNDO_WITHIN)
    return {"left": True}


def _show(
    request: HttpRequest, referral: Referral, member: Member, form: IntroductionForm | None = None,
    reason: Exception | None = None,
) -> HttpResponse:  # fmt: skip
    desk = introduction_desk(referral, member, _typed(request) if form else {}, now())
    if form is None:
        form = IntroductionForm(initial=desk.words, by_sentby=desk.by_sentby)
    if reason is not None:
        form.add_error(None, str(reason))
    status = 409 if isinstance(reason, actions.Conflict) else 422 if form.is_bound else 200
    return render(request, "introductions/compose.html", {"desk": desk, "form": form}, status=status)


def _typed(request: HttpRequest) -> dict[str, str]:
    """What stands in the fields now, fit to be previewed."""
    way = "sentby" if request.POST.get("way") == "sentby" else "own"
    limits = {"subject": 200, "why": 3_000, "what_next": 300}
    return {"way": way} | {name: request.POST.get(name, "")[:most] for name, most in limits.items()}

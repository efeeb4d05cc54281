"""Pass on, and complete what was passed on."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sentby.accounts.models import Member
from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.http import back, press, say
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals import actions, preview, queries, sides, wishes
from sentby.referrals.choices import GIVE, OWN, SIDES
from sentby.referrals.forms import (
    STOOD,
    DetailsForm,
    PassOnForm,
    ProspectFields,
)
from sentby.referrals.judging import meeting_near
from sentby.referrals.models import Party, Referral
from sentby.referrals.page import said_after_saving
from sentby.referrals.parties import is_open_to
from sentby.rules.consent import Mode
from sentby.rules.facts import Origin

UNSEEN = "This form does not say what stood here when it was written. Look at it, then save again."


@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest) -> HttpResponse:
    """The big button: the form, and saving whatever is honest."""
    member = member_of(request)
    person = _chosen(request, member)
    form = PassOnForm(request.POST or None, member=member, person=person, initial=_initial(request, person))
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        if asks_back := wishes.say_once(form, request.POST):
            return _show(request, asks_back, member)
        try:
            saved = press(request, "pass-on", lambda: _pass_on(form, member))
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            return _saved(request, queries.recorded_by(member, saved["id"]))
    return _show(request, form, member)


@require_POST
def grade(request: HttpRequest) -> HttpResponse:
    """What the form adds up to while it is filled. Saves nothing."""
    member = member_of(request)
    form = PassOnForm(request.POST, member=member, person=_chosen(request, member))
    return render(request, "referrals/_live.html", {"preview": preview.look(form, member, now())})


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, pk: str) -> HttpResponse:
    """Complete or correct what is known of the prospect and the need; a field that is left out stays as it is."""
    member = member_of(request)
    referral = queries.completed_by(member, pk)
    known = _known(referral, member)
    form = DetailsForm(_sent(request.POST, known) if request.POST else None, member=member, initial=known)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        try:
            press(request, f"details:{pk}", lambda: _complete(form, referral, member))
        except actions.Conflict as reason:
            form, status = _again(form, referral, member), 409
            form.add_error(None, str(reason))
        except actions.NotPossible as reason:
            form.add_error(None, str(reason))
        else:
            say(request, "Saved.")
            return redirect(back(request, f"/referrals/{pk}/"))
    return render(request, "referrals/details.html", {"form": form, "referral": referral}, status=status)


def _saved(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Say what happens now, or lead to what has to: the question, where the prospect is asked first."""
    say(request, said_after_saving(referral), undo=f"/referrals/{referral.pk}/withdrawal/")
    asks_first = referral.giver_member_id == referral.recorder_id and referral.released_at is None
    return redirect("consent-ask" if asks_first else "referral", pk=referral.pk)


def _show(request: HttpRequest, form: PassOnForm, member: Member) -> HttpResponse:
    seen = preview.look(form if form.is_bound else _blank(form, member), member, now())
    if "look" in request.POST:
        _overlook_what_is_empty(form)
    status = 422 if request.method == "POST" and form.errors and "look" not in request.POST else 200
    shown = {"form": form, "preview": seen, "labels": sides.labels(member)}
    return render(request, "referrals/pass_on.html", shown, status=status)


def _overlook_what_is_empty(form: PassOnForm) -> None:
    """Whoever only looks has not been asked for everything yet: what is wrong is what they wrote."""
    for name in [name for name in form.errors if name in form.fields and not form[name].value()]:
        del form.errors[name]


def _blank(form: PassOnForm, member: Member) -> PassOnForm:
    consent = form.fields["consent"].initial
    start = {"side": GIVE, "origin": Origin.CONVERSATION, "consent": consent, **form.initial}
    return PassOnForm(start, member=member, person=form.person)


def _chosen(request: HttpRequest, member: Member) -> Person | None:
    """The person of the book that the page was opened with."""
    pk = request.POST.get("prospect") or request.GET.get("prospect")
    return the(Person.objects.visible_to(member), pk=pk) if pk else None


def _initial(request: HttpRequest, person: Person | None) -> dict[str, str]:
    side = request.GET.get("side", GIVE)
    initial = {"side": side if side in dict(SIDES) else GIVE, "party": request.GET.get("to", "")}
    return initial | ({"name": person.name} if person else {})


def _pass_on(form: PassOnForm, member: Member) -> Referral:
    data, at = form.cleaned_data, now()
    other = _party(data["party"], data["party_reach"], member) if data["side"] != OWN else None
    giver, receiver = (member, other) if data["side"] == GIVE else (other, member)
    return actions.pass_on(
        by=member, at=at, giver=giver, receiver=receiver or member, prospect=form.prospect(form.person),
        claims=form.claims(), need=data["need"], endorsement=data["endorsement"],
        origin=Origin(data["origin"]), consent_mode=Mode(data["consent"]) if data["side"] == GIVE else Mode.TELL,
        meeting_at=meeting_near(member, at),
    )  # fmt: skip


def _party(found: Party | str, reach: str, member: Member) -> Party:
    """Somebody known, or a new entry of the book for a name typed here; with the way to reach them that was typed."""
    ways = [reach] if reach else []
    if isinstance(found, str):
        name, business = sides.new_party(found)
        return people.add_person(owner=member, name=name, company=business, channels=ways, at=now())
    if isinstance(found, Person) and ways:
        return people.complete_prospect(person=found, channels=ways, at=now())
    return found


def _sent(sent: QueryDict, known: dict[str, object]) -> dict[str, object]:
    """What was sent, and what stands in each field that was left out. What the writer saw is for the form to say."""
    seen = {"version", *STOOD} | ({"entry"} if sent.keys() & ProspectFields.base_fields.keys() else set())
    return {name: stands for name, stands in known.items() if name not in seen} | sent.dict()


def _known(referral: Referral, member: Member) -> dict[str, object]:
    known = {"need": referral.need, "endorsement": referral.endorsement, "version": referral.version}
    prospect = referral.prospect_person
    if not is_open_to(referral.prospect, member, referral):
        return known
    if prospect is not None:
        known["entry"] = prospect.version
    ways = [channel.shown for channel in prospect.channels.all()] if prospect else []
    company = prospect.company if prospect else referral.prospect_company
    return known | {
        "name": prospect.name if prospect else "",
        "reach": ways[0] if ways else "",
        "reach_too": ways[1] if len(ways) > 1 else "",
        **dict(zip(STOOD, ways, strict=False)),
        "business": company.name if company else "",
        "place": company.place if company else "",
    }


def _complete(form: DetailsForm, referral: Referral, member: Member) -> Referral:
    data = form.cleaned_data
    if not form.was_seen:
        raise actions.Conflict(UNSEEN)
    change = actions.Change(need=data["need"], endorsement=data["endorsement"], prospect=form.corrected())
    return actions.add_details(referral=referral, change=change, version=data["version"], by=member, at=now())


def _again(form: DetailsForm, referral: Referral, member: Member) -> DetailsForm:
    """The same words on top of the newer version, so that a second press saves them; beside each, what it says now."""
    stands = _known(queries.completed_by(member, referral.pk), member)
    newer = {name: stands[name] for name in ("version", "entry", *STOOD) if name in stands}
    again = DetailsForm(
        {name: form.data.get(name) for name in form.fields} | newer, member=member, initial=stands
    )
    again.show_what_stands()
    again.is_valid()
    return again

"""What a browser does on the pages of a referral."""

from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.people.models import Person
from sentby.referrals.forms import STOOD
from sentby.referrals.models import Referral
from tests.support.referring import HOUR, give_referral

PRESSES = count()


def page_of(referral: Referral) -> str:
    return reverse("referral", args=[referral.pk])


def url_of(referral: Referral, act: str, *more: str) -> str:
    """The address of one act: "facts" → /referrals/<id>/facts/."""
    names = {
        "fact-withdrawal": "fact-withdrawal", "contact-removal": "contact-removal",
        "outcome-removal": "outcome-removal", "thanks-removal": "thanks-removal",
    }  # fmt: skip
    return reverse(names.get(act, f"referral-{act}"), args=[referral.pk, *more])


def press(client: Client, url: str, once: str = "", **sent: Any) -> HttpResponse:
    """One press of a button on a form of its own, or of the form named by `once`."""
    return client.post(url, sent | {"once": once or f"press-{next(PRESSES)}"})  # type: ignore[return-value]


def said(client: Client, answer: HttpResponse) -> str:
    """The page that the answer leads to, as text."""
    if answer.status_code in (301, 302, 303):
        answer = client.get(answer["Location"])  # type: ignore[assignment]
    return answer.content.decode()


def seen(referral: Referral) -> dict[str, Any]:
    """What the form of the details says of what its writer saw."""
    referral = Referral.objects.get(pk=referral.pk)
    entry = referral.prospect_person
    if entry is None:
        return {"version": referral.version}
    ways = [channel.shown for channel in entry.channels.all()]
    return {"version": referral.version, "entry": entry.version} | dict(zip(STOOD, ways, strict=False))


def passed_on(**typed: Any) -> dict[str, Any]:
    """The form "Pass on", filled in: Ana gives Dana to Sam."""
    usual: dict[str, Any] = {
        "side": "give",
        "party": "Sam Okafor, Okafor Roofing",
        "name": "Dana Lindqvist",
        "reach": "01632 960144",
        "reach_too": "",
        "business": "Mill Lane School",
        "place": "Mill Lane",
        "need": "The roof leaks.",
        "facts": ["spoke", "knows_receiver", "expects_contact"],
        "spoke_on": "",
        "endorsement": "Sam is honest.",
        "origin": "conversation",
        "consent": "tell",
    }
    return usual | typed


def just_given(ana: Member, sam: Member | Person, **more: Any) -> Referral:
    """A referral of an hour ago, by the clock on the wall."""
    return give_referral(ana, sam, **({"at": now() - HOUR} | more))

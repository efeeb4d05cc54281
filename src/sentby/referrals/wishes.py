"""What the giver's own book says of somebody who is about to be passed on, and how they are to be asked."""

from django.conf import settings
from django.http import QueryDict

from sentby.people import queries as people
from sentby.people.models import Person
from sentby.referrals.forms import GIVE, PassOnForm
from sentby.rules.channels import read_channel
from sentby.rules.consent import Mode


def entry_meant(form: PassOnForm) -> Person | None:
    """The person of the book who was chosen, or whom the name and a way to reach them mean, as saving will find them."""
    typed = form.prospect()
    if form.person or not (typed.name and typed.channels):
        return form.person
    keys = [read_channel(way, region=settings.DEFAULT_REGION).canonical for way in typed.channels]
    return people.person_meant(form.member, typed.name, keys)


def asked_first(form: PassOnForm) -> Person | None:
    """Whom the book says to ask first, while the form says to tell them."""
    tells = form.cleaned_data.get("side") == GIVE and form.cleaned_data.get("consent") == Mode.TELL
    known = entry_meant(form) if tells else None
    return known if known and known.consent_mode == Mode.ASK_ONE else None


def say_once(form: PassOnForm, sent: QueryDict) -> PassOnForm | None:
    """The form with "Ask them first" chosen, and the sentence that says why; None when there is nothing to say.

    It is said once of each person: the form that comes back carries whom it was said of, so a second choice holds.
    """
    known = asked_first(form)
    if known is None or form.cleaned_data["said_of"] == known.pk:
        return None
    data = sent.copy()
    data["consent"], data["said_of"] = Mode.ASK_ONE.value, known.pk
    again = PassOnForm(data, member=form.member, person=form.person)
    again.is_valid()
    again.add_error(
        "consent",
        f"Your book says: ask {known.first_name} first. Press again to do so, or choose “Tell them” again to tell.",
    )
    return again

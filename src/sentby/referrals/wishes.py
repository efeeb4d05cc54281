"""What is asked once before somebody is passed on: who is meant, and how the giver's own book says to ask them."""

from django.http import QueryDict

from sentby.people import queries as people
from sentby.people.models import Person
from sentby.referrals import sides
from sentby.referrals.choices import GIVE
from sentby.referrals.forms import PassOnForm
from sentby.rules.channels import read_channel
from sentby.rules.consent import Mode


def entry_meant(form: PassOnForm) -> Person | None:
    """The person of the book who was chosen, or whom the name and a way to reach them mean, as saving will find them."""
    typed = form.prospect()
    if form.person or not (typed.name and typed.channels):
        return form.person
    keys = [read_channel(way).canonical for way in typed.channels]
    return people.person_meant(form.member, typed.name, keys)


def asked_first(form: PassOnForm) -> Person | None:
    """Whom the book says to ask first, while the form says to tell them."""
    tells = form.cleaned_data.get("side") == GIVE and form.cleaned_data.get("consent") == Mode.TELL
    known = entry_meant(form) if tells else None
    return known if known and known.consent_mode == Mode.ASK_ONE else None


def who_else(form: PassOnForm) -> str:
    """Which lines of the list may be meant by a name that nobody here has; nothing when there is none."""
    typed = form.cleaned_data.get("party")
    return (
        " or ".join(f"“{line}”" for line in sides.may_mean(form.member, typed))
        if isinstance(typed, str)
        else ""
    )


def say_once(form: PassOnForm, sent: QueryDict) -> PassOnForm | None:
    """The form with the one question that has to be asked before it is saved; None when there is none.

    Each is asked once of each person: the form that comes back carries whom it was asked of, so a second choice holds.
    """
    return _ask_who(form, sent) or _ask_first(form, sent)


def _ask_who(form: PassOnForm, sent: QueryDict) -> PassOnForm | None:
    """Whether a new name is short for somebody who is here already."""
    typed, lines = form.cleaned_data.get("party"), who_else(form)
    if not lines or form.cleaned_data["new_as"] == typed:
        return None
    question = f"Do you mean {lines}? Then choose that line. Press again if “{typed}” is somebody new."
    return _again(form, sent, "party", question, new_as=str(typed))


def _ask_first(form: PassOnForm, sent: QueryDict) -> PassOnForm | None:
    """With "Ask them first" chosen, as the book says, and the sentence that says why."""
    known = asked_first(form)
    if known is None or form.cleaned_data["said_of"] == known.pk:
        return None
    question = f"Your book says: ask {known.first_name} first. Press again to do so, or choose “Tell them” again to tell."
    return _again(form, sent, "consent", question, consent=Mode.ASK_ONE.value, said_of=known.pk)


def _again(form: PassOnForm, sent: QueryDict, field: str, question: str, **changed: str) -> PassOnForm:
    data = sent.copy()
    for name, value in changed.items():
        data[name] = value
    again = PassOnForm(data, member=form.member, person=form.person)
    again.is_valid()
    again.add_error(field, question)
    return again

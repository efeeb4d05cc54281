"""Whom, to whom and why: what is typed when somebody is passed on, completed or corrected."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.people.models import Person
from sentby.referrals import sides
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.choices import (
    GIVE,
    ORIGINS,
    OWN,
    PUT_OTHERWISE,
    RECEIVED,
    SENTENCES,
    SIDES,
    STATED,
    TITLES,
    WORDS,
)
from sentby.referrals.forms.days import this_age
from sentby.referrals.models import Party
from sentby.rules.channels import ChannelError, calling_code, read_channel
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind, Origin
from sentby.rules.names import visible

LONGEST_NAME = 160
LONGEST_LINE = 1_000  # of the list: name, business, and all that tells two apart
STOOD = ("reach_stood", "reach_too_stood")  # what the writer saw in the two fields
EMPTIED = {"company": "business", "place": "place"}


def clean_way(text: str, member: Member) -> str:
    """One address or number that can be written to or called, as it is shown; ValidationError in a plain sentence."""
    if not text.strip():
        return ""
    try:
        return read_channel(text, region=member.country).shown
    except ChannelError as error:
        raise forms.ValidationError(str(error)) from None


class ProspectFields(forms.Form):
    """Who is passed on."""

    name = forms.CharField(label="Name", max_length=160, required=False)
    reach = forms.CharField(label="Phone or e-mail", max_length=320, required=False)
    reach_too = forms.CharField(label="Another way to reach them", max_length=320, required=False)
    business = forms.CharField(label="Business (if any)", max_length=160, required=False)
    place = forms.CharField(label="Place", max_length=160, required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["reach"].help_text = f"A number without + in front gets {calling_code(member.country)}."

    def clean_name(self) -> str:
        return visible(self.cleaned_data["name"])

    def clean_business(self) -> str:
        return visible(self.cleaned_data["business"])

    def clean_reach(self) -> str:
        return clean_way(self.cleaned_data["reach"], self.member)

    def clean_reach_too(self) -> str:
        return clean_way(self.cleaned_data["reach_too"], self.member)

    def prospect(self, person: Person | None = None) -> Prospect:
        """The prospect as typed so far, or the person of the book that was chosen."""
        data = self.cleaned_data
        ways = tuple(way for way in (data.get("reach", ""), data.get("reach_too", "")) if way)
        return Prospect(
            name=data.get("name", ""), channels=ways, company=data.get("business", ""),
            place=data.get("place", ""), person=person,
        )  # fmt: skip


class PassOnForm(ProspectFields):
    """The big button: give, record what was received, or keep one for yourself."""

    field_order = ("side", "party", "party_reach")
    side = forms.ChoiceField(
        label="Which way?", choices=SIDES, initial=GIVE,
        widget=forms.RadioSelect(attrs={"data-look": "seg"}),
    )  # fmt: skip
    party = forms.CharField(
        label="Who can help?", max_length=LONGEST_LINE, required=False,
        help_text="A member of this desk, somebody in your book, or a new name.",
        widget=forms.TextInput(attrs={"list": "parties", "autocomplete": "off"}),
    )  # fmt: skip
    party_reach = forms.CharField(label="A number or an address of theirs", max_length=320, required=False)
    need = forms.CharField(
        label="What do they need?", max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    facts = forms.MultipleChoiceField(
        choices=[(kind.value, kind.value) for kind in STATED], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    spoke_on = forms.DateField(
        label="When did you speak?", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    endorsement = forms.CharField(
        label="Your recommendation", max_length=2_000, required=False,
        help_text="Why whoever can help is good at it: your own words, from your own experience. The prospect reads it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    origin = forms.ChoiceField(label="Where is the name from?", choices=ORIGINS, initial=Origin.CONVERSATION)
    consent = forms.ChoiceField(
        label="How shall the prospect be asked?",
        choices=[(Mode.TELL.value, "Tell them"), (Mode.ASK_ONE.value, "Ask them first")],
        widget=forms.RadioSelect(attrs={"data-look": "seg"}),
    )
    # What was asked once already; see `wishes.say_once`.
    said_of = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)
    new_as = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_LINE, required=False)

    def __init__(self, *args: Any, member: Member, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        self.person = person
        self.fields["consent"].initial = (person and person.consent_mode) or member.consent_mode
        self.fields["said_of"].initial = person and person.pk
        for name, words in PUT_OTHERWISE.get(self.which, {}).items():
            self.fields[name].label, self.fields[name].help_text = words

    def clean_party(self) -> "Party | str | None":
        """Whom the text means: a member, a person of the book, a new name; ValidationError when two could be meant."""
        typed = visible(self.cleaned_data["party"]).strip(" ,")
        if not typed or self.cleaned_data.get("side") == OWN:
            return None
        found = sides.parties_called(self.member, typed)
        if len(found) > 1:
            choice = sides.choices(self.member, found)
            raise forms.ValidationError(f"More than one person here is called that. Choose {choice}.")
        if not found and " ".join(typed.split()).casefold() in _own_names(self.member):
            raise forms.ValidationError("That is you. Write who is on the other side.")
        if not found and sides.is_channel(typed, self.member):
            raise forms.ValidationError("Nobody here has that address or number. Write their name.")
        if not found and len(typed) > LONGEST_NAME:
            raise forms.ValidationError(f"That is too long for a name: {LONGEST_NAME} characters are kept.")
        if not found and not sides.new_party(typed)[0]:
            raise forms.ValidationError("Write a name in front of the comma.")
        return found[0] if found else typed

    def clean_party_reach(self) -> str:
        own = self.cleaned_data.get("side") == OWN
        return "" if own else clean_way(self.cleaned_data["party_reach"], self.member)

    def clean_spoke_on(self) -> date | None:
        day: date | None = self.cleaned_data["spoke_on"]
        if day and day > timezone.localdate(now()):
            raise forms.ValidationError("That day has not come yet. Only what has happened is a fact.")
        return this_age(day)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("side") != OWN and "party" not in self.errors and not data.get("party"):
            word = "gave it to you" if data.get("side") == RECEIVED else "can help"
            self.add_error("party", f"Say who {word}.")
        if data.get("party_reach"):
            self._check_whose_it_is(data)
        if not (self.person or data.get("name") or data.get("business")) and not self.errors.get("name"):
            self.add_error("name", "Write at least a name, or a business to look up.")
        if data.get("spoke_on") and FactKind.SPOKE not in data.get("facts", []):
            self.add_error(
                "spoke_on", "A day without a talk: tick above that it took place, or take the day away."
            )
        return data

    def _check_whose_it_is(self, data: dict[str, Any]) -> None:
        """A number that is a member's, or the prospect's, reaches nobody new."""
        party, way = data.get("party"), data["party_reach"]
        members = [one for one in sides.parties_called(self.member, way) if isinstance(one, Member)]
        if isinstance(party, Member):
            self.add_error(
                "party_reach", f"{party.name} has an account here, so this is not needed. Empty it."
            )
        elif members:
            line = sides.label_of(members[0])
            self.add_error(
                "party_reach", f"That is {members[0].name}’s, who has an account here: choose “{line}” above."
            )
        elif sides.same_way(way, [data.get("reach", ""), data.get("reach_too", "")]):
            self.add_error("party_reach", "That is how the prospect is reached.")

    def clean_name(self) -> str:
        return self.person.name if self.person else super().clean_name()

    @property
    def ticked(self) -> list[str]:
        """What is ticked, as typed."""
        value = self["facts"].value()
        return list(value) if value else []

    @property
    def main_facts(self) -> list[tuple[str, str]]:
        """The five that are asked of everybody, as sentences."""
        return self._said(STATED[:5])

    @property
    def more_facts(self) -> list[tuple[str, str]]:
        return self._said(STATED[5:])

    def _said(self, kinds: tuple[FactKind, ...]) -> list[tuple[str, str]]:
        words = WORDS.get(self.which, WORDS[GIVE])
        return [(kind.value, SENTENCES[kind].format(**words)) for kind in kinds]

    @property
    def which(self) -> str:
        """Which way it goes, as chosen so far."""
        return str(self["side"].value() or GIVE)

    @property
    def title(self) -> str:
        """What the page is called, whichever way it goes."""
        return TITLES.get(self.which, TITLES[GIVE])

    @property
    def reach_open(self) -> bool:
        """Whether the field for somebody new is to be seen without opening it."""
        return bool(self["party_reach"].value() or self["party_reach"].errors)

    @property
    def more_open(self) -> bool:
        return bool({value for value, _ in self.more_facts} & set(self.ticked))

    def claims(self) -> list[Claim]:
        """The ticked facts. A conversation is dated; today unless another day is given."""
        ticked = [FactKind(value) for value in self.cleaned_data.get("facts", [])]
        spoke_on = self.cleaned_data.get("spoke_on")
        return [Claim(kind, spoke_on if kind is FactKind.SPOKE else None) for kind in ticked]


class DetailsForm(ProspectFields):
    """Complete or correct what was passed on."""

    need = forms.CharField(
        label="What do they need?", max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    endorsement = forms.CharField(
        label="The recommendation", max_length=2_000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31, required=False)
    entry = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31, required=False)
    reach_stood = forms.CharField(widget=forms.HiddenInput, max_length=320, required=False)
    reach_too_stood = forms.CharField(widget=forms.HiddenInput, max_length=320, required=False)

    @property
    def was_seen(self) -> bool:
        """Whether the form says of what it corrects how its writer saw it."""
        return all(self.cleaned_data[name] for name in ("version", "entry") if name in self.initial)

    def show_what_stands(self) -> None:
        """Beside every field that says something else now, what it says."""
        for name, field in self.fields.items():
            stands = self.initial.get(name) or ""
            if not field.widget.is_hidden and str(stands) != str(self.data.get(name) or ""):
                field.help_text = f"It says now: {stands}" if stands else "It is empty now."

    def corrected(self) -> Prospect:
        """The prospect as typed. What the writer saw and typed over, or emptied, stands no more; the rest stays."""
        typed, data = self.prospect(), self.cleaned_data
        stood = [data[name] for name in STOOD if data[name]]
        return replace(
            typed, instead_of=tuple(way for way in stood if way not in typed.channels), version=data["entry"],
            emptied=tuple(said for said, name in EMPTIED.items() if self.initial.get(name) and not data[name]),
        )  # fmt: skip


def _own_names(member: Member) -> set[str]:
    return {member.name.casefold(), sides.label_of(member).casefold(), member.email}

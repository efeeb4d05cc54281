"""What a member types about a person or a company, cleaned into typed values."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from sentby.accounts.models import Member
from sentby.core.fields import OneLine
from sentby.core.words import said_birthday
from sentby.engine.contacts.days import birthday_of
from sentby.people.models import Channel, Company, Person
from sentby.rules.channels import ChannelError, ChannelKind, calling_code, read_channel
from sentby.rules.countries import writes_day_first

EARLIEST: Final = date(1900, 1, 1)
LONGEST_CHANNEL: Final = 320
MOST_CHANNELS: Final = 20
MOST_TAGS: Final = 20
LONGEST_TAG: Final = 60
# The country of an address is a state here: a form knows its writer's own country by that name.
ADDRESS: Final = {
    "street": "street",
    "place": "place",
    "region": "region",
    "code": "code",
    "country": "state",
}
FIELD_OF: Final = {"phone": "phone", "email": "email", "url": "web"}
NAME_OF: Final = {"phone": "telephone number", "email": "e-mail address", "url": "web address"}
MOST_PASTED: Final = 500_000  # characters
PASTED: Final = "What you pasted"
DAYS: Final = frozenset({"met_on", "last_contact_on"})
SPOKE_BEFORE: Final = "That is before you met. Correct one of the two days."
MODES: Final = [
    ("tell", "Tell them\nThey are told who passed them on, and can stop it with one press."),
    ("ask-one", "Ask them first\nNothing is passed on before they say yes."),
]


class Line(OneLine):
    """One line of text, and how long it may be."""

    def __init__(self, *, most: int, **options: Any) -> None:
        too_long = f"This is too long: keep it within {most} characters."
        options.setdefault("required", False)
        super().__init__(max_length=most, **options)
        self.error_messages |= {"max_length": too_long}


class Page(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, most: int, rows: int = 4, **options: Any) -> None:
        too_long = f"This is too long: keep it within {most:,} characters."
        super().__init__(
            max_length=most,
            required=False,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"max_length": too_long},
            **options,
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n").strip()


class Day(forms.DateField):
    """A day that has come already."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput, **options)
        self.error_messages["invalid"] = "Give a day, like 2026-05-13."
        self.latest: date | None = None

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and self.latest and value > self.latest:
            raise ValidationError("That day has not come yet. Give a day up to today.")
        if value and value < EARLIEST:
            raise ValidationError("That is too long ago. Give the year with four figures.")


class Birthday(Line):
    """A day of birth, with or without its year."""

    def __init__(self, **options: Any) -> None:
        super().__init__(most=40, **options)
        self.day_first = True
        self.latest: date | None = None

    def clean(self, value: Any) -> str:
        written = str(super().clean(value) or "")
        day = birthday_of(written, day_first=self.day_first)
        if written and not day:
            raise ValidationError("Give a day, like 13 May 1970 or 13 May.")
        if not day.startswith("--") and self.latest and day > self.latest.isoformat():
            raise ValidationError("That day has not come yet.")
        return day


class Tags(Line):
    """Words with commas between them."""

    def clean(self, value: Any) -> list[str]:
        tags = [tag.strip() for tag in str(super().clean(value) or "").split(",") if tag.strip()]
        if len(tags) > MOST_TAGS:
            raise ValidationError(f"Keep to {MOST_TAGS} tags.")
        if long := next((tag for tag in tags if len(tag) > LONGEST_TAG), ""):
            raise ValidationError(f"“{long[:30]}…” is too long: keep a tag within {LONGEST_TAG} characters.")
        return tags


class ReachForm(forms.Form):
    """The ways to reach somebody: one of each kind in a field of its own, and any more one a line."""

    phone = Line(
        most=LONGEST_CHANNEL,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        label="Phone",
    )
    email = Line(
        most=LONGEST_CHANNEL,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "autocapitalize": "none"}),
        label="E-mail",
    )
    web = Line(
        most=LONGEST_CHANNEL,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"}),
        label="Web page",
    )
    more = Page(most=4_000, rows=2, label="More ways to reach them (if any)", help_text="One a line.")
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        self.country = member.country
        self.fields["phone"].help_text = f"Without + in front it gets {calling_code(self.country)}."

    def clean_phone(self) -> str:
        return self._one_of_kind("phone", ChannelKind.PHONE)

    def clean_email(self) -> str:
        return self._one_of_kind("email", ChannelKind.EMAIL)

    def clean_web(self) -> str:
        return self._one_of_kind("web", ChannelKind.URL)

    def clean_more(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        if len(lines) > MOST_CHANNELS - 3:
            raise ValidationError(f"Keep to {MOST_CHANNELS} ways to reach one entry.")
        wrong = [f"“{line[:60]}”: {error}" for line in lines if (error := self._trouble_with(line))]
        if wrong:
            raise ValidationError(wrong)
        return lines

    def said(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in _REACH}
        typed = [self.cleaned_data["phone"], self.cleaned_data["email"], self.cleaned_data["web"]]
        return values | {"channels": [*filter(None, typed), *self.cleaned_data["more"]]}

    def _one_of_kind(self, field: str, kind: ChannelKind) -> str:
        text = str(self.cleaned_data[field])
        if not text:
            return ""
        try:
            channel = read_channel(text, region=self.country)
        except ChannelError as error:
            raise ValidationError(str(error)) from None
        if channel.kind != kind:
            raise ValidationError(
                f"This is no {NAME_OF[kind]} but another way to reach somebody: give it in its own field."
            )
        _check_length(channel.shown)
        return text

    def _trouble_with(self, text: str) -> str:
        try:
            _check_length(read_channel(text, region=self.country).shown)
        except (ChannelError, ValidationError) as error:
            return str(error.message) if isinstance(error, ValidationError) else str(error)
        return ""


_REACH: Final = frozenset(["phone", "email", "web", "more", "version"])


class PersonForm(ReachForm):
    """A person of the member's book."""

    field_order = ("name", "title", "company", "phone", "email", "web", "more", "how_met")
    name = Line(most=160, required=True, label="Name", error_messages={"required": "Give a name."})
    title = Line(most=160, label="What they do (if known)")
    company = Line(
        most=160,
        label="Company (if any)",
        help_text="One that is not in your book yet is written down as well.",
        widget=forms.TextInput(attrs={"list": "companies", "autocomplete": "off"}),
    )
    how_met = Line(most=300, label="How you met")
    met_on = Day(required=False, label="Met on")
    last_contact_on = Day(required=False, label="Last spoke on")
    birthday = Birthday(label="Birthday", help_text="Like 13 May 1970, or 13 May.")
    street = Line(most=160, label="Street")
    place = Line(most=160, label="Town")
    region = Line(most=160, label="Region")
    code = Line(most=160, label="Postcode")
    state = Line(most=160, label="Country")
    tags = Tags(
        most=1_300,
        label="Tags",
        help_text="An event, a circle: with commas between them.",
        widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"}),
    )
    notes = Page(most=10_000, label="Notes", help_text="For your eyes only.")
    consent_mode = forms.ChoiceField(
        required=False, label="Before you pass them on", widget=forms.RadioSelect, choices=[("", ""), *MODES]
    )
    for_referral_only = forms.BooleanField(
        required=False,
        label="Here for a referral only\nYou hold their details for that one purpose.",
    )

    def __init__(self, *args: Any, member: Member, today: date, **options: Any) -> None:
        super().__init__(*args, member=member, **options)
        usual = dict(Member.MODES).get(member.consent_mode, "")
        self.fields["consent_mode"].choices = [("", f"As you usually do\n{usual}."), *MODES]  # type: ignore[attr-defined]
        for name in (*DAYS, "birthday"):
            self.fields[name].latest = today  # type: ignore[attr-defined]
        self.fields["birthday"].day_first = writes_day_first(member.locale)  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What was typed, as the actions take it. The address in the form is the first; any others stay as they are."""
        values = super().said()
        typed = {part: values.pop(field) for part, field in ADDRESS.items()}
        standing = self.initial.get("addresses") or []
        first = (
            [typed | {"label": (standing[0] if standing else {}).get("label", "")}]
            if any(typed.values())
            else []
        )
        return values | {"addresses": [*first, *standing[1:]]}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_new = not DAYS.isdisjoint(self.changed_data)  # what stands so already keeps nobody from the rest
        if is_new and came_before_they_met(said.get("met_on"), said.get("last_contact_on")):
            self.add_error("last_contact_on", SPOKE_BEFORE)
        return said


def came_before_they_met(met_on: date | None, last_contact_on: date | None) -> bool:
    """Whether the last talk lies before the day on which they met."""
    return bool(met_on and last_contact_on and last_contact_on < met_on)


class CompanyForm(ReachForm):
    """A company of the member's book."""

    field_order = ("name", "trade", "place", "notes", "phone", "email", "web", "more")
    name = Line(most=160, required=True, label="Name", error_messages={"required": "Give a name."})
    trade = Line(most=120, label="Trade (if known)")
    place = Line(most=160, label="Place (if known)")
    notes = Page(most=10_000, label="Notes", help_text="For your eyes only.")


class ImportForm(forms.Form):
    """A file of contacts, or what was copied out of one."""

    file = forms.FileField(
        label="The file",
        required=False,
        help_text="vCard, CSV, or a workbook of Excel or LibreOffice. Up to 200 megabytes.",
        widget=forms.FileInput(attrs={"accept": ".vcf,.vcard,.csv,.tsv,.txt,.xlsx,.xlsm,.xls,.ods"}),
        error_messages={"empty": "There is nothing in this file."},
    )
    text = forms.CharField(
        label="Or paste it here",
        required=False,
        max_length=MOST_PASTED,
        help_text="Cards, or rows with headings, as you copied them.",
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said = super().clean() or {}
        if not self.errors and not said.get("file") and not said.get("text"):
            raise ValidationError({"file": "Choose a file, or paste what is in it."})
        return said

    def name_and_contents(self) -> tuple[str, Iterable[bytes]]:
        """What it is called, and its bytes, piece by piece."""
        file = self.cleaned_data.get("file")
        return (file.name, file.chunks()) if file else (PASTED, [self.cleaned_data["text"].encode()])


class ContactForm(forms.Form):
    """We spoke: when, and what is worth keeping."""

    on = Day(label="When", error_messages={"required": "Give the day on which you spoke."})
    note = Page(most=2_000, rows=2, label="What is worth keeping (if anything)")

    def __init__(self, *args: Any, today: date, met_on: date | None = None, **options: Any) -> None:
        super().__init__(*args, **({"initial": {"on": today}} | options))
        self.fields["on"].latest = today  # type: ignore[attr-defined]
        self.met_on = met_on

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if came_before_they_met(self.met_on, day):
            raise ValidationError(SPOKE_BEFORE)
        return day


def said_of_person(person: Person) -> dict[str, Any]:
    """An entry as its form shows it."""
    names = (
        "name",
        "title",
        "how_met",
        "met_on",
        "notes",
        "last_contact_on",
        "consent_mode",
        "for_referral_only",
    )
    said = {name: getattr(person, name) for name in names}
    firm = person.firm
    first: dict[str, str] = next(iter(person.addresses), {})
    address = {field: first.get(part, "") for part, field in ADDRESS.items()}
    more = {
        "birthday": said_birthday(person.birthday),
        "tags": ", ".join(person.tags),
        "addresses": person.addresses,
    }
    return (
        said
        | _reach(person.channels.all())
        | address
        | more
        | {"company": firm.name if firm else "", "version": person.version}
    )


def said_of_company(company: Company) -> dict[str, Any]:
    """An entry as its form shows it."""
    said = {name: getattr(company, name) for name in ("name", "trade", "place", "notes", "version")}
    return said | _reach(company.channels.all())


def differences(form: ReachForm, standing: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and standing value of each field in which the entry differs from what was typed."""
    found = []
    for bound in form.visible_fields():
        theirs = standing.get(bound.name)
        if _as_words(theirs) != _as_words(bound.value()):
            found.append((str(bound.label).split("\n")[0], _as_words(theirs) or "(nothing)"))
    return found


def _as_words(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "yes" if value else ""
    return str(value).replace("\r\n", "\n").strip()


def _reach(channels: Iterable[Channel]) -> dict[str, str]:
    said = {"phone": "", "email": "", "web": ""}
    more: list[str] = []
    for channel in channels:
        field = FIELD_OF[channel.kind]
        if said[field]:
            more.append(channel.shown)
        else:
            said[field] = channel.shown
    return said | {"more": "\n".join(more)}


def _check_length(shown: str) -> None:
    if len(shown) > LONGEST_CHANNEL:
        raise ValidationError(f"That is too long: {LONGEST_CHANNEL} characters are kept.")

"""From what is typed to what is meant, with a sentence beside the field where that fails."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sentby.accounts import choices
from sentby.accounts.actions import Newcomer
from sentby.accounts.models import Member
from sentby.core.fields import OneLine
from sentby.rules import countries
from sentby.rules.channels import ChannelError, read_channel

TEN = "At least ten characters. Three or four unrelated words are easy to keep in mind."


class ZoneField(forms.CharField):
    """A time zone by its name or its city, from a list that can be typed into."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": "zones", "autocomplete": "off", "data-guess": "zone"}
        super().__init__(
            label="Time zone",
            help_text="Type a big city of your zone, like Berlin, and choose from the list.",
            max_length=64,
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": "Which time zone are you in? Type your city."},
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return choices.read_zone(text)
        except choices.UnknownZone as trouble:
            raise ValidationError(str(trouble)) from None


def _line(
    label: str, *, most: int, autocomplete: str, help_text: str = "", required: bool = False
) -> OneLine:
    return OneLine(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": f"{label}: please fill this in."},
    )


def _secret(label: str, autocomplete: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        required=required,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": f"{label}: please fill this in."},
    )


def _check_password(form: forms.Form, field: str, member: Member) -> None:
    password = form.cleaned_data.get(field)
    if password:
        try:
            validate_password(password, member)
        except ValidationError as trouble:
            form.add_error(field, trouble)


NO_CODES = "This desk has no mail server: without a password you come back only by a code that whoever runs it reads out."


class WhoYouAre(forms.Form):
    """What others read of a member."""

    name = _line("Your name", most=120, autocomplete="name", required=True)
    business = _line(
        "Business (if any)", most=120, autocomplete="organization", help_text="As your customers know it."
    )
    headline = _line(
        "What you do, in one line (if you like)",
        most=200,
        autocomplete="off",
        help_text="A prospect reads this to know who will call: “Roofs and gutters in Millane and around”.",
    )
    phone = forms.CharField(
        label="Phone (if any)",
        required=False,
        max_length=64,
        help_text="A prospect sees it, so that they can call you.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            said["phone"] = choices.read_phone(said.get("phone", ""), self._locale(said))
        except ChannelError as trouble:
            self.add_error("phone", str(trouble))
        return said

    def _locale(self, said: dict[str, Any]) -> str:
        """How this person writes a telephone number."""
        return str(said.get("locale") or countries.BRITISH)


def _can_be_written_to(address: str) -> None:
    """An address on the internet that Sentby can read, so that a no to it can be kept."""
    try:
        validate_email(address)
    except ValidationError:
        return  # the field says so itself
    try:
        read = read_channel(address)
    except ChannelError:
        raise ValidationError("That is no e-mail address.", code="invalid") from None
    if read.shown.casefold() != address.strip().casefold():
        raise ValidationError("That is no e-mail address.", code="invalid")


class SeatForm(WhoYouAre):
    """Taking a seat: a name, perhaps a password, a time zone; and what others read of whoever takes it."""

    password = _secret(
        "Password (if you want one)",
        "new-password",
        required=False,
        help_text=f"{TEN} Without one you sign in by a code sent to you.",
    )
    time_zone = ZoneField(initial="Europe/London")

    def __init__(self, *args: Any, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        self.fields[
            "phone"
        ].help_text += " Without + in front it is read as one from the country of your time zone."
        if not (settings.MAIL_URL or self.fields["password"].required):
            self.fields["password"].help_text = f"{TEN} {NO_CODES}"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        _check_password(
            self, "password", Member(email=said.get("email", self.address), name=said.get("name", ""))
        )
        return said

    def _locale(self, said: dict[str, Any]) -> str:
        return countries.locale_at(said.get("time_zone", ""))

    def newcomer(self) -> Newcomer:
        """What was said, for the action."""
        parts = {
            name: value for name, value in self.cleaned_data.items() if name in Newcomer.__dataclass_fields__
        }
        return Newcomer(**parts)


class WelcomeForm(SeatForm):
    """The founder's form: the owner of a desk always has a password, because there may be no mail server yet."""

    field_order = ("name", "email", "password", "time_zone", "business", "headline", "phone")
    email = forms.EmailField(
        validators=[_can_be_written_to],
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": "Your e-mail address: please fill this in.",
            "invalid": "That is no e-mail address. It looks like ana@example.com.",
        },
    )
    password = _secret("Password", "new-password", help_text=TEN)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ProfileForm(WhoYouAre):
    """Who you are to others, and how you read dates and pages."""

    time_zone = ZoneField()
    locale = forms.ChoiceField(
        label="Country",
        choices=countries.locales,
        help_text="Dates, money and numbers are written as there. A telephone number without + in front is read as one from there.",
    )
    theme = forms.ChoiceField(
        label="Light or dark",
        choices=Member.THEMES,
        required=False,
        widget=forms.RadioSelect(attrs={"data-look": "seg"}),
    )


class HabitsForm(forms.Form):
    """How you work: ladder, consent, and the weekly meeting."""

    ladder = forms.TypedChoiceField(
        label="Ladder",
        coerce=int,
        widget=forms.RadioSelect,
        choices=[
            (5, "Five rungs\nQuick to read: name used, introduced, meeting arranged, business done."),
            (
                8,
                "Eight rungs\nThe usual one: testimonial, phone call and recommendation each count for themselves.",
            ),
            (10, "Ten rungs\nThe finest, for groups that look closely at how well they refer."),
        ],
        help_text="The facts stay the same; the ladder only says how finely they are counted. Change it any time.",
    )
    consent_mode = forms.ChoiceField(
        label="Before you introduce two people",
        widget=forms.RadioSelect,
        choices=[
            (
                "tell",
                "Tell them\nThe prospect hears of it after half a minute, sees who passed what to whom, and can stop it.",
            ),
            ("ask-one", "Ask the prospect first\nNothing is passed on until the prospect has said yes."),
        ],
        help_text="This is where you start; you can choose otherwise for each referral.",
    )
    meets_weekday = forms.TypedChoiceField(
        label="Your group meets on",
        choices=[("", "We don't meet weekly"), *Member.WEEKDAYS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    meets_time = forms.TimeField(
        label="At (your own time)", required=False, error_messages={"invalid": "Write the time as 07:30."}
    )
    last_minute_hours = forms.IntegerField(
        label="Last-minute hours",
        min_value=0,
        max_value=48,
        help_text="A name entered in these hours before the meeting, without an earlier conversation, is a lead.",
        error_messages={
            "required": "How many hours? Write 0 for none.",
            "min_value": "Write 0 or more.",
            "max_value": "Write at most 48 hours.",
            "invalid": "Write a whole number of hours.",
        },
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        day, time = said.get("meets_weekday"), said.get("meets_time")
        if day is not None and time is None and "meets_time" not in self.errors:
            self.add_error("meets_time", "At what time does the group meet? For example 07:30.")
        if day is None and time is not None:
            self.add_error("meets_weekday", "On which day does the group meet?")
        return said


class PasswordForm(forms.Form):
    """A new password; the present one is asked for unless a sign-in code has just proved who this is."""

    present = _secret("Present password", "current-password")
    password = _secret("New password", "new-password", help_text=TEN)

    def __init__(self, *args: Any, member: Member, must_prove: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        if not must_prove:
            del self.fields["present"]

    def clean_present(self) -> str:
        present = str(self.cleaned_data["present"])
        if not self.member.check_password(present):
            raise ValidationError(
                "That is not your present password. If you don't know it, sign out and in again by a code; "
                "then you can choose a new one without it."
            )
        return present

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        _check_password(self, "password", self.member)
        return said


class KeyForm(forms.Form):
    """A name to know the key by."""

    name = _line(
        "What is the key for?",
        most=60,
        autocomplete="off",
        required=True,
        help_text="The program or machine that will use it, for example “Spreadsheet at the office”.",
    )


class InvitationForm(forms.Form):
    """Whom to offer a seat."""

    email = forms.EmailField(
        validators=[_can_be_written_to],
        label="Their e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "To which address should the invitation go?",
            "invalid": "That is no e-mail address. It looks like sam@example.com.",
        },
    )

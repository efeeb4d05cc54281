"""What is typed into an introduction, and what a prospect answers."""

from datetime import date, timedelta
from typing import Any

from django import forms

from sentby.introductions.models import WAYS
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Permission
from sentby.rules.facts import THREE_QUESTIONS, Names

A_YEAR = timedelta(days=366)
ANSWERS = [("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")]
CONTACTS = [(ContactKind.CALLED, "called"), (ContactKind.THEY_CALLED, "they called")]


class IntroductionForm(forms.Form):
    """The letter to both, in the giver's words."""

    subject = forms.CharField(max_length=200, error_messages={"required": "Give the letter a subject."})
    why = forms.CharField(
        max_length=3_000, label="Why they should talk", widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Say who each one is. Once both have it, this letter is the conversation: it stands for “spoke”, "
        "“knows who will call” and “expects the call”.",
        error_messages={"required": "Say in a sentence why they should talk."},
    )  # fmt: skip
    what_next = forms.CharField(max_length=300, required=False, label="What happens next")
    way = forms.ChoiceField(
        choices=WAYS, widget=forms.RadioSelect(attrs={"data-look": "seg"}), label="How it leaves",
        error_messages={"required": "Choose how it leaves."},
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by_sentby: Permission, **options: Any) -> None:
        super().__init__(*args, **options)
        way = self.fields["way"]
        way.help_text = by_sentby.because
        if not by_sentby.allowed:
            way.choices = WAYS[:1]  # type: ignore[attr-defined]

    def clean_what_next(self) -> str:
        return " ".join(str(self.cleaned_data["what_next"]).split())

    def clean_subject(self) -> str:
        return " ".join(str(self.cleaned_data["subject"]).split())

    def clean_why(self) -> str:
        return str(self.cleaned_data["why"]).replace("\r\n", "\n").strip()

    def said(self) -> dict[str, str]:
        """The words, without the version they were typed over."""
        return {name: self.cleaned_data[name] for name in ("subject", "why", "what_next", "way")}


class AnswersForm(forms.Form):
    """Three short questions. Nothing is chosen beforehand; any may be left out."""

    knows_who = forms.ChoiceField(choices=ANSWERS, required=False)
    knows_how = forms.ChoiceField(choices=ANSWERS, required=False)
    expects = forms.ChoiceField(choices=ANSWERS, required=False)
    words = forms.CharField(max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, receiver: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = f"Anything {receiver} should know first? (if you like)"
        for name, question in THREE_QUESTIONS.items():
            self.fields[name].label = Names(receiver=receiver).write(question.asked)
            self.fields[name].widget = forms.RadioSelect(choices=ANSWERS, attrs={"data-look": "seg"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Answer one of the questions, or write a word. Nothing was sent yet.")
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Each question with its answer, unsure where none was given."""
        return {name: self.cleaned_data[name] or "unsure" for name in THREE_QUESTIONS}


class ConsentForm(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")])


class HeardForm(forms.Form):
    """What the prospect answered by telephone, and when they were asked."""

    said = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No"), ("stop", "Please don’t")])
    on = forms.DateField(
        label="Asked on", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Today, if you leave it empty.",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today = today

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > self._today:
            raise forms.ValidationError("That day has not come yet.")
        if day is not None and day < self._today - A_YEAR:
            raise forms.ValidationError("That is more than a year ago. Ask again.")
        return day


class ContactForm(forms.Form):
    """Who called whom."""

    kind = forms.ChoiceField(choices=CONTACTS)

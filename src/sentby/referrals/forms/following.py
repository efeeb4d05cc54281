"""What is typed later: a fact, a contact, an outcome, a question and its answer."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.referrals.actions import Claim
from sentby.referrals.forms.days import this_age
from sentby.rules.clocks import ContactKind
from sentby.rules.earnings import earned
from sentby.rules.facts import FactKind
from sentby.rules.money import Amount
from sentby.rules.standing import Outcome

WRITTEN = ("note", "question", "answer", "amount", "reason")


class FactForm(forms.Form):
    """One fact, one press; a day and a note if there is more to say."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in FactKind])
    on = forms.DateField(label="When", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="In a few words", max_length=2_000, required=False)

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        return this_age(day)

    def claim(self) -> Claim:
        """What is stated."""
        data = self.cleaned_data
        return Claim(FactKind(data["kind"]), data["on"], data["note"])


class ContactForm(forms.Form):
    """I called, they called me, I left a message, we met."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in ContactKind])
    happened_at = forms.DateTimeField(
        label="When", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    note = forms.CharField(label="What was said", max_length=2_000, required=False)

    def clean_happened_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["happened_at"]
        if moment and moment > now() + timedelta(minutes=2):
            raise forms.ValidationError("That moment has not come yet. Write when it happened.")
        return this_age(moment)

    def contact(self) -> dict[str, Any]:
        """What is noted, as the action takes it."""
        return self.cleaned_data | {"kind": ContactKind(self.cleaned_data["kind"])}


class OutcomeForm(forms.Form):
    """What became of it."""

    KINDS = [(kind.value, kind.value) for kind in Outcome if kind is not Outcome.NONE]

    kind = forms.ChoiceField(choices=KINDS)
    amount = forms.CharField(
        label="Worth", max_length=40, required=False, help_text="If it was won, and if you like."
    )
    currency = forms.CharField(label="Currency", max_length=3, required=False)
    share_amount = forms.BooleanField(label="Show the amount to the giver", required=False)
    reason = forms.CharField(label="Why, or what it is about", max_length=500, required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locale = member.locale
        self.fields["currency"].initial = member.currency

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["worth"] = self._worth(data)
        return data

    def step(self) -> dict[str, Any]:
        """What is recorded, as the action takes it."""
        data = self.cleaned_data
        said = {name: data[name] for name in ("share_amount", "reason")}
        return said | {"kind": Outcome(data["kind"]), "amount": data["worth"]}

    def _worth(self, data: dict[str, Any]) -> Amount | None:
        typed = str(data.get("amount") or "").strip()
        if not typed:
            return None
        if data.get("kind") != Outcome.WON:
            self.add_error("amount", "An amount belongs to business that was won.")
            return None
        try:
            return earned(typed, str(data.get("currency") or ""), self.locale)
        except ValueError as error:
            self.add_error("amount", str(error))
            return None


class CallerForm(forms.Form):
    """Somebody called: who was it?"""

    caller = forms.CharField(
        label="Who called you?", max_length=320, help_text="A name, a business, or the number on your phone.",
        error_messages={"required": "Write a name or a number."},
    )  # fmt: skip


class QuestionForm(forms.Form):
    question = forms.CharField(label="Your question", max_length=1_000, required=False)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Your answer", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write a line, so that they know where it stands."},
    )  # fmt: skip


class WithdrawalForm(forms.Form):
    why = forms.CharField(label="Why (if you like)", max_length=300, required=False)


def typed_in(form: forms.Form) -> list[tuple[str, str]]:
    """The words that were written into a form, with their labels, to show them where the form stands no more."""
    return [
        (str(field.label), str(field.value())) for field in form if field.name in WRITTEN and field.value()
    ]

"""What the page of patterns shows: every part once in each of its states, with the cast of the documentation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator

from sentby.core.templatetags.drawing import icons
from sentby.rules.grading import Grade, Judgement, Verdict

_EIGHT: Final = (
    "Name and details of somebody who expects the call",
    "May use the giver’s name",
    "Testimonial, or letter of introduction",
    "Introduced by phone",
    "Recommended outright, with the benefits named",
    "Meeting arranged",
    "Introduced face to face",
    "Business done",
)
_FIVE: Final = (
    "Name and details; expects the call",
    "May use the giver’s name",
    "Introduced in writing",
    "Meeting arranged",
    "Business done",
)
_COLOURS: Final = (
    ("desk", "page"),
    ("paper", "cards, fields"),
    ("well", "pressed, disabled"),
    ("ink", "text, rails"),
    ("ink-soft", "second line"),
    ("rule", "hairline"),
    ("rule-firm", "borders of fields"),
    ("wax", "hot, primary"),
    ("bottle", "confirmed, thanked"),
    ("brass", "rewards, cooling"),
    ("pen", "claims, focus"),
)


@dataclass(frozen=True)
class SampleClock:
    """A clock for show."""

    started: datetime
    due: datetime
    stopped: datetime | None = None
    lapsed: bool = False


class SampleForm(forms.Form):
    """Fields for show: at rest, wrong, and of every kind."""

    phone = forms.CharField(
        label="Phone",
        help_text="Sam gets it for this referral only.",
        widget=forms.TextInput(attrs={"placeholder": "01632 960…", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="E-mail",
        error_messages={"invalid": "The part after the @ has no ending. Did you mean millane.example.org?"},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    receiver = forms.ChoiceField(label="Who can help?", choices=[("sam", "Sam Okafor")])
    spoke_on = forms.DateField(label="When did you speak? (if you did)", required=False)
    note = forms.CharField(label="What do they need?", widget=forms.Textarea, required=False)
    done = forms.MultipleChoiceField(
        label="What have you done already?",
        choices=[("expects", "She expects the call\nYesterday"), ("name", "Sam may use my name")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick only what has happened.",
        required=False,
    )
    mode = forms.ChoiceField(
        label="How shall Dana be asked?",
        choices=[("tell", "Tell her"), ("ask-one", "Ask her first")],
        widget=forms.RadioSelect,
    )
    outcome = forms.ChoiceField(
        label="What happened?",
        choices=[("won", "Won\nThe amount stays hidden unless you share it"), ("lost", "Lost")],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label="Remember this browser", required=False, help_text="For thirty days.")


_TYPED: Final = {
    "phone": "01632 960144",
    "email": "dana@millane",
    "receiver": "sam",
    "done": ["expects"],
    "mode": "tell",
}


def samples(at: datetime) -> dict[str, Any]:
    """Everything that the page of patterns draws, told at this moment."""
    return {
        "at": at,
        "colours": _COLOURS,
        "icons": list(icons()),
        "grades": _grades(),
        "form": SampleForm({**_TYPED, "outcome": "won"}),
        "page": Paginator(range(412), 25).page(2),
        **_ladders(),
        **_clocks(at),
    }


def _grades() -> list[Judgement]:
    mention, lead = Verdict(Grade.MENTION, 0, False), Verdict(Grade.LEAD, 0, False)
    third, letter = Verdict(Grade.REFERRAL, 3, False), Verdict(Grade.REFERRAL, 3, True)
    return [_judged(mention), _judged(lead), _judged(third, lead), _judged(third), _judged(letter)]


def _judged(claimed: Verdict, confirmed: Verdict | None = None) -> Judgement:
    return Judgement(
        claimed, confirmed or claimed, (), None, (), refused=False, last_minute=False, can_act=True
    )


def _rungs(
    titles: tuple[str, ...], states: str, said: dict[int, str], upcoming: int = 0
) -> list[dict[str, Any]]:
    """One letter a rung from the lowest: o open, c claimed, k confirmed, s seen by Sentby."""
    names = {"o": "open", "c": "claimed", "k": "confirmed", "s": "observed"}
    return [
        {
            "level": level,
            "title": title,
            "state": names[state],
            "next": level == upcoming,
            "small": said.get(level, ""),
        }
        for level, (title, state) in enumerate(zip(titles, states, strict=True), 1)
    ]


def _ladders() -> dict[str, Any]:
    referral = {
        1: "confirmed by Dana, Wed 16:42",
        2: "claimed by Ana, Wed 10:20",
        3: "claimed by Ana: one paragraph about the chapel roof",
        6: "next: call Dana and agree a time",
    }
    minis = [_rungs(_EIGHT, states, {}) for states in ("oooooooo", "ccoooooo", "kkcookoo", "kkkkkkkk")]
    return {
        "referral_rungs": _rungs(_EIGHT, "kccooooo", referral, 6),
        "lead_rungs": _rungs(_EIGHT, "oooooooo", {1: "next: ask Dana whether she expects the call"}, 1),
        "five_rungs": _rungs(
            _FIVE, "kksoo", {3: "observed: Sentby was copied on it", 4: "next: agree a time"}, 4
        ),
        "minis": [*minis, _rungs(_FIVE, "kckoo", {})],
        "whole_gates": _gates(("confirmed", "observed", "claimed", "confirmed", "confirmed"), named=True),
        "lead_gates": _gates(("claimed", "claimed", "claimed", "claimed", "missing")),
        "refused_gates": [{"text": "Dana said: please don’t", "state": "refused", "small": "it is final"}],
    }


def _gates(states: tuple[str, ...], *, named: bool = False) -> list[dict[str, str]]:
    said = {
        "confirmed": "confirmed by Dana",
        "observed": "phone and e-mail, observed",
        "claimed": "claimed, Tue 12 May",
    }
    texts = (
        "Dana is a named person",
        "You can reach her",
        "Ana spoke with her about you",
        "She knows who you are and what you do",
        "She expects your call",
    )
    rows = zip(texts, states, strict=True)
    return [
        {"text": text, "state": state, "small": said.get(state, state) if named else ""}
        for text, state in rows
    ]


def _clocks(at: datetime) -> dict[str, Any]:
    hours = {"running": 7.5, "warn": 21.75, "over": 27, "lapsed": 300}
    clocks = {name: _clock(at, spent, lapsed=name == "lapsed") for name, spent in hours.items()}
    started = at - timedelta(hours=5)
    stopped = SampleClock(started, started + timedelta(hours=24), started + timedelta(hours=3, minutes=5))
    return {
        "clocks": {**clocks, "stopped": stopped},
        "yesterday": at - timedelta(days=1),
        "long_ago": at - timedelta(days=400),
    }


def _clock(at: datetime, spent: float, *, lapsed: bool) -> SampleClock:
    started = at - timedelta(hours=spent)
    return SampleClock(started, started + timedelta(hours=24), lapsed=lapsed)

"""The template words: what they draw, what they say, and that nothing typed by anybody is taken for markup."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone
from pytest_django import Settings

from sentby.core.patterns import SampleClock, SampleForm, samples
from sentby.core.templatetags import drawing, wording
from sentby.core.words import stopped
from sentby.rules.grading import Grade, Judgement, Verdict

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)
HOSTILE = '<b onclick="x">"&'


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("", _page, name="today"),
    *(
        path(f"{name}/", _page, name=name)
        for name in ("people", "referrals", "pass-on", "outbox", "settings")
    ),
]


@dataclass
class Reader:
    """Whoever reads the page; all that the template words ask of a member."""

    locale: str = "en-GB"
    theme: str = ""
    business: str = ""

    def __str__(self) -> str:
        return "Sam Okafor"


@pytest.fixture(autouse=True)
def dummy_addresses(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    with timezone.override(ZoneInfo("Europe/London")):
        yield


def draw(text: str, address: str = "/", reader: Reader | None = None, **context: Any) -> str:
    request = RequestFactory().get(address)
    request.user = reader or Reader()  # type: ignore[assignment]
    return str(engines["django"].from_string(text).render(context, request))


def judged(grade: Grade, level: int = 0, confirmed: int | None = None, letter: bool = False) -> Judgement:
    claimed = Verdict(grade, level, letter)
    seen = Verdict(grade if confirmed is not None else Grade.LEAD, confirmed or 0, letter)
    return Judgement(claimed, seen, (), None, (), refused=False, last_minute=False, can_act=True)


# ---- drawing ----


@pytest.mark.parametrize(
    ("words", "ended"),
    [
        ("New lights", "New lights."),
        ("New lights.", "New lights."),
        ("When? ", "When?"),
        ("And so…", "And so…"),
        ("", ""),
    ],
)
def test_what_something_follows_ends_with_a_stop(words: str, ended: str) -> None:
    assert stopped(words) == ended


def test_an_icon_is_silent_beside_a_word_and_named_alone() -> None:
    assert 'aria-hidden="true"' in draw("{% icon 'phone' %}")
    assert 'role="img" aria-label="Find"' in draw("{% icon 'search' 'Find' %}")


def test_an_unknown_icon_says_which_there_are() -> None:
    with pytest.raises(drawing.UnknownIcon, match=r"no icon “fone”.*phone"):
        draw("{% icon 'fone' %}")


@pytest.mark.parametrize("cut", ["mark", "pass", "thanked"])
def test_the_seal_has_three_cuts(cut: str) -> None:
    assert draw("{% seal cut %}", cut=cut).count("<path") == 2


def test_the_hand_stands_where_the_day_does() -> None:
    drawn = drawing.draw_dial("warn", 21.75 / 24, "2 h 15 min left")
    assert "M24 24 17.89 14.85" in drawn
    assert 'stroke-dasharray="21.75 24"' in drawn
    assert "style" not in drawn


# ---- grades and ladders ----


@pytest.mark.parametrize(
    ("judgement", "stamp", "words", "dotted"),
    [
        (judged(Grade.MENTION), "mention", "Mention", False),
        (judged(Grade.LEAD, confirmed=0), "lead", "Lead", False),
        (judged(Grade.REFERRAL, 3), "referral", "Referral, level 3", False),
        (judged(Grade.REFERRAL, 3, confirmed=1), "referral", "Referral, level 3", False),
        (judged(Grade.REFERRAL, 3, confirmed=3), "referral", "Referral, level 3", True),
        (judged(Grade.REFERRAL, 3, confirmed=3, letter=True), "introduction", "Introduction, level 3", True),
    ],
)
def test_the_dot_vouches_only_for_the_level_shown(
    judgement: Judgement, stamp: str, words: str, dotted: bool
) -> None:
    drawn = draw("{% grade judgement %}", judgement=judgement)
    assert f'data-grade="{stamp}"' in drawn
    assert words in drawn
    assert ("data-confirmed" in drawn) is dotted


def rungs(states: str) -> list[dict[str, Any]]:
    names = {"o": "open", "c": "claimed", "k": "confirmed", "s": "observed"}
    return [
        {"level": level, "title": HOSTILE, "state": names[state]} for level, state in enumerate(states, 1)
    ]


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ("oooooooo", "Level 0 of 8"),
        ("occooooo", "Level 0 of 8"),
        ("ccoooooo", "Level 2 claimed of 8"),
        ("kccooooo", "Level 1 confirmed, level 3 claimed, of 8"),
        ("kckos", "Level 5 confirmed of 5"),
        ("", "Level 0 of 0"),
    ],
)
def test_a_ladder_on_its_side_reads_aloud(states: str, words: str) -> None:
    drawn = draw("{% mini rungs %}", rungs=rungs(states))
    assert f'aria-label="{words}"' in drawn
    assert drawn.count("<i") == len(states)


def test_a_ladder_is_drawn_from_the_top_and_says_what_it_stands_on() -> None:
    gates = [
        {"text": "Dana is a named person", "state": "claimed"},
        {"text": "She expects you", "state": "missing"},
    ]
    drawn = draw("{% ladder rungs gates say='Lead.' whole=False %}", rungs=rungs("kco"), gates=gates)
    assert drawn.index(">3</span>") < drawn.index(">1</span>")
    assert 'data-whole="no"' in drawn
    assert "<b>She expects you</b>" in drawn
    assert HOSTILE not in drawn


# ---- clocks and moments ----


@pytest.mark.parametrize(
    ("hours", "state", "words"),
    [
        (0, "running", "24 h left"),
        (7.5, "running", "16 h 30 min left"),
        (20, "running", "4 h left"),
        (21.75, "warn", "2 h 15 min left"),
        (23.995, "warn", "less than a minute left"),
        (24, "over", "Overdue by less than a minute"),
        (27, "over", "Overdue by 3 h"),
        (24 + 72, "over", "Overdue by 3 days"),
    ],
)
def test_a_clock_says_how_it_stands(hours: float, state: str, words: str) -> None:
    clock = SampleClock(NOON, NOON + timedelta(hours=24))
    reading = wording.read(clock, NOON + timedelta(hours=hours))
    assert (reading.state, reading.words) == (state, words)
    drawn = draw(
        "{% dial clock at %}{% clock_words clock at %}", clock=clock, at=NOON + timedelta(hours=hours)
    )
    assert f'aria-label="{words}"' in drawn


def test_a_stopped_clock_keeps_its_time() -> None:
    clock = SampleClock(NOON, NOON + timedelta(hours=24), NOON + timedelta(hours=3, minutes=5))
    reading = wording.read(clock, NOON + timedelta(days=9))
    assert (reading.state, reading.words, reading.tone) == ("stopped", "Stopped after 3 h 05 min", "is-done")


def test_a_lapsed_clock_and_one_without_time() -> None:
    assert wording.read(SampleClock(NOON, NOON, lapsed=True), NOON).words == "Lapsed"
    assert wording.read(SampleClock(NOON, NOON), NOON).share == 1.0


@pytest.mark.parametrize(
    ("moment", "locale", "style", "words"),
    [
        (datetime(2026, 5, 13, 15, 42, tzinfo=UTC), "en-GB", "full", "Wed 13 May, 16:42"),
        (datetime(2025, 5, 13, 15, 42, tzinfo=UTC), "en-GB", "full", "Tue 13 May 2025, 16:42"),
        (datetime(2026, 5, 13, 15, 42, tzinfo=UTC), "en-GB", "time", "16:42"),
        (datetime(2026, 5, 13, 23, 30, tzinfo=UTC), "en-GB", "day", "Thu 14 May"),
        (date(2026, 5, 14), "en-GB", "long", "Thursday 14 May"),
        (date(2026, 5, 14), "en-GB", "full", "Thu 14 May"),
        (datetime(2026, 5, 13, 15, 42, tzinfo=UTC), "de-DE", "full", "Wed 13 May, 16:42"),
        (datetime(2026, 5, 13, 15, 42, tzinfo=UTC), "en-US", "full", "Wed, May 13, 4:42 PM"),
        (datetime(2026, 5, 13, 15, 42, tzinfo=UTC), "ko-KR", "full", "Wed 13 May, 4:42 pm"),
        (datetime(2025, 5, 13, 15, 42, tzinfo=UTC), "ja-JP", "full", "Tue 13 May 2025, 16:42"),
        (datetime(2026, 5, 13, 15, 42, tzinfo=UTC), "not a locale", "full", "Wed 13 May, 16:42"),
    ],
)
def test_moments_in_the_readers_zone_and_locale(
    moment: date | datetime, locale: str, style: str, words: str
) -> None:
    said = wording.say_when(moment, wording.locale_of(locale), at=NOON, style=style)
    assert f">{words}</time>" in said


def test_no_moment_is_no_word() -> None:
    assert draw("{% when moment %}", moment=None) == ""


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "exact", "words"),
    [
        (Decimal("5000.00"), "GBP", "en-GB", False, "£5,000"),
        ("60.5", "GBP", "en-GB", False, "£60.50"),
        (60, "GBP", "en-GB", True, "£60.00"),
        (60, "JPY", "en-GB", True, "JP¥60"),
        (1234, "EUR", "de-DE", False, "1.234\xa0€"),
    ],
)
def test_money_in_the_readers_locale(
    amount: Decimal | int | str, currency: str, locale: str, exact: bool, words: str
) -> None:
    drawn = draw(
        "{% money amount currency exact=exact %}",
        reader=Reader(locale),
        amount=amount,
        currency=currency,
        exact=exact,
    )
    assert drawn == f'<span class="money">{words}</span>'


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Reyes", "AR"), ("ana", "A"), ("Tomás de la Vidal", "TV"), ("", "?"), ("( )", "?")],
)
def test_a_monogram_takes_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert f">{letters}<" in draw("{% monogram name %}", name=name)


# ---- forms ----


def test_a_field_names_its_hint_and_its_error() -> None:
    drawn = draw("{% field form.email %}{% form_errors form %}", form=SampleForm({"email": "dana@millane"}))
    assert 'class="input"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_email_error"' in drawn
    assert "Did you mean millane.example.org?" in drawn
    assert 'href="#id_email"' in drawn
    assert 'value="dana@millane"' in drawn


def test_what_was_typed_is_never_markup() -> None:
    drawn = draw("{{ form }}", form=SampleForm({"phone": HOSTILE, "email": HOSTILE}))
    assert HOSTILE not in drawn
    assert "&lt;b onclick=" in drawn


def test_every_kind_of_field_wears_its_clothes() -> None:
    drawn = draw("{% for item in form %}{% field item look='seg' %}{% endfor %}", form=SampleForm())
    for piece in (
        'class="select"',
        'class="textarea"',
        'type="date"',
        'class="seg"',
        'class="choices"',
        '<span class="soft">(if you did)</span>',
        "<small>Yesterday</small>",
        'placeholder="01632 960…"',
    ):
        assert piece in drawn


def test_a_seg_can_be_asked_for_by_the_form() -> None:
    class Asked(forms.Form):
        mode = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect(attrs={"data-look": "seg"}))

    assert 'class="seg"' in draw("{% field form.mode %}", form=Asked())


def test_a_faultless_form_has_no_summary() -> None:
    assert "notice" not in draw("{% form_errors form %}", form=SampleForm())


def test_once_keys_are_fresh_unless_kept() -> None:
    assert draw("{% once_key %}") != draw("{% once_key %}")
    assert draw("{% once_key key %}", key=HOSTILE) == (
        '<input type="hidden" name="once" value="&lt;b onclick=&quot;x&quot;&gt;&quot;&amp;">'
    )


# ---- the frame ----


@pytest.mark.parametrize(
    ("at", "current"),
    [("/", "today"), ("/people/", "people"), ("/people/x7/", "people"), ("/elsewhere/", None)],
)
def test_the_entry_of_the_current_page_is_marked(at: str, current: str | None) -> None:
    for name in ("today", "people"):
        assert bool(draw("{% here name %}", address=at, name=name)) is (name == current)


def test_the_frame_shows_counts_only_where_there_are_some() -> None:
    page = '{% extends "base.html" %}{% block title %}Today{% endblock %}'
    assert draw(page, nav={"today": 3}).count('class="num') == 1
    assert 'class="num' not in draw(page)
    assert 'data-theme="dark"' in draw(page, reader=Reader(theme="dark"))


def test_a_message_with_an_undo_is_a_form() -> None:
    drawn = draw("{% notice said %}", said=Message(constants.SUCCESS, HOSTILE, "undo:/people/x7/back/"))
    assert 'method="post" action="/people/x7/back/"' in drawn
    assert 'name="once"' in drawn
    assert HOSTILE not in drawn


@pytest.mark.parametrize(
    ("level", "tags", "kind"),
    [
        (constants.SUCCESS, "", 'data-kind="good"'),
        (constants.ERROR, "", 'data-kind="hot"'),
        (constants.INFO, "brass", 'data-kind="brass"'),
        (constants.INFO, "", 'class="notice">'),
    ],
)
def test_a_message_is_a_notice_of_its_kind(level: int, tags: str, kind: str) -> None:
    assert kind in draw("{% notice said %}", said=Message(level, "Done.", tags))


def test_the_pager_keeps_the_rest_of_the_address() -> None:
    pages = Paginator(range(60), 25)
    drawn = draw("{% pager page %}", address="/people/?q=a%26b&page=2", page=pages.page(2))
    assert 'href="?q=a%26b&amp;page=3"' in drawn
    assert "26 to 50 of 60" in drawn
    assert draw("{% pager page %}", page=Paginator(range(3), 25).page(1)).strip() == ""


def test_an_empty_list_says_what_to_do() -> None:
    assert ">Write down three names</a>" in draw(
        "{% nothing 'Nobody yet' url='/x/' act='Write down three names' %}"
    )
    assert "<a " not in draw("{% nothing 'Nobody yet' %}")


def test_every_pattern_is_drawn() -> None:
    drawn = draw('{% include "patterns.html" %}', **samples(NOON))
    assert "Every part, in every state" in drawn
    assert drawn.count('class="clock"') == 6


@pytest.mark.parametrize("code", [400, 403, 404, 500])
def test_error_pages_say_what_to_do(code: int) -> None:
    assert 'href="/"' in draw(f'{{% include "errors/{code}.html" %}}')


def test_the_page_of_a_breakdown_needs_no_context() -> None:
    assert "it was not you" in engines["django"].get_template("errors/500.html").render()

"""Template words for the parts of the interface. A builtin library: no template has to load it."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sentby.core.clock import now
from sentby.core.templatetags import addresses, controls, drawing, wording
from sentby.core.words import said_birthday, stopped

register = template.Library()

register.tag("url", addresses.url)
register.simple_tag(drawing.draw_icon, name="icon")
register.simple_tag(drawing.draw_seal, name="seal")
register.simple_tag(controls.draw, name="control")
register.filter("label", controls.label)
register.filter("choice", controls.choice)


# ---- the frame ----


@register.simple_tag(takes_context=True)
def here(context: Context, name: str) -> SafeString:
    """`aria-current="page"` on the entry whose pages these are."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    home = reverse(name)
    inside = request.path == home or (name != "today" and request.path.startswith(home))
    return mark_safe(' aria-current="page"') if inside else SafeString("")


@register.inclusion_tag("_ui/message.html", takes_context=True)
def notice(context: Context, message: Any) -> dict[str, Any]:
    """What just happened: a notice, or a bar with Undo when its tags say `undo:` and an address."""
    undo = next((tag[5:] for tag in (message.extra_tags or "").split() if tag.startswith("undo:")), "")
    kind = {"success": "good", "error": "hot", "warning": "hot"}.get(message.level_tag, "")
    kind = "brass" if "brass" in (message.extra_tags or "").split() else kind
    icon = {"good": "check", "hot": "alert", "brass": "gift"}.get(kind, "info")
    return {
        "said": message.message,
        "undo_url": undo,
        "kind": kind,
        "icon": icon,
        "csrf_token": context.get("csrf_token"),
        "is_today": getattr(context.get("request"), "path", "") == "/",
    }


@register.inclusion_tag("_ui/undo.html", takes_context=True)
def undo(context: Context, said: str, url: str) -> dict[str, Any]:
    """A bar that says what was done and takes it back by a POST to `url`."""
    return {"said": said, "url": url, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("_ui/empty.html")
def nothing(title: str, text: str = "", url: str = "", act: str = "") -> dict[str, Any]:
    """An empty list: what belongs here, and the one thing to do. (`empty` is a word of `for`.)"""
    return {"title": title, "text": text, "url": url, "act": act}


@register.inclusion_tag("_ui/pager.html", takes_context=True)
def pager(context: Context, page: "Page[Any]", label: str = "Pages of the list") -> dict[str, Any]:
    """The page before, the page after, and where we are; the rest of the address stays as it is."""
    return {"page": page, "label": label, "request": context.get("request")}


register.filter("sentence", stopped)


# ---- forms ----


@register.inclusion_tag("_ui/field.html")
def field(field: BoundField, look: str = "", big: bool = False) -> dict[str, Any]:
    """One field: label, control, hint, error. `look="seg"` lays up to three short choices side by side."""
    return {"field": field, "look": look, "big": big}


@register.filter
def shape(field: BoundField) -> str:
    return controls.shape_of(field)


@register.filter
def wants_seg(field: BoundField) -> bool:
    """Whether the form itself asked for a seg, by the widget's attribute `data-look`."""
    return bool(field.field.widget.attrs.get("data-look") == "seg")


@register.inclusion_tag("_ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What is wrong with the form as a whole, and a link to each field that needs another look."""
    wrong = [field for field in form if field.errors and not field.is_hidden]
    hidden = [error for field in form.hidden_fields() for error in field.errors]
    return {"whole": [*form.non_field_errors(), *hidden], "wrong": wrong}


@register.simple_tag
def once_key(key: str = "") -> SafeString:
    """The hidden key by which the same submission has one effect; pass the posted one to keep it."""
    return format_html('<input type="hidden" name="once" value="{}">', key or secrets.token_urlsafe(16))


# ---- the referral ----


@register.simple_tag
def grade(judgement: Any) -> SafeString:
    """The stamp of a grade. The dot only when the level shown is confirmed."""
    stamp, words = wording.stamp_of(judgement.claimed), wording.say_verdict(judgement.claimed)
    if not wording.is_confirmed(judgement):
        return format_html('<span class="grade" data-grade="{}">{}</span>', stamp, words)
    dotted = '<span class="grade" data-grade="{}" data-confirmed>{}<span class="vh">, confirmed</span></span>'
    return format_html(dotted, stamp, words)


@register.inclusion_tag("_ui/ladder.html")
def ladder(
    rungs: Iterable[wording.Rung], gates: Iterable[wording.Rung] = (), say: str = "", whole: bool = True
) -> dict[str, Any]:
    """The ladder from the top down, and under it the footing of gates with a sentence."""
    return {
        "rungs": sorted(rungs, key=lambda rung: int(rung["level"]), reverse=True),
        "gates": list(gates),
        "say": say,
        "whole": whole,
    }


@register.simple_tag
def mini(rungs: Iterable[wording.Rung]) -> SafeString:
    """The ladder on its side, for a line of a list."""
    standing = sorted(rungs, key=lambda rung: int(rung["level"]))
    return _mini(tuple(rung["state"] for rung in standing), wording.say_ladder(standing))


@lru_cache(maxsize=1024)
def _mini(states: tuple[str, ...], words: str) -> SafeString:
    marks = format_html_join("", "<i{}></i>", ((_mini_state(state),) for state in states))
    wrap = '<span class="mini" data-rungs="{}" role="img" aria-label="{}">{}</span>'
    return format_html(wrap, len(states), words, marks)


def _mini_state(state: str) -> SafeString:
    seen = {"observed": "confirmed"}.get(state, state)
    return format_html(' data-state="{}"', seen) if seen in ("claimed", "confirmed") else SafeString("")


@register.inclusion_tag("_ui/gates.html")
def gates(gates: Iterable[wording.Rung]) -> dict[str, Any]:
    """The facts that a grade stands on, each with its mark and source."""
    return {"gates": list(gates)}


@register.simple_tag
def dial(clock: wording.Clock, at: datetime | None = None) -> SafeString:
    """The clock's face, which reads aloud as its words."""
    reading = wording.read(clock, at or now())
    return drawing.draw_dial(reading.state, reading.share, reading.words)


@register.simple_tag
def clock_words(clock: wording.Clock, at: datetime | None = None) -> str:
    """“2 h 15 min left”, “Overdue by 3 h”, “Stopped after 3 h 05 min”."""
    return wording.read(clock, at or now()).words


@register.inclusion_tag("_ui/clock.html")
def clock(clock: wording.Clock, at: datetime | None = None, say: str = "", words: str = "") -> dict[str, Any]:
    """The large clock with its words beside it, and a second line."""
    return {
        "clock": clock,
        "at": at or now(),
        "reading": wording.read(clock, at or now()),
        "say": say,
        "words": words,
    }


# ---- people, moments, money ----


@register.simple_tag
def monogram(name: str, big: bool = False) -> SafeString:
    kind = "monogram monogram--big" if big else "monogram"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', kind, wording.initials(name))


@register.simple_tag(takes_context=True)
def when(context: Context, moment: date | datetime | str | None, style: str = "full") -> SafeString:
    """“Wed 13 May, 16:42” in the member's zone and locale. Styles: full, day, long, time."""
    if not moment or isinstance(moment, str):  # what a template does not find is an empty text
        return SafeString("")
    return wording.say_when(moment, wording.locale_of(_locale(context)), at=now(), style=style)


@register.filter
def birthday(day: str) -> str:
    """“13 April 1970”, or without the year where nobody said it."""
    return said_birthday(day)


@register.simple_tag(takes_context=True)
def money(context: Context, amount: Decimal | int | str, currency: str, exact: bool = False) -> SafeString:
    """An amount in the member's locale, kept on one line."""
    return format_html('<span class="money">{}</span>', money_text(context, amount, currency, exact))


@register.simple_tag(takes_context=True)
def money_text(context: Context, amount: Decimal | int | str, currency: str, exact: bool = False) -> str:
    """The same where there is room for words only."""
    return wording.say_money(amount, currency, wording.locale_of(_locale(context)), exact=exact)


@register.simple_tag(takes_context=True)
def number(context: Context, value: Decimal | int) -> str:
    """A number in the member's locale: 6,120."""
    return wording.say_number(value, wording.locale_of(_locale(context)))


def _locale(context: Context) -> str:
    request = context.get("request")
    return str(getattr(getattr(request, "user", None), "locale", "") or "")

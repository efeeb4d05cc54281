"""What is drawn: icons, the seal and the dial. Presentation attributes only, never a style."""

import re
from functools import lru_cache
from math import cos, pi, sin
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_SYMBOL = re.compile(
    r'<symbol id="(?P<id>[a-z-]+)" viewBox="(?P<box>[\d ]+)">(?P<drawing>.*?)</symbol>', re.S
)
_WAX = (
    "M16 1.900c2.500.1 4 1.700 6.300 2.300 2.200.7 4.200 1.100 5.300 3.200 1.100 1.900.8 3.700 1.100 5.900.4 2 1.400 3.700.8 "
    "5.900-.7 2.200-2.400 3.300-3.900 4.900-1.500 1.500-2.600 3.400-4.900 4-2.100.5-3.800-.6-5.800-.6-2.100 0-4 .7-6-.2-2-.9-"
    "2.600-2.900-4-4.400-1.400-1.600-2.600-3.200-2.400-5.400.2-2.200 1.600-3.600 2-5.700.4-2.100.3-4.200 1.800-5.800 1.500-1.500 "
    "3.600-1.600 5.400-2.500 1.500-.7 2.700-1.700 4.300-1.600z"
)
_CUTS = {
    "mark": (
        "2.3",
        "M20 11.600c-.8-1.600-2.300-2.400-4.200-2.400-2.300 0-4.300 1.200-4.300 3.300 0 4.500 8.800 2.200 8.800 6.700 0 2.100-2 "
        "3.400-4.400 3.400-2 0-3.700-.9-4.400-2.700",
    ),
    "pass": ("1.6", "M9 15.800h13M16.800 10.300l5.400 5.500-5.400 5.500"),
    "thanked": ("2", "m10.500 16.200 3.900 3.800 7-7.900"),
}
_HOURS = 24
_HAND = 11
_CENTRE = 24


class UnknownIcon(LookupError):
    """A template asks for an icon that static/icons.svg does not hold."""


@lru_cache(maxsize=1)
def icons() -> dict[str, tuple[str, SafeString]]:
    """Every symbol of static/icons.svg: its view box and its drawing, by name. Read once."""
    text = (Path(settings.ROOT) / "static" / "icons.svg").read_text(encoding="utf-8")
    return {symbol["id"]: (symbol["box"], SafeString(symbol["drawing"])) for symbol in _SYMBOL.finditer(text)}


@lru_cache(maxsize=256)
def draw_icon(name: str, label: str = "") -> SafeString:
    """The icon inline; silent beside a word, named when it stands alone."""
    if name not in icons():
        raise UnknownIcon(
            f"There is no icon “{name}” in static/icons.svg. There are: {', '.join(sorted(icons()))}."
        )
    box, drawing = icons()[name]
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="{}" {}>{}</svg>', box, voice, drawing)


@lru_cache
def draw_seal(cut: str = "mark") -> SafeString:
    """The wax, cut with the mark of Sentby, the arrow of Pass on, or the tick of thanks."""
    width, path = _CUTS[cut]
    return format_html(
        '<svg class="seal" viewBox="0 0 32 32" aria-hidden="true"><path fill="currentColor" d="{}"/><path class="cut" '
        'fill="none" stroke-width="{}" stroke-linecap="round" stroke-linejoin="round" d="{}"/></svg>',
        _WAX,
        width,
        path,
    )


def draw_dial(state: str, share: float, label: str) -> SafeString:
    """The clock's face with one tick an hour; `share` of it is spent."""
    spent = min(max(share, 0.0), 1.0) * _HOURS
    return format_html(
        '<svg class="dial" data-state="{}" viewBox="0 0 48 48" role="img" aria-label="{}">'
        '<circle class="dial__face" cx="24" cy="24" r="23"/>'
        '<circle class="dial__ticks" cx="24" cy="24" r="20" pathLength="24" stroke-dasharray=".12 .88"'
        ' transform="rotate(-90.9 24 24)"/>'
        '<circle class="dial__spent" cx="24" cy="24" r="14.5" pathLength="24" stroke-dasharray="{} 24"'
        ' transform="rotate(-90 24 24)"/>{}</svg>',
        state,
        label,
        f"{spent:.2f}".rstrip("0").rstrip("."),
        _hand(state, spent),
    )


def _hand(state: str, spent: float) -> SafeString:
    if state == "stopped":
        return mark_safe('<path class="dial__hand" stroke-width="2" d="m19 24.5 3.5 3.5 6.5-7.5"/>')
    angle = 2 * pi * spent / _HOURS
    tip = f"{_CENTRE + _HAND * sin(angle):.2f} {_CENTRE - _HAND * cos(angle):.2f}"
    hub = mark_safe('<circle class="dial__hub" cx="24" cy="24" r="1.8"/>')
    return format_html('<path class="dial__hand" d="M24 24 {}"/>{}', tip, hub)

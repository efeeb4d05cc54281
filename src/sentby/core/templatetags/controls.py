"""Controls: which template a form field is drawn with, and the class that its widget wears."""

from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import DateTimeBaseInput
from django.utils.html import format_html
from django.utils.safestring import SafeString

_NATIVE: Final[dict[type[DateTimeBaseInput], tuple[str, str]]] = {
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
}


def shape_of(field: BoundField) -> str:
    """hidden, tick, ticks, radios, or line: decided by the widget."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "ticks"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "line"


def draw(field: BoundField, **attributes: Any) -> SafeString:
    """The widget itself, in the right clothes, with whatever attributes the form gave it."""
    widget = field.field.widget
    _use_native_picker(widget)
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "3"  # Django's default is a page; ours grows with what is written
    worn = " ".join(part for part in (_class_of(widget), str(widget.attrs.get("class", ""))) if part)
    wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
    return SafeString(field.as_widget(attrs={**wanted, **({"class": worn} if worn else {})}))


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return ""
    if isinstance(widget, forms.Textarea):
        return "textarea"
    return "select" if isinstance(widget, forms.Select) else "input"


def _use_native_picker(widget: forms.Widget) -> None:
    """Each form owns a copy of its widgets, so the change stays with this form."""
    for kind, (input_type, pattern) in _NATIVE.items():
        if isinstance(widget, kind):
            widget.input_type = input_type
            widget.format = pattern
            return


def label(words: Any) -> SafeString:
    """A label whose closing brackets, “(if any)”, are said more softly."""
    text = str(words)
    if text.endswith(")") and " (" in text:
        before, _, soft = text.rpartition(" (")
        return format_html('{} <span class="soft">({}</span>', before, soft)
    return format_html("{}", text)


def choice(words: Any) -> SafeString:
    """A choice: its first line, and what follows a line break in small print."""
    first, _, rest = str(words).partition("\n")
    return format_html("{}<small>{}</small>", first, rest) if rest else format_html("{}", first)

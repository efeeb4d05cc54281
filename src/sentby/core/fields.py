"""What forms of every app take."""

from typing import Any

from django import forms

from sentby.rules.names import tidy


class OneLine(forms.CharField):
    """One line of text. What cannot be seen counts as not typed."""

    def to_python(self, value: Any) -> str:
        return tidy(str(super().to_python(value) or ""))

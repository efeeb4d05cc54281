"""System checks: nothing personal without a line in the register."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from sentby.core import privacy


def every_personal_field_is_registered(
    app_configs: Sequence[Any] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Fails for a field that can hold personal data and has no line in docs/privacy.yaml, and for a line without a field."""
    try:
        known = privacy.register()
    except privacy.RegisterFault as fault:
        return [Error(str(fault), id="sentby.E001")]
    missing = [
        Error(
            f"{model}.{field} can hold personal data, and docs/privacy.yaml says nothing about it.",
            hint="Say what it is, whose, why it is kept, and which rule ends it; or list it as impersonal.",
            id="sentby.E002",
        )
        for model, field in privacy.undecided(known)
    ]
    stale = [
        Error(f"docs/privacy.yaml speaks of {model}.{field}, which does not exist.", id="sentby.E003")
        for model, field in privacy.unknown(known)
    ]
    return [*missing, *stale]

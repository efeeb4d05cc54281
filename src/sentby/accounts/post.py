"""How a letter leaves the accounts: the mail app stands above this one, so it is named in the settings, not imported."""

from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from sentby.accounts.models import Member
from sentby.core.audit import Actor


class PostOffice(Protocol):
    """What the accounts ask of the mail app."""

    def permit(self, *, basis: str, reference: str, by: Actor, at: datetime) -> Any: ...

    def queue(
        self, *, letter: Any, sender: Member | None, permission: Any, by: Actor, at: datetime
    ) -> Any: ...

    def recall(self, *, about: tuple[str, str], why: str, by: Actor, at: datetime) -> int: ...

    def queue_sign_in(
        self, *, to_address: str, to_member: Member, subject: str, text: str, at: datetime
    ) -> Any: ...


def office() -> PostOffice:
    """The mail app's actions."""
    return cast(PostOffice, import_module(settings.POST_OFFICE))


def letter(**parts: Any) -> Any:
    """A letter as the mail app knows it."""
    return import_string(settings.POST_LETTER)(**parts)

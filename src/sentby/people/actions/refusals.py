"""Please don't: for good, and for everybody at this desk."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sentby.core import audit
from sentby.core.audit import Actor
from sentby.core.turns import take_turns
from sentby.people import queries
from sentby.people.models import Refusal


def take_turns_about(channels: Iterable[str]) -> None:
    """Let nobody else refuse, or pass on, whoever is reached by these, until this transaction ends."""
    take_turns(queries.refusal_keys(channels))


def refuse(
    *,
    channels: Iterable[str],
    referral_id: str = "",
    about: tuple[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Somebody who is reached by these channels wants no more of it. Keeps keyed hashes, no address; twice is once.

    `about` is what they were written for, if that was no referral.
    """
    keys = queries.refusal_keys(channels)
    with transaction.atomic():
        Refusal.objects.bulk_create(
            (Refusal(key_hash=key, kind=kind, at=at, referral_id=referral_id) for key, kind in keys.items()),
            ignore_conflicts=True,
        )
        audit.record(
            "refusal.kept", subject=about or ("referral", referral_id), by=by, at=at, channels=len(keys)
        )

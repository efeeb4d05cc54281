"""What the worker could not do: tried again ever more rarely, given up after five tries, and shown."""

import traceback
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from sentby.core.models import Quarantined

MOST_TRIES = 5
WAITS = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900)]


def held(sweep: str, at: datetime) -> set[str]:
    """Ids that this sweep leaves alone now: given up, or not yet to be tried again."""
    rows = Quarantined.objects.filter(sweep=sweep)
    return {row.item_id for row in rows if row.given_up_at is not None or at < next_try(row)}


def next_try(row: Quarantined) -> datetime:
    """When an item that failed is tried again."""
    return row.last_at + WAITS[min(row.tries, len(WAITS)) - 1]


def note_failure(sweep: str, item_id: str, problem: BaseException, *, at: datetime) -> Quarantined:
    """Count one more failure of this item. The problem's text is not kept: it may hold an address."""
    row, _ = Quarantined.objects.get_or_create(
        sweep=sweep, item_id=item_id, defaults={"first_at": at, "last_at": at}
    )
    row.tries += 1
    row.last_at = at
    row.error = where(problem)
    row.given_up_at = at if row.tries >= MOST_TRIES else None
    row.save(update_fields=["tries", "last_at", "error", "given_up_at"])
    return row


def note_success(sweep: str, item_id: str) -> None:
    """It worked after all."""
    Quarantined.objects.filter(sweep=sweep, item_id=item_id).delete()


def given_up() -> QuerySet[Quarantined]:
    """What nobody tries any more, until somebody looks."""
    return Quarantined.objects.filter(given_up_at__isnull=False).order_by("given_up_at")


def try_again(rows: Iterable[Quarantined]) -> int:
    """Let the worker have another five tries at these; says how many."""
    deleted, _ = Quarantined.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return deleted


def where(problem: BaseException) -> str:
    """The kind of problem and the line it came from."""
    frames = traceback.extract_tb(problem.__traceback__)
    return (
        f"{type(problem).__name__} at {frames[-1].filename}:{frames[-1].lineno}"
        if frames
        else type(problem).__name__
    )

"""What the worker could not do: tried again ever more rarely, given up after five tries, and shown."""

import traceback
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from sentby.core.models import Quarantined

MOST_TRIES = 5
WAITS = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900)]


@dataclass(frozen=True)
class Standing:
    """How one sweep's failing items stand: all of them, and those it leaves alone now."""

    failing: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


def standings(at: datetime) -> dict[str, Standing]:
    """By sweep: what has failed, and what is given up or not yet to be tried again."""
    rows: dict[str, list[Quarantined]] = defaultdict(list)
    for row in Quarantined.objects.all():
        rows[row.sweep].append(row)
    return {
        sweep: Standing(
            frozenset(row.item_id for row in found),
            frozenset(row.item_id for row in found if row.given_up_at is not None or at < next_try(row)),
        )
        for sweep, found in rows.items()
    }


def next_try(row: Quarantined) -> datetime:
    """When an item that failed is tried again."""
    return row.last_at + WAITS[min(row.tries, len(WAITS)) - 1]


def note_failure(
    sweep: str, item_id: str, problem: BaseException, *, at: datetime, gives_up: bool = True
) -> Quarantined:
    """Count one more failure of this item. The problem's text is not kept: it may hold an address."""
    with transaction.atomic():
        row, _ = Quarantined.objects.select_for_update().get_or_create(
            sweep=sweep, item_id=item_id, defaults={"first_at": at, "last_at": at}
        )
        row.tries = min(row.tries + 1, 1000)
        row.last_at = at
        row.error = where(problem)
        row.given_up_at = at if gives_up and row.tries >= MOST_TRIES else None
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

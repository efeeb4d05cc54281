"""The demo's story, told once in a run of the tests: whoever comes later gets the rows that it left."""

import fcntl
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from demo import story
from sentby.accounts.models import Member
from sentby.core.clock import now
from tests.support.rows import changed, table_hashes

OF_THE_PROGRAM = {"contenttypes", "auth", "sites", "sessions"}  # there with the tables, story or not


@dataclass(frozen=True)
class Told:
    """When it was told, who is in it (the owner first), and every row of it."""

    at: datetime
    cast: list[str]
    rows: list[list[Model]]
    hashes: dict[str, str]

    @property
    def members(self) -> list[Member]:
        found = Member.objects.in_bulk(self.cast)
        return [found[key] for key in self.cast]


def once(place: Path, make: Callable[[Path], None]) -> Path:
    """`place`, as `make` left it: in this process, or in the one that came first, for which the others wait."""
    with place.with_suffix(".lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not place.exists():
            made = place.with_suffix(".made")
            make(made)
            made.rename(place)
    return place


def tell(shared: Path) -> Told:
    """Let the story be on this test's desk."""
    fresh: list[Told] = []

    def make(place: Path) -> None:
        fresh.append(_told())
        place.write_bytes(pickle.dumps(fresh[0]))

    place = once(shared / f"story-{connection.vendor}", make)
    if fresh:
        return fresh[0]
    kept: Told = pickle.loads(place.read_bytes())
    _write(kept)
    return kept


def _told() -> Told:
    at = now()
    cast = [member.pk for member in story.tell(at=at)]
    return Told(at, cast, [list(model._base_manager.all()) for model in _models()], _hashes())


def _write(kept: Told) -> None:
    """Row by row as they were; the database numbers on from there."""
    with transaction.atomic():
        for rows in kept.rows:
            if rows:
                type(rows[0])._base_manager.bulk_create(rows)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(statement)
    others = changed(kept.hashes, _hashes())
    assert others == [], f"the story is not as it was told in {', '.join(others)}"


def _hashes() -> dict[str, str]:
    tables = {model._meta.db_table for model in _models()}
    return {name: found for name, found in table_hashes().items() if name in tables}


def _models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in OF_THE_PROGRAM and model._meta.managed and not model._meta.proxy
    ]

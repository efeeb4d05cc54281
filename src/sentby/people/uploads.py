"""A file of contacts that a member gave: it lies in a folder of its own until it is in the book, or a day at most."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings

from sentby.engine.contacts import LIMITS, Column, Mapping, Plan, Read, Refused, read
from sentby.people.models import Import
from sentby.rules.countries import writes_day_first

TOO_LARGE: Final = (
    f"This file is larger than {LIMITS.size // 1_000_000} megabytes. Divide it, then try again."
)


def keep(batch_id: str, contents: Iterable[bytes]) -> int:
    """Put a file aside; its size in bytes. Raises Refused for one that is larger than is read."""
    size = 0
    _folder().mkdir(parents=True, exist_ok=True)
    with _place(batch_id).open("wb") as file:
        for piece in contents:
            size += len(piece)
            if size > LIMITS.size:
                break
            file.write(piece)
    if size > LIMITS.size:
        drop(batch_id)
        raise Refused(TOO_LARGE)
    return size


def opened(batch_id: str) -> BinaryIO:
    """The file of this import. Raises FileNotFoundError when it is gone."""
    return _place(batch_id).open("rb")


def size_of(batch_id: str) -> int:
    """How many bytes it has; none when it is gone."""
    place = _place(batch_id)
    return place.stat().st_size if place.exists() else 0


def drop(batch_id: str) -> None:
    """Away with it, if it is there."""
    _place(batch_id).unlink(missing_ok=True)


def older_than(moment: datetime) -> list[str]:
    """Whose files have been lying here since before this moment."""
    files = sorted(_folder().glob("*")) if _folder().exists() else []
    return [file.name for file in files if file.stat().st_mtime < moment.timestamp()]


@contextmanager
def records_of(batch: Import) -> Iterator[Iterator[Read]]:
    """Everybody in the file of this import. Raises FileNotFoundError when it is gone, and Refused as in `read`."""
    with opened(batch.pk) as stream:
        yield read(stream, plan_of(batch), day_first=writes_day_first(batch.owner.locale))


def as_json(plan: Plan) -> dict[str, Any]:
    """How a file is read, as it is kept in its row."""
    mapping = plan.mapping._asdict() if plan.mapping else None
    return plan._asdict() | {"mapping": mapping}


def plan_of(batch: Import) -> Plan:
    """How the file of this import is read."""
    said = dict(batch.plan)
    if (mapping := said["mapping"]) is not None:
        columns = tuple(Column(*column) for column in mapping["columns"])
        lists = {name: tuple(mapping[name]) for name in ("headings", "examples")}
        said["mapping"] = Mapping(**(mapping | lists | {"columns": columns}))
    return Plan(**said)


def _folder() -> Path:
    return Path(settings.DATA) / "uploads"


def _place(batch_id: str) -> Path:
    return _folder() / batch_id

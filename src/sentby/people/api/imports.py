"""Files of contacts by machine: given, looked at, chosen from, brought in, undone; as on the page."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from sentby.core.wire import Key, Strict, YesNo
from sentby.engine.contacts import FIELDS, LIMITS
from sentby.people import actions, queries
from sentby.people.api.manners import once_by_key
from sentby.people.api.schemas import NoNul
from sentby.people.desk import Desk, desk_of
from sentby.people.models import Import, ImportRecord

router = Router(tags=["imports"])
PIECE: Final = 64 * 1024
MOST_IN_MEMORY: Final = 1_000_000  # bytes
FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: vCard, CSV, or a workbook.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
ByStatus = Literal["", "new", "changed", "same", "duplicate", "unreadable"]


class GivenAs(Strict):
    """What a file is called, and what wrote it, if that would be guessed wrong."""

    name: Annotated[str, Field(max_length=200), NoNul] = ""
    as_: Annotated[
        Literal["", "vcard", "linkedin", "google", "outlook", "csv", "excel"], Field(alias="as")
    ] = ""


class ColumnOut(Schema):
    """A column of a table: its heading, what it holds, and the first that stands under it."""

    heading: str
    field: str
    example: str


class ImportOut(Schema):
    """A file: `looking` while it is gone through, `ready` to be chosen from, `writing`, then `done` or `stopped`."""

    id: str
    name: str
    format: str
    state: str
    created_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None
    done: int
    total: int
    counts: dict[str, int]
    columns: list[ColumnOut]
    trouble: str

    @staticmethod
    def resolve_columns(batch: Import) -> list[dict[str, str]]:
        mapping = batch.plan.get("mapping") or {"headings": [], "columns": [], "examples": []}
        headings = [*mapping["headings"], *([""] * len(mapping["columns"]))]
        rows = zip(headings, mapping["columns"], mapping["examples"], strict=False)
        return [
            {"heading": heading, "field": column[0], "example": example} for heading, column, example in rows
        ]


class RecordOut(Schema):
    """What a record of a file is to the book, and why. Before anything is written it says whom it names."""

    line: int
    status: str
    reason: str
    left_out: bool
    shown: dict[str, str]
    person_id: str | None
    company_id: str | None
    like_id: str | None


class RecordsAsked(Strict):
    status: ByStatus = ""
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class RecordsPage(Schema):
    items: list[RecordOut]
    total: int


class Columns(Strict):
    """For each column what it holds; "" leaves it out."""

    fields: Annotated[list[Literal[FIELDS]], Field(max_length=1_000)]  # type: ignore[valid-type]


class Choice(Strict):
    """One record, by its line, or all of a status."""

    left_out: YesNo
    line: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)] | None = None
    status: ByStatus = ""


class KeptOut(Schema):
    """Somebody who stays, wholly or in part, and why."""

    id: str
    name: str
    why: str


class UndoneOut(Schema):
    """How many entries went, how many stand as before, and what was kept."""

    removed: int
    restored: int
    kept: list[KeptOut]


@router.get("/imports", response=list[ImportOut], summary="The files that you gave")
def list_imports(request: HttpRequest) -> list[Import]:
    return list(queries.imports(desk_of(request).member)[:100])


@router.post("/imports", response={201: ImportOut}, summary="Give a file", openapi_extra=FILE)
def take_in(request: HttpRequest, said: Query[GivenAs], key: Key = "") -> Status[Import]:
    """It is gone through, and nothing is written before you start it. A small file is gone through by the answer."""
    desk = desk_of(request)
    with SpooledTemporaryFile(MOST_IN_MEMORY) as file:
        mark = _copy(request, file)

        def act() -> Import:
            contents = iter(partial(file.read, PIECE), b"")
            return actions.take_in(
                owner=desk.member, name=said.name, contents=contents, as_=said.as_, by=desk.member, at=desk.at
            )

        answer = once_by_key(desk, "import", key, [said.model_dump(), mark], lambda: {"id": act().pk})
    return Status(201, _moved_on(desk, answer["id"]))


@router.get("/imports/{import_id}", response=ImportOut, summary="How far a file is")
def get_import(request: HttpRequest, import_id: str) -> Import:
    return queries.import_of(desk_of(request).member, import_id)


@router.get(
    "/imports/{import_id}/records", response=RecordsPage, summary="What a file does, record by record"
)
def list_records(request: HttpRequest, import_id: str, asked: Query[RecordsAsked]) -> dict[str, Any]:
    batch = queries.import_of(desk_of(request).member, import_id)
    found = queries.import_records(batch, asked.status)
    items: list[ImportRecord] = list(found[asked.offset : asked.offset + asked.limit])
    return {"items": items, "total": found.count()}


@router.post("/imports/{import_id}/columns", response=ImportOut, summary="Say what its columns hold")
def set_columns(request: HttpRequest, import_id: str, payload: Columns, key: Key = "") -> Import:
    """The file is gone through anew."""
    return _act(request, import_id, key, actions.set_columns, fields=payload.fields)


@router.post("/imports/{import_id}/choice", response=ImportOut, summary="Leave records out, or take them in")
def choose(request: HttpRequest, import_id: str, payload: Choice, key: Key = "") -> Import:
    said = payload.model_dump(exclude={"left_out"})
    return _act(request, import_id, key, actions.choose, out=payload.left_out, **said)


@router.post("/imports/{import_id}/start", response=ImportOut, summary="Bring it in")
def start_writing(request: HttpRequest, import_id: str, key: Key = "") -> Import:
    """What is small is in the book by the answer; what is not goes on in the background."""
    return _act(request, import_id, key, actions.start_writing)


@router.post("/imports/{import_id}/stop", response=ImportOut, summary="Go no further")
def stop_import(request: HttpRequest, import_id: str, key: Key = "") -> Import:
    """What is in the book stays, and can be undone. Of a file that was only looked at nothing is kept."""
    return _act(request, import_id, key, actions.stop_import)


@router.post("/imports/{import_id}/undo", response=UndoneOut, summary="Take it out of your book again")
def undo_import(request: HttpRequest, import_id: str, key: Key = "") -> dict[str, Any]:
    desk = desk_of(request)
    batch = queries.import_of(desk.member, import_id)

    def act() -> dict[str, Any]:
        return asdict(actions.undo_import(batch=batch, by=desk.member, at=desk.at))

    return once_by_key(desk, f"import-undo:{import_id}", key, import_id, act)


def _act(request: HttpRequest, import_id: str, key: str, act: Callable[..., Import], **said: Any) -> Import:
    desk = desk_of(request)
    batch = queries.import_of(desk.member, import_id)

    def once() -> dict[str, Any]:
        return {"id": act(batch=batch, **said, by=desk.member, at=desk.at).pk}

    return _moved_on(desk, once_by_key(desk, f"{act.__name__}:{import_id}", key, said, once)["id"])


def _copy(request: HttpRequest, file: "SpooledTemporaryFile[bytes]") -> str:
    """Put aside what was sent, as far as it is read at all; its fingerprint."""
    mark, size = hashlib.sha256(), 0
    while size <= LIMITS.size and (piece := request.read(PIECE)):
        mark.update(piece)
        size += file.write(piece)
    file.seek(0)
    return mark.hexdigest()


def _moved_on(desk: Desk, import_id: str) -> Import:
    batch = queries.import_of(desk.member, import_id)
    if actions.is_small(batch):
        actions.go_on(batch=batch, at=desk.at)
    return batch

"""A file of contacts on its way: put aside, gone through, chosen from, then brought in piece by piece; or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.engine.contacts import FIELDS, Column, Contact, Read, Refused, Unreadable, look
from sentby.people import uploads
from sentby.people.actions.errors import NotNow
from sentby.people.actions.importing import AT_ONCE, bring_in, end_import
from sentby.people.actions.parts import By, actor
from sentby.people.incoming import Incoming, incoming
from sentby.people.matching import Book, Finding, Status, look_up, preview, somebody_of
from sentby.people.models import Import, ImportRecord, State
from sentby.rules.countries import country_of

IN_ONE_ROUND: Final = 20  # pieces that are written before somebody else has their turn
KEPT_FOR: Final = timedelta(days=1)  # a file that nobody brings in
GONE: Final = "The file is no longer here. Give it once more."
MOST_SHOWN: Final = 3  # ways to reach somebody, in a preview
LONGEST: Final = 80
SMALL: Final = 100_000  # bytes


def take_in(
    *, owner: Member, name: str, contents: Iterable[bytes], as_: str = "", by: By, at: datetime
) -> Import:
    """Put a file aside, to be gone through. Nothing is written into the book. Raises Refused for one that is none."""
    batch = Import(owner=owner, name=name[:200], created_at=at, state=State.LOOKING)
    uploads.keep(batch.pk, contents)
    try:
        with uploads.opened(batch.pk) as stream:
            plan = look(stream, as_=as_)
    except Refused:
        uploads.drop(batch.pk)
        raise
    batch.format, batch.plan = plan.format, uploads.as_json(plan)
    with transaction.atomic():
        batch.save(force_insert=True)
        _record("import.begun", batch, by, at)
    return batch


def set_columns(*, batch: Import, fields: Sequence[str], by: By, at: datetime) -> Import:
    """Say what the columns of a table hold; it is gone through anew. Raises NotNow once something is written."""
    if batch.state != State.READY:
        raise NotNow(_WHY_NOT[State(batch.state)])
    plan = uploads.plan_of(batch)
    if plan.mapping is None:
        raise NotNow("A file of cards has no columns.")
    if len(fields) != len(plan.mapping.columns) or not set(fields) <= set(FIELDS):
        raise NotNow(f"Say for each of the {len(plan.mapping.columns)} columns what it holds.")
    standing = zip(fields, plan.mapping.columns, strict=True)
    columns = tuple(old if old.field == field else Column(field, old.label) for field, old in standing)
    new = uploads.as_json(plan._replace(mapping=plan.mapping._replace(columns=columns)))
    anew: dict[str, Any] = {
        "state": State.LOOKING,
        "plan": new,
        "done": 0,
        "counts": {},
        "turn": F("turn") + 1,
    }
    with transaction.atomic():
        _move(batch, State.READY, **anew)
        batch.records.all().delete()
        _record("import.columns_set", batch, by, at)
    return batch


def choose(
    *, batch: Import, out: bool, line: int | None = None, status: str = "", by: By, at: datetime
) -> Import:
    """Leave out one record, or all of a status; or take them in after all. Raises NotNow once something is written."""
    with transaction.atomic():
        _move(batch, State.READY)
        meant = batch.records.filter(status=status) if line is None else batch.records.filter(line=line)
        meant.exclude(status=Status.UNREADABLE).update(left_out=out)
        _record("import.chosen", batch, by, at)
    return batch


def start_writing(*, batch: Import, by: By, at: datetime) -> Import:
    """Bring in what was chosen. Pressed twice it begins once. Raises NotNow for one that was stopped."""
    with transaction.atomic():
        unwanted = list(batch.records.filter(left_out=True).values_list("line", flat=True))
        if batch.state in {State.WRITING, State.DONE}:
            return batch
        _move(batch, State.READY, state=State.WRITING, done=0, counts={}, left_out=unwanted)
        batch.records.all().delete()
        _record("import.started", batch, by, at)
    return batch


def stop_import(*, batch: Import, by: By, at: datetime) -> Import:
    """Go no further. What is in the book stays, and can be undone; of a file that was only looked at nothing is kept."""
    with transaction.atomic():
        untouched = Import.objects.filter(pk=batch.pk, state__in=[State.LOOKING, State.READY])
        if untouched.update(state=State.STOPPED, ended_at=at, counts={}):
            batch.records.all().delete()
        elif not Import.objects.filter(pk=batch.pk, state=State.WRITING).update(
            state=State.STOPPED, ended_at=at
        ):
            batch.refresh_from_db()
            return batch
        _record("import.stopped", batch, by, at)
    _forget_the_file(batch)
    return batch


def is_small(batch: Import) -> bool:
    """Whether the next step with this file takes less time than somebody waits for a page."""
    if batch.state == State.LOOKING:
        return uploads.size_of(batch.pk) <= SMALL
    return batch.state == State.WRITING and batch.total <= AT_ONCE


def go_on(*, batch: Import, at: datetime) -> Import:
    """Do the next that is to be done with a file. Two who do so at once are one: a piece is written by whoever claims it."""
    work: dict[str, Callable[[], None]] = {
        State.LOOKING: partial(_look_through, batch),
        State.WRITING: partial(_write_on, batch, at),
    }
    try:
        work.get(batch.state, lambda: None)()
    except FileNotFoundError:
        _give_up(batch, GONE, at)
    except Refused as refused:
        _give_up(batch, str(refused), at)
    batch.refresh_from_db()
    return batch


def drop_strays(*, at: datetime) -> int:
    """Files that nobody brought in within a day go, and with them what they said."""
    strays = uploads.older_than(at - KEPT_FOR)
    for batch_id in strays:
        for batch in Import.objects.filter(pk=batch_id):
            stop_import(batch=batch, by=NOBODY_CAME, at=at)
        uploads.drop(batch_id)
    return len(strays)


def _look_through(batch: Import) -> None:
    """Note for every record what it is to the book. Interrupted, it goes over what is noted once more, and on from there."""
    book, seen = Book(), 0
    with uploads.records_of(batch) as found:
        for piece in _pieces(found):
            records = _previewed(batch, piece, book)
            seen += len(piece)
            if seen > batch.done and not _note(batch, records):
                return
    if not seen:
        raise Refused("There is nobody in this file.")
    _claimed(batch, state=State.READY, total=seen)


def _note(batch: Import, records: Sequence[ImportRecord]) -> bool:
    counts = dict(Counter(batch.counts) + Counter(record.status for record in records))
    with transaction.atomic():
        if not _claimed(batch, done=batch.done + len(records), counts=counts):
            return False
        ImportRecord.objects.bulk_create(records)
    batch.done, batch.counts = batch.done + len(records), counts
    return True


def _previewed(batch: Import, piece: Sequence[Read], book: Book) -> list[ImportRecord]:
    region = country_of(batch.owner.locale)
    arrivals = [incoming(one, region=region) if isinstance(one, Contact) else one for one in piece]
    look_up(batch.owner, [somebody_of(one) for one in arrivals if isinstance(one, Incoming)], book)
    return [_record_of(batch, one, book) for one in arrivals]


def _record_of(batch: Import, one: Incoming | Unreadable, book: Book) -> ImportRecord:
    if isinstance(one, Unreadable):
        finding, shown = Finding(Status.UNREADABLE, one.reason), {}
    else:
        finding = preview(book, one)
        ways = " · ".join(channel.shown for channel, _ in one.channels[:MOST_SHOWN])
        said = {"name": one.name or one.company, "company": one.company, "title": one.title}
        shown = {name: text[:LONGEST] for name, text in said.items()} | {"ways": ways[: 3 * LONGEST]}
    like = finding.like.person if finding.like else None
    return ImportRecord(
        batch=batch, line=one.line, status=finding.status, reason=finding.reason[:500], shown=shown, like=like
    )


def _write_on(batch: Import, at: datetime) -> None:
    unwanted = set(batch.left_out)
    with uploads.records_of(batch) as found:
        for piece in islice(_pieces(islice(found, batch.done, None)), IN_ONE_ROUND):
            if not _write(batch, piece, unwanted, at):
                return
    if batch.done >= batch.total:
        end_import(batch=batch, by=batch.owner, at=at)
        _forget_the_file(batch)


def _write(batch: Import, piece: Sequence[Read], unwanted: set[int], at: datetime) -> bool:
    wanted = [one for one in piece if one.line not in unwanted]
    with transaction.atomic():
        if not _claimed(batch, done=batch.done + len(piece)):
            return False
        bring_in(batch=batch, found=wanted, by=batch.owner, at=at)
    batch.done += len(piece)
    return True


def _forget_the_file(batch: Import) -> None:
    """What it said that is not in the book: the file, and the examples from its columns."""
    Import.objects.filter(pk=batch.pk).update(plan={}, left_out=[])
    batch.refresh_from_db()
    uploads.drop(batch.pk)


def _claimed(batch: Import, **values: Any) -> bool:
    """Compare and set: whoever goes on from where the file stands is one at a time, and nobody once it was stopped."""
    standing = Import.objects.filter(pk=batch.pk, state=batch.state, turn=batch.turn, done=batch.done)
    return bool(standing.update(**values))


def _give_up(batch: Import, why: str, at: datetime) -> None:
    if Import.objects.under_way().filter(pk=batch.pk).update(trouble=why[:300]):
        stop_import(batch=batch, by=CANT_BE_READ, at=at)


def _move(batch: Import, standing_at: State, /, **values: Any) -> None:
    """From this state to another one. Raises NotNow when it stands otherwise by now."""
    standing = Import.objects.filter(pk=batch.pk, state=standing_at)
    if not (standing.update(**values) if values else standing.select_for_update().exists()):
        batch.refresh_from_db()
        raise NotNow(_WHY_NOT[State(batch.state)])
    batch.refresh_from_db()


def _pieces(found: Iterator[Read]) -> Iterator[list[Read]]:
    while piece := list(islice(found, AT_ONCE)):
        yield piece


def _record(what: str, batch: Import, by: By, at: datetime) -> None:
    audit.record(what, subject=("import", batch.pk), by=actor(by), at=at)


NOBODY_CAME: Final = audit.SENTBY.because("nobody brought the file in within a day")
CANT_BE_READ: Final = audit.SENTBY.because("the file can't be read to its end")
_WHY_NOT: Final = {
    State.LOOKING: "The file is still being gone through. Wait a moment, then try again.",
    State.READY: "Nothing of it is in your book yet.",
    State.WRITING: "It is on its way into your book already.",
    State.DONE: "It is in your book already.",
    State.STOPPED: "It was stopped. Give the file once more.",
}

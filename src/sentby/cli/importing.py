"""`sentby import FILE`: a file of contacts into a member's book, or what it would do there."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from sentby.cli import Trouble
from sentby.cli.starting import pending_migrations, start

if TYPE_CHECKING:
    from sentby.accounts.models import Member
    from sentby.engine.contacts import Read

FORMATS: Final = ("vcard", "linkedin", "google", "outlook", "csv", "excel")
STATUSES: Final = ("new", "changed", "same", "duplicate", "unreadable")
TOLD: Final = 20  # records that are told one by one to somebody who reads


class Line(NamedTuple):
    """What one record is to the book."""

    record: "Read"
    status: str
    reason: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, nargs="?", help="vCard, CSV, or a workbook of Excel or LibreOffice"
    )
    parser.add_argument("--as", dest="as_", choices=FORMATS, default="", metavar="FORMAT",
                        help=f"what wrote it, if that is guessed wrong: {', '.join(FORMATS)}")  # fmt: skip
    parser.add_argument(
        "--encoding", default="", help="how its letters are written, if that is guessed wrong"
    )
    parser.add_argument(
        "--for", dest="whose", default="", metavar="ADDRESS", help="whose book: the address they sign in with"
    )
    parser.add_argument(
        "--country",
        default="",
        help="the country of numbers without a country code, in two letters; usually the member's own",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.add_argument(
        "--undo", default="", metavar="ID", help="take an earlier import out of the book again"
    )
    parser.add_argument("--json", action="store_true", help="say it to a machine")


def act(options: argparse.Namespace) -> int:
    if not options.file and not options.undo:
        raise Trouble("Say which file, or which import to undo.", status=2)
    start(checked=not options.dry_run)
    if options.undo:
        return _undo(options.undo)
    from sentby.engine.contacts import Refused

    try:
        with options.file.open("rb") as stream:
            _bring(stream, options)
    except OSError as problem:
        raise Trouble(f"{options.file} can't be read: {problem.strerror}.", status=2) from None
    except Refused as refused:
        raise Trouble(str(refused), status=2) from None
    return 0


def _bring(stream: BinaryIO, options: argparse.Namespace) -> None:
    from sentby.engine.contacts import look, read

    member = _member(options)
    plan = look(stream, as_=options.as_, encoding=options.encoding)
    found = read(stream, plan, day_first=_day_first(member))
    lines = (
        _previewed(found, member, options)
        if member is None or options.dry_run
        else _written(found, member, options, plan.format)
    )
    (_tell_a_machine if options.json else _tell)(lines, plan.format, _region(member, options))


def _undo(batch_id: str) -> int:
    from sentby.core.audit import OPERATOR
    from sentby.core.clock import now
    from sentby.people import actions
    from sentby.people.models import Import

    batch = Import.objects.filter(pk=batch_id, undone_at=None).first()
    if batch is None:
        raise Trouble(f"There is no import {batch_id} that could be undone.")
    undone = actions.undo_import(batch=batch, by=OPERATOR, at=now())
    print(f"Out of the book again: {undone.removed:,}. Standing as before: {undone.restored:,}.")
    for kept in undone.kept:
        print(f"Kept: {kept.name}. {kept.why}")
    return 0


def _member(options: argparse.Namespace) -> "Member | None":
    """Whose book it is. A dry run on a desk without members, or without tables, is one on an empty book."""
    if options.dry_run and not options.whose and _has_no_tables():
        return None
    from sentby.accounts import queries

    if options.whose:
        member = queries.member_with_address(options.whose)
        if member is None:
            raise Trouble(f"Nobody here signs in with {options.whose}.")
        return member
    members = list(queries.active_members()[:2])
    if len(members) == 1:
        return members[0]
    if options.dry_run:
        return None
    if not members:
        raise Trouble("Nobody has a seat on this desk yet. Set it up in the browser first, or try --dry-run.")
    raise Trouble("Several members have a seat here. Say whose book it is: --for ana@example.com")


def _has_no_tables() -> bool:
    from django.conf import settings

    file = settings.DATABASES["default"]
    if file["ENGINE"].endswith("sqlite3") and not Path(file["NAME"]).exists():
        return True
    return bool(pending_migrations())


def _day_first(member: "Member | None") -> bool:
    from sentby.rules.countries import writes_day_first

    return member is None or writes_day_first(member.locale)


def _region(member: "Member | None", options: argparse.Namespace) -> str:
    from sentby.rules.countries import country_of

    if options.country:
        return str(options.country).upper()
    return country_of(member.locale) if member else ""


def _previewed(
    found: "Iterable[Read]", member: "Member | None", options: argparse.Namespace
) -> Iterator[Line]:
    from sentby.engine.contacts import Unreadable
    from sentby.people.actions import AT_ONCE
    from sentby.people.incoming import incoming
    from sentby.people.matching import Book, look_up, preview, somebody_of

    book, region = Book(), _region(member, options)
    for piece in _pieces(found, AT_ONCE):
        arrivals = [None if isinstance(one, Unreadable) else incoming(one, region=region) for one in piece]
        if member is not None:
            look_up(member, [somebody_of(one) for one in arrivals if one], book)
        for record, arrival in zip(piece, arrivals, strict=True):
            if arrival is None:
                yield Line(record, "unreadable", record.reason if isinstance(record, Unreadable) else "")
            else:
                finding = preview(book, arrival)
                yield Line(record, str(finding.status), finding.reason)


def _written(
    found: "Iterable[Read]", member: "Member", options: argparse.Namespace, form: str
) -> Iterator[Line]:
    from sentby.core.audit import OPERATOR
    from sentby.core.clock import now
    from sentby.people import actions

    batch = actions.begin_import(owner=member, name=options.file.name, format=form, by=OPERATOR, at=now())
    for piece in _pieces(found, actions.AT_ONCE):
        records = actions.bring_in(batch=batch, found=piece, by=OPERATOR, at=now())
        for record, written in zip(piece, records, strict=True):
            yield Line(record, str(written.status), written.reason)
    actions.end_import(batch=batch, by=OPERATOR, at=now())
    print(f"To take it out again: sentby import --undo {batch.pk}", file=sys.stderr)


def _pieces(found: "Iterable[Read]", size: int) -> "Iterator[list[Read]]":
    rest = iter(found)
    while piece := list(islice(rest, size)):
        yield piece


def _tell_a_machine(lines: Iterable[Line], form: str, region: str) -> None:
    """One JSON object, written as it comes: the report of a large file is never in memory as a whole.

    It is one also when the file turns out, on the way, to hold more than is read.
    """
    from sentby.engine.contacts import Refused

    counts: Counter[str] = Counter(dict.fromkeys(STATUSES, 0))
    print(f'{{"format": {json.dumps(form)}, "records": [', end="")
    try:
        for number, line in enumerate(lines):
            counts[line.status] += 1
            print(
                ",\n" if number else "\n",
                json.dumps(_as_json(line, region), ensure_ascii=False),
                sep="",
                end="",
            )
    except Refused as refused:
        print(f'\n], "counts": {json.dumps(dict(counts))}, "refused": {json.dumps(str(refused))}}}')
        raise
    print(f'\n], "counts": {json.dumps(dict(counts))}}}')


def _as_json(line: Line, region: str) -> dict[str, Any]:
    from sentby.engine.contacts import Contact
    from sentby.people.incoming import fields_of

    fields = fields_of(line.record, region=region) if isinstance(line.record, Contact) else {}
    return {"line": line.record.line, "status": line.status, "reason": line.reason, "fields": fields}


def _tell(lines: Iterable[Line], form: str, region: str) -> None:
    counts: Counter[str] = Counter()
    for line in lines:
        counts[line.status] += 1
        if line.status in {"duplicate", "unreadable"} and counts["duplicate"] + counts["unreadable"] <= TOLD:
            print(f"line {line.record.line}: {line.status}. {line.reason}")
    told = ", ".join(f"{counts[status]:,} {status}" for status in STATUSES if counts[status])
    print(f"{form}: {told or 'nobody'}.")

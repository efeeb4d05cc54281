"""V5: files of contacts read and brought in, side by side with vobject, csv, pandas and bare inserts of the same rows."""

import csv
import io
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

CARDS, ROWS, WRITTEN, SLOW = 50_000, 100_000, 20_000, 2_500
TIMES: Final = 3
AT: Final = datetime(2026, 5, 12, 10, tzinfo=UTC)
FIRST: Final = ("Ada", "Bela", "Chloé", "Dora", "Émile", "Fara", "Gwen", "Hugo", "İnci", "Jürgen")
LAST: Final = (
    "Aldous",
    "Brightwater",
    "Copperfield",
    "Dunmore",
    "Eastlake",
    "Fonseca",
    "Núñez",
    "Øster",
    "Quill",
    "Vidal",
)
HEADINGS: Final = ("Name", "Company", "Job Title", "E-mail Address", "Mobile Phone", "Home City", "Notes")


@dataclass(frozen=True)
class Race:
    """How many records a second Sentby and a peer come through, and how many times the peer's speed is the goal."""

    what: str
    peer: str
    ours: float
    theirs: float
    goal: float

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def is_won(self) -> bool:
        return self.ratio >= self.goal


def measure() -> list[Race]:
    """Every race, one after the other, in this process."""
    cards, table = cards_file(CARDS), table_file(ROWS)
    ours_cards, ours_rows = _speed(_read(cards), CARDS), _speed(_read(table), ROWS)
    written = _speed_of_writing()
    return [
        Race("vCards read", "vobject", ours_cards, _speed(_with_vobject(cards_file(SLOW)), SLOW), 20),
        Race("rows of a table read", "csv.reader", ours_rows, _speed(_with_csv(table), ROWS), 0),
        Race("rows of a table read", "pandas.read_csv", ours_rows, _speed(_with_pandas(table), ROWS), 0),
        Race("rows brought in", "csv.reader and executemany", written, _speed(_bare(table_file(WRITTEN)), WRITTEN), 0.5),
        Race("rows brought in", "Django's bulk_create", written, _speed_of_bulk(), 4),
    ]  # fmt: skip


def cards_file(number: int) -> bytes:
    """Cards as telephones write them."""
    text = "".join(
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{first} {last} {n}\r\nN:{last} {n};{first};;;\r\nORG:{last} & Co\r\nTITLE:Buyer\r\n"
        f"TEL;TYPE=CELL:+44 1632 {n:06}\r\nEMAIL;TYPE=WORK:p{n}@example.com\r\nADR;TYPE=HOME:;;{n} Mill Lane;Leeds;;LS1;UK\r\n"
        f"NOTE:Met at the fair\\, hall {n % 9}.\r\nEND:VCARD\r\n"
        for n, first, last in _somebody(number)
    )
    return text.encode()


def table_file(number: int) -> bytes:
    """The same people as rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(
        (
            f"{first} {last} {n}",
            f"{last} & Co",
            "Buyer",
            f"p{n}@example.com",
            f"+44 1632 {n:06}",
            "Leeds",
            f"Hall {n % 9}",
        )
        for n, first, last in _somebody(number)
    )
    return text.getvalue().encode()


def _somebody(number: int) -> Iterator[tuple[int, str, str]]:
    return ((n, FIRST[n % 10], LAST[n // 10 % 10]) for n in range(number))


def _speed(act: Callable[[], Any], number: int) -> float:
    """Records a second, the best of a few times: what disturbs only ever slows down."""
    best = float("inf")
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - begun)
    return number / best


def _read(contents: bytes) -> Callable[[], int]:
    from sentby.engine.contacts import look, read

    def act() -> int:
        stream = io.BytesIO(contents)
        return sum(1 for _ in read(stream, look(stream)))

    return act


def _with_vobject(contents: bytes) -> Callable[[], int]:
    import vobject

    return lambda: sum(1 for card in vobject.readComponents(contents.decode()) if card.fn.value)


def _with_csv(contents: bytes) -> Callable[[], int]:
    return lambda: sum(1 for _ in csv.reader(io.TextIOWrapper(io.BytesIO(contents), newline="")))


def _with_pandas(contents: bytes) -> Callable[[], int]:
    import pandas

    return lambda: len(pandas.read_csv(io.BytesIO(contents), dtype=str))


def _bare(contents: bytes) -> Callable[[], None]:
    """What any program would have to do at least: the cells, as they are, in one table on the disk."""

    def act() -> None:
        with (
            tempfile.TemporaryDirectory() as folder,
            sqlite3.connect(Path(folder) / "bare.sqlite3") as database,
        ):
            database.execute(f"create table people ({', '.join(f'c{n} text' for n in range(len(HEADINGS)))})")
            rows = csv.reader(io.TextIOWrapper(io.BytesIO(contents), newline=""))
            database.executemany(f"insert into people values ({', '.join('?' * len(HEADINGS))})", rows)

    return act


def _speed_of_writing() -> float:
    """A whole import: matched with the book, normalised, indexed for search, with the journal by which it is undone."""
    from sentby.people import actions
    from sentby.people.models import Import

    owner = _owner()
    given = actions.take_in(owner=owner, name="", contents=[table_file(WRITTEN)], by=owner, at=AT)
    Import.objects.filter(pk=given.pk).update(state="writing", total=WRITTEN)
    given.refresh_from_db()
    begun = time.perf_counter()
    while given.state == "writing":
        actions.go_on(batch=given, at=AT)
    seconds = time.perf_counter() - begun
    actions.undo_import(batch=given, by=owner, at=AT)
    return WRITTEN / seconds


def _speed_of_bulk() -> float:
    """The same people and channels by Django's own means: the cells as they are, with nothing looked up, read or indexed."""
    from django.db import transaction

    from sentby.people.models import Channel, Person

    owner = _owner()
    rows = list(csv.DictReader(io.StringIO(table_file(WRITTEN).decode())))

    def act() -> None:
        people, channels = [], []
        for row in rows:
            person = Person(
                owner=owner, name=row["Name"], title=row["Job Title"], notes=row["Notes"], created_at=AT
            )
            people.append(person)
            for place, name in enumerate(("E-mail Address", "Mobile Phone")):
                kind = "email" if place == 0 else "phone"
                channels.append(
                    Channel(person=person, kind=kind, shown=row[name], canonical=row[name], position=place)
                )
        with transaction.atomic():
            Person.objects.bulk_create(people)
            Channel.objects.bulk_create(channels)
            transaction.set_rollback(True)

    return _speed(act, WRITTEN)


def _owner() -> Any:
    from sentby.accounts.models import Member

    return Member.objects.get(is_owner=True)

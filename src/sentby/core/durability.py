"""Is the database set so that what is acknowledged stays? Asked at every start, and by the doctor."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from django.db import connection

REPAIRED = (
    (3, 51, 3),
    (3, 50, 7),
    (3, 44, 6),
)  # the releases with the write-ahead log's lost commit put right
OLDEST_POSTGRES = 15
FULL = 2


@dataclass(frozen=True)
class Fault:
    """Something about the database, and what to do. `unsafe` means that acknowledged work could be lost."""

    sentence: str
    unsafe: bool = True


def faults() -> list[Fault]:
    """What is wrong with the settings of the database in use; nothing when it is safe."""
    return sqlite_faults() if connection.vendor == "sqlite" else postgres_faults()


def is_repaired(version: tuple[int, ...]) -> bool:
    """Whether this SQLite keeps every commit when its write-ahead log is reset."""
    newest, *branches = REPAIRED
    return version >= newest or any(version[:2] == fixed[:2] and version >= fixed for fixed in branches)


def sqlite_faults() -> list[Fault]:
    """Version, journal, synchronous, foreign keys, and how transactions begin."""
    found: list[Fault] = []
    if not is_repaired(sqlite3.sqlite_version_info):
        found.append(
            Fault(
                f"SQLite {sqlite3.sqlite_version} can lose a commit. Install `pysqlite3`, or SQLite 3.51.3 or later."
            )
        )
    said = {name: _pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys")}
    if said["journal_mode"] not in ("wal", "memory"):
        found.append(
            Fault(f"journal_mode is {said['journal_mode']}, not wal: put the data on a disk of this machine.")
        )
    if int(said["synchronous"]) < FULL:
        found.append(Fault("synchronous is below FULL: take it out of whatever sets it."))
    if not int(said["foreign_keys"]):
        found.append(Fault("Foreign keys are off: take that out of whatever sets it."))
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        found.append(Fault("Transactions don't begin with IMMEDIATE: set transaction_mode to it."))
    return found


def postgres_faults() -> list[Fault]:
    """Version, fsync, and whether a commit waits for the disk."""
    found: list[Fault] = []
    if (major := connection.pg_version // 10_000) < OLDEST_POSTGRES:  # type: ignore[attr-defined]
        found.append(Fault(f"PostgreSQL {major} is too old: use {OLDEST_POSTGRES} or later."))
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        if _shown(name) == "off":
            found.append(Fault(f"{name} is off: set it to on in postgresql.conf and reload.", unsafe=False))
    return found


def _pragma(name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


def _shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])

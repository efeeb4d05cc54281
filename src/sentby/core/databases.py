"""Durable database settings: what is acknowledged is on the disk."""

import os
from typing import Any

import dj_database_url
from django.db import connection

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000;"
)


def configured(url: str) -> dict[str, Any]:
    """Django's settings for the database at `url` (sqlite:///path or postgres://user@host/name).

    SQLite takes the write lock when a transaction begins, so that two writers queue instead of failing.
    """
    settings: dict[str, Any] = dict(dj_database_url.parse(url))
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
        settings["CONN_MAX_AGE"] = 0 if settings["NAME"] == ":memory:" else 60
        _make_room(settings["NAME"])
    else:
        settings["OPTIONS"] = settings.get("OPTIONS", {}) | {
            "pool": {"min_size": 1, "max_size": 8, "timeout": 20}
        }
    return settings


def count_anew() -> None:
    """Let SQLite learn how its tables are filled, so that it finds the shortest way; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize=0x10012")  # every table that has changed, by a sample of it


def _make_room(name: str) -> None:
    folder = os.path.dirname(name)
    if folder:
        os.makedirs(folder, exist_ok=True)

"""Whoever writes about the same thing takes turns, however far apart the rows are that they write."""

import hashlib
from collections.abc import Iterable

from django.db import connection


def take_turns(names: Iterable[str]) -> None:
    """Wait until nobody else has one of these names, and have them until the end of the transaction.

    SQLite lets one writer in at a time anyway (`BEGIN IMMEDIATE`). PostgreSQL keeps a lock for each name, taken in
    one order; what was committed before this turn is seen by the next statement.
    """
    if connection.vendor != "postgresql":
        return
    keys = {int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True) for name in names}
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])

"""What is in the database, so that before and after can be compared."""

import hashlib

from django.db import connection

COMES_AND_GOES = {"django_session", "django_migrations"}


def table_hashes(*, but: frozenset[str] = frozenset()) -> dict[str, str]:
    """For each table a hash of all its rows; sessions come and go."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - COMES_AND_GOES - but)
        return {name: _hash_of(cursor, name) for name in names}


def rows_written() -> int | None:
    """How many rows this connection has ever written, taken back or not; PostgreSQL keeps no such count."""
    connection.ensure_connection()
    return connection.connection.total_changes if connection.vendor == "sqlite" else None


def _hash_of(cursor: object, name: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # type: ignore[attr-defined]
    columns = [column[0] for column in cursor.description]  # type: ignore[attr-defined]
    in_order = sorted(range(len(columns)), key=columns.__getitem__)  # a table that was remade has another
    rows = sorted(repr([row[at] for at in in_order]) for row in cursor.fetchall())  # type: ignore[attr-defined]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that are not as they were."""
    return sorted(name for name in before | after if before.get(name) != after.get(name))

"""Queries of which only who asks, and when, is another each time: their SQL is written once, not at every request."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

ANYBODY = "\uffffwho"
ANY_TIME = datetime(1, 2, 3, 4, 5, 6, 7, tzinfo=UTC)


class Prepared:
    """A query of plain values (ids, numbers, truths), built by `build(member's id, moment)` from the usual words."""

    def __init__(self, build: Callable[[str, datetime], "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, who: str, when: datetime = ANY_TIME) -> list[tuple[Any, ...]]:
        """What the query finds for this member at this moment, as the database says it."""
        sql, blanks = self._sql()
        adapted = connection.ops.adapt_datetimefield_value
        filled = {ANYBODY: who, adapted(ANY_TIME): adapted(when)}
        with connection.cursor() as cursor:
            cursor.execute(sql, [filled.get(value, value) for value in blanks])
            return list(cursor.fetchall())

    def _sql(self) -> tuple[str, tuple[Any, ...]]:
        """Its text and what stands in for the values, in the words of the database in use."""
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._build(ANYBODY, ANY_TIME).query.sql_with_params()
        return self._written[connection.vendor]

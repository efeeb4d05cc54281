"""Queries of which only who asks, and when, is another each time: their SQL is written once, not at every request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

ANYBODY = "\uffffwho"
ANY_TIME = datetime(1, 2, 3, 4, 5, 6, 7, tzinfo=UTC)


class Unfit(TypeError):
    """Who asks, or when, goes into this query changed, so that it could not be put in later; or is not said when asked."""


@dataclass(frozen=True)
class Written:
    """The SQL of a query, and its values in order, with those that stand in for who and when."""

    sql: str
    values: tuple[Any, ...]
    who: str
    when: Any  # a datetime, or text, as the database in use takes it

    def __post_init__(self) -> None:
        others = [value for value in self.values if value not in (self.who, self.when)]
        if self.who not in self.values or any(map(_was_a_stand_in, others)):
            raise Unfit(Unfit.__doc__)

    @property
    def asks_when(self) -> bool:
        return self.when in self.values


class Prepared:
    """A query of plain values (ids, numbers, truths), built by `build(member's id, moment)` from the usual words.

    Both go into it as they are: what is reckoned from the moment is reckoned by the caller. Raises Unfit otherwise.
    """

    def __init__(self, build: Callable[[str, datetime], "QuerySet[Any, Any]"]) -> None:
        self._build = build
        self._written: dict[str, Written] = {}

    def rows(self, who: str, when: datetime | None = None) -> list[tuple[Any, ...]]:
        """What the query finds for this member at this moment, as the database says it. A moment has a time zone."""
        written = self._in_words_of_the_database()
        if written.asks_when != (when is not None and when.tzinfo is not None):
            raise Unfit(Unfit.__doc__)
        filled = {written.who: who, written.when: connection.ops.adapt_datetimefield_value(when)}
        with connection.cursor() as cursor:
            cursor.execute(written.sql, [filled.get(value, value) for value in written.values])
            return list(cursor.fetchall())

    def _in_words_of_the_database(self) -> Written:
        if connection.vendor not in self._written:
            sql, values = self._build(ANYBODY, ANY_TIME).query.sql_with_params()
            when = connection.ops.adapt_datetimefield_value(ANY_TIME)
            self._written[connection.vendor] = Written(sql, tuple(values), ANYBODY, when)
        return self._written[connection.vendor]


def _was_a_stand_in(value: object) -> bool:
    """Whether something was made of one: a part of its text, or a time near it."""
    if isinstance(value, date):
        return value.year == ANY_TIME.year
    return isinstance(value, str) and (ANYBODY[0] in value or value.startswith("0001-"))

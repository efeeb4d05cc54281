"""A query whose SQL is written once finds what it finds when it is written anew, for whoever asks and whenever."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sentby.accounts.models import Member
from sentby.core.prepared import Prepared
from sentby.referrals import queries as referrals
from sentby.today import queries as today
from tests.support.told import Told

pytestmark = pytest.mark.django_db
ALL = {
    f"{shelf.__name__}.{name}": kept
    for shelf in (today, referrals)
    for name, kept in vars(shelf).items()
    if isinstance(kept, Prepared)
}


def as_python_has_it(rows: Any) -> list[tuple[Any, ...]]:
    """SQLite says 0 and 1 for no and yes, and Python takes them for equal."""
    return sorted(tuple(row) for row in rows)


@pytest.mark.parametrize("name", ALL)
def test_it_finds_what_the_query_finds(the_story: Told, name: str) -> None:
    prepared, found = ALL[name], 0
    for member in the_story.members:
        for days in (-30, -7, 0, 1, 30):
            at = the_story.at + timedelta(days=days)
            rows = prepared.rows(member.pk, at)
            assert as_python_has_it(rows) == as_python_has_it(prepared._build(member.pk, at))
            found += len(rows)
    assert found, "the story has nothing of this, so nothing was compared"


def test_its_words_are_written_once_for_each_database(the_story: Told) -> None:
    written: list[str] = []

    def build(who: str, _: Any) -> Any:
        written.append(who)
        return Member.objects.filter(pk=who).values_list("email")

    prepared, members = Prepared(build), the_story.members
    with CaptureQueriesContext(connection) as asked:
        said = [prepared.rows(member.pk) for member in members]
    assert said == [[(member.email,)] for member in members]
    assert len(written) == 1
    assert len(asked) == len(members)


def test_nobody_is_found_by_the_name_that_stands_in(the_story: Told) -> None:
    assert dict(today.NUMBERS.rows("nobody")) == {"today": 0, "referrals": 0}
    assert set(referrals.counts(Member(pk="nobody")).values()) == {0}
    assert today.OWED.rows("nobody") == today.GIVEN_LATELY.rows("nobody") == []

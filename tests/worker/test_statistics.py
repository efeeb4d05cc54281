"""The database knows how its tables are filled: the worker lets SQLite count them, once a day."""

from datetime import timedelta

import pytest
from django.db import connection

from sentby.accounts.models import Member
from sentby.worker import SWEEPS, Worker
from tests.support.cast import AT
from tests.support.referring import give

pytestmark = pytest.mark.django_db


def knows_how_many() -> bool:
    """Whether the planner was told how full the table of referrals is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'referrals_referral'")
        return bool(cursor.fetchone()[0])


def forget() -> None:
    """A test that commits may have counted before, in this same database."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_schema")  # so that the table of the counts is there
        cursor.execute("DELETE FROM sqlite_stat1")


def test_sqlite_is_told_how_full_its_tables_are(ana: Member, sam: Member, database: str) -> None:
    give(ana, sam)
    if database == "sqlite":
        forget()
    assert database == "postgres" or not knows_how_many()
    assert Worker().round(AT)["statistics"] == 1
    assert database == "postgres" or knows_how_many()


def test_it_counts_once_a_day(ana: Member) -> None:
    worker = Worker([each for each in SWEEPS if each.name == "statistics"])
    did = [worker.round(AT + timedelta(hours=hours))["statistics"] for hours in (0, 1, 23, 24, 25)]
    assert did == [1, 0, 0, 1, 0]

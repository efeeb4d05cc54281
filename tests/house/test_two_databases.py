"""The suite's own promise: the same test really runs on a SQLite file and on a PostgreSQL server."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

from sentby.accounts.models import Member
from tests.support.databases import ON_BOTH
from tests.support.tree import ROOT

pytestmark = pytest.mark.both_databases


def test_every_app_and_the_worker_are_tested_on_both() -> None:
    apps = {path.parent.name for path in ROOT.glob("src/sentby/*/apps.py")}
    assert apps | {"api", "worker"} == ON_BOTH
    for room in sorted(ON_BOTH):
        assert list(ROOT.glob(f"tests/{room}/test_*.py")), f"nothing tests {room}"


def _who_answers() -> tuple[str, int]:
    try:
        return connection.vendor, Member.objects.count()
    finally:
        connection.close()


@pytest.mark.django_db
def test_default_is_the_database_in_the_tests_name(database: str) -> None:
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[database]


def test_no_table_is_filled_with_permissions_that_nobody_asks_for(transactional_db: None) -> None:
    call_command("migrate", verbosity=0)
    assert not Permission.objects.exists()
    assert not ContentType.objects.exists()


def test_every_app_is_set_up_by_its_own_configuration() -> None:
    ours = [app for app in apps.get_app_configs() if app.name.startswith("sentby.")]
    assert [type(app).__module__ for app in ours] == [f"{app.name}.apps" for app in ours]


@pytest.mark.django_db(transaction=True)
def test_the_desk_is_empty_after_a_test_however_late_somebody_wrote(ana: Member) -> None:
    """PostgreSQL waits for them; SQLite lets one write at a time anyway."""
    begun, done = Event(), Event()

    def write_late() -> None:
        try:
            with transaction.atomic():
                Member.objects.create_user("late@example.org", None, name="Late")
                begun.set()
                done.wait(0.3)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_late)
        assert begun.wait(5)
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        writing.result()
    assert not Member.objects.exists()


def test_nothing_is_left_by_the_test_before(ana: Member) -> None:
    assert Member.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_threads_meet_in_the_same_database(database: str, ana: Member) -> None:
    with ThreadPoolExecutor(4) as pool:
        seen = {future.result() for future in [pool.submit(_who_answers) for _ in range(8)]}
    assert seen == {(connection.vendor, 1)}


@pytest.mark.django_db(transaction=True)
def test_another_process_meets_them_there(ana: Member, database_url: str) -> None:
    program = "import sentby, django; django.setup(); from sentby.accounts.models import Member; print(Member.objects.count())"
    environment = os.environ | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "sentby.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"

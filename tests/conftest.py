"""Fixtures of all tests: the two databases, the cast, and a real browser."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from sentby.accounts.models import Member
from tests.support import cast
from tests.support.databases import ON_BOTH, POSTGRES, SQLITE, Databases
from tests.support.settings import SCRATCH
from tests.support.told import Told, tell

HERE = Path(__file__).parent
LONG = {
    "test_every_page.py": 3,
    "test_kills.py": 2,
    "cli/": 2,
    "test_story.py": 1,
    "test_fuzz": 1,
    "test_hostile_forms": 1,
}
SELDOM = (50_000, 20, 20)  # how seldom Python looks for garbage
TOUCHES_THE_DATABASE = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}

pytest_plugins = ["tests.support.browser"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=[SQLITE, POSTGRES, "both"],
        default=SQLITE,
        help="where tests run: on SQLite (default), on PostgreSQL, or those marked both_databases on each",
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """Actions, queries, views, races and the worker are tested on both databases."""
    inside = item.path.is_relative_to(HERE) and item.path.relative_to(HERE).parts[0] in ON_BOTH
    if inside and not item.get_closest_marker("browser"):
        item.add_marker("both_databases")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, so that several processes end together."""
    items.sort(key=lambda item: -next((n for name, n in LONG.items() if name in item.nodeid), 0))


def pytest_collection_finish() -> None:
    """What is loaded by now stays for good: nothing of it is garbage, and none of it is looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.config.getoption("database") == "both" and _runs_on_both(metafunc):
        metafunc.parametrize("database", [SQLITE, POSTGRES], indirect=True)


def _runs_on_both(metafunc: pytest.Metafunc) -> bool:
    """What a browser shows does not depend on the database: it is driven on the other one in `make prove`."""
    definition = metafunc.definition
    if definition.get_closest_marker("browser"):
        return False
    uses_one = definition.get_closest_marker("django_db") or TOUCHES_THE_DATABASE & set(metafunc.fixturenames)
    chosen = definition.get_closest_marker("both_databases") or (
        definition.path.is_relative_to(HERE) and definition.path.relative_to(HERE).parts[0] in ON_BOTH
    )
    return bool(uses_one and chosen)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> str:
    """The name of the database that this test runs on: sqlite or postgres."""
    asked = request.config.getoption("database")
    return str(getattr(request, "param", SQLITE if asked == "both" else asked))


@pytest.fixture(scope="session")
def databases(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Databases]:
    with django_db_blocker.unblock():
        both = Databases()
    yield both
    with django_db_blocker.unblock():
        both.close()


@pytest.fixture
def django_db_setup(databases: Databases, database: str, django_db_blocker: DjangoDbBlocker) -> None:
    """Takes the place of pytest-django's: the right database is in place before each test that needs one."""
    with django_db_blocker.unblock():
        databases.use(database)


@pytest.fixture
def database_url(databases: Databases, database: str, transactional_db: None) -> str:
    """DATABASE_URL of this test's database, for a process of its own (a worker to be killed, the command line)."""
    return databases.url(database)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run of the tests, the same in every process that takes part in it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture
def the_story(db: None, shared: Path) -> Told:
    """The demo's story is on the desk, as it was told a few minutes ago."""
    return tell(shared)


@pytest.fixture
def ruth(db: None) -> Member:
    """The owner of the desk, who chairs the group."""
    return cast.make_ruth()


@pytest.fixture
def ana(db: None) -> Member:
    """The giver, a bookkeeper."""
    return cast.make_ana()


@pytest.fixture
def sam(db: None) -> Member:
    """The receiver, a roofer."""
    return cast.make_sam()


@pytest.fixture
def stan(db: None) -> Member:
    """The stranger: a member who must always get 404."""
    return cast.make_stan()


@pytest.fixture
def visitor() -> Client:
    """A browser in which nobody is signed in."""
    return Client()

"""A database that could lose what it acknowledged is not worked on."""

from pathlib import Path

import pytest

from sentby.core import durability
from tests.cli.program import Program

LOOK = (
    "from django.db import connection; from sentby.core import durability; c = connection.cursor(); {change};"
    "print(json.dumps([fault.sentence for fault in durability.faults() if fault.unsafe]))"
)


@pytest.mark.parametrize(
    ("version", "good"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 50, 6), False), ((3, 50, 7), True),
     ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 0), True), ((4, 0, 0), True)],
)  # fmt: skip
def test_which_sqlite_keeps_every_commit(version: tuple[int, ...], good: bool) -> None:
    assert durability.is_repaired(version) is good


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("None", []),
        ("c.execute('PRAGMA synchronous = NORMAL')", ["synchronous"]),
        ("c.execute('PRAGMA foreign_keys = OFF')", ["Foreign keys"]),
        ("c.execute('PRAGMA journal_mode = DELETE')", ["journal_mode"]),
        ("connection.settings_dict['OPTIONS'].pop('transaction_mode')", ["IMMEDIATE"]),
    ],
)
def test_each_unsafe_setting_is_named(tmp_path: Path, change: str, says: list[str]) -> None:
    found = Program(tmp_path).ask(LOOK.format(change=change))
    assert len(found) == len(says) and all(word in fault for word, fault in zip(says, found, strict=True)), (
        found
    )


def test_neither_web_nor_worker_starts_on_one(tmp_path: Path) -> None:
    (tmp_path / "unsafe.py").write_text(
        "from sentby.settings import *\n"
        "DATABASES['default']['OPTIONS']['init_command'] = 'PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF'\n"
    )
    sentby = Program(tmp_path / "data")
    for command in (["run", "--port", "0"], ["work"], ["migrate"]):
        done = sentby(*command, DJANGO_SETTINGS_MODULE="unsafe", PYTHONPATH=str(tmp_path))
        assert done.returncode == 1 and "not safe" in done.stderr, done.stderr

"""R9 in a quick form, on SQLite: a backup under writers is restored on an empty machine, as it was."""

import shutil
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tests.cli.program import Program

COUNT = "from sentby.people.models import Person; print(json.dumps(Person.objects.count()))"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Program:
    return Program(tmp_path / "elsewhere")


def test_a_desk_moves_under_writers_and_comes_back_the_same(
    demo: Program, elsewhere: Program, tmp_path: Path
) -> None:
    stop = threading.Event()
    writer = threading.Thread(target=_keep_writing, args=(demo.data / "sentby.sqlite3", stop))
    writer.start()
    try:
        done = demo("backup", str(tmp_path / "desk.tar.gz"))
    finally:
        stop.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    back = elsewhere("restore", str(tmp_path / "desk.tar.gz"))
    assert back.returncode == 0, back.stderr
    assert (elsewhere.data / "secret-key").read_text() == (demo.data / "secret-key").read_text()
    assert elsewhere.ask(COUNT) == demo.ask(COUNT) > 40


def test_control_copying_the_live_file_loses_what_was_acknowledged(demo: Program, tmp_path: Path) -> None:
    """What was committed last is in the log beside the file, and torn pages may be in the copy."""
    live = demo.data / "sentby.sqlite3"
    open_elsewhere = sqlite3.connect(live)
    open_elsewhere.execute("PRAGMA journal_mode = WAL")
    for number in range(50):
        _write_one(open_elsewhere, number)
    shutil.copy(live, tmp_path / "copy.sqlite3")
    assert _written(tmp_path / "copy.sqlite3") < 50
    open_elsewhere.close()


def _keep_writing(file: Path, stop: threading.Event) -> None:
    connection = sqlite3.connect(file, timeout=30)
    number = 0
    while not stop.is_set():
        _write_one(connection, number)
        number += 1
        time.sleep(0.002)
    connection.close()


def _write_one(connection: sqlite3.Connection, number: int) -> None:
    with connection:
        connection.execute(
            "INSERT INTO core_auditentry (at, actor_kind, actor_id, what, subject_kind, subject_id, why, details)"
            " VALUES ('2026-01-01', 'test', '', 'written', 'x', ?, '', '{}')",
            [str(number)],
        )


def _written(file: Path) -> int:
    try:
        found = (
            sqlite3.connect(file)
            .execute("SELECT count(*) FROM core_auditentry WHERE what = 'written'")
            .fetchone()
        )
    except sqlite3.DatabaseError:
        return -1
    return int(found[0])

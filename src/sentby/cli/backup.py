"""`sentby backup FILE`: the whole desk in one file, by the database's own means, while it runs."""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from sentby.cli import Trouble, archive
from sentby.cli.starting import start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to write it, for example desk.tar.gz")


def act(options: argparse.Namespace) -> int:
    start(checked=False)
    write(options.file)
    size = options.file.stat().st_size / 1e6
    print(f"{options.file}: {size:.1f} MB. It holds addresses and keys: keep it where only you can read it.")
    return 0


def write(target: Path) -> None:
    """Write a backup of the desk in use to `target`."""
    from django.conf import settings
    from django.db import connection

    from sentby.core.clock import now

    os.umask(0o077)
    if not target.parent.is_dir():
        raise Trouble(f"There is no folder {target.parent}. Make it first.")
    with tempfile.TemporaryDirectory(prefix=".sentby-backup-", dir=target.parent) as folder:
        parts = Path(folder)
        hashes = _copy_sqlite(parts) if connection.vendor == "sqlite" else _dump_postgres(parts)
        (parts / archive.MANIFEST).write_text(json.dumps(hashes))
        for name in archive.KEYS:
            if (settings.DATA / name).exists():
                shutil.copy(settings.DATA / name, parts / name)
        archive.write(target, parts, vendor=connection.vendor, at=now().isoformat())


def _copy_sqlite(parts: Path) -> dict[str, str]:
    """SQLite's backup call: one consistent copy of the moment, writers or none. A copy of the live file would not be."""
    from django.db import connection

    connection.ensure_connection()
    copy = sqlite3.connect(parts / archive.COPIES["sqlite"])
    try:
        connection.connection.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")
        if (said := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise Trouble(f"The database is damaged: {said}. Restore the last good backup.")
        return archive.table_hashes(copy)
    finally:
        copy.close()


def _dump_postgres(parts: Path) -> dict[str, str]:
    """pg_dump and the hashes look at one and the same snapshot."""
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        run_postgres("pg_dump", *options, f"--file={parts / archive.COPIES['postgresql']}")
        return archive.table_hashes(connection.connection)


def run_postgres(program: str, *options: str) -> None:
    """Run one of PostgreSQL's own programs on the database in use."""
    from django.db import connection

    at = connection.settings_dict
    told = {"PGHOST": at["HOST"], "PGPORT": at["PORT"], "PGUSER": at["USER"], "PGPASSWORD": at["PASSWORD"]}
    environment = os.environ | {name: str(value) for name, value in told.items() if value}
    place = _program(program)
    done = subprocess.run(
        [place, *options, f"--dbname={at['NAME']}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Trouble(f"{program} failed: {done.stderr.strip()[:500]}")


def _program(name: str) -> str:
    """PostgreSQL's programs, newest first, where they are not on the path."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = shutil.which(name) or (str(beside[0]) if beside else None)
    if found is None:
        raise Trouble(f"{name} is not on this machine. Install PostgreSQL's client programs.")
    return found

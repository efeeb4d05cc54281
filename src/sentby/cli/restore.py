"""`sentby restore FILE`: a desk back from a backup, onto an empty machine. No mail leaves until somebody says so."""

import argparse
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

from sentby.cli import Trouble, archive
from sentby.cli.backup import run_postgres
from sentby.cli.starting import migrate, start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--force", action="store_true", help="replace the desk that is there")


def act(options: argparse.Namespace) -> int:
    _lay_out(options)
    start(checked=False)
    from django.db import connection

    with tempfile.TemporaryDirectory(prefix="sentby-restore-") as folder:
        found = archive.read(options.file, Path(folder))
        if found.vendor != connection.vendor:
            raise Trouble(f"This backup is of {found.vendor}; set DATABASE_URL to such a database first.")
        if not options.force and _has_members():
            raise Trouble("There is a desk here already. Add --force to replace it by the backup.")
        _put_back(found)
        _check_hashes(found)
    steps = migrate()
    held = hold_mail()
    print(
        f"Restored the desk of {found.manifest['at']}"
        + (f", and brought it up to date ({len(steps)} steps)." if steps else ".")
    )
    print(f"{held} letters are held back. Let them leave with: sentby outbox --release")
    return 0


def hold_mail() -> int:
    """Hold back every letter that waits: some may have left since the backup was made. Says how many."""
    from sentby.core.audit import OPERATOR
    from sentby.core.clock import now
    from sentby.mail import actions as mail

    return mail.hold_restored(by=OPERATOR, at=now())


def _lay_out(options: argparse.Namespace) -> None:
    """Put the keys in their place before the settings look for them and make new ones."""
    if not options.file.is_file():
        raise Trouble(f"There is no file {options.file}.")
    os.umask(0o077)
    data = _data_folder()
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sentby-restore-") as folder:
        found = archive.read(options.file, Path(folder))
        for name in archive.KEYS:
            kept, mine = found.parts / name, data / name
            if not kept.exists():
                continue
            if mine.exists() and mine.read_bytes() != kept.read_bytes() and not options.force:
                raise Trouble(
                    f"{mine} belongs to another desk. Add --force to replace it, or restore elsewhere."
                )
            shutil.copy(kept, mine)
            mine.chmod(0o600)


def _data_folder() -> Path:
    from environs import Env

    root = Path(__file__).resolve().parents[3]
    env = Env()
    env.read_env(str(root / ".env"), recurse=False)
    return Path(env.str("SENTBY_DATA", str(root / "var")))


def _has_members() -> bool:
    from django.db import connection

    if "accounts_member" not in connection.introspection.table_names():
        return False
    from sentby.accounts import queries

    return not queries.is_unfounded()


def _put_back(found: archive.Archive) -> None:
    if found.vendor == "sqlite":
        _into_sqlite(found.copy)
    else:
        _into_postgres(found.copy)


def _into_sqlite(copy: Path) -> None:
    """By SQLite's own call in the other direction: a program that has the file open sees one change, and no torn file."""
    from django.db import connection

    connection.ensure_connection()
    source = sqlite3.connect(copy)
    try:
        source.backup(connection.connection, pages=-1)
    finally:
        source.close()
    connection.close()


def _into_postgres(copy: Path) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
    run_postgres(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(copy)
    )


def _check_hashes(found: archive.Archive) -> None:
    here = _hashes_here(found.vendor)
    different = sorted(
        name for name in here.keys() | found.tables.keys() if here.get(name) != found.tables.get(name)
    )
    if different:
        raise Trouble(f"The restored desk differs from the backup in: {', '.join(different)}. Do not use it.")


def _hashes_here(vendor: str) -> dict[str, str]:
    from django.db import connection

    if vendor == "postgresql":
        connection.ensure_connection()
        return archive.table_hashes(connection.connection)
    bare = sqlite3.connect(connection.settings_dict["NAME"])
    try:
        return archive.table_hashes(bare)
    finally:
        bare.close()

"""What stands in a backup: the database's own copy, the two keys, and a manifest by which every part is checked."""

import hashlib
import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from sentby import __version__
from sentby.cli import Trouble

FORMAT = 1
MANIFEST = "manifest.json"
KEYS = ("secret-key", "refusal-key")
COPIES = {"sqlite": "sentby.sqlite3", "postgresql": "sentby.pgdump"}
LARGEST_MANIFEST = 10_000_000


@dataclass(frozen=True)
class Archive:
    """An opened backup."""

    manifest: dict[str, Any]
    parts: Path

    @property
    def vendor(self) -> str:
        return str(self.manifest["database"])

    @property
    def copy(self) -> Path:
        return self.parts / COPIES[self.vendor]

    @property
    def tables(self) -> dict[str, str]:
        return dict(self.manifest["tables"])


def write(target: Path, parts: Path, *, vendor: str, at: str) -> None:
    """Put the parts into one file, the manifest first. It appears under its name only when it is whole."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    files = sorted(path for path in parts.iterdir() if path.name != MANIFEST)
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "at": at,
        "database": vendor,
        "migrations": sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
        "files": {path.name: file_hash(path) for path in files},
        "tables": json.loads((parts / MANIFEST).read_text()),
    }
    unfinished = target.with_name(f"{target.name}.unfinished")
    with tarfile.open(unfinished, "w:gz", compresslevel=5) as tar:
        _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        for path in files:
            tar.add(path, arcname=path.name, filter=_plain)
    unfinished.chmod(0o600)
    unfinished.replace(target)


def read(source: Path, parts: Path) -> Archive:
    """Unpack a backup and check every file against the manifest. Raises Trouble."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            for member in tar:
                inside = tar.extractfile(member) if member.isfile() else None
                if inside is None or member.name not in {MANIFEST, *KEYS, *COPIES.values()}:
                    raise Trouble(f"{source} holds “{member.name[:60]}”, which no backup of Sentby holds.")
                with inside, (parts / member.name).open("wb") as file:
                    shutil.copyfileobj(inside, file)
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise Trouble(f"{source} can't be read as a backup: {problem}.") from None
    manifest = _manifest(source, parts)
    for name, wanted in manifest["files"].items():
        if not (parts / name).exists() or file_hash(parts / name) != wanted:
            raise Trouble(f"{source} is damaged: {name} is not what was written. Use another backup.")
    return Archive(manifest, parts)


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def table_hashes(connection: Any) -> dict[str, str]:
    """A hash of each table's rows, the same on the machine it came from and on the one it is restored to.

    `connection` is a bare DB-API connection of either kind.
    """
    return {table: _rows_hash(connection, table) for table in _tables(connection)}


def _tables(connection: Any) -> list[str]:
    cursor = connection.cursor()
    if "sqlite" in type(connection).__module__:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
    else:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        )
    return [row[0] for row in cursor.fetchall()]


def _rows_hash(connection: Any, table: str) -> str:
    """Sums up the rows' own hashes: two machines may sort differently."""
    cursor = connection.cursor()
    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (the name comes from the catalogue)
    rows, total = 0, 0
    for row in _in_batches(cursor):
        words = repr(tuple(_plain_value(value) for value in row)).encode()
        total = (total + int.from_bytes(hashlib.sha256(words).digest())) % 2**256
        rows += 1
    return f"{rows}:{total:064x}"


def _in_batches(cursor: Any) -> Iterator[Any]:
    while rows := cursor.fetchmany(1000):
        yield from rows


def _plain_value(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


def _manifest(source: Path, parts: Path) -> dict[str, Any]:
    place = parts / MANIFEST
    if not place.exists() or place.stat().st_size > LARGEST_MANIFEST:
        raise Trouble(f"{source} has no manifest: it is no backup of Sentby.")
    manifest = json.loads(place.read_text())
    if (
        not isinstance(manifest, dict)
        or manifest.get("format") != FORMAT
        or manifest.get("database") not in COPIES
    ):
        raise Trouble(f"{source} was written by another version. Restore it with that version, then upgrade.")
    if COPIES[manifest["database"]] not in manifest["files"]:
        raise Trouble(f"{source} holds no database.")
    return manifest


def _add(tar: tarfile.TarFile, name: str, contents: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(contents), 0o600
    tar.addfile(entry, BytesIO(contents))


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry

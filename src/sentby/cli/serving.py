"""The two processes of a desk: the web server and the worker. Both are forked from one that has loaded everything."""

import gc
import os
import socket
from typing import Any

THREADS = 8


def load() -> None:
    """Import all that both need, so that they share its memory and start at once."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.template import engines
    from django.urls import get_resolver

    from sentby import worker as _  # noqa: F401
    from sentby.wsgi import application

    if isinstance(application, WSGIHandler):
        get_resolver().url_patterns  # noqa: B018
        engines.all()
    import gunicorn.workers.gthread  # noqa: F401

    gc.collect()
    gc.freeze()


def let_go_of_the_database() -> None:
    """No connection, and no pool of them, may be open when a process is forked."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def worker() -> None:
    from sentby import worker as program

    program.work()


def web(door: socket.socket) -> None:
    """gunicorn: one process, eight threads. A request that waits for the database leaves the others alone."""
    from gunicorn.app.base import BaseApplication

    class Desk(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in _settings(door).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from sentby.wsgi import application

            return application

    Desk().run()


def _settings(door: socket.socket) -> dict[str, Any]:
    memory = "/dev/shm"  # noqa: S108 (gunicorn's heartbeat file: a disk under load must not look like a hung worker)
    return {
        "bind": f"fd://{door.fileno()}",
        "worker_class": "gthread",
        "workers": 1,
        "threads": THREADS,
        "preload_app": True,
        "control_socket_disable": True,
        "timeout": 60,
        "graceful_timeout": 10,
        "keepalive": 5,
        "loglevel": "warning",
        "proc_name": "sentby web",
        "worker_tmp_dir": memory if os.access(memory, os.W_OK) else None,
    }

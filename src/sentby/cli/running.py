"""`sentby run`: web and worker in one command, and how to come in."""

import argparse
import os
import socket

from sentby.cli import Trouble
from sentby.cli.starting import migrate, start

HERE = ("127.0.0.1", "0.0.0.0", "::1", "::")  # noqa: S104 (said, not bound)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="tell the demo story into an empty database")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")


def act(options: argparse.Namespace) -> int:
    _settle_environment(options)
    door = _open(options.host, options.port)
    start()
    from sentby.cli import demo, serving, static
    from sentby.cli.supervising import Supervisor

    migrate()
    cast = demo.prepare()
    static.collect()
    serving.load()
    serving.let_go_of_the_database()
    children = {"web": lambda: serving.web(door), "worker": serving.worker}
    address = f"http://{_shown(options.host)}:{options.port}"
    return Supervisor(children, ready=lambda: _greet(address, cast), door=door).run()


def _settle_environment(options: argparse.Namespace) -> None:
    if options.demo:
        os.environ["SENTBY_DEMO"] = "1"
    os.environ.setdefault("SENTBY_URL", f"http://{_shown(options.host)}:{options.port}")


def _shown(host: str) -> str:
    """Passkeys need the name, not the number."""
    return "localhost" if host in HERE else host


def _open(host: str, port: int) -> socket.socket:
    """The door is open from the first moment: whoever comes early waits instead of being turned away."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=128)
    except (OSError, OverflowError) as problem:
        another = "Try another: make run PORT=8010, or sentby run --port 8010."
        raise Trouble(f"Port {port} on {host} can't be used ({problem}). {another}") from None


def _greet(address: str, cast: list[str]) -> None:
    print(f"\nSentby is open at {address}", flush=True)
    for line in cast:
        print(line, flush=True)
    print("Stop it with Ctrl-C.\n", flush=True)

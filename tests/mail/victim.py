"""A worker that is killed in the middle of its work, again and again. Run as a process of its own: `-m tests.mail.victim`.

It loads the program once, then forks a worker, which dies by kill -9, and forks the next one, three hours later by the
desk's clock, so that what the dead one held is taken back. Half of them die at a random line of the outbox's own code,
however busy the machine is; half after a random moment, wherever that finds them (`--only-lines`: all at a line). The
last worker is left alone and drains the outbox. `--variant` plants a defect: `after` keeps no durable mark and retries
blindly, `before` marks before sending.
"""

import argparse
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType
from typing import Any, NoReturn

import sentby  # noqa: F401  (first: it chooses the SQLite)

LAST_ROUNDS = 12
LINES = 300  # from naming the sender to the end of the mark
WATCHED = ("sending.py", "states.py", "transports.py", "smtplib.py")
LONGEST = 0.06  # seconds
NOTHING_LEFT = 0.5  # seconds after which a worker without a letter is killed all the same


def main() -> None:
    asked = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sentby.settings")
    import django

    django.setup()
    from sentby.mail import sending  # noqa: F401  (once, before the forks)

    _plant(asked.variant)
    moment, chance = datetime.fromisoformat(asked.start), random.Random(asked.seed)
    for _ in range(asked.kills):
        moment += timedelta(hours=3)
        if asked.only_lines or chance.random() < 0.5:
            _let_die_at_line(moment, chance.randint(1, LINES))
        else:
            _kill_one(moment, after=chance.uniform(0, LONGEST))
    worker = os.fork()
    if worker == 0:
        _drain(moment)
    _, status = os.waitpid(worker, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser()
    asked.add_argument("--kills", type=int, required=True)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--start", required=True)
    asked.add_argument("--only-lines", action="store_true")
    asked.add_argument("--variant", choices=["good", "after", "before"], default="good")
    return asked.parse_args()


def _let_die_at_line(moment: datetime, line: int) -> None:
    """Fork a worker that kills itself at the given line of what it runs between talking to the server and marking."""
    worker = os.fork()
    if worker == 0:
        lines_left, has_begun = line, False

        def count(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal lines_left
            lines_left -= event == "line"
            if lines_left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return count

        def choose(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal has_begun
            has_begun = has_begun or frame.f_code.co_name == "_announce"
            return count if has_begun and frame.f_code.co_filename.endswith(WATCHED) else None

        sys.settrace(choose)
        _sweep(moment, lambda _: None)
        os._exit(0)
    os.waitpid(worker, 0)


def _kill_one(moment: datetime, *, after: float) -> None:
    """Fork a worker, wait until it has a letter in hand, and a random while longer, and kill it."""
    hears, tells = os.pipe()
    worker = os.fork()
    if worker == 0:
        _work(moment, tells)
    select.select([hears], [], [], NOTHING_LEFT)
    time.sleep(after)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    os.close(hears)
    os.close(tells)


def _work(moment: datetime, tells: int) -> NoReturn:
    def claimed(message: object) -> None:
        os.write(tells, b".")

    while True:
        _sweep(moment, claimed)
        time.sleep(0.002)


def _drain(moment: datetime) -> NoReturn:
    for _ in range(LAST_ROUNDS):
        moment += timedelta(hours=5)
        while _sweep(moment, lambda _: None):
            pass
    os._exit(0)


def _sweep(moment: datetime, may_send: Callable[[Any], None]) -> Any:
    from sentby.mail.sending import sweep

    return sweep(at=moment, may_send=may_send)


def _plant(variant: str) -> None:
    """The defects that the proof must notice."""
    from sentby.mail import states
    from sentby.mail.models import Message

    def no_mark(message: Message, **_: object) -> None:
        """Marks only after sending: who dies in between leaves no trace, and the next one sends it again."""

    def mark_as_sent(message: Message, **_: object) -> None:
        Message.objects.filter(pk=message.pk).update(state="sent", via="smtp", leased_until=None, claim="")

    defects: dict[str, Callable[..., None]] = {"after": no_mark, "before": mark_as_sent}
    if variant in defects:
        states.begin_data = defects[variant]


if __name__ == "__main__":
    main()

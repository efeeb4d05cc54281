"""R7 and R8 at length: poison among a thousand letters, and every kind of trouble with the server over a whole backlog.

`python prove/mail_troubles.py --letters 1000`, on both databases.
"""

import argparse
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prove.desk import is_inside, on_both, open_desk

if TYPE_CHECKING:
    from sentby.accounts.models import Member
    from tests.mail.sink import Sink


def main(arguments: list[str] | None = None) -> bool:
    """The rest is done, the poison is shown after five tries; nothing is lost and every backlog drains."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--letters", type=int, default=int(os.environ.get("SENTBY_TEST_LETTERS", "1000")))
    letters = asked.parse_args(arguments or []).letters
    if is_inside():
        return _inside(letters)
    return on_both(__file__, "--letters", str(letters))


def _inside(letters: int) -> bool:
    open_desk()
    from django.conf import settings

    from tests.mail.sink import Sink
    from tests.support.cast import make_ana

    ana = make_ana()
    settings.MAIL_TIMEOUT = 0.5
    holds = []
    with Sink() as sink:
        settings.MAIL_URL = sink.url
        holds.append(_poison(ana, sink, letters))
        holds += [
            _trouble(ana, sink, mode)
            for mode in ("hang-at-mail", "rcpt-4xx", "data-4xx", "trickle", "drop-at-data")
        ]
    return all(holds)


def _poison(ana: "Member", sink: "Sink", letters: int) -> bool:
    from sentby.mail.models import Message
    from tests.mail.poison import POISONS, stop_at_poison
    from tests.mail.post import post_many, sweep
    from tests.support.cast import AT

    began, at = time.monotonic(), AT
    posted = post_many(ana, letters)
    bad = {
        poison(message).pk
        for poison, message in zip(POISONS, posted[:: letters // len(POISONS)], strict=False)
    }
    control = stop_at_poison(at)
    for _ in range(5):
        while sweep(at):
            pass
        at += timedelta(hours=3)
    good = Message.objects.filter(state="sent").exclude(pk__in=bad).count()
    shown = Message.objects.filter(state="failed", tries=5, pk__in=bad).count()
    print(
        f"R7 {letters} letters: {good} sent, {shown} of {len(bad)} poisons shown after five tries, "
        f"{time.monotonic() - began:.0f} s; control: one round without a try for each left {control} unsent",
        flush=True,
    )
    return good == letters - len(bad) and shown == len(bad) and control > 0


def _trouble(ana: "Member", sink: "Sink", mode: str) -> bool:
    from sentby.mail.models import Message
    from tests.mail.post import post_many, states, sweep
    from tests.support.cast import AT

    began, at = time.monotonic(), AT + timedelta(days=1)
    before = sink.count
    backlog = post_many(ana, 20, at=at)
    sink.mode = mode
    for _ in range(3):
        sweep(at)
        at += timedelta(minutes=2)
    waiting = states(backlog).count("queued")
    sink.mode = "accept"
    for _ in range(3):
        at += timedelta(hours=3)
        while sweep(at):
            pass
    sent, arrived = states(backlog).count("sent"), sink.count - before
    Message.objects.filter(pk__in=[message.pk for message in backlog]).delete()
    print(
        f"R8 {mode:13} {waiting} of 20 waited, {sent} sent afterwards, {arrived} arrived, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return waiting == sent == arrived == 20


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))

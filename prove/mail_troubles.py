"""R7 and R8 at length: poison among a thousand letters, and every kind of trouble with the server over a whole backlog.

A server that hangs, puts off, hangs up or answers a byte at a time: the backlog waits, and leaves once it is well again. One
that refuses for good: each letter is shown to its sender, who sends it again. Pages are as quick as ever meanwhile. Controls:
without a second try a backlog is lost, and whoever sends within the request waits for the server.

`python prove/mail_troubles.py --letters 1000`, on both databases.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prove.desk import is_inside, on_both, open_desk

BACKLOG = 20
PUT_OFF = ("hang-at-mail", "rcpt-4xx", "data-4xx", "trickle", "drop-at-data")
REFUSED = ("rcpt-5xx", "data-5xx")

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
        holds += [_trouble(ana, sink, mode) for mode in PUT_OFF]
        holds += [_refusal(ana, sink, mode) for mode in REFUSED]
        holds += [_control(ana, sink), _pages(ana, sink)]
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
    """What the server puts off waits here, and leaves once the server is well again."""
    from sentby.mail.models import Message
    from tests.mail.post import post_many, states, sweep
    from tests.support.cast import AT

    began, at = time.monotonic(), AT + timedelta(days=1)
    before = sink.count
    backlog = post_many(ana, BACKLOG, at=at)
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
        f"R8 {mode:13} {waiting} of {BACKLOG} waited, {sent} sent afterwards, {arrived} arrived, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return waiting == sent == arrived == BACKLOG


def _refusal(ana: "Member", sink: "Sink", mode: str) -> bool:
    """What the server refuses is shown to its sender, who sends it again when the server has come to its senses."""
    from sentby.mail import actions, queries
    from tests.mail.post import post_many, states, sweep
    from tests.support.cast import AT

    began, at, before = time.monotonic(), AT + timedelta(days=2), sink.count
    backlog = post_many(ana, BACKLOG, at=at)
    sink.mode = mode
    sweep(at)
    shown = {letter.pk for letter in queries.letters_of(ana, shown="trouble")} & {one.pk for one in backlog}
    failed, arrived_before = states(backlog).count("failed"), sink.count - before
    sink.mode = "accept"
    for message in backlog:
        message.refresh_from_db()
        actions.try_again(message=message, by=ana.actor, at=at + timedelta(hours=1))
    sweep(at + timedelta(hours=1))
    sent, arrived = states(backlog).count("sent"), sink.count - before
    print(
        f"R8 {mode:13} {failed} of {BACKLOG} failed, {len(shown)} shown, {sent} sent again, {arrived} arrived, "
        f"{time.monotonic() - began:.0f} s", flush=True,
    )  # fmt: skip
    return failed == len(shown) == sent == arrived == BACKLOG and not arrived_before


def _control(ana: "Member", sink: "Sink") -> bool:
    """The fault: no second try. The backlog must be seen to be lost."""
    from sentby.mail import states

    right, states.MAX_TRIES = states.MAX_TRIES, 1
    try:
        red = not _trouble(ana, sink, "rcpt-4xx")
    finally:
        states.MAX_TRIES = right
    print(f"R8 control: without a second try the backlog {'does not drain' if red else 'DRAINS'}", flush=True)
    return red


def _pages(ana: "Member", sink: "Sink") -> bool:
    """A press while the server hangs takes no longer; the control sends within the request."""
    from django.conf import settings
    from django.test import Client

    from sentby.core.clock import now
    from tests.mail.post import post_many, sweep

    settings.MAIL_TIMEOUT, sink.mode = 2.0, "hang-at-mail"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(ana)
    pressed = post_many(ana, BACKLOG, at=now())

    def press(number: int, then: Callable[[], object]) -> float:
        type(pressed[number]).objects.filter(pk=pressed[number].pk).update(state="failed", due_at=now())
        began = time.monotonic()
        answer = browser.post(f"/outbox/{pressed[number].pk}/another-try/")
        then()
        assert answer.status_code == 302, answer.status_code
        return time.monotonic() - began

    press(0, lambda: None)  # whatever a first request loads is loaded
    slowest = max(press(number, lambda: None) for number in range(1, BACKLOG))
    type(pressed[0]).objects.exclude(pk=pressed[0].pk).update(state="failed", leased_until=None, claim="")
    control = press(0, lambda: sweep(now()))
    print(
        f"R8 pages: {BACKLOG} presses while the server hangs, the slowest {slowest:.2f} s; control: {control:.2f} s"
    )
    return slowest < 1 and control >= 2


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))

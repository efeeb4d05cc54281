"""`sentby outbox`: the letters that stayed on this machine, for whoever operates it."""

import argparse
from typing import TYPE_CHECKING

from sentby.cli import Trouble
from sentby.cli.starting import start

if TYPE_CHECKING:
    from sentby.mail.models import Message

SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--last", action="store_true", help="show the words of the latest letter, such as a sign-in code"
    )
    parser.add_argument("--release", action="store_true", help="after a restore: let the mail leave")


def act(options: argparse.Namespace) -> int:
    start(checked=False)
    if options.release:
        return _release()
    from django.conf import settings

    if settings.MAIL_URL:
        raise Trouble(
            "Letters leave by MAIL_URL, and their words are not kept here. See who got what: Outbox, in the browser."
        )
    return _last() if options.last else _list()


def _release() -> int:
    from sentby.core.audit import OPERATOR
    from sentby.core.clock import now
    from sentby.mail import actions as mail

    print(f"{mail.release_restored(by=OPERATOR, at=now())} letters leave with the worker's next round.")
    return 0


def _list() -> int:
    from sentby.mail.models import Message

    latest = Message.objects.order_by("-queued_at", "-pk")[:SHOWN]
    for letter in reversed(latest):
        print(
            f"{letter.queued_at:%Y-%m-%d %H:%M}  {letter.in_words:24}  {letter.to_address:36}  {letter.subject}"
        )
    print("Read the latest with: sentby outbox --last" if latest else "No letters yet.")
    return 0


def _last() -> int:
    from sentby.mail.models import Message

    letter = Message.objects.exclude(text="").order_by("-queued_at", "-pk").first()
    if letter is None:
        raise Trouble("No letters yet.")
    print(_words(letter))
    return 0


def _words(letter: "Message") -> str:
    return f"To: {letter.to_name} <{letter.to_address}>\nSubject: {letter.subject}\n\n{letter.text}"

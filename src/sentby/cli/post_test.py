"""The doctor's letter: a real one, through the outbox and whatever lies behind it."""

import time
from datetime import timedelta

from django.conf import settings

from sentby.accounts import queries as accounts
from sentby.cli.doctor import Finding
from sentby.core import heartbeat
from sentby.core.audit import OPERATOR
from sentby.core.clock import now
from sentby.mail import actions as mail
from sentby.mail.letters import Letter
from sentby.mail.models import Message

PATIENCE = timedelta(seconds=60)
LOOKS_EVERY = 0.2  # seconds
ENDED = ("sent", "failed", "uncertain", "withheld")


def examine(address: str) -> list[Finding]:
    """Post a letter to this member, and watch the worker send it."""
    member = accounts.member_with_address(address)
    if member is None:
        return [
            Finding("letter", False, "nobody here signs in with this address", "Give a member's own address.")
        ]
    text = (
        f"This letter was sent by `sentby doctor` on {settings.SITE_URL}. If you can read it, mail works.\n"
    )
    letter = Letter(
        kind="test",
        subject="Mail works",
        text=text,
        to_name=member.name,
        to_address=member.email,
        to_member=member,
    )
    message = mail.queue(letter=letter, sender=None, permission=None, by=OPERATOR, at=now())
    return [_watched(message)]


def _watched(message: Message) -> Finding:
    if heartbeat.state(now()) != "fresh":
        return Finding(
            "letter", False, "posted, but no worker is there to send it", "Start it: `sentby run`."
        )
    until = now() + PATIENCE
    while not _is_tried(message) and now() < until:
        time.sleep(LOOKS_EVERY)
        message.refresh_from_db()
    return _found(message)


def _is_tried(message: Message) -> bool:
    """Whether the first try is over; a letter that is to be tried again says what was in its way."""
    return message.state in ENDED or bool(message.trouble)


def _found(message: Message) -> Finding:
    if not _is_tried(message):
        says = f"{message.in_words}, and not tried for {PATIENCE.seconds} s"
        return Finding("letter", False, says, "Look at the worker's log, and start it again.")
    if message.via == "local":
        says = "no mail server is configured (MAIL_URL): it stays in the local outbox, and reaches nobody"
        return Finding("letter", False, says, "Set MAIL_URL for web and worker: docs/run/mail.md.")
    if message.state != "sent":
        says = f"{message.in_words}: {message.trouble}"
        do = "Look at MAIL_URL and at the mail server's log, then try again."
        return Finding("letter", False, says, do)
    return Finding("letter", True, f"{message.in_words} by SMTP")

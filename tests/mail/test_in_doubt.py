"""R3: what nobody can know is in doubt, and shown to its sender, within a minute at the default settings."""

import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from pytest_django import Settings

from sentby.accounts.models import Member
from sentby.mail import queries, sending, states, transports
from sentby.mail.models import Message
from sentby.mail.outcomes import PutOff, Unreachable
from sentby.mail.transports import Server, Smtp, patience
from tests.mail.post import anybody, post, post_many
from tests.support.cast import AT

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)
STARTS = [timedelta(seconds=tenths / 10) for tenths in range(0, 360, 23)]


class Clock:
    """Time goes by when somebody waits, and at no other moment."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Hanging:
    """A server that holds each letter as long as it may, and then has not taken it."""

    via = "smtp"

    def __init__(self, clock: Clock, longest: float) -> None:
        self.clock, self.longest = clock, longest

    def deliver(self, letter: EmailMessage, *, to: str, before_data: Callable[[], None]) -> None:
        self.clock.seconds += self.longest
        raise PutOff("The mail server stopped answering before the letter began.")

    def close(self) -> None:
        """Nothing is open."""


def died_over(message: Message, at: datetime) -> None:
    """A worker has named sender and recipient, begun the words, and is gone."""
    claimed = states.claim(message.pk, at=at)
    assert claimed is not None
    states.begin_data(claimed, may_send=anybody, at=at)


def shown_after(ana: Member, start: timedelta, *, longest: float, pause: float) -> timedelta:
    """How long it takes until Ana sees the doubt, when the next worker comes by at `start` and has slow letters of its own."""
    doubtful = post(ana)
    died_over(doubtful, AT)
    post_many(ana, 6)
    clock, at = Clock(), AT + start
    for _ in range(10):
        before = clock.seconds
        sending.sweep(at=at, may_send=anybody, transport=Hanging(clock, longest), seconds=clock)
        doubtful.refresh_from_db()
        if doubtful.state == "uncertain":
            assert doubtful in queries.letters_of(ana, shown="trouble")
            assert doubtful.ended_at
            return doubtful.ended_at - AT
        at += timedelta(seconds=clock.seconds - before + pause)
    return timedelta.max


@pytest.mark.parametrize("start", STARTS, ids=lambda start: f"{start.total_seconds():g} s")
def test_doubt_is_shown_within_a_minute(ana: Member, settings: Settings, start: timedelta) -> None:
    assert settings.MAIL_TIMEOUT == 20, "this is about the default settings"
    took = shown_after(ana, start, longest=patience(20), pause=settings.WORKER_PAUSE)
    assert took < A_MINUTE, took


def test_control_a_letter_that_holds_a_worker_for_longer_hides_the_doubt(
    ana: Member, settings: Settings
) -> None:
    took = [shown_after(ana, start, longest=40, pause=settings.WORKER_PAUSE) for start in STARTS]
    assert max(took) > A_MINUTE


def test_all_addresses_of_a_server_are_tried_before_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()

    def never_answers(address: Any, timeout: float) -> None:
        clock.seconds += timeout
        raise TimeoutError

    four = [(0, 0, 0, "", (f"192.0.2.{number}", 25)) for number in range(4)]
    monkeypatch.setattr(transports, "monotonic", clock)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: four)
    monkeypatch.setattr(socket, "create_connection", never_answers)
    with pytest.raises(Unreachable, match="did not answer in time"):
        Smtp(Server.at("smtp://mail.example.org?tls=none"), timeout=20).check()
    assert clock.seconds == patience(20)

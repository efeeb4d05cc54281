"""R7 and R8 in their quick form: poison among good letters, and servers that misbehave."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.mail import queries
from sentby.mail.models import Message
from tests.mail.poison import POISONS, stop_at_poison
from tests.mail.post import HOUR, anybody, post, post_many, sweep
from tests.mail.post import states as states_of
from tests.mail.sink import Sink
from tests.support.cast import AT, client_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_poison_stops_nobody_and_is_shown_after_five_tries(sink: Sink, ana: Member) -> None:
    poisoned = [
        poison(message) for poison, message in zip(POISONS, post_many(ana, len(POISONS)), strict=True)
    ]
    cursed = post(ana, to_name="the cursed one")
    good = post_many(ana, 12)

    def stumbles(message: Message) -> None:
        if message.pk == cursed.pk:
            raise RuntimeError("dana@millane.example.org must not reach a log")

    at = AT
    for _ in range(5):
        sweep(at, stumbles)
        at += 2 * HOUR
    assert states_of(good) == ["sent"] * len(good)
    assert sink.count == len(good)
    assert states_of([*poisoned, cursed]) == ["failed"] * (len(poisoned) + 1)
    assert set(Message.objects.in_trouble().values_list("tries", flat=True)) == {5}
    assert {message.pk for message in queries.letters_of(ana, shown="trouble")} == {
        message.pk for message in [*poisoned, cursed]
    }


def test_control_without_a_try_for_each_letter_poison_stops_the_rest(sink: Sink, ana: Member) -> None:
    POISONS[0](post(ana, at=AT - HOUR))
    good = post_many(ana, 3)
    assert stop_at_poison(AT) == len(good) + 1


def test_nothing_of_an_address_reaches_the_log(
    sink: Sink, ana: Member, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="sentby")
    sink.mode = "rcpt-5xx"
    post(ana)
    POISONS[1](post(ana))
    sweep()
    assert caplog.records
    assert "dana" not in caplog.text
    assert "@" not in caplog.text


@pytest.mark.parametrize("mode", ["hang-at-mail", "rcpt-4xx", "trickle", "drop-at-data", "data-4xx"])
def test_a_backlog_drains_when_the_server_recovers(sink: Sink, ana: Member, mode: str) -> None:
    sink.mode = mode
    backlog = post_many(ana, 3)
    at = AT
    for _ in range(2):
        sweep(at)
        at += timedelta(minutes=6)
    assert sink.count == 0
    assert states_of(backlog) == ["queued"] * 3
    sink.mode = "accept"
    sweep(at + HOUR)
    assert states_of(backlog) == ["sent"] * 3
    assert sorted(caught.recipients[0] for caught in sink.caught) == [
        f"dana{n}@millane.example.org" for n in range(3)
    ]


def test_a_hanging_server_slows_no_page(sink: Sink, ana: Member, settings: Settings) -> None:
    """Sending is never part of a request. The control sends in the request, and waits for the server."""
    sink.mode = "hang-at-mail"
    message = post(ana)
    Message.objects.filter(pk=message.pk).update(state="failed")
    settings.MAIL_TIMEOUT = 2
    browser = client_for(ana)
    browser.get("/outbox/")  # whatever a first request loads is loaded
    took = _seconds(lambda: _press(browser, message))
    assert took < 1, f"the press took {took:.2f} s"
    control = _seconds(lambda: _press_and_send(browser, message))
    assert control >= 2, f"sending in the request took only {control:.2f} s: the server does not hang"


def _press(browser: Client, message: Message) -> None:
    assert browser.post(f"/outbox/{message.pk}/another-try/").status_code == 302


def _press_and_send(browser: Client, message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(state="failed")
    _press(browser, message)
    sweep(now())


def _seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_a_refusal_after_queueing_keeps_the_letter_here(sink: Sink, ana: Member) -> None:
    """P3: the refusal was acknowledged between queueing and sending."""
    message = post(ana)
    assert sweep(may_send=lambda _: "They asked not to be written to.").withheld == 1
    message.refresh_from_db()
    assert (message.state, message.text, message.html) == ("withheld", "", "")
    assert message.trouble == "They asked not to be written to."
    assert sink.count == 0


def test_a_refusal_in_the_middle_of_the_conversation_keeps_the_letter_here(sink: Sink, ana: Member) -> None:
    """P3: the refusal is acknowledged while the server is being told the recipient."""
    refused: list[bool] = []
    sink.on_recipient = lambda: refused.append(True)
    post(ana)
    assert sweep(may_send=lambda _: "Refused." if refused else None).withheld == 1
    assert refused
    assert sink.count == 0


def test_control_checking_at_queueing_only_lets_it_leave(sink: Sink, ana: Member) -> None:
    """P3's control: whoever asks only when the letter is posted sends to somebody who refused since."""
    refused: list[bool] = []
    may_send_at_queueing = "Refused." if refused else None
    post(ana)
    refused.append(True)
    assert sweep(may_send=lambda _: may_send_at_queueing).sent == 1
    assert sink.count == 1


def test_an_unreachable_recipient_and_a_kept_connection(sink: Sink, ana: Member) -> None:
    """A refused recipient does not spoil the connection for the next letter."""
    first, second = post_many(ana, 2)
    answers = iter(["rcpt-5xx", "accept"])
    sink.on_recipient = lambda: setattr(sink, "mode", next(answers))
    assert sweep(may_send=anybody).failed == 1
    assert sorted(states_of([first, second])) == ["failed", "sent"]

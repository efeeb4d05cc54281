"""The worker's round, against a server that behaves and one that does not."""

import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import transaction
from pytest_django import Settings

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY
from sentby.core.models import AuditEntry
from sentby.mail import actions, states, transports
from sentby.mail.models import Message, Permission
from sentby.mail.outcomes import ClaimLost, Sent, Unreachable
from tests.mail.post import HOUR, letter, post, post_many, sweep
from tests.mail.post import states as states_of
from tests.mail.sink import Sink, free_port
from tests.support.cast import AT

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def _audited(message: Message) -> list[str]:
    return list(
        AuditEntry.objects.filter(details__message=message.pk).order_by("pk").values_list("what", flat=True)
    )


def test_a_letter_leaves_once_and_its_words_are_forgotten(sink: Sink, ana: Member) -> None:
    message = post(ana, stop_url="http://localhost:8000/stop/s3cret/")
    assert sweep().sent == 1
    assert not sweep(AT + HOUR)
    message.refresh_from_db()
    assert (message.state, message.via, message.trouble) == ("sent", "smtp", "")
    assert (message.text, message.html, message.stop_url) == ("", "", "")
    [caught] = sink.caught
    assert (caught.mail_from, caught.recipients) == ("desk@sentby.example.com", ["dana@millane.example.org"])
    read = message_from_bytes(caught.raw, policy=policy.default)
    assert read["Message-ID"] == message.message_id
    plain = read.get_body(("plain",))
    assert plain is not None and "Sam will call you on Thursday." in plain.get_content()
    assert _audited(message) == ["mail.queued", "mail.sent"]


def test_without_a_server_the_letter_is_kept_here(ana: Member) -> None:
    message = post(ana)
    assert sweep().sent == 1
    message.refresh_from_db()
    assert (message.state, message.via) == ("sent", "local")
    assert message.can_be_read_here


def test_one_transaction_for_each_recipient_over_one_connection(sink: Sink, ana: Member) -> None:
    post_many(ana, 3)
    assert sweep().sent == 3
    assert sorted(caught.recipients[0] for caught in sink.caught) == [
        f"dana{number}@millane.example.org" for number in range(3)
    ]
    assert all(len(caught.recipients) == 1 for caught in sink.caught)


def test_nothing_leaves_before_it_is_due(sink: Sink, ana: Member) -> None:
    actions.queue(
        letter=letter(to_member=ana), sender=None, permission=None, by=SENTBY, at=AT, due_at=AT + HOUR
    )
    assert not sweep(AT + HOUR - MINUTE)
    assert sweep(AT + HOUR).sent == 1


@pytest.mark.parametrize("mode", ["rcpt-4xx", "data-4xx", "hang-at-mail", "drop-at-data"])
def test_what_has_certainly_not_left_is_tried_five_times(sink: Sink, ana: Member, mode: str) -> None:
    sink.mode = mode
    message = post(ana)
    waits, at = [], AT
    for _ in range(5):
        sweep(at)
        message.refresh_from_db()
        waits.append(round((message.due_at - at) / MINUTE))
        at = message.due_at
    assert (message.state, message.tries) == ("failed", 5)
    assert waits[:4] == [1, 5, 15, 60]
    assert message.trouble
    assert "dana" not in message.trouble
    assert sink.count == 0
    assert _audited(message) == ["mail.queued", *["mail.put_off"] * 4, "mail.failed"]


@pytest.mark.parametrize(("mode", "code"), [("rcpt-5xx", "550"), ("data-5xx", "554")])
def test_a_refusal_by_the_server_is_final(sink: Sink, ana: Member, mode: str, code: str) -> None:
    sink.mode = mode
    message = post(ana)
    assert sweep().failed == 1
    message.refresh_from_db()
    assert (message.state, message.tries) == ("failed", 1)
    assert code in message.trouble
    assert "@" not in message.trouble


@pytest.mark.parametrize("mode", ["hang-after-data", "drop-after-dot"])
def test_silence_after_the_words_leaves_it_uncertain_and_it_is_never_sent_again_by_itself(
    sink: Sink, ana: Member, mode: str
) -> None:
    sink.mode = mode
    message = post(ana)
    assert sweep().uncertain == 1
    sink.mode = "accept"
    for hours in range(1, 30):
        sweep(AT + hours * HOUR)
    message.refresh_from_db()
    assert message.state == "uncertain"
    assert sink.count == 1
    again = actions.try_again(message=message, by=ana.actor, at=AT + HOUR)
    assert sweep(AT + HOUR).sent == 1
    ids = {message_from_bytes(caught.raw)["Message-ID"] for caught in sink.caught}
    assert ids == {again.message_id}, "the same Message-ID lets the recipient's server recognise it"


def test_an_absent_server_costs_no_try_and_ends_the_round(
    sink: Sink, ana: Member, settings: Settings
) -> None:
    settings.MAIL_URL = f"smtp://127.0.0.1:{free_port()}?tls=none"
    messages = post_many(ana, 3)
    report = sweep()
    assert (report.server_away, report.put_off) == (True, 1)
    at = AT
    for _ in range(12):
        at += 2 * HOUR
        for _ in messages:
            sweep(at)
    assert states_of(messages) == ["queued"] * 3
    assert set(Message.objects.values_list("tries", flat=True)) == {0}
    settings.MAIL_URL = sink.url
    assert sweep(at + 5 * HOUR).sent == 3
    assert sink.count == 3


def test_a_server_away_for_two_days_fails_the_letter_visibly(ana: Member, settings: Settings) -> None:
    settings.MAIL_URL = f"smtp://127.0.0.1:{free_port()}?tls=none"
    message = post(ana)
    sweep(AT + 49 * HOUR)
    message.refresh_from_db()
    assert (message.state, message.trouble) == (
        "failed",
        "The mail server can't be used: nobody answers at its address.",
    )


def test_one_byte_at_a_time_does_not_hold_the_worker(sink: Sink, ana: Member) -> None:
    sink.mode = "trickle"
    post(ana)
    began = time.monotonic()
    report = sweep()
    assert time.monotonic() - began < 2, "two answers' time is what one letter may take"
    assert report.put_off == 1
    assert sink.count == 0


def test_a_dead_workers_letter_is_taken_back_or_uncertain(sink: Sink, ana: Member) -> None:
    early, late = post_many(ana, 2)
    held_early, held_late = (states.claim(message.pk, at=AT) for message in (early, late))
    assert held_early is not None and held_late is not None
    states.begin_data(held_late, may_send=lambda _: None, at=AT)
    assert not sweep(AT + timedelta(seconds=5)), "the lease runs"
    sweep(AT + MINUTE)
    assert states_of([early, late]) == ["queued", "uncertain"]
    assert sweep(AT + HOUR).sent == 1
    assert [caught.recipients for caught in sink.caught] == [["dana0@millane.example.org"]]


def test_a_worker_thought_dead_cannot_start_what_another_holds(sink: Sink, ana: Member) -> None:
    message = post(ana)
    slow = states.claim(message.pk, at=AT)
    assert slow is not None
    assert states.claim(message.pk, at=AT) is None
    states.take_back(at=AT + MINUTE)
    assert sweep(AT + HOUR).sent == 1
    with pytest.raises(ClaimLost):
        states.begin_data(slow, may_send=lambda _: None, at=AT + HOUR)
    assert states.settle(slow, Sent(), at=AT + HOUR) == ""


def test_a_worker_that_comes_back_late_still_says_what_it_knows(ana: Member) -> None:
    message = post(ana)
    slow = states.claim(message.pk, at=AT)
    assert slow is not None
    states.begin_data(slow, may_send=lambda _: None, at=AT)
    states.take_back(at=AT + MINUTE)
    assert states.settle(slow, Sent(), at=AT + MINUTE, via="smtp") == "sent"


def test_no_network_inside_a_transaction(sink: Sink, ana: Member) -> None:
    post(ana)
    with transaction.atomic(), pytest.raises(RuntimeError):
        sweep()
    assert sink.count == 0


def test_a_sign_in_code_leaves_first_and_not_at_all_when_old(sink: Sink, ana: Member, sam: Member) -> None:
    post(ana)
    code = {"subject": "Your code", "text": "123456", "at": AT + MINUTE}
    late = actions.queue_sign_in(to_address=sam.email, to_member=sam, **code)  # type: ignore[arg-type]
    assert sweep(AT + MINUTE).sent == 2
    assert [caught.recipients[0] for caught in sink.caught] == [sam.email, "dana@millane.example.org"]
    late = actions.queue_sign_in(to_address=sam.email, to_member=sam, **code)  # type: ignore[arg-type]
    assert late is not None
    assert sweep(AT + 17 * MINUTE).withheld == 1
    late.refresh_from_db()
    assert (late.state, late.text) == ("withheld", "")


def test_the_permission_and_the_account_are_looked_at_again(sink: Sink, ana: Member, sam: Member) -> None:
    ended, closed = post(ana), post(ana, to_member=sam, to_address=sam.email)
    actions.end_permission(permission=Permission.objects.get(pk=ended.permission_id), by=ana.actor, at=AT)
    Member.objects.filter(pk=sam.pk).update(is_active=False)
    assert sweep().withheld == 2
    assert states_of([ended, closed]) == ["withheld", "withheld"]
    assert sink.count == 0


def test_the_doctor_can_ask_whether_the_server_listens(sink: Sink, settings: Settings) -> None:
    carrier = transports.configured()
    assert isinstance(carrier, transports.Smtp)
    carrier.check()
    settings.MAIL_URL = f"smtp://127.0.0.1:{free_port()}?tls=none"
    absent = transports.configured()
    assert isinstance(absent, transports.Smtp)
    with pytest.raises(Unreachable):
        absent.check()


@pytest.mark.parametrize("url", ["http://mail", "smtp://", "smtp://host?tls=maybe"])
def test_a_mail_url_that_says_nothing_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        transports.Server.at(url)

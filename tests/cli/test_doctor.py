"""`sentby doctor` finds what is wrong, and says what to do; an unsafe database is not worked on."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from sentby import worker
from sentby.accounts.models import Member
from sentby.cli import doctor, examinations, post_test
from sentby.cli.doctor import Finding
from sentby.core import heartbeat
from sentby.core.clock import now
from sentby.followups.models import FollowUp
from sentby.mail.models import Message
from sentby.referrals.models import Referral
from tests.mail.sink import Sink, free_port
from tests.worker.scene import passed_on

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A real mail server that web and worker are told of."""
    with Sink() as listening:
        settings.MAIL_URL = listening.url
        yield listening


@contextmanager
def a_worker() -> Iterator[None]:
    """A worker that comes round in a thread of its own."""
    stopping = threading.Event()

    def work() -> None:
        worker.work(stopping)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


@pytest.fixture(autouse=True)
def hurried(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than they must."""
    settings.WORKER_PAUSE = 0.02
    settings.MAIL_TIMEOUT = 2.0
    monkeypatch.setattr(post_test, "LOOKS_EVERY", 0.02)


def the_letter(ana: Member) -> Finding:
    """What the doctor finds about a letter to Ana, while a worker is there."""
    heartbeat.beat(at=now())
    with a_worker():
        (found,) = post_test.examine(ana.email)
    return found


def _ill(findings: list[Finding]) -> set[str]:
    assert all(finding.do for finding in findings if not finding.ok), "each finding says what to do"
    return {finding.check for finding in findings if not finding.ok}


def test_a_well_desk(ana: Member, sam: Member, database: str) -> None:
    passed_on(ana, sam, at=now())
    heartbeat.beat(at=now())
    expected = set() if database == "sqlite" else {"database"}  # the tests' PostgreSQL does without the disk
    assert _ill(doctor.examine()) == expected


def test_each_illness_is_found(ana: Member, sam: Member) -> None:
    bad, worse = passed_on(ana, sam, number=1), passed_on(ana, sam, number=2)
    Referral.objects.filter(pk=bad.pk).update(grade="lead")
    FollowUp.objects.filter(subject_id=worse.pk).delete()
    heartbeat.beat(at=now() - timedelta(hours=1))
    Message.objects.update(state="failed", ended_at=now())
    found = _ill(doctor.examine())
    assert {"grades", "next actions", "worker", "letters in trouble"} <= found
    named = [finding for finding in doctor.examine() if finding.check == "grades"]
    assert bad.pk in named[0].says and worse.pk not in named[0].says


def test_a_check_that_stumbles_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(at: object) -> Iterator[Finding]:
        raise RuntimeError
        yield

    monkeypatch.setitem(examinations.CHECKS, "clock", stumbles)
    found = [finding for finding in doctor.examine() if finding.check == "clock"]
    assert [finding.ok for finding in found] == [False]


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    doctor.show([Finding("clock", False, "off", "set it")], as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "ok": False,
        "findings": [{"check": "clock", "ok": False, "says": "off", "do": "set it"}],
    }


# ---- the letter ----


def test_a_letter_goes_all_the_way(ana: Member, sink: Sink) -> None:
    found = the_letter(ana)
    assert (found.ok, found.says) == (True, "left by SMTP")
    (arrived,) = sink.caught
    assert arrived.recipients == [ana.email] and b"Subject: Mail works" in arrived.raw


def test_without_a_server_it_is_said_that_nothing_leaves(ana: Member) -> None:
    found = the_letter(ana)
    assert not found.ok
    assert "no mail server is configured (MAIL_URL)" in found.says and "local outbox" in found.says
    assert Message.objects.get().via == "local"


def test_without_a_worker_it_is_not_waited_for(ana: Member, sink: Sink) -> None:
    (found,) = post_test.examine(ana.email)
    assert not found.ok and "no worker is there" in found.says
    assert Message.objects.get().state == "queued" and not sink.caught


def test_a_worker_that_does_nothing_is_found(
    ana: Member, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeat.beat(at=now())
    monkeypatch.setattr(post_test, "PATIENCE", timedelta(0))
    (found,) = post_test.examine(ana.email)
    assert not found.ok and found.says == "waiting to leave, and not tried for 0 s"


def test_a_server_where_nobody_listens(ana: Member, settings: Settings) -> None:
    settings.MAIL_URL = f"smtp://127.0.0.1:{free_port()}?tls=none"
    found = the_letter(ana)
    assert not found.ok
    assert (
        found.says
        == "waiting to be tried again: The mail server can't be used: nobody answers at its address."
    )
    assert {"mail server"} <= _ill(doctor.examine())


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("rcpt-5xx", "could not be sent: The mail server refused the recipient (550)."),
        ("data-5xx", "could not be sent: The mail server refused the letter (554)."),
        (
            "rcpt-4xx",
            "waiting to be tried again: The mail server would not take the recipient just now (451).",
        ),
    ],
)
def test_a_server_that_says_no(ana: Member, sink: Sink, mode: str, says: str) -> None:
    sink.mode = mode
    found = the_letter(ana)
    assert (found.ok, found.says) == (False, says)


def test_a_letter_to_nobody_is_not_posted(ana: Member) -> None:
    (found,) = post_test.examine("nobody@example.org")
    assert not found.ok and not Message.objects.exists()


# ---- the clock ----


def the_clock(hours: float = 0) -> dict[str, bool]:
    """What the doctor finds about the time, when the machine's clock is off by so much."""
    return {found.check: found.ok for found in examinations.clock(now() + timedelta(hours=hours))}


def test_a_clock_that_agrees_is_well() -> None:
    heartbeat.beat(at=now())
    assert all(the_clock().values())


def test_a_clock_apart_from_the_database_s_is_found(database: str) -> None:
    agrees = {"sqlite": None, "postgres": False}[database]  # SQLite has no clock of its own
    assert [the_clock(hours).get("database's clock") for hours in (-1, 1)] == [agrees, agrees]


def test_a_clock_that_runs_behind_what_is_kept_is_found(ana: Member, sam: Member) -> None:
    passed_on(ana, sam, at=now())
    assert (the_clock()["clock"], the_clock(-1)["clock"], the_clock(1)["clock"]) == (True, False, True)


def test_a_clock_that_runs_behind_the_worker_is_found() -> None:
    heartbeat.beat(at=now())
    assert not the_clock(-1)["clock"]

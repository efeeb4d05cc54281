"""`sentby doctor` finds what is wrong, and says what to do; an unsafe database is not worked on."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sentby.accounts.models import Member
from sentby.cli import doctor, examinations
from sentby.cli.doctor import Finding
from sentby.core import heartbeat
from sentby.core.clock import now
from sentby.followups.models import FollowUp
from sentby.mail.models import Message
from sentby.referrals.models import Referral
from tests.worker.scene import passed_on

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


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

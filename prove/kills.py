"""R1: kill -9 of web and worker under eight writers. Everything that was acknowledged is there, and nothing is half there."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
WRITERS = 8
KILLS = 1000
FEWEST_WRITES = 3  # between two kills
# A desk that starts its dead again at once: the pause that spares a machine would only make the proof wait.
DESK = (
    "import sys; from sentby.cli import main, supervising; supervising.LONGEST_PAUSE = 0.02; sys.exit(main())"
)


@dataclass
class Desk:
    """`sentby run` in a process of its own, to be killed piece by piece. The supervisor lives, and starts them again."""

    database_url: str
    data: Path
    settings: str = "sentby.settings"
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Desk":
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        told = {
            "DATABASE_URL": self.database_url, "SENTBY_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": self.settings,
            "SENTBY_LOG_LEVEL": "ERROR", "SENTBY_WORKER_PAUSE": "0.05", "PYTHONPATH": str(ROOT), "MAIL_URL": "",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-c", DESK, "run", "--port", str(self.port)], cwd=ROOT, env=os.environ | told,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def kill_something(self, chance: random.Random) -> None:
        """One child, or one of its children: gunicorn's master, its worker, or the desk's worker."""
        assert self.process
        alive = psutil.Process(self.process.pid).children(recursive=True)
        if alive:
            try:
                chance.choice(alive).kill()
            except psutil.NoSuchProcess:
                return


@dataclass
class Ledger:
    """What the writers were told is done, by name."""

    acknowledged: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)

    def note(self, name: str) -> None:
        with self.lock:
            self.acknowledged.add(name)


@dataclass(frozen=True)
class Account:
    """What was found afterwards."""

    kills: int
    acknowledged: int
    lost: int
    half: int
    doubled: int
    damaged: str

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.half or self.doubled or self.damaged)


def run(
    *, database_url: str, data: Path, key: str, receiver: str, kills: int, seed: int = 1, settings: str = ""
) -> Account:
    """Let eight writers write while web and worker are killed `kills` times; then account for every write."""
    ledger, chance = Ledger(), random.Random(seed)
    with Desk(database_url, data, settings or "sentby.settings") as desk:
        writers = [
            threading.Thread(target=_write, args=(desk.port, key, receiver, f"{seed}-{number}", ledger))
            for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        try:
            for _ in range(kills):
                _wait_for_writes(ledger)
                time.sleep(chance.uniform(0, 0.1))
                desk.kill_something(chance)
        finally:
            ledger.stop.set()
            for writer in writers:
                writer.join()
    return account(ledger.acknowledged, kills)


def account(acknowledged: set[str], kills: int) -> Account:
    """Look for each acknowledged write, and at whether anything is there in part or twice."""
    from django.db import connection

    from sentby.people.models import Person
    from sentby.referrals.models import Referral

    names = list(Person.objects.filter(name__startswith="Dana ").values_list("name", flat=True))
    half = sum(not _is_whole_person(person) for person in Person.objects.filter(name__startswith="Dana "))
    half += sum(not _is_whole_referral(referral) for referral in Referral.objects.all())
    damaged = ""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            damaged = "" if (said := cursor.fetchone()[0]) == "ok" else said
    lost = acknowledged - set(names)
    return Account(kills, len(acknowledged), len(lost), half, len(names) - len(set(names)), damaged)


def _is_whole_person(person: object) -> bool:
    from sentby.core.models import AuditEntry
    from sentby.people.models import Person

    assert isinstance(person, Person)
    audited = AuditEntry.objects.filter(
        subject_kind="person", subject_id=person.pk, what="person.added"
    ).count()
    return person.channels.count() == 2 and audited == 1 and bool(person.sort_key)


def _is_whole_referral(referral: object) -> bool:
    from sentby.followups.models import FollowUp
    from sentby.mail.models import Message
    from sentby.referrals.models import Referral

    assert isinstance(referral, Referral)
    follow_ups = FollowUp.objects.filter(subject_id=referral.pk, closed_at=None).count()
    letters = Message.objects.filter(subject_id=referral.pk, kind="passed-on").count()
    return (
        (follow_ups, letters) == (1, 1)
        and referral.facts.count() >= 2
        and referral.prospect_person is not None
    )


def _write(port: int, key: str, receiver: str, place: str, ledger: Ledger) -> None:
    """One writer: each write is sent again, under the same key, until it is acknowledged."""
    number = 0
    while not ledger.stop.is_set():
        name = f"Dana {place}x{number}"
        path, body = _act(number, name, receiver)
        if _send(port, path, body, {"Authorization": f"Bearer {key}", "Idempotency-Key": name}):
            ledger.note(name)
            number += 1
        else:
            time.sleep(0.05)


def _act(number: int, name: str, receiver: str) -> tuple[str, dict[str, object]]:
    word = name.split(" ")[1]
    person: dict[str, object] = {"name": name, "channels": [f"{word}@example.org", f"{word}@example.com"]}
    if number % 3:
        return "/api/people", person
    return "/api/referrals", {"giver": "me", "receiver": {"member": receiver}, "prospect": person}


def _send(port: int, path: str, body: dict[str, object], headers: dict[str, str]) -> bool:
    talk = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        talk.request("POST", path, json.dumps(body), headers | {"Content-Type": "application/json"})
        answer = talk.getresponse()
        said = answer.read()
        if answer.status in (200, 201):
            return True
        if answer.status < 500:
            raise RuntimeError(f"{path}: {answer.status} {said[:300]!r}")
        return False
    except (OSError, http.client.HTTPException):
        return False
    finally:
        talk.close()


def _wait_for_writes(ledger: Ledger) -> None:
    wanted, until = len(ledger.acknowledged) + FEWEST_WRITES, time.monotonic() + 60
    while len(ledger.acknowledged) < wanted and time.monotonic() < until:
        time.sleep(0.01)


def main() -> bool:
    """The quick form's tests, with a thousand kills on each database."""
    began, number = time.monotonic(), os.environ.get("SENTBY_TEST_KILLS", str(KILLS))
    command = [sys.executable, "-m", "pytest", "tests/worker/test_kills.py", "--database", "both", "-s"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"SENTBY_TEST_KILLS": number}, check=False)
    print(
        f"R1 kills: {number} on each database in {time.monotonic() - began:.0f} s: {'clean' if not done.returncode else 'FAULTS'}"
    )
    return not done.returncode

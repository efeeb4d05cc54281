"""`sentby run`: one command opens the desk, keeps it open, and closes it properly."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from pytest_django import Settings

from sentby.accounts.models import Member
from sentby.cli import demo
from tests.cli.program import ROOT, START, Program
from tests.support.told import Told

MOST_MEMORY = 250 * 1024 * 1024


@contextmanager
def running(sentby: Program, *options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The desk, open; and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", START, "run", "--port", str(port), *options], env=sentby.environment(), cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield process, port
    finally:
        process.terminate()
        process.wait(60)


def _get(port: int, path: str, patience: float = 60) -> tuple[int, str]:
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=patience) as answer:
                return answer.status, answer.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def _said(process: subprocess.Popen[str], words: str) -> list[str]:
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines))


def test_it_opens_heals_and_closes(tmp_path: Path) -> None:
    with running(Program(tmp_path)) as (process, port):
        said = "".join(_said(process, "Ctrl-C"))
        assert f"http://localhost:{port}" in said
        assert _get(port, "/health/")[0] == 200
        before = psutil.Process(process.pid).children(recursive=True)
        for child in before:
            child.kill()
        assert _get(port, "/account/welcome/")[0] == 200
        after = psutil.Process(process.pid).children(recursive=True)
        assert {child.pid for child in before}.isdisjoint(child.pid for child in after)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert not [child for child in after if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_a_killed_supervisor_takes_its_children_along(empty: Program) -> None:
    with running(empty) as (process, _):
        _said(process, "Ctrl-C")
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        _, alive = psutil.wait_procs(children, timeout=30)
        assert not alive


def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = Program(tmp_path)("run", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1 and "--port" in done.stderr


def test_the_demo_says_how_to_come_in_and_keeps_to_its_memory(demo: Program) -> None:
    with running(demo, "--demo") as (process, port):
        said = "".join(_said(process, "Ctrl-C"))
        assert "ana@reyes.example.com" in said and "who sent you" in said
        assert "ana@reyes.example.com" in _get(port, "/account/login/")[1]
        assert _memory(process.pid) < MOST_MEMORY
    again = demo("seed")
    assert again.returncode == 1 and "empty one only" in again.stderr


def test_a_story_that_was_cut_off_is_told_anew_and_only_while_nobody_has_come_in(demo: Program) -> None:
    told, forget = "AuditEntry.objects.filter(what='demo.told')", "from sentby.core.models import AuditEntry;"
    cut = f"{forget}{told}.delete(); from sentby.referrals.models import Referral as R;"
    came_in = "from sentby.accounts.models import Member; from sentby.core.clock import now;"
    demo.ask(f"{cut}{came_in} Member.objects.filter(is_owner=True).update(last_login=now()); print(1)")
    refused = demo("seed")
    assert refused.returncode == 1 and "empty one only" in refused.stderr, "somebody works here"
    whole = demo.ask(f"{cut}{came_in} Member.objects.update(last_login=None); print(R.objects.count())")
    done = demo("seed")
    assert done.returncode == 0, done.stderr
    counts = f"from sentby.referrals.models import Referral as R; print([R.objects.count(), {told}.count()])"
    assert demo.ask(f"{forget}{counts}") == [whole, 1]


def test_a_real_desk_is_no_demo(empty: Program) -> None:
    """Its sign-in page lists nobody, whatever the command line says."""
    empty.ask(
        "from sentby.accounts.models import Member; Member.objects.create_user('ruth@quayside.example.org', 'x', name='Ruth');"
        "print(1)"
    )
    with running(empty, "--demo") as (process, port):
        said = "".join(_said(process, "Ctrl-C"))
        assert "was not told" in said and "ruth@" not in said
        assert "ruth@" not in _get(port, "/account/login/")[1]


def test_the_outbox_shows_the_operator_a_sign_in_code(demo: Program) -> None:
    demo.ask(
        "from sentby.accounts import actions; from sentby.core.clock import now;"
        "actions.send_to_sign_in(address='ana@reyes.example.com', subject='Code', text='Your code is 123456', at=now());"
        "print(1)"
    )
    assert demo("work", "--once").returncode == 0
    assert "123456" in demo("outbox", "--last").stdout
    assert "Code" in demo("outbox").stdout
    hidden = demo("outbox", "--last", MAIL_URL="smtp://mail.example.com")
    assert hidden.returncode == 1 and "123456" not in hidden.stdout + hidden.stderr


def test_the_demo_gives_everybody_something_to_do(demo: Program) -> None:
    due = demo.ask(
        "from sentby.followups import queries; from sentby.accounts.models import Member;"
        "print(json.dumps({m.name: [f.act for f in queries.open_for(m)] for m in Member.objects.all()}))"
    )
    assert len(set(due["Ana Reyes"])) >= 4 and len(set(due["Sam Okafor"])) >= 4
    assert demo("doctor").stdout.count("LOOK") == 1  # no worker is there


def _memory(pid: int) -> int:
    """What all processes of the desk hold together; pages that they share are counted once."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(_share(process) for process in family)


def _share(process: psutil.Process) -> int:
    rollup = Path(f"/proc/{process.pid}/smaps_rollup")
    if not os.access(rollup, os.R_OK):
        return int(process.memory_info().rss)
    found = re.search(r"^Pss:\s+(\d+)", rollup.read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def test_without_the_demo_a_desk_that_holds_it_says_where_an_empty_one_is(
    the_story: Told, settings: Settings
) -> None:
    settings.DEMO = False
    assert demo.prepare() == [demo.BESIDE]


@pytest.mark.django_db
def test_a_desk_without_the_demo_says_nothing_of_it(ana: Member, settings: Settings) -> None:
    settings.DEMO = False
    assert demo.prepare() == []

"""Files that mean harm cost at most two seconds of work and 256 MiB, and break nothing (50,000 changed files, 29 bombs)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.contacts.bombs import BOMBS
from tests.support.tree import ROOT

CORPUS = Path(__file__).parent / "corpus"
ROUNDS = 12_500
SEEDS = (1, 2, 3, 4)  # together fifty thousand


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.engine.contacts.hostile", *words],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_changed_files_break_nothing(seed: int) -> None:
    done = run("mutate", str(seed), str(ROUNDS), str(CORPUS))
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_control_a_reader_that_takes_a_part_for_granted_is_seen() -> None:
    done = run("mutate", "1", "2000", str(CORPUS), "--fault", "bare-access")
    assert "IndexError" in done.stdout


def test_bombs_are_refused() -> None:
    assert len(BOMBS) >= 25
    done = run("bombs")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_control_a_reader_without_limits_is_seen() -> None:
    done = run("bombs", "--fault", "no-limits")
    assert len(done.stdout.splitlines()) >= 3

"""`make run` hands its words on to `sentby run`: DEMO=0 opens an empty desk, PORT says where."""

import argparse
import os
import shlex
import subprocess

import pytest

from sentby.cli import running
from tests.cli.program import ROOT

ASKS_NOBODY = ("MAKE", "MFLAGS", "PORT", "DEMO")  # what an outer `make test` or a shell has set


def would_run(*said: str) -> argparse.Namespace:
    """The words after `sentby run` that make would say, read as the command reads them."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ASKS_NOBODY)}
    shown = subprocess.run(
        ["make", "-n", "run", *said], cwd=ROOT, env=kept, capture_output=True, text=True, check=True
    )
    (line,) = (line for line in shown.stdout.splitlines() if "/sentby run" in line)
    parser = argparse.ArgumentParser()
    running.arguments(parser)
    return parser.parse_args(shlex.split(line)[2:])


@pytest.mark.parametrize(
    ("said", "port", "demo"),
    [
        ((), 8000, True),
        (("DEMO=0", "PORT=8010"), 8010, False),
        (("DEMO=no",), 8000, False),
        (("DEMO=false",), 8000, False),
        (("DEMO=1", "PORT=9000"), 9000, True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_make_hands_its_words_on(said: tuple[str, ...], port: int, demo: bool) -> None:
    asked = would_run(*said)
    assert (asked.port, asked.demo) == (port, demo)

"""`sentby grade`: facts in, a judgement out, and a plain sentence for what can't be read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import ROOT, Program

REFERRAL = {
    "facts": [
        {"kind": kind, "on": "2026-11-20", "source": "claimed"}
        for kind in (
            "person_named",
            "reachable",
            "spoke",
            "knows_receiver",
            "expects_contact",
            "may_use_name",
        )
    ],
    "ladder": 8,
}


@pytest.fixture
def sentby(tmp_path: Path) -> Program:
    return Program(tmp_path, database_url="postgres://nobody@%2Fnowhere/none")


def test_it_prints_the_judgement_with_its_keys_in_order(sentby: Program) -> None:
    done = sentby("grade", given=json.dumps(REFERRAL))
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert list(said)[:5] == ["claimed", "confirmed", "missing", "next", "reasons"]
    assert said["claimed"] == {"grade": "referral", "level": 2}
    assert said["confirmed"] == {"grade": "mention", "level": 0}
    assert list(said["next"]) == ["fact", "grade", "level", "say"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "Nothing came"),
        ("{", "not JSON"),
        ("[]", "give an object"),
        ("[" * 50_000, "not JSON"),
        ('{"facts": [{"kind": "spoke"}], "level": 8}', "no key 'level'"),
        ('{"facts": [{"kind": "spok"}]}', "did you mean spoke?"),
        ('{"facts": [], "ladder": 7}', "choose 5, 8 or 10"),
        ('{"facts": [{"kind": "spoke", "on": "2026-02-30"}]}', "not in the calendar"),
    ],
)
def test_bad_input_gets_one_plain_sentence(sentby: Program, given: str, says: str) -> None:
    done = sentby("grade", given=given)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


def test_it_needs_no_django() -> None:
    code = (
        "import io, sys; sys.stdin = io.TextIOWrapper(io.BytesIO(b'{\"facts\": []}'));"
        "from sentby.cli import main; main(['grade']); print([m for m in sys.modules if m.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_command_is_not_understood(sentby: Program) -> None:
    done = sentby("grad")
    assert done.returncode == 2 and "grade" in done.stderr

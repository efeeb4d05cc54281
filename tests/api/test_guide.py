"""The story in docs/guide/api.md works as it is written there."""

import json
import re
import shlex
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.api.program import Program
from tests.support.tree import ROOT

GUIDE = ROOT / "docs" / "guide" / "api.md"
BLOCK = re.compile(r"^```sh(?: as (\w+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass
class Reader:
    """Somebody who types what the guide says, and keeps what it says to keep."""

    programs: dict[str, Program]
    kept: dict[str, str] = field(default_factory=dict)
    answers: list[Any] = field(default_factory=list)

    def reads(self, who: str, block: str) -> None:
        for command in _commands(block):
            if found := re.fullmatch(r"# keep (\S+) as (\w+)", command):
                self.kept[found[2]] = str(_part(self.answers[-1], found[1]))
            elif command.startswith("ask "):
                self.answers.append(self._asks(self.programs[who], command))

    def _asks(self, program: Program, command: str) -> Any:
        filled = re.sub(r"\$(\w+)", lambda name: {"API": "", **self.kept}[name[1]], command)
        method, path, body, key = "", "", b"", ""
        words = iter(shlex.split(filled)[1:])
        for word in words:
            match word:
                case "-X":
                    method = next(words)
                case "-d":
                    body = next(words).encode()
                case "-H":
                    key = next(words).partition(": ")[2]
                case _:
                    path = word
        answer = program.send(method or ("POST" if body else "GET"), path, body, key=key)
        assert answer.status_code in (200, 201), (command, answer.content)
        return json.loads(answer.content)


def _commands(block: str) -> list[str]:
    """A command goes on in lines that are indented."""
    return re.split(r"\n(?! )", block.strip())


def _part(answer: Any, where: str) -> Any:
    for step in where.split("."):
        answer = answer[int(step) if step.isdigit() else step]
    return answer


def read(everybody: dict[str, Program], text: str) -> list[Any]:
    reader = Reader(everybody)
    for who, block in BLOCK.findall(text):
        reader.reads(who, block)
    return reader.answers


@pytest.fixture
def everybody(ana_s: Program, sam_s: Program, ruth_s: Program) -> dict[str, Program]:
    """Whose key is used: Ana's, where the guide names nobody."""
    return {"": ana_s, "Sam": sam_s, "Ruth": ruth_s}


@pytest.mark.django_db
def test_the_story_works_as_it_is_written(everybody: dict[str, Program]) -> None:
    answers = read(everybody, GUIDE.read_text())
    assert answers[0]["claimed"]["grade"] == "lead"
    passed_on = answers[2]
    assert passed_on["receiver"]["name"] == "Sam Okafor"
    assert passed_on["judgement"]["claimed"]["grade"] == "lead"
    assert answers[5]["judgement"]["claimed"] == {"grade": "referral", "level": 1}
    assert len(answers) > 15


@pytest.mark.django_db
def test_control_a_guide_that_is_wrong_is_seen(everybody: dict[str, Program]) -> None:
    with pytest.raises(AssertionError):
        read(everybody, GUIDE.read_text().replace('"kind": "called"', '"kind": "rang"'))

"""The demo desk, told once for all tests of the command line; each works on a copy of its own."""

import shutil
from pathlib import Path

import pytest

from tests.cli.program import Program


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = Program(tmp_path_factory.mktemp("told"))
    done = program("seed")
    assert done.returncode == 0, done.stderr
    return program.data


@pytest.fixture
def demo(told: Path, tmp_path: Path) -> Program:
    """The command line on a desk at which the demo was told."""
    shutil.copytree(told, tmp_path / "demo")
    return Program(tmp_path / "demo")

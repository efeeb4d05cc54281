"""Desks that are made once for all tests of the command line; each works on a copy of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.support.told import once


@pytest.fixture(scope="session")
def told(shared: Path) -> Path:
    return once(shared / "told", _ran("seed"))


@pytest.fixture(scope="session")
def migrated(shared: Path) -> Path:
    return once(shared / "migrated", _ran("migrate"))


@pytest.fixture
def demo(told: Path, tmp_path: Path) -> Program:
    """The command line on a desk at which the demo was told."""
    shutil.copytree(told, tmp_path / "demo")
    return Program(tmp_path / "demo")


@pytest.fixture
def empty(migrated: Path, tmp_path: Path) -> Program:
    """The command line on a desk that has its tables, and nobody."""
    shutil.copytree(migrated, tmp_path / "empty")
    return Program(tmp_path / "empty")


def _ran(command: str) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        done = Program(place)(command)
        assert done.returncode == 0, done.stderr

    return make

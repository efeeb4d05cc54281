"""What the pages for newcomers say about the house is so: its rooms, its commands, its tests and its decisions."""

import doctest
import re
from collections.abc import Iterable
from configparser import ConfigParser
from datetime import timedelta
from pathlib import Path

import pytest

from sentby.cli import COMMANDS
from sentby.worker import SWEEPS
from tests.support.tree import ROOT

DOCS = ROOT / "docs"
ROOM = re.compile(r"^  ([a-z]+)(?:/|\.py) ", re.MULTILINE)
LONGEST = {"README.md": 120, "ARCHITECTURE.md": 200}
GUIDE = 120
EVERY = {
    "round": timedelta(0), "5 minutes": timedelta(minutes=5), "hour": timedelta(hours=1), "day": timedelta(days=1),
}  # fmt: skip


def rooms_told(text: str) -> set[str]:
    """What the tree of ARCHITECTURE.md names inside `src/sentby/`."""
    _, _, after = text.partition("src/sentby/\n")
    inside, _, _ = after.partition("\ntemplates/")
    return set(ROOM.findall(f"{inside}\n"))


def rooms_there(source: Path) -> set[str]:
    found = (path for path in source.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists())
    return {path.stem for path in found} - {"__init__"}


def order_told(text: str) -> list[str]:
    """The line of ARCHITECTURE.md that says who may use whom."""
    (line,) = (line for line in text.splitlines() if line.startswith("> ") and "→" in line)
    return [name.strip() for name in line[2:].split("→")]


def order_kept() -> list[str]:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    return [
        layer.strip()
        for layer in contracts["importlinter:contract:apps"]["layers"].split("\n")
        if layer.strip()
    ]


def shelves_told(text: str) -> list[set[str]]:
    """The table of shelves in ARCHITECTURE.md, from the uppermost down."""
    _, _, after = text.partition("## Shelves\n")
    rows = re.findall(r"^\| (\**`.*?) \| ", after.partition("\n## ")[0], re.MULTILINE)
    return [set(re.findall(r"`(\w+)`", row)) for row in rows]


def shelves_kept() -> list[set[str]]:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    kept = contracts["importlinter:contract:shelves"]["layers"].strip().splitlines()
    return [set(re.findall(r"\w+", line)) for line in kept]


def sweeps_told(text: str) -> list[tuple[str, timedelta]]:
    """The table of what the worker does, and how often, in ARCHITECTURE.md."""
    _, _, after = text.partition("| sweep | takes | every |\n|---|---|---|\n")
    rows = (line.strip("| ").split(" | ") for line in after.partition("\n\n")[0].splitlines())
    return [(name, EVERY[how_often]) for name, _, how_often in rows]


def too_long(pages: Iterable[Path]) -> list[str]:
    return [page.name for page in pages if len(page.read_text().splitlines()) > LONGEST.get(page.name, GUIDE)]


def unlisted(index: str, pages: Iterable[str]) -> list[str]:
    """Pages that the index of the documentation does not lead to."""
    return sorted(page for page in pages if f"({page})" not in index)


def unknown_commands(text: str) -> set[str]:
    """What a page tells its reader to type, and nothing answers to."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    code = " ".join(re.findall(r"`[^`]+`|```sh.*?```", text, re.DOTALL))
    made = set(re.findall(r"\bmake ([a-z]+)", code)) - targets
    said = set(re.findall(r"\bsentby ([a-z]+)", code)) - set(COMMANDS)
    return made | said


def test_the_pages_for_newcomers_are_short() -> None:
    assert too_long([ROOT / name for name in LONGEST]) == []
    assert too_long((DOCS / "guide").glob("*.md")) == []


def test_the_tree_is_told_as_it_is() -> None:
    assert rooms_told((ROOT / "ARCHITECTURE.md").read_text()) == rooms_there(ROOT / "src" / "sentby")


def test_the_order_of_the_apps_is_told_as_it_is_kept() -> None:
    told, kept = order_told((ROOT / "ARCHITECTURE.md").read_text()), order_kept()
    assert told == [name for name in kept if name in told]
    assert kept[-len(told) :] == told


def test_the_shelves_are_told_as_they_are_kept() -> None:
    assert shelves_told((ROOT / "ARCHITECTURE.md").read_text()) == shelves_kept()


def test_what_the_worker_does_is_told_as_it_is() -> None:
    told = sweeps_told((ROOT / "ARCHITECTURE.md").read_text())
    assert told == [(sweep.name, sweep.every) for sweep in SWEEPS]


def test_the_examples_of_the_ideas_run() -> None:
    failed, tried = doctest.testfile(str(DOCS / "concepts.md"), module_relative=False, encoding="utf-8")
    assert tried and not failed


def test_the_index_leads_to_every_page() -> None:
    pages = (path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
    kept = {page for page in pages if page not in ("README.md", "adr/template.md")}
    assert unlisted((DOCS / "README.md").read_text(), kept) == []


def test_decisions_are_numbered_once_in_name_and_title() -> None:
    pages = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "template.md")
    numbers = [int(path.name[:4]) for path in pages]
    assert numbers == sorted(set(numbers))
    for number, page in zip(numbers, pages, strict=True):
        assert re.match(rf"# 0*{number}\. \S", page.read_text()), page.name


def test_every_threat_is_tried_by_a_test() -> None:
    rows = re.findall(r"^\| (?:a|an|another|whoever) .*$", (ROOT / "SECURITY.md").read_text(), re.MULTILINE)
    assert len(rows) > 10
    assert [row for row in rows if "](tests/" not in row] == []


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "SECURITY.md", "docs/guide/start.md"])
def test_what_is_to_be_typed_exists(name: str) -> None:
    assert unknown_commands((ROOT / name).read_text()) == set()


def test_control_a_wrong_page_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "guide.md"
    page.write_text("a line\n" * (GUIDE + 1))
    assert too_long([page]) == ["guide.md"]
    assert rooms_told("src/sentby/\n  attic/     dust\ntemplates/") == {"attic"}
    assert unlisted("[x](a.md)", ["a.md", "b.md"]) == ["b.md"]
    assert unknown_commands("`make tea`, `sentby fly`, `make run`") == {"tea", "fly"}

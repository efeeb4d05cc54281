"""Every rule stands on one page of its manual, and every example there runs."""

import doctest
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.support.tree import ROOT

PAGES = sorted(ROOT.joinpath("docs", "rules").glob("*.md"))
RULES = {path.stem for path in ROOT.glob("src/sentby/rules/*.py")} - {"__init__"}
IN_THE_CODE = re.compile(r"\(\.\./\.\./src/sentby/rules/(\w+)\.py\)")


def told(pages: Iterable[Path]) -> dict[str, list[str]]:
    """The modules that each page says it describes."""
    return {page.stem: IN_THE_CODE.findall(page.read_text()) for page in pages}


def faults(modules: set[str], pages: Mapping[str, list[str]]) -> list[str]:
    """Modules that stand on no page or on several, pages about none, and modules that are none."""
    named = [module for about in pages.values() for module in about]
    found = [
        f"{module} stands on {named.count(module)} pages" for module in modules if named.count(module) != 1
    ]
    found += [f"{module} is no module" for module in set(named) - modules]
    return sorted(found + [f"{page} is about nothing" for page, about in pages.items() if not about])


def test_each_rule_stands_on_one_page() -> None:
    assert faults(RULES, told(PAGES)) == []


def test_control_a_rule_without_a_page_is_seen(tmp_path: Path) -> None:
    (tmp_path / "clock.md").write_text("[`clocks`](../../src/sentby/rules/clocks.py)")
    (tmp_path / "idle.md").write_text("`clocks`")
    assert faults({"clocks", "luck"}, told(tmp_path.glob("*.md"))) == [
        "idle is about nothing",
        "luck stands on 0 pages",
    ]
    assert faults({"luck"}, {"a": ["luck"], "b": ["luck", "gone"]}) == [
        "gone is no module",
        "luck stands on 2 pages",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_run(page: Path) -> None:
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried and not failed


def test_control_a_wrong_example_is_caught(tmp_path: Path) -> None:
    page = tmp_path / "wrong.md"
    page.write_text(">>> 1 + 1\n3\n", encoding="utf-8")
    assert doctest.testfile(str(page), module_relative=False, verbose=False).failed == 1

"""Every example in the manual of the rulebook runs."""

import doctest
from pathlib import Path

import pytest

PAGES = sorted(Path(__file__).parents[2].joinpath("docs", "rules").glob("*.md"))


def test_there_is_a_page_for_each_rule() -> None:
    names = {page.stem for page in PAGES}
    assert names >= {"grade", "ladders", "clock", "consent", "next-action", "money", "channels"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_run(page: Path) -> None:
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried and not failed


def test_control_a_wrong_example_is_caught(tmp_path: Path) -> None:
    page = tmp_path / "wrong.md"
    page.write_text(">>> 1 + 1\n3\n", encoding="utf-8")
    assert doctest.testfile(str(page), module_relative=False, verbose=False).failed == 1

"""Templates hold no style, no script, no unescaped text, and ask nobody else for anything."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.support.tree import ROOT, files, own_python, own_scripts, templates, where

FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a <style> block": r"<style\b",
    "a script inside the page": r"<script(?![^>]*\b(src=|type=\"application/json\"))",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a javascript: address": r"javascript:",
    "something taken from elsewhere": r"(?:src|href|action|poster|data)\s*=\s*[\"'](?:https?:)?//(?!\{)",
    "text that is not escaped": r"\|\s*safe\b|\{%\s*autoescape\s+off|\|\s*safeseq\b",
    "an exclamation mark in our own voice": r">[^<{]*\w!(?:\s|<)",
}
# Mail is read outside the desk and has no style sheet to load: letters may carry their style with them.
LETTERS_MAY = {"a style attribute", "a <style> block"}
# Who may call markup safe, and why.
MARKUP_MAKERS = {
    "src/sentby/core/templatetags",  # builds parts from escaped pieces; escaping is tested in tests/core
}


def forbidden_in(root: Path) -> list[str]:
    return [problem for path in templates(root) for problem in _look(path, root)]


def _look(path: Path, root: Path) -> Iterator[str]:
    text = path.read_text()
    letter = path.stem.startswith("letter") or "letters" in path.parts
    for what, pattern in FORBIDDEN.items():
        if letter and (what in LETTERS_MAY or path.suffix == ".txt"):
            continue
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield f"{where(path, text.count(chr(10), 0, found.start()) + 1, root)}: {what}"


def unsafe_markup(root: Path) -> list[str]:
    """Calls that switch escaping off, outside the few places that may."""
    return [
        f"{where(path, number, root)}: {line.strip()}"
        for path in own_python(root)
        if path.is_relative_to(root / "src")
        and not any(path.is_relative_to(root / place) for place in MARKUP_MAKERS)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\bmark_safe\b|\bSafeString\(", line)
        or (
            re.search(r"autoescape\s*=\s*False", line) and path.name != "letters.py"
        )  # letters have a plain text
    ]


def asked_elsewhere(root: Path) -> list[str]:
    """Addresses in style sheets and our own scripts that would fetch from a third party."""
    pattern = re.compile(
        r"@import\s+(?:url\()?[\"']?(?:https?:)?//|url\([\"']?(?:https?:)?//|(?:fetch|import)\(\s*[\"'`]https?:"
    )
    sources = [*files(root / "static", ".css"), *own_scripts(root)]
    return [
        f"{where(path, number, root)}: {line.strip()}"
        for path in sources
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def test_templates_hold_nothing_forbidden() -> None:
    found = forbidden_in(ROOT)
    assert not found, "\n".join(found)


def test_nobody_calls_markup_safe() -> None:
    found = unsafe_markup(ROOT)
    assert not found, "\n".join(found)


def test_nothing_is_fetched_from_elsewhere() -> None:
    found = asked_elsewhere(ROOT)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", list(templates()), ids=where)
def test_each_template_compiles(path: Path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="//cdn.example.net/x.js"></script>',
        '<img src="https://example.net/x.png">',
        "{{ person.notes|safe }}",
        "{% autoescape off %}",
        "<p>Well done!</p>",
    ],
)
def test_control_a_planted_fault_is_seen(tmp_path: Path, planted: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(f"<p>fine</p>\n{planted}\n")
    assert len(forbidden_in(tmp_path)) == 1


def test_control_planted_code_is_seen(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "x.py").write_text("from django.utils.safestring import mark_safe\n")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "x.css").write_text('@import url("https://fonts.example.net/a.css");\n')
    assert len(unsafe_markup(tmp_path)) == 1
    assert len(asked_elsewhere(tmp_path)) == 1

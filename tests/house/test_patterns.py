"""What stands on /_patterns/ is all there is: each class that a page may wear is shown there, and has a style."""

import re
from pathlib import Path

import pytest

from sentby.accounts.models import Member
from tests.support.cast import client_for
from tests.support.tree import ROOT, files, own_python, templates, where

WORN = re.compile(r'\bclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"{]|\{\})*)"')
CHOICE, GAP = re.compile(r"\{%.*?%\}"), re.compile(r"\{\{.*?\}\}|\{\}")
STYLED = re.compile(r"\.([a-z][a-z0-9_-]*)")
# What a page wears and the page of patterns does not show, and why.
NOT_SHOWN = {
    "door": "the frame of a page without the rail; one page does not stand inside another",
    "door--in": "the same, in the middle of the window",
    "pass": "puts the live grade at the foot of the window; it is shown at rest",
}
# What only the page of patterns wears, to lay its samples out.
OF_ITS_OWN = {"pat", "pat__head", "lads", "clocks", "swatches", "swatch", "swatch__c", "icons", "t-2xl", "t-xl", "t-l"}  # fmt: skip
# What has a style, and is put on by something else than a template or a tag.
PUT_ON = {"htmx-request": "by htmx, while it asks"}


def worn_in(text: str) -> set[str]:
    """The classes in a piece of markup, whichever way its choices go; one with a gap in it is not known here."""
    said = (GAP.sub("\0", CHOICE.sub(" ", found[1])) for found in WORN.finditer(text))
    return {name for words in said for name in words.split() if "\0" not in name}


def worn_by(paths: list[Path], root: Path = ROOT) -> dict[str, str]:
    """Each class that these files put on, and the last place where one does."""
    return {name: where(path, root=root) for path in paths for name in worn_in(path.read_text())}


def pages(root: Path = ROOT) -> list[Path]:
    """Every template of a page, and the tags. Letters carry a style of their own."""
    own = [path for path in templates(root) if path.suffix == ".html" and "mail" not in path.parent.parts]
    return [path for path in own if not of_patterns(path)] + tags(root)


def of_patterns(path: Path) -> bool:
    return "patterns" in (path.stem, path.parent.name)


def tags(root: Path = ROOT) -> list[Path]:
    return [path for path in own_python(root) if "templatetags" in path.parts]


def styled(root: Path = ROOT) -> set[str]:
    """The classes that a style sheet has a rule for."""
    rules = "".join(
        re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in files(root / "static", ".css")
    )
    heads = re.findall(r"([^{};]+)\{", rules)
    return {name for head in heads if not head.strip().startswith("@") for name in STYLED.findall(head)}


@pytest.mark.django_db
def test_every_class_of_a_page_is_shown(sam: Member) -> None:
    shown = worn_in(client_for(sam).get("/_patterns/").content.decode())
    worn = worn_by(pages())
    assert {name: place for name, place in worn.items() if name not in shown | set(NOT_SHOWN)} == {}
    assert set(NOT_SHOWN) & shown == set(), "these are shown by now"
    assert set(NOT_SHOWN) <= set(worn), "these are worn no more"


def test_nothing_is_shown_that_no_page_wears() -> None:
    shown = worn_by([path for path in templates() if of_patterns(path)])
    assert set(shown) - set(worn_by(pages())) == OF_ITS_OWN


def test_every_class_has_a_style_and_every_style_its_class() -> None:
    """Tags say some of theirs as words on their own: those that a moment or a state puts on."""
    everywhere = set(worn_by(pages())) | OF_ITS_OWN
    said = "".join(path.read_text() for path in tags())
    idle = {name for name in styled() - everywhere - set(PUT_ON) if not re.search(rf'["\s]{name}["\s]', said)}
    assert {name for name in idle if not name.startswith("c-")} == set()
    assert everywhere - styled() == set()


def test_control_what_is_not_shown_or_not_styled_is_seen(tmp_path: Path) -> None:
    (tmp_path / "templates" / "mail").mkdir(parents=True)
    (tmp_path / "templates" / "page.html").write_text(
        '<p class="card {% if hot %}is-hot{% endif %} c-{{ colour }}{% if new %} novel{% endif %}">'
    )
    (tmp_path / "templates" / "mail" / "letter.html").write_text('<p class="inside">')
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "parts.css").write_text(
        "/* .not */ .card > .idle:hover { width: 1.5em } @media print { .late {} }"
    )
    assert set(worn_by(pages(tmp_path), tmp_path)) == {"card", "is-hot", "novel"}
    assert styled(tmp_path) == {"card", "idle", "late"}

"""Documentation leads somewhere, and every setting is explained."""

import re
from pathlib import Path
from urllib.parse import unquote

from tests.support.tree import ROOT, files, kept, where

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
SETTING = re.compile(r"""env(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]+)["']""")
EXPLAINED = re.compile(r"^(?:#+\s*|\|\s*|- )`([A-Z][A-Z0-9_]+)`", re.MULTILINE)


def heading_ids(text: str) -> set[str]:
    """The anchors that a forge makes of a page's headings."""
    heads = re.findall(r"^#+\s+(.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def broken_links(page: Path, root: Path = ROOT) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    broken = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        file = (page.parent / name) if name else page
        anchored = (
            not anchor
            or file.suffix != ".md"
            or anchor in heading_ids(file.read_text() if file.exists() else "")
        )
        if not file.exists() or not anchored:
            broken.append(f"{where(page, root=root)}: {target}")
    return broken


def settings_read(root: Path = ROOT) -> set[str]:
    """Every name that the program takes from its environment."""
    return {name for path in files(root / "src", ".py") for name in SETTING.findall(path.read_text())}


def test_every_relative_link_leads_somewhere() -> None:
    pages = [path for path in kept() if path.suffix == ".md"]
    found = [broken for page in pages for broken in broken_links(page)]
    assert not found, "\n".join(found)


def test_every_setting_is_explained_and_every_explained_setting_is_read() -> None:
    explained = set(EXPLAINED.findall((ROOT / "docs" / "run" / "settings.md").read_text()))
    assert settings_read() - explained == set(), "read, but not in docs/run/settings.md"
    assert explained - settings_read() == set(), "in docs/run/settings.md, but read nowhere"


def test_control_a_dead_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# One\n[x](b.md) [y](#one) [z](#two) [w](https://example.com)\n")
    assert broken_links(tmp_path / "a.md", tmp_path) == ["a.md: b.md", "a.md: #two"]


def test_control_an_unexplained_setting_is_seen(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "settings.py").write_text('X = env.bool("SENTBY_NEW", False)\n')
    assert settings_read(tmp_path) == {"SENTBY_NEW"}

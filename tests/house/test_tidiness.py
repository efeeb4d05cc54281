"""Nothing is left for later, nothing is skipped, nobody else's marks are used, and installs are pinned by hash."""

import re
from pathlib import Path

import pytest

from tests.support.tree import ROOT, files, kept, where

HERE = Path(__file__)
LATER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|HA" r"CK)\b")
SKIPPING = re.compile(
    r"mark\.(?:sk" r"ip|xf" r"ail)|pytest\.(?:sk" r"ip|xf" r"ail|importor" r"skip)\b|@sk" r"ip"
)
MARKS = re.compile(
    r"\bB\.?N\.?I\b|BNI Connect|Givers[\s-]?Gain|VCP[\s-]Process|\bPALMS\b|leads[\s-]group", re.IGNORECASE
)
LETTERS_OF_A_FORMAT = {".md"}  # documentation may name another product where a comparison needs it


def lines_with(pattern: re.Pattern[str], paths: list[Path], root: Path = ROOT) -> list[str]:
    return [
        f"{where(path, number, root)}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def _ours() -> list[Path]:
    return [path for path in kept() if "vendor" not in path.parts and path != HERE and path.suffix != ".lock"]


def test_nothing_is_left_for_later() -> None:
    assert lines_with(LATER, [*_ours(), HERE]) == []


def test_no_test_is_skipped() -> None:
    assert lines_with(SKIPPING, list(files(ROOT / "tests", ".py"))) == []


def test_nobody_elses_marks() -> None:
    seen = [path for path in _ours() if path.suffix not in LETTERS_OF_A_FORMAT]
    assert lines_with(MARKS, seen) == []


def lock_faults(text: str) -> list[str]:
    """Lines of a lock file that name a place, or a package without a hash."""
    faults = [
        line
        for line in text.splitlines()
        if re.search(r"https?://|file:|git\+|--index|--find-links|@ ", line)
    ]
    for entry in re.split(r"\n(?=\S)", text):
        if "==" in entry.split("\n")[0] and "--hash=sha256:" not in entry:
            faults.append(entry.split("\n")[0])
    return faults


@pytest.mark.parametrize("name", ["base", "dev"])
def test_locks_hold_public_names_and_hashes_only(name: str) -> None:
    assert lock_faults((ROOT / "requirements" / f"{name}.lock").read_text()) == []


@pytest.mark.parametrize("name", ["base", "dev"])
def test_what_is_asked_for_is_locked(name: str) -> None:
    locked = set(
        re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / f"{name}.lock").read_text(), re.MULTILINE)
    )
    asked = re.findall(
        r"^([A-Za-z0-9._-]+)", (ROOT / "requirements" / f"{name}.in").read_text(), re.MULTILINE
    )
    assert {package.lower() for package in asked if not package.startswith("-")} <= locked


def test_both_locks_agree() -> None:
    """What a developer tests is what is installed."""
    pins = [
        dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("base.lock", "dev.lock")
    ]
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}


@pytest.mark.parametrize(
    ("pattern", "planted"),
    [
        (LATER, "# TO" + "DO: later"),
        (SKIPPING, "@pytest.mark.sk" + "ip"),
        (MARKS, "<h1>PALMS report</h1>"),
        (MARKS, "our leads group"),
    ],
)
def test_control_a_planted_line_is_seen(tmp_path: Path, pattern: re.Pattern[str], planted: str) -> None:
    (tmp_path / "x.py").write_text(planted)
    assert len(lines_with(pattern, [tmp_path / "x.py"], tmp_path)) == 1


@pytest.mark.parametrize(
    "planted",
    ["--index-url https://example.net/simple", "thing @ git+ssh://example.net/x", "thing==1.0\n    # via x"],
)
def test_control_a_loose_lock_is_seen(planted: str) -> None:
    assert lock_faults(planted)

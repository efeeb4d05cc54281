"""What others made is exactly what tools/vendor.json says it is: version, licence and every byte."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import django_htmx

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path(django_htmx.__file__).resolve().parents[1]
OURS = {".css", ".js", ".webmanifest"}
DRAWN_BY_US = {"static/seal.svg"}


def register() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads((ROOT / "tools" / "vendor.json").read_text())
    return found


def changed(entries: list[dict[str, Any]], root: Path) -> list[str]:
    """The files that are missing or differ from what was written down."""
    return [
        path
        for entry in entries
        for path, digest in entry["files"].items()
        if not (root / path).is_file() or hashlib.sha256((root / path).read_bytes()).hexdigest() != digest
    ]


def test_copied_files_are_unchanged() -> None:
    assert changed(register()["copied"], ROOT) == []


def test_files_served_from_packages_are_unchanged() -> None:
    assert changed(register()["packaged"], PACKAGES) == []


def test_every_file_of_others_is_written_down() -> None:
    known = {path for entry in register()["copied"] for path in entry["files"]}
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "static").rglob("*") if path.is_file()}
    strangers = {
        path
        for path in files - known - DRAWN_BY_US
        if Path(path).suffix not in OURS and not path.startswith("static/icons/seal-")
    }
    assert strangers == set()


def test_every_entry_names_version_licence_and_source() -> None:
    entries = [entry for group in register().values() for entry in group]
    assert entries
    for entry in entries:
        assert all(entry[word] for word in ("name", "version", "license", "source", "files"))


def test_control_a_changed_byte_is_seen(tmp_path: Path) -> None:
    entries = register()["copied"]
    for path in (path for entry in entries for path in entry["files"]):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    assert changed(entries, tmp_path) == []

    icons = tmp_path / "static" / "icons.svg"
    icons.write_bytes(icons.read_bytes() + b" ")
    assert changed(entries, tmp_path) == ["static/icons.svg"]

    icons.unlink()
    assert changed(entries, tmp_path) == ["static/icons.svg"]

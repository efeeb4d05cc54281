"""The files of the project, as the house tests look at them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {
    ".venv",
    ".git",
    "node_modules",
    "var",
    "shots",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
}
TEXT = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".css",
    ".js",
    ".yaml",
    ".yml",
    ".toml",
    ".json",
    ".svg",
    ".lock",
    ".in",
    "",
}


def files(under: Path, *suffixes: str) -> Iterator[Path]:
    """Every file below a folder whose name ends in one of the suffixes, in order."""
    for path in sorted(under.rglob("*")):
        if path.is_file() and path.suffix in suffixes and not SKIPPED & set(path.relative_to(under).parts):
            yield path


def own_python(root: Path = ROOT) -> Iterator[Path]:
    """Our own Python: the program, its tests and tools; migrations are written by Django."""
    for folder in ("src", "tests", "tools", "demo", "bench", "prove"):
        for path in files(root / folder, ".py"):
            if "migrations" not in path.parts:
                yield path


def templates(root: Path = ROOT) -> Iterator[Path]:
    yield from files(root / "templates", ".html", ".txt")


def own_scripts(root: Path = ROOT) -> Iterator[Path]:
    """JavaScript written here; what is vendored has its own folder."""
    yield from (path for path in files(root / "static", ".js") if "vendor" not in path.parts)


def kept(root: Path = ROOT) -> list[Path]:
    """Every text file that belongs to the project: what git keeps, and what is new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    asked = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if asked.returncode:  # an unpacked archive
        return [path for path in files(root, *TEXT) if ".egg-info" not in str(path)]
    return [
        path for name in asked.stdout.splitlines() if (path := root / name).is_file() and path.suffix in TEXT
    ]


def where(path: Path, line: int = 0, root: Path = ROOT) -> str:
    name = path.relative_to(root) if path.is_relative_to(root) else path
    return f"{name}:{line}" if line else str(name)

"""Everything can be read in one sitting: functions, modules, templates and scripts have a longest length."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import ROOT, own_python, own_scripts, templates, where

FUNCTION, MODULE, TEMPLATE, SCRIPTS, VIEW = 40, 400, 150, 200, 20


def too_long(root: Path) -> list[str]:
    """What is longer than it may be, with its length."""
    return [*_modules(root), *_functions(root), *_templates(root), *_scripts(root)]


def _length(path: Path) -> int:
    return len(path.read_text().splitlines())


def _modules(root: Path) -> Iterator[str]:
    for path in own_python(root):
        if (lines := _length(path)) > MODULE:
            yield f"{where(path, root=root)}: a module of {lines} lines, at most {MODULE}"


def _functions(root: Path) -> Iterator[str]:
    for path in own_python(root):
        most = VIEW if path.name == "views.py" or "views" in path.parts else FUNCTION
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > most:
                    yield f"{where(path, node.lineno, root)}: {node.name}() has {lines} lines, at most {most}"


def _templates(root: Path) -> Iterator[str]:
    for path in templates(root):
        if (lines := _length(path)) > TEMPLATE:
            yield f"{where(path, root=root)}: a template of {lines} lines, at most {TEMPLATE}"


def _scripts(root: Path) -> Iterator[str]:
    total = sum(_length(path) for path in own_scripts(root))
    if total > SCRIPTS:
        yield f"static: {total} lines of our own JavaScript, at most {SCRIPTS}"


def test_nothing_is_too_long() -> None:
    found = too_long(ROOT)
    assert not found, "\n".join(found)


def test_control_long_things_are_seen(tmp_path: Path) -> None:
    module = tmp_path / "src" / "sentby" / "x"
    module.mkdir(parents=True)
    (module / "views.py").write_text("def page():\n" + "    pass\n" * 20)
    (module / "actions.py").write_text("def act():\n" + "    pass\n" * 40 + "x = 1\n" * 400)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "long.html").write_text("<p>\n" * 151)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "long.js").write_text("a();\n" * 201)
    assert len(too_long(tmp_path)) == 5

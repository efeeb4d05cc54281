"""The walls between apps and shelves stand (see .importlinter), and a hole in one is seen."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tree import ROOT

PLANTED = {
    "an app that looks up": ("core/ids.py", "import sentby.people.models"),
    "a shelf that looks up": ("people/models.py", "import sentby.people.actions"),
    "a shelf beside the named ones": ("people/attic.py", "import sentby.people.models"),
    "what a page shows that looks up": ("referrals/timeline.py", "import sentby.referrals.page"),
    "a state of a letter that knows its round": ("mail/states.py", "import sentby.mail.sending"),
    "a rule that knows Django": ("rules/grading.py", "import django.db"),
    "an engine that knows Django": ("engine/contacts/rows.py", "import django.db"),
    "an engine that knows a rule": ("engine/contacts/rows.py", "import sentby.rules.names"),
    "a rule that reads files": ("rules/grading.py", "import pathlib"),
    "pages that know another app's pages": ("referrals/views.py", "import sentby.people.views"),
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--config", root / ".importlinter", "--no-cache"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_walls_stand() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("fault", PLANTED)
def test_control_a_hole_is_seen(tmp_path: Path, fault: str) -> None:
    file, line = PLANTED[fault]
    shutil.copytree(
        ROOT / "src" / "sentby", tmp_path / "src" / "sentby", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    target = tmp_path / "src" / "sentby" / file
    module = target if target.exists() else target.with_suffix("") / "__init__.py"
    module.parent.mkdir(exist_ok=True)
    module.write_text((module.read_text() if module.exists() else "") + f"\n{line}\n")
    (tmp_path / "src" / "sentby" / "people" / "views.py").touch()
    done = lint(tmp_path)
    assert "BROKEN" in done.stdout, done.stdout + done.stderr

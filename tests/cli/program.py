"""The command line in a process of its own, with its own data."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; from sentby.cli import main; sys.exit(main())"


@dataclass(frozen=True)
class Program:
    """`sentby` with its data in one folder."""

    data: Path
    database_url: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SENTBY_", "MAIL_", "DATABASE_"))
        }
        ours = {
            "SENTBY_DATA": str(self.data),
            "DJANGO_SETTINGS_MODULE": "sentby.settings",
            "SENTBY_LOG_LEVEL": "ERROR",
        }
        return kept | ours | ({"DATABASE_URL": self.database_url} if self.database_url else {}) | more

    def __call__(self, *arguments: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", START, *arguments], input=given, env=self.environment(**more), cwd=ROOT,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def ask(self, code: str) -> Any:
        """Run a few lines inside the program, and read the JSON they print."""
        begin = "import sentby, json, django; django.setup(); "
        done = subprocess.run(
            [sys.executable, "-c", begin + code],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

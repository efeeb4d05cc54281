"""S4: every form on every page, with three hundred hostile inputs; its control is in the same file of tests."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> bool:
    """All forms, the long list, on SQLite and on PostgreSQL."""
    command = [sys.executable, "-m", "pytest", "-n", "2", "tests/house/test_hostile_forms.py"]
    good = True
    for database in ("sqlite", "postgres"):
        done = subprocess.run(
            [*command, "--database", database],
            cwd=ROOT,
            env={"SENTBY_TEST_LONG": "1"} | os.environ,
            check=False,
        )
        print(f"S4 hostile forms on {database}: {'none broke' if done.returncode == 0 else 'faults above'}")
        good = good and done.returncode == 0
    return good


if __name__ == "__main__":
    sys.exit(not main())

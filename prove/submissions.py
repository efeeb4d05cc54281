"""R4: the same submission five times at once has one effect, round after round, on both databases."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 100


def rounds(quick: int = 3) -> int:
    """How many rounds the tests make: few in the quick form, what the environment asks for in the long one."""
    return int(os.environ.get("SENTBY_TEST_ROUNDS", quick))


def main() -> bool:
    """The quick form's tests, with many more rounds."""
    number = os.environ.get("SENTBY_TEST_ROUNDS", str(ROUNDS))
    command = [sys.executable, "-m", "pytest", "tests/core/test_once.py", "--database", "both"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"SENTBY_TEST_ROUNDS": number}, check=False)
    print(
        f"R4 submissions: {number} rounds of five at once, on both databases: {'one effect each' if not done.returncode else 'FAULTS'}"
    )
    return not done.returncode

"""Runs every proof in its long form, each in a process of its own, and says at the end which held: `make prove`.

A try takes minutes: `SENTBY_TEST_LONG= SENTBY_TEST_ROUNDS=2 SENTBY_TEST_KILLS=4 SENTBY_TEST_FUZZ=2 SENTBY_TEST_TEXTS=50
SENTBY_TEST_LETTERS=50 python -m prove`. One alone: `python -m prove clock`.
"""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


def proofs() -> list[str]:
    """The modules beside this one that have a `main` which says whether the proof held."""
    return [path.stem for path in sorted(HERE.glob("[!_]*.py")) if "\ndef main(" in path.read_text()]


def held(name: str) -> bool:
    assert importlib.util.find_spec(f"prove.{name}"), name
    program = f"import sys, prove.{name} as proof; sys.exit(not proof.main())"
    return subprocess.run([sys.executable, "-c", program], cwd=HERE.parent, check=False).returncode == 0


def main() -> int:
    chosen, results = sys.argv[1:] or proofs(), {}
    for name in chosen:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        results[name] = (held(name), time.monotonic() - began)
    print()
    for name, (good, seconds) in results.items():
        print(f"{'held' if good else 'DID NOT HOLD':14}{name:20}{seconds:8.0f} s")
    return not all(good for good, _ in results.values())


if __name__ == "__main__":
    sys.exit(main())

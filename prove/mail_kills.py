"""R3: workers killed with -9 between claim and mark. `python prove/mail_kills.py --kills 200`, on both databases."""

import argparse
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prove.desk import is_inside, on_both, open_desk


def main(arguments: list[str] | None = None) -> bool:
    """No letter doubled, none lost without a word, every doubt shown; and both controls seen red."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--kills", type=int, default=int(os.environ.get("SENTBY_TEST_KILLS", "200")))
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args(arguments or [])
    if is_inside():
        return _inside(given.kills, given.seed)
    return on_both(__file__, "--kills", str(given.kills), "--seed", str(given.seed))


def _inside(kills: int, seed: int) -> bool:
    open_desk()
    from tests.mail.kills import run
    from tests.support.cast import make_ana

    ana, url, holds = make_ana(), os.environ["DATABASE_URL"], True
    for variant, share in [("good", 1.0), ("after", 0.15), ("before", 0.15)]:
        rounds = max(int(kills * share), 15)
        began = time.monotonic()
        account = run(
            sender=ana,
            database_url=url,
            kills=rounds,
            letters=rounds * 5 // 4,
            variant=variant,
            seed=seed,
            only_lines=variant != "good",
        )
        red = {"good": not account.is_clean, "after": account.duplicates, "before": account.silent_losses}[
            variant
        ]
        holds = holds and bool(red) == (variant != "good")
        print(
            f"R3 {variant:7} {rounds:5} kills {account.letters:5} letters: {account.states}, "
            f"{account.duplicates} doubled, {account.silent_losses} lost silently, "
            f"{account.uncertain_not_shown} doubts not shown, {time.monotonic() - began:.0f} s",
            flush=True,
        )
    return holds


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))

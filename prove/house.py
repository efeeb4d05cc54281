"""What the tests hold in a quick form, in the long one: R5, R6, R7, S1, S10, S12, P3, P4, P8 and P9, on both databases.

Every file carries its own controls. The files that read `SENTBY_TEST_ROUNDS` press that often; hostile forms, which
read `SENTBY_TEST_LONG`, are a proof of their own (prove/forms.py). `SENTBY_TEST_ROUNDS=3 python -m prove house` is a try.
"""

import os
import subprocess
import sys
import time

from prove.desk import BOTH, ROOT

ROUNDS = 150
PROOFS = {
    "R5 a token is used once": (
        "tests/accounts/test_races.py",
        "tests/accounts/test_codes_once.py",
        "tests/house/test_links_act_once.py",
        "tests/introductions/test_races.py",
    ),
    "R6 reminders, and a worker that was away": ("tests/worker/test_reminders.py",),
    "R7 poison among a thousand": ("tests/worker/test_poison.py",),
    "C5 whoever promised may act": ("tests/worker/test_turns.py", "tests/referrals/test_machine.py"),
    "S1 who may come where": ("tests/house/test_access_matrix.py",),
    "S10 looking changes nothing": ("tests/house/test_looking_changes_nothing.py",),
    "S12 headers": ("tests/house/test_headers.py",),
    "P3 a refusal counts at the door": (
        "tests/introductions/test_refusals.py",
        "tests/people/test_refusals.py",
    ),
    "P4 the first letter says everything": ("tests/introductions/test_letters.py",),
    "P8 no reminder to a prospect": ("tests/house/test_nobody_reminds_a_prospect.py",),
    "U2 what a browser shows": (
        "tests/journeys",
        "tests/introductions/test_journeys.py",
        "tests/accounts/test_passkey.py",
        "tests/api/test_docs_page.py",
    ),
    "P9 everything ends": ("tests/worker/test_retention.py", "tests/house/test_privacy_register.py"),
}


def held(proof: str, database: str, rounds: str) -> bool:
    """Run the files of one proof on one database, and say how it went and how long it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--database", database, *PROOFS[proof]]
    long = {"SENTBY_TEST_LONG": "1", "SENTBY_TEST_ROUNDS": rounds}
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | long, check=False, capture_output=True, text=True
    )
    good, said = done.returncode == 0, done.stdout.strip().splitlines()
    if not good:
        print("\n".join([*said, done.stderr]), flush=True)
    seconds = time.monotonic() - began
    print(f"{'held' if good else 'FAULTS':8}{proof} on {database}, {seconds:.0f} s", flush=True)
    return good


def main() -> bool:
    """Each proof on SQLite and on PostgreSQL; all are run, whatever one of them says."""
    rounds = os.environ.get("SENTBY_TEST_ROUNDS", str(ROUNDS))
    print(f"R5 with {rounds} rounds of eight at once", flush=True)
    results = [held(proof, database, rounds) for proof in PROOFS for database in BOTH]
    return all(results)


if __name__ == "__main__":
    sys.exit(not main())

"""What the tests hold in a quick form, at length: C5, R3, R5, R6, R7, S1, S10, S12, P3, P4, P8, P9 and the audit, on both databases.

Every file carries its own controls. Those that read `SENTBY_TEST_ROUNDS` press that often. Those that ask
`tests.support.length` are longer where `SENTBY_TEST_LONG` is set: S1, S10 and S12 ask for everything in every manner, P3
spells and refuses thousands of times, P4 writes to the whole of Sam's book, P8 lets half a year go by, P9 comes round
each day and goes without each rule in turn, C5 presses twelve times as much. Hostile forms are a proof of their own
(prove/forms.py). `SENTBY_TEST_ROUNDS=3 SENTBY_TEST_LONG= python -m prove house` is a try; `python -m prove.house P8 C5`
runs these two.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence

from prove.desk import BOTH, ROOT

ROUNDS = 150
PROOFS = {
    "R3 doubt is shown within a minute": ("tests/mail/test_in_doubt.py",),
    "R5 a token is used once": (
        "tests/accounts/test_races.py",
        "tests/accounts/test_codes_once.py",
        "tests/house/test_links_act_once.py",
        "tests/introductions/test_races.py",
    ),
    "R6 reminders, and a worker that was away": ("tests/worker/test_reminders.py",),
    "R7 poison among a thousand": ("tests/worker/test_poison.py",),
    "C5 one next act, one owner, one date": ("tests/worker/test_turns.py", "tests/referrals/test_machine.py"),
    "S1 who may come where": ("tests/house/test_access_matrix.py",),
    "S10 looking changes nothing": ("tests/house/test_looking_changes_nothing.py",),
    "S12 headers": ("tests/house/test_headers.py",),
    "P3 a refusal counts at the door": (
        "tests/introductions/test_refusals.py",
        "tests/people/test_refusals.py",
        "tests/mail/test_last_look.py",
        "tests/mail/test_troubles.py",
    ),
    "P4 the first letter says everything": ("tests/introductions/test_letters.py",),
    "P8 no mail without a permission, no reminder to a prospect": (
        "tests/mail/test_actions.py",
        "tests/house/test_nobody_reminds_a_prospect.py",
    ),
    "U2 what a browser shows": (
        "tests/journeys",
        "tests/introductions/test_journeys.py",
        "tests/accounts/test_passkey.py",
        "tests/api/test_docs_page.py",
    ),
    "who, when, what and why": ("tests/house/test_audit.py",),
    "P9 everything ends": ("tests/worker/test_retention.py", "tests/house/test_privacy_register.py"),
}


def held(proof: str, database: str, rounds: str) -> bool:
    """Run the files of one proof on one database, and say how it went and how long it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", "2", "--database", database, *PROOFS[proof]]
    long = {"SENTBY_TEST_LONG": "1"} | os.environ | {"SENTBY_TEST_ROUNDS": rounds}
    done = subprocess.run(command, cwd=ROOT, env=long, check=False, capture_output=True, text=True)
    good, said = done.returncode == 0, done.stdout.strip().splitlines()
    if not good:
        print("\n".join([*said, done.stderr]), flush=True)
    seconds = time.monotonic() - began
    print(f"{'held' if good else 'FAULTS':8}{proof} on {database}, {seconds:.0f} s", flush=True)
    return good


def main(chosen: Sequence[str] = ()) -> bool:
    """Each proof, or those whose names begin as `chosen`, on both databases; all are run, whatever one of them says."""
    rounds = os.environ.get("SENTBY_TEST_ROUNDS", str(ROUNDS))
    print(f"R5 with {rounds} rounds of eight at once", flush=True)
    asked = [proof for proof in PROOFS if not chosen or proof.split()[0] in chosen]
    results = [held(proof, database, rounds) for proof in asked for database in BOTH]
    return bool(results) and all(results)


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))

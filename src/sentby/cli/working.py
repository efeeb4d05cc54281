"""`sentby work`: a worker alone."""

import argparse

from sentby.cli import Trouble
from sentby.cli.starting import pending_migrations, start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="make one round and stop")


def act(options: argparse.Namespace) -> int:
    start()
    if pending_migrations():
        raise Trouble("The database is of another version. Run `sentby migrate` first.")
    from sentby import worker

    if options.once:
        done = worker.one_round()
        print("One round: " + ", ".join(f"{name} {number}" for name, number in done.items()))
    else:
        worker.work()
    return 0

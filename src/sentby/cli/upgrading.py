"""`sentby migrate`."""

import argparse

from sentby.cli.starting import migrate, start


def arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none."""


def act(options: argparse.Namespace) -> int:
    start()
    pending = migrate()
    print(f"Brought up to date: {len(pending)} steps." if pending else "The database is up to date.")
    return 0

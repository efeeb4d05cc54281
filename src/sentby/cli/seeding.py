"""`sentby seed`: the demo story."""

import argparse

from sentby.cli import Trouble, demo
from sentby.cli.starting import migrate, start


def arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none."""


def act(options: argparse.Namespace) -> int:
    start()
    from django.conf import settings

    from sentby.accounts import queries

    migrate()
    demo.forget_half_a_story()
    if not queries.is_unfounded():
        raise Trouble("This database has members. The demo is told into an empty one only.")
    if settings.MAIL_URL:
        raise Trouble("The demo would write to made-up addresses. Take MAIL_URL out of the settings first.")
    demo.tell()
    print("\n".join(demo.how_to_come_in()))
    return 0

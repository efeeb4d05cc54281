"""`sentby merge`: one entry of two."""

import argparse
from collections.abc import Callable

from sentby.cli import Trouble
from sentby.cli.exporting import WHOSE, owner_of_the_book
from sentby.cli.starting import start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kept", help="the entry that stays")
    parser.add_argument("other", help="the entry that becomes part of it")
    parser.add_argument("--for", dest="whose", default="", metavar="ADDRESS", help=WHOSE)


def act(options: argparse.Namespace) -> int:
    start()
    from sentby.core.clock import now
    from sentby.people import actions, duplicates

    member = owner_of_the_book(options.whose)

    def merge() -> str:
        kept, other = duplicates.pair(member, options.kept, options.other)
        made = actions.merge_people(kept=kept, other=other, by=member, at=now())
        return f"{kept.name} is one entry now. Make two of it again: sentby unmerge {made.pk}"

    return done(merge)


def done(act: Callable[[], str]) -> int:
    """Do it and print what it says; what can't be done is told in plain words."""
    from django.http import Http404

    from sentby.people.actions import Conflict, NotTogether

    try:
        print(act())
    except Http404:
        raise Trouble("There is no such entry in this book.") from None
    except (NotTogether, Conflict) as reason:
        raise Trouble(str(reason)) from None
    return 0

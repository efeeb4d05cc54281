"""`sentby unmerge`: two entries of one again."""

import argparse

from sentby.cli.exporting import WHOSE, owner_of_the_book
from sentby.cli.merging import done
from sentby.cli.starting import start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("merge", help="which one: its id, as merging told it")
    parser.add_argument("--for", dest="whose", default="", metavar="ADDRESS", help=WHOSE)


def act(options: argparse.Namespace) -> int:
    start()
    from sentby.core.clock import now
    from sentby.people import actions, duplicates

    member = owner_of_the_book(options.whose)

    def unmerge() -> str:
        merged = duplicates.merge_of(member, options.merge)
        stayed = actions.unmerge_people(merge=merged, by=member, at=now())
        left = f" Changed since, and left as it is: {', '.join(stayed)}." if stayed else ""
        return f"Two entries again: {merged.kept_id} and {merged.other_id}.{left}"

    return done(unmerge)

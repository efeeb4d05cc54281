"""`sentby export`: a member's whole book as a file."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from sentby.cli import Trouble
from sentby.cli.starting import start

if TYPE_CHECKING:
    from sentby.accounts.models import Member

WHOSE: Final = "whose book: the address they sign in with"
FORMATS: Final = ("vcard4", "vcard3", "csv")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help="where to; without one it is printed")
    parser.add_argument(
        "--as", dest="as_", choices=FORMATS, default="vcard4", metavar="FORMAT", help="vcard4, vcard3 or csv"
    )
    parser.add_argument("--for", dest="whose", default="", metavar="ADDRESS", help=WHOSE)


def act(options: argparse.Namespace) -> int:
    start()
    member = owner_of_the_book(options.whose)
    if options.file is None:
        _write(member, options.as_, sys.stdout)
        return 0
    try:
        with options.file.open("x", encoding="utf-8", newline="") as file:
            _write(member, options.as_, file)
    except FileExistsError:
        raise Trouble(f"{options.file} is there already. Give another name.", status=2) from None
    except OSError as problem:
        raise Trouble(f"{options.file} can't be written: {problem.strerror}.", status=2) from None
    return 0


def owner_of_the_book(whose: str) -> "Member":
    """The member with this address; without one the only member there is. Raises Trouble where that is not clear."""
    from sentby.accounts import queries

    if whose:
        member = queries.member_with_address(whose)
        if member is None:
            raise Trouble(f"Nobody here signs in with {whose}.")
        return member
    members = list(queries.active_members()[:2])
    if not members:
        raise Trouble("Nobody has a seat on this desk yet. Set it up in the browser first.")
    if len(members) > 1:
        raise Trouble("Several members have a seat here. Say whose book it is: --for ana@example.com")
    return members[0]


def _write(member: "Member", form: str, file: TextIO) -> None:
    from sentby.people.outgoing import written

    for piece in written(member, form):
        file.write(piece)

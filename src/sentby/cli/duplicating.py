"""`sentby duplicates`: who likely stands in a member's book twice."""

import argparse
import json

from sentby.cli.exporting import WHOSE, owner_of_the_book
from sentby.cli.starting import start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--for", dest="whose", default="", metavar="ADDRESS", help=WHOSE)


def act(options: argparse.Namespace) -> int:
    start()
    from sentby.people import duplicates
    from sentby.rules.likeness import Degree

    member = owner_of_the_book(options.whose)
    pairs = duplicates.pairs(member, duplicates.found(member))
    if options.json:
        told = [
            {"one": pair.one.pk, "other": pair.other.pk, "names": [pair.one.name, pair.other.name],
             "sure": pair.likely.degree is Degree.SURELY, "reason": pair.likely.reason}
            for pair in pairs
        ]  # fmt: skip
        print(json.dumps({"duplicates": told}, ensure_ascii=False, indent=2))
        return 0
    for pair in pairs:
        print(f"{pair.one.pk}  {pair.other.pk}  {pair.one.name} / {pair.other.name}: {pair.likely.reason}")
    print("Nobody stands in this book twice." if not pairs else "Merge two of them: sentby merge KEPT OTHER")
    return 0

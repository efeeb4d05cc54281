"""The command line. It starts fast: what needs the database, or Django at all, is imported by the command that needs it."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from sentby import __version__

COMMANDS: Final = {
    "run": ("sentby.cli.running", "start web and worker, and say how to come in"),
    "work": ("sentby.cli.working", "start a worker alone: reminders, letters, and what has had its time"),
    "migrate": ("sentby.cli.upgrading", "bring the database to this version"),
    "seed": ("sentby.cli.seeding", "tell the demo story into an empty database"),
    "doctor": ("sentby.cli.doctor", "look whether everything is well, and say what to do about what is not"),
    "outbox": ("sentby.cli.outbox", "read the letters that stayed here, or let restored mail leave"),
    "backup": ("sentby.cli.backup", "write a whole copy of the desk into one file, while it runs"),
    "restore": ("sentby.cli.restore", "bring a desk back from such a file"),
    "export": ("sentby.cli.exporting", "write a member's book into a file: vCard or CSV"),
    "import": ("sentby.cli.importing", "bring a file of contacts into a member's book"),
    "duplicates": ("sentby.cli.duplicating", "say who likely stands in a member's book twice"),
    "merge": ("sentby.cli.merging", "make one entry of two"),
    "unmerge": ("sentby.cli.unmerging", "make two entries of one again"),
    "grade": ("sentby.cli.grade", "judge facts from standard input: mention, lead or referral"),
}


class Trouble(Exception):
    """Something a person can put right. Its text is one plain sentence, or a few."""

    def __init__(self, sentence: str, *, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0 well, 1 trouble, 2 not understood."""
    given = list(sys.argv[1:] if argv is None else argv)
    parser, commands = _parser()
    if given and given[0] in commands:
        module = import_module(COMMANDS[given[0]][0])
        module.arguments(commands[given[0]])
    options = parser.parse_args(given)
    try:
        return int(module.act(options))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `sentby outbox | head`
        sys.stderr.close()
        return 141


def _parser() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    parser = argparse.ArgumentParser(prog="sentby", description="Sentby, the referral desk.")
    parser.add_argument("--version", action="version", version=f"sentby {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    return parser, {
        name: commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        for name, (_, words) in COMMANDS.items()
    }

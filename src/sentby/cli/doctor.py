"""`sentby doctor`: is everything well, and what to do about what is not."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sentby.cli.starting import start


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `do` says what to do when it is not well."""

    check: str
    ok: bool
    says: str
    do: str = ""


Check = Callable[[datetime], Iterator[Finding]]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--try-again", action="store_true", help="give what was given up another five tries")
    parser.add_argument(
        "--mail-to", metavar="ADDRESS", help="send a real letter to this member and watch it leave"
    )


def act(options: argparse.Namespace) -> int:
    start(checked=False)
    if options.try_again:
        from sentby.core import quarantine

        print(f"{quarantine.try_again(quarantine.given_up())} items are tried again by the worker.")
    findings = examine()
    if options.mail_to:
        from sentby.cli import post_test

        findings += post_test.examine(options.mail_to)
    show(findings, as_json=options.json)
    return 0 if all(finding.ok for finding in findings) else 1


def examine() -> list[Finding]:
    """Every check but the letter. A check that stumbles is a finding itself, and the next one has its turn."""
    from sentby.cli import examinations
    from sentby.core.clock import now

    found: list[Finding] = []
    for name, check in examinations.CHECKS.items():
        try:
            found += check(now())
        except Exception as problem:
            found.append(Finding(name, False, f"could not be looked at ({type(problem).__name__})", _ADVICE))
    return found


def show(findings: list[Finding], *, as_json: bool) -> None:
    """Print them, one a line, with what to do beneath."""
    if as_json:
        well = all(finding.ok for finding in findings)
        print(json.dumps({"ok": well, "findings": [asdict(finding) for finding in findings]}, indent=2))
        return
    for finding in findings:
        print(f"{'well' if finding.ok else 'LOOK'}  {finding.check}: {finding.says}")
        if finding.do:
            print(f"      → {finding.do}")


_ADVICE: Final = "Is the database running, and is it of this version? Try `sentby migrate`."

__all__ = ["Check", "Finding", "act", "arguments", "examine", "show"]

"""`sentby grade`: facts in, a judgement out. Needs no database, and no Django."""

import argparse
import json
import sys

from sentby.cli import Trouble
from sentby.rules.exchange import BadRequest, read_request, write_judgement

LONGEST = 1_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        'Reads {"facts": [{"kind": "spoke", "on": "2026-11-20", "source": "claimed"}], "ladder": 8} '
        "from standard input."
    )


def act(options: argparse.Namespace) -> int:
    try:
        request = read_request(_read(sys.stdin.buffer.read(LONGEST + 1)))
    except BadRequest as problem:
        raise Trouble(str(problem), status=2) from None
    print(json.dumps(write_judgement(request.judge()), ensure_ascii=False, indent=2))
    return 0


def _read(typed: bytes) -> object:
    if len(typed) > LONGEST:
        raise BadRequest("The request is too long: a million bytes are read.")
    if not typed.strip():
        raise BadRequest("Nothing came on standard input; give an object with the key 'facts'.")
    try:
        return json.loads(typed.decode())
    except UnicodeDecodeError:
        raise BadRequest("The request is not UTF-8.") from None
    except json.JSONDecodeError as problem:
        raise BadRequest(f"The request is not JSON: line {problem.lineno}, column {problem.colno}.") from None
    except (RecursionError, ValueError):
        raise BadRequest("The request is not JSON that can be read.") from None

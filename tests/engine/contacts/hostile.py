"""Reads files that mean harm, each within two seconds of work and 256 MiB: a program of its own, so that it can be stopped.

python -m tests.engine.contacts.hostile mutate SEED ROUNDS DIR    changed copies of the files in DIR
python -m tests.engine.contacts.hostile bombs                     every file of `bombs`; each must be refused
… --fault NAME                                                    with one of FAULTS planted: must go red
"""

import io
import random
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from sentby.engine.contacts import Contact, Refused, files, look, read, sayings, shapes, workbook
from sentby.engine.contacts.shapes import Limits
from tests.engine.contacts.bombs import BOMBS

SECONDS = 2
MEMORY = 256 << 20
SPLICES = [
    b"\0", b"\n", b"\r", b"\r\n ", b"=\n", b"=3D=", b"\\", b"\\n", b";", b":", b",", b'"', b"'", b"\t", b"|", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"BEGIN:VCARD\n", b"END:VCARD\n", b"AGENT:\n", b";ENCODING=QUOTED-PRINTABLE:",
    b";CHARSET=punycode", b";CHARSET=zip", b"ADR:", b"BDAY:--", b"N:;;;;;;;;", b"item1.", b" ::: ", b"=\"", b"sep=;\n",
    "\u202e\u0130ß𝒟".encode(), b"9" * 40, b"-" * 40, b"PK\x03\x04", b"\x80\x81\xfe",
]  # fmt: skip


class TooLong(BaseException):
    """Two seconds of work are over."""


def main(argv: list[str]) -> int:
    if "--fault" in argv:
        FAULTS[argv[argv.index("--fault") + 1]]()
    signal.signal(signal.SIGVTALRM, _stop)
    _limit_memory()
    given = _bombs() if argv[0] == "bombs" else _mutations(int(argv[1]), int(argv[2]), Path(argv[3]))
    bad = 0
    for name, data in given:
        trouble = _trouble(data, must_be_refused=argv[0] == "bombs")
        if trouble:
            bad += 1
            print(f"{name}: {trouble}")
        if bad > 20:
            break
    return 1 if bad else 0


def _trouble(data: bytes, *, must_be_refused: bool) -> str:
    """What is wrong with how this was read; nothing if it was read, or refused in words."""
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    people = 0
    try:
        stream = io.BytesIO(data)
        for one in read(stream, look(stream)):
            people += isinstance(one, Contact)
            if must_be_refused and people:
                return "was read as people"
    except Refused:
        return ""
    except TooLong:
        return f"took more than {SECONDS} seconds"
    except BaseException as error:  # a reader that a file can break
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong


def _limit_memory() -> None:
    """So much more than the program takes while it is idle, and no more."""
    idle = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (idle + MEMORY, resource.RLIM_INFINITY))


def _bombs() -> Iterator[tuple[str, bytes]]:
    for name, make in BOMBS.items():
        yield name, make()


def _mutations(seed: int, rounds: int, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Whole files first, then changed copies: always the same ones for the same seed."""
    seeds = [(path.name, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
    texts = [(name, data) for name, data in seeds if not data.startswith(b"PK") and len(data) < 20_000]
    chance = random.Random(seed)
    for number in range(rounds):
        name, data = texts[number % len(texts)]
        yield f"{name} changed, seed {seed}, round {number}", _changed(data, texts, chance)


def _changed(data: bytes, texts: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(changed) + 1)
        upto = min(len(changed), at + chance.choice((1, 1, 2, 5, 40)))
        kind = chance.randrange(6)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[at:upto]
        elif kind == 2:
            changed[at:at] = chance.choice(SPLICES)
        elif kind == 3:
            changed[at:upto] = chance.choice(SPLICES)
        elif kind == 4:
            changed[at:at] = changed[at:upto] * chance.choice((2, 50))
        else:
            other = chance.choice(texts)[1]
            start = chance.randrange(len(other) + 1)
            changed[at:at] = other[start : start + 80]
    return bytes(changed)


def _bare_access() -> None:
    """The part of an address that is always there, until it is not."""

    def address(draft: sayings.Draft, value: str, params: str, group: str) -> None:
        draft.addresses.append(shapes.Address(street=value.split(";")[2], country=value.split(";")[6]))

    sayings.SAYINGS["ADR"] = address


def _no_limits() -> None:
    """Nothing is too large."""
    endless = Limits(*[2**60] * 8)
    for owner in (files, workbook):
        for name in ("look", "read", "rows"):
            function = getattr(owner, name, None)
            if function is not None and getattr(function, "__kwdefaults__", None):
                function.__kwdefaults__["limits"] = endless
    workbook.UNPACKED = workbook.PARTS = workbook.MEMORY = 2**50  # type: ignore[misc]


FAULTS: dict[str, Callable[[], None]] = {"bare-access": _bare_access, "no-limits": _no_limits}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""A workbook of Excel or LibreOffice, read by a process of its own that may use only so much memory and time.

A workbook is a packed archive, and a few bytes of one can unfold into more than a machine holds.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import IO, Any, BinaryIO, Final

from sentby.engine.contacts.shapes import LIMITS, MEGABYTE, Limits, Refused
from sentby.engine.contacts.tables import Row

UNPACKED: Final = 600 * MEGABYTE
PARTS: Final = 5_000
MEMORY: Final = 600 * MEGABYTE
SECONDS: Final = 60
_BROKEN: Final = "This workbook cannot be read. Open it, save it again as .xlsx or as CSV, and try that."
_TOO_LARGE: Final = "This workbook unfolds into more than is read. Save the sheet as CSV, and try that."

# The last of them: it is packed in a way of a later day.
_NO_ARCHIVE: Final = (zipfile.BadZipFile, ValueError, OSError, RuntimeError)


def rows(stream: BinaryIO, limits: Limits = LIMITS) -> Iterator[Row]:
    """The rows of the first sheet that holds anything. Raises Refused for what is no workbook, or too much of one."""
    _check_package(stream)
    stream.seek(0)
    with tempfile.TemporaryFile() as copy:
        while piece := stream.read(MEGABYTE):
            copy.write(piece)
        copy.seek(0)
        yield from _by_a_child(copy, limits)


def is_package(head: bytes) -> bool:
    """Whether a file that begins like this may be a workbook."""
    return head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def _check_package(stream: BinaryIO) -> None:
    stream.seek(0)
    if not stream.read(4).startswith(b"PK"):
        return
    stream.seek(0)
    try:
        parts = zipfile.ZipFile(stream).infolist()
    except _NO_ARCHIVE:
        raise Refused(_BROKEN) from None
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused(_TOO_LARGE)
    names = {part.filename for part in parts}
    if any(name.endswith(".vcf") for name in names):
        raise Refused("This is a packed folder. Unpack it, and give the .vcf file in it.")
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise Refused("This is a packed folder, not a workbook. Unpack it, and give the file in it.")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("This workbook is locked with a password. Save it without one, and try again.")


def _by_a_child(copy: IO[bytes], limits: Limits) -> Iterator[Row]:
    child = subprocess.Popen(
        [sys.executable, "-I", __file__], stdin=copy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    said = 0
    assert child.stdout is not None
    try:
        for line in child.stdout:
            said += 1
            number, cells = json.loads(line)
            if said > limits.records:
                raise Refused(f"This sheet has more than {limits.records:,} rows. Divide it, then try again.")
            yield Row(number, cells)
        if child.wait() != 0:
            raise Refused(_TOO_LARGE if child.returncode != 3 else _BROKEN)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


# ---- in the child ----


def _read() -> int:
    import resource

    from python_calamine import CalamineError, CalamineWorkbook

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with suppress(ValueError):  # a system that keeps no such count has its own ways
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    try:
        book = CalamineWorkbook.from_filelike(sys.stdin.buffer)
        for name in book.sheet_names:
            if _write(book.get_sheet_by_name(name)):
                break
    except (CalamineError, ValueError, TypeError, KeyError, OSError):
        return 3
    return 0


def _write(sheet: Any) -> bool:
    any_row = False
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        written = [_text(cell) for cell in cells]
        if any(written):
            any_row = True
            sys.stdout.write(json.dumps([number, written]) + "\n")
    return any_row


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell).strip()


if __name__ == "__main__":
    raise SystemExit(_read())

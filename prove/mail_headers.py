"""S7: hostile texts in each field that reaches a header, at a real server. `python prove/mail_headers.py --texts 5000`."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from prove.desk import is_inside, open_desk, surroundings


def main(arguments: list[str] | None = None) -> bool:
    """Header names and recipients arrive exactly as meant; the raw builder is caught."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--texts", type=int, default=int(os.environ.get("SENTBY_TEST_TEXTS", "5000")))
    texts = asked.parse_args(arguments or []).texts
    if is_inside():
        return _inside(texts)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--texts", str(texts)]
        return (
            subprocess.run(command, env=os.environ | surroundings(Path(folder)), check=False).returncode == 0
        )


def _inside(texts: int) -> bool:
    open_desk()
    from tests.mail import hostile
    from tests.mail.sink import Sink

    with Sink() as sink:
        for field in hostile.FIELDS:
            before, began = sink.count, time.monotonic()
            hostile.prove(field, sink, texts)
            kept, took = sink.count - before, time.monotonic() - began
            print(
                f"S7 {field.name:11} {texts} texts, {kept} sent as meant, the rest refused, {took:.0f} s",
                flush=True,
            )
        red = hostile.raw_builder_is_caught(sink)
    print(f"S7 control: the raw builder is {'caught' if red else 'NOT caught'}")
    return red


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))

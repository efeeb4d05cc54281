"""`make bench`: V5, V7 and V9, measured side by side with peers, with tables and a chart in bench/out/."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.pages import Page

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "bench" / "out"


def main() -> int:
    for name in [name for name in os.environ if name.startswith(("SENTBY_", "DATABASE_", "MAIL_"))]:
        del os.environ[name]
    os.environ |= {"SENTBY_DATA": str(OUT / "data"), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    OUT.mkdir(parents=True, exist_ok=True)
    from bench import files, report, starting

    pages, peer = _pages()
    races, starts = files.measure(), starting.measure()
    report.keep(OUT, pages, peer, starts, races)
    print((OUT / "tables.md").read_text())
    return int(not report.goals_are_met(pages, peer, starts, races))


def _pages() -> "tuple[list[Page], Page]":
    import django

    import sentby  # noqa: F401  (first: it chooses the SQLite)

    django.setup()
    from django.core.handlers.wsgi import WSGIHandler

    from bench import pages as measuring
    from bench.desk import desk
    from bench.peer import bare_application
    from sentby.cli import serving, static

    ids, cookie = desk(OUT)
    static.collect()
    application = WSGIHandler()
    serving.load()
    found = measuring.find(application, cookie, ids)
    peer = measuring.measure(application, bare_application(), found)
    return found, peer


if __name__ == "__main__":
    sys.exit(main())

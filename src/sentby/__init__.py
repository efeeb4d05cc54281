"""Sentby: the referral desk. Turns leads into referrals and sees that everybody who gave is thanked."""

import sys

__version__ = "0.1.0"


def _use_bundled_sqlite() -> None:
    """Put a current SQLite under the name Django imports.

    Distributions still ship SQLite releases whose write-ahead log can lose a commit when a checkpoint
    resets it; the wheel bundles a repaired one. Where there is no wheel, `sentby doctor` looks at the version.
    """
    try:
        import pysqlite3
        from pysqlite3 import dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2


_use_bundled_sqlite()

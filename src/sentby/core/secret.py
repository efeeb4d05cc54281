"""A secret kept beside the data: made once, readable by its owner only."""

import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Read the secret at `path`; make it first if there is none. Two processes starting at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_once_written(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


def _read_once_written(path: Path) -> str:
    import time

    for _ in range(200):
        if text := path.read_text():
            return text
        time.sleep(0.01)
    raise RuntimeError(
        f"{path} is empty; delete it to have a new secret made (everybody must sign in again)."
    )

"""A secret kept beside the data: made once, readable by its owner only. What is hashed with it cannot be guessed."""

import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings


def keyed_hash(text: str) -> str:
    """How it is remembered who said no, without their address: 64 letters and digits that only this desk can make."""
    return hmac.new(_refusal_key(settings.DATA), text.encode(), hashlib.sha256).hexdigest()


@cache
def _refusal_key(data: Path) -> bytes:
    """Kept apart from the desk's secret key: a new secret key must not forget who said no."""
    return kept_secret(data / "refusal-key").encode()


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

"""Public ids: short, random, and readable over the phone (no 0/O, 1/l)."""

import secrets
from typing import Any

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 13  # 31**13, about 64 bits: not to be guessed, and every page checks access besides


def new_id() -> str:
    """A fresh random id of 13 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class IdField(models.CharField):  # type: ignore[type-arg]
    """A primary key that tells nothing: neither how many there are nor which came first."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "primary_key": True,
            "default": new_id,
            "max_length": 16,
            "editable": False,
        }
        super().__init__(**(defaults | kwargs))

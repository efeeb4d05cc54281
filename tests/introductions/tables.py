"""The whole database, as text and as a fingerprint."""

import hashlib

from django.apps import apps

CHANGES_BY_ITSELF = {"Session"}


def rows() -> dict[str, list[str]]:
    """Every row of every table, except sessions."""
    return {
        model.__name__: sorted(str(row) for row in model._default_manager.order_by().values_list())
        for model in apps.get_models(include_auto_created=True)
        if model.__name__ not in CHANGES_BY_ITSELF
    }


def fingerprint() -> str:
    return hashlib.sha256(str(rows()).encode()).hexdigest()


def found_in(text: str) -> list[str]:
    """The tables in which `text` stands anywhere, whatever the letter case."""
    return [table for table, found in rows().items() if any(text.lower() in row.lower() for row in found)]

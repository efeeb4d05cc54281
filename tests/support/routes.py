"""Every address of the program, as its URL configuration says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One pattern: its name, and its address with the parameters in angle brackets."""

    name: str
    address: str

    @property
    def params(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.address))

    @property
    def is_api(self) -> bool:
        return self.address.startswith("/api/")

    def url(self, **values: Any) -> str:
        """The address with its parameters filled in."""
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: quote(str(values[found[1]]), safe="/"), self.address)


@cache
def routes() -> tuple[Route, ...]:
    return tuple(sorted(set(_walk(get_resolver(), "/", "")), key=lambda route: (route.address, route.name)))


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        address = prefix + _plain(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _walk(entry, address, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name or address}", address)


def _plain(pattern: str) -> str:
    """A regular expression's named groups as angle brackets; a path pattern stays as it is."""
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).lstrip("^").rstrip("$").replace(r"\Z", "")

"""Quick in `make test`, at length in `make prove`: how much of the same a test goes through."""

import os
from typing import TypeVar

T = TypeVar("T")
IS_LONG = bool(os.environ.get("SENTBY_TEST_LONG"))


def at_length(quick: T, long: T) -> T:
    """What the test works with: the long form is asked for by `SENTBY_TEST_LONG`."""
    return long if IS_LONG else quick


# How a browser, a program or a scanner may ask for the same thing.
PLAIN: dict[str, str] = {}
MANNERS = at_length(
    [PLAIN],
    [
        PLAIN,
        {"HX-Request": "true", "HX-Target": "live", "HX-Current-URL": "http://testserver/"},
        {"Sec-Purpose": "prefetch;prerender", "Purpose": "prefetch", "X-Moz": "prefetch"},
        {"Accept": "application/json", "X-Requested-With": "XMLHttpRequest"},
        {"Accept-Language": "ar, he;q=0.9", "User-Agent": "Link scanner", "X-HTTP-Method-Override": "DELETE"},
    ],
)
QUERIES = at_length(
    [""],
    [
        "",
        "?_method=POST&act=stop&confirm=1&accepted=yes&once=x",
        "?page=2&shown=all&q=dana&letter=d&order=-name",
        "?page=0&shown=%00&q=%27%20OR%201%3D1&next=https%3A%2F%2Felsewhere.example.org%2F",
    ],
)

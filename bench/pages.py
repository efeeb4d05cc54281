"""V7: every page's time on the server, queries and bytes on the wire, on a desk of 10,000 people and 2,000 referrals."""

import re
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

ROUNDS, WARM_UP = 40, 3
NOISY = 1.3
MOST_MS, MOST_QUERIES, MOST_BYTES = 50.0, 12, 100_000
LINKS = re.compile(rb"""<(?:link|script|img|source)\b[^>]*?\b(?:href|src)=["']([^"']+)["']""")
IN_CSS = re.compile(rb"""url\(["']?([^"')]+)["']?\)""")
NOT_LOADED_AT_ONCE = re.compile(
    r"rel=[\"'](?:manifest|canonical|apple-touch-icon)"
)  # when the desk is installed
QUOTED = re.compile(rb"<(?:q|blockquote)\b")  # somebody's own words, in the italic
LIVE = re.compile(rb"\bhx-(?:get|post)=")
HTMX = re.compile(rb"""<meta name="htmx-script" content="([^"]+)">""")  # fetched by pages with live parts
Application = Callable[..., Iterable[bytes]]


@dataclass
class Page:
    """One page and what was measured."""

    path: str
    name: str
    cookie: str = ""
    times: list[float] = field(default_factory=list)
    work: list[float] = field(
        default_factory=list
    )  # of the processor, without waiting for others on the machine
    queries: int = 0
    bytes: int = 0
    first_load: int = 0
    strangers: list[str] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[18]

    @property
    def cpu(self) -> float:
        return statistics.quantiles(self.work, n=20)[18]

    @property
    def is_noisy(self) -> bool:
        """Whether the machine was busy with something else: time went by in which nothing was worked on."""
        return statistics.median(self.times) > NOISY * statistics.median(self.work) or self.p95 > 2 * self.p50

    @property
    def is_good(self) -> bool:
        good = self.p95 < MOST_MS and self.queries <= MOST_QUERIES and self.first_load <= MOST_BYTES
        return good and not self.strangers


def answer(application: Application, path: str, cookie: str = "") -> tuple[int, dict[str, str], bytes]:
    """One GET through the whole program, as gunicorn would make it: status, headers, the bytes on the wire."""
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        said.update(status=int(status.split(maxsplit=1)[0]), headers=dict(headers))

    where, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": where, "QUERY_STRING": query, "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost:8000", "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_ENCODING": "gzip", "wsgi.input": BytesIO(), "wsgi.errors": BytesIO(), "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    chunks = application(environ, start)
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    return said["status"], said["headers"], body


def find(application: Application, cookie: str, ids: dict[str, list[str]]) -> list[Page]:
    """Every address that answers a GET with a page, each once: to the owner, or else to a visitor.

    The ids are chosen by the noun that the address begins with, one page for each that answers.
    """
    pages: dict[str, Page] = {}
    for name, route in _routes(get_resolver().url_patterns, ""):
        for path in _filled(route, ids):
            for who in (cookie, ""):
                if path not in pages and _is_page(application, path, who):
                    pages[path] = Page(path, name, who)
    return list(pages.values())


def _is_page(application: Application, path: str, cookie: str) -> bool:
    status, headers, _ = answer(application, path, cookie)
    return status == 200 and headers.get("Content-Type", "").startswith("text/html")


def measure(application: Application, peer: Application, pages: list[Page]) -> Page:
    """Measure them in rotation, the peer among them, so that a busy moment falls on all; returns the peer."""
    bare = Page("/peer/", "peer")
    for page in pages:
        _weigh(application, page)
    for number in range(WARM_UP + ROUNDS):
        for page in [bare, *pages]:
            began, worked = time.perf_counter(), time.thread_time()
            status, _, body = answer(peer if page is bare else application, page.path, page.cookie)
            spent, worked = (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000
            assert status == 200 and body, f"{page.path}: {status}"
            if number >= WARM_UP:
                page.times.append(spent)
                page.work.append(worked)
    return bare


def _weigh(application: Application, page: Page) -> None:
    with CaptureQueriesContext(connection) as captured:
        _, _, body = answer(application, page.path, page.cookie)
    page.queries, page.bytes = len(captured), len(body)
    loaded, page.strangers = _everything_on_it(application, page.path, body)
    page.first_load = page.bytes + sum(loaded.values())


def _everything_on_it(application: Application, path: str, body: bytes) -> tuple[dict[str, int], list[str]]:
    """What a browser loads with a page the first time: styles, scripts, pictures, and the fonts that styles name."""
    loaded: dict[str, int] = {}
    strangers: list[str] = []
    page = _unpacked(body)
    waiting = [urljoin(path, link) for link in _links(page)]
    while waiting:
        url = waiting.pop()
        parts = urlsplit(url)
        if parts.scheme == "data" or parts.path in loaded:
            continue
        if parts.netloc:
            strangers.append(url)
            continue
        status, _, contents = answer(application, parts.path)
        loaded[parts.path] = len(contents)
        if parts.path.endswith(".css") and status == 200:
            waiting += [
                urljoin(parts.path, link.decode())
                for link in IN_CSS.findall(_unpacked(contents))
                if b"italic" not in link or QUOTED.search(page)
            ]
    return loaded, strangers


def _links(html: bytes) -> Iterator[str]:
    for tag in re.finditer(rb"<(?:link|script|img)\b[^>]*>", html):
        if not NOT_LOADED_AT_ONCE.search(tag[0].decode(errors="replace")):
            for link in LINKS.findall(tag[0]):
                yield link.decode()
    if LIVE.search(html):
        yield from (link.decode() for link in HTMX.findall(html))


def _unpacked(body: bytes) -> bytes:
    import gzip

    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def _routes(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield pattern.name or route, route


PARAMETER: Final = re.compile(r"<[^>]+>")


def _filled(route: str, ids: dict[str, list[str]]) -> list[str]:
    parameters = PARAMETER.findall(route)
    if route.startswith("peer/") or len(parameters) > 1:
        return []
    if not parameters:
        return ["/" + route]
    return ["/" + PARAMETER.sub(known, route) for known in ids.get(route.split("/", maxsplit=1)[0], [])]

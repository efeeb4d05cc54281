"""Does a page ask the database more often when there is more to show?"""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, url: str) -> int:
    """How many queries one GET of `url` takes."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, f"{url} answered {answer.status_code}"
    return len(captured)


def assert_same_queries(
    client: Client, url: str, make_one: Callable[[], object], n: tuple[int, int] = (1, 3), most: int = 12
) -> int:
    """The page takes as many queries with n[1] things on it as with n[0], and not more than `most`."""
    few, many = n
    for _ in range(few):
        make_one()
    client.get(url)  # fills what is kept per process
    before = queries_of(client, url)
    for _ in range(many - few):
        make_one()
    after = queries_of(client, url)
    assert before == after, f"{url}: {before} queries for {few}, {after} for {many}"
    assert after <= most, f"{url}: {after} queries, at most {most} are allowed"
    return after

"""Several at the same moment: threads that wait for each other, then act."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(act: Callable[[int], object], tabs: int) -> list[object]:
    """What came of `act(0)`, `act(1)` … of as many as `tabs`, all begun at the same moment."""
    gate = threading.Barrier(tabs)
    results: list[object] = [None] * tabs

    def one(number: int) -> None:
        gate.wait()
        try:
            results[number] = act(number)
        except Exception as trouble:
            results[number] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(tabs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results

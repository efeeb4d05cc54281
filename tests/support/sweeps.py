"""One sweep of the worker's, as the worker makes it."""

from datetime import datetime

from sentby.worker import SWEEPS, Worker


def sweep(name: str, at: datetime) -> int:
    """Let the worker go round with this sweep alone. How many things it took up without trouble."""
    chosen = [each for each in SWEEPS if each.name == name]
    assert chosen, f"no sweep is called {name}"
    return Worker(chosen).round(at)[name]

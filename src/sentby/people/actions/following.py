"""Whoever follows the entries of a book hears of a change within its own transaction (docs/adr/0010)."""

from collections.abc import Callable
from datetime import datetime

from sentby.core.audit import Actor
from sentby.people.models import Company, Person

Follower = Callable[[Person | Company, Actor, datetime], None]
_followers: list[Follower] = []


def follow_entries(follower: Follower) -> None:
    """From now on `follower` is called after every change of what an entry says, before it is committed."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(entry: Person | Company, by: Actor, at: datetime) -> None:
    """For the actions of this app, inside their transaction."""
    for follower in _followers:
        follower(entry, by, at)

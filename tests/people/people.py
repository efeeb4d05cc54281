"""People of the cast as entries of a book."""

from typing import Any

from sentby.accounts.models import Member
from sentby.people import actions
from sentby.people.models import Company, Person
from tests.support.cast import AT


def add(owner: Member, name: str = "Dana Lindqvist", **said: Any) -> Person:
    return actions.add_person(owner=owner, name=name, **({"at": AT} | said))


def dana(owner: Member) -> Person:
    return add(
        owner,
        company="Mill Lane School",
        title="Site manager",
        channels=["01632 960144", "dana@millane.example.org"],
        how_met="At the spring fair",
        notes="The hall roof leaks.",
    )


def company(owner: Member, name: str = "Mill Lane School", **said: Any) -> Company:
    return actions.add_company(owner=owner, name=name, **({"at": AT} | said))


def reach(entry: Person | Company) -> list[str]:
    return [channel.shown for channel in entry.channels.all()]

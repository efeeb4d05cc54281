"""A query whose SQL is written once finds what it finds when it is written anew, for whoever asks and whenever."""

import re
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.core.prepared import Prepared, Unfit
from sentby.followups.models import FollowUp
from sentby.referrals import queries as referrals
from sentby.today import queries as today
from tests.support.told import Told
from tests.support.tree import ROOT

pytestmark = pytest.mark.django_db
ROOMS = [app for app in apps.get_app_configs() if app.name.startswith("sentby.")]
SHELVES = [import_module(f"{app.name}.queries") for app in ROOMS if find_spec(f"{app.name}.queries")]
ALL = {
    f"{shelf.__name__}.{name}": kept
    for shelf in SHELVES
    for name, kept in vars(shelf).items()
    if isinstance(kept, Prepared)
}


def as_python_has_it(rows: Any) -> list[tuple[Any, ...]]:
    """SQLite says 0 and 1 for no and yes, and Python takes them for equal."""
    return sorted(tuple(row) for row in rows)


def test_every_prepared_query_is_compared() -> None:
    written = [
        path
        for path in ROOT.glob("src/sentby/**/*.py")
        for _ in re.findall(r"\bPrepared\(", path.read_text())
    ]
    assert len(written) == len(ALL) > 0


@pytest.mark.parametrize("name", ALL)
def test_it_finds_what_the_query_finds(the_story: Told, name: str) -> None:
    prepared, found = ALL[name], 0
    for member in the_story.members:
        for days in (-30, -7, 0, 1, 30):
            at = the_story.at + timedelta(days=days)
            rows = prepared.rows(member.pk, at if prepared._in_words_of_the_database().asks_when else None)
            assert as_python_has_it(rows) == as_python_has_it(prepared._build(member.pk, at))
            found += len(rows)
    assert found, "the story has nothing of this, so nothing was compared"


def test_its_words_are_written_once_for_each_database(the_story: Told) -> None:
    written: list[str] = []

    def build(who: str, _: Any) -> Any:
        written.append(who)
        return Member.objects.filter(pk=who).values_list("email")

    prepared, members = Prepared(build), the_story.members
    with CaptureQueriesContext(connection) as asked:
        said = [prepared.rows(member.pk) for member in members]
    assert said == [[(member.email,)] for member in members]
    assert len(written) == 1
    assert len(asked) == len(members)


def test_nobody_is_found_by_the_name_that_stands_in(the_story: Told) -> None:
    assert dict(today.NUMBERS.rows("nobody", now())) == {"today": 0, "referrals": 0}
    assert set(referrals.counts(Member(pk="nobody")).values()) == {0}
    assert today.OWED.rows("nobody") == today.GIVEN_LATELY.rows("nobody", now()) == []


def due(who: str, when: datetime) -> Any:
    return FollowUp.objects.filter(owner=who, due_at__lte=when).values_list("pk")


@pytest.mark.parametrize(
    "build",
    [
        lambda who, when: due(who, when + timedelta(hours=36)),
        lambda who, when: due(who, when - timedelta(days=7)),
        lambda who, when: FollowUp.objects.filter(owner=who, due_at__date__lte=when.date()).values_list("pk"),
        lambda who, when: Member.objects.filter(pk__startswith=who).values_list("pk"),
        lambda who, when: Member.objects.filter(pk__in=["a", f"{who}s"]).values_list("pk"),
        lambda who, when: Member.objects.values_list("pk"),
        lambda who, when: due(who, when).filter(due_at__gt=when - timedelta(days=7)),
        lambda who, when: due(who, when).filter(started_at__date=when.date()),
        lambda who, when: due(who, when).exclude(owner__email__startswith=who),
    ],
    ids=[
        "later",
        "earlier",
        "a day",
        "a beginning",
        "a part of a word",
        "nobody asks",
        "now and earlier",
        "now and a day",
        "one and a beginning",
    ],
)
def test_a_query_that_makes_something_else_of_who_and_when_is_refused(build: Any, the_story: Told) -> None:
    with pytest.raises(Unfit):
        Prepared(build).rows(the_story.cast[0], the_story.at)


def test_when_is_said_if_it_is_asked_for_and_has_a_zone(the_story: Told) -> None:
    prepared, who = Prepared(due), the_story.cast[0]
    assert prepared.rows(who, the_story.at + timedelta(days=30))
    for moment in (None, the_story.at.replace(tzinfo=None)):
        with pytest.raises(Unfit):
            prepared.rows(who, moment)
    with pytest.raises(Unfit):
        Prepared(lambda who, _: Member.objects.filter(pk=who).values_list("pk")).rows(who, the_story.at)

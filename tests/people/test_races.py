"""Several tabs at once: one is written, the others are told, nothing is lost unseen."""

from functools import partial

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.people import actions, queries
from sentby.people.models import Person, Refusal
from tests.api.program import Program
from tests.people.people import company, dana
from tests.support import racing
from tests.support.cast import AT

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 6
at_once = partial(racing.at_once, tabs=TABS)


def test_one_of_the_tabs_writes_and_the_others_are_told(ana: Member) -> None:
    person = dana(ana)

    def save(tab: int) -> str:
        mine = queries.person_page(ana, person.pk)
        return actions.edit_person(
            person=mine,
            version=1,
            name="Dana Lindqvist",
            notes=f"tab {tab}",
            channels=[f"d{tab}@example.org"],
            at=AT,
        ).notes

    came = at_once(save)
    written = [result for result in came if isinstance(result, str)]
    told = [result for result in came if isinstance(result, actions.Conflict)]
    assert (len(written), len(told)) == (1, TABS - 1), came
    person = queries.person_page(ana, person.pk)
    assert (person.notes, person.version) == (written[0], 2)
    assert [channel.shown for channel in person.channels.all()] == [f"d{written[0][-1]}@example.org"]


@pytest.mark.parametrize("kind", ["people", "companies"])
def test_one_of_the_programs_writes_and_the_others_are_told(ana: Member, kind: str) -> None:
    entry = dana(ana) if kind == "people" else company(ana)
    programs = [Program(ana) for _ in range(TABS)]

    def edit(tab: int) -> tuple[int, str]:
        answer = programs[tab].send("PATCH", f"/{kind}/{entry.pk}", {"notes": f"tab {tab}", "version": 1})
        return answer.status_code, answer.headers["Content-Type"]

    told = (409, "application/problem+json")
    assert sorted(map(str, at_once(edit))) == sorted(
        map(str, [(200, "application/json; charset=utf-8"), *[told] * (TABS - 1)])
    )
    entry.refresh_from_db()
    assert entry.version == 2


def test_control_writing_without_looking_loses_what_others_wrote(ana: Member) -> None:
    """The race is real: without compare-and-set every tab believes that it has written."""
    person = dana(ana)
    came = at_once(lambda tab: Person.objects.filter(pk=person.pk).update(notes=f"tab {tab}"))
    assert came == [1] * TABS
    assert Person.objects.values_list("notes", flat=True).get().count("tab") == 1


def test_every_conversation_logged_at_once_is_kept_or_told(ana: Member) -> None:
    person = dana(ana)

    def log(tab: int) -> str:
        mine = queries.person_page(ana, person.pk)
        actions.log_contact(person=mine, on=AT.date(), by=ana, at=AT, note=f"note {tab}")
        return f"note {tab}"

    came = at_once(log)
    notes = Person.objects.values_list("notes", flat=True).get()
    kept = [result for result in came if isinstance(result, str)]
    assert kept
    assert all(isinstance(result, str | actions.Conflict) for result in came), came
    assert [note for note in kept if note not in notes] == []


def test_a_place_said_by_all_at_once_is_written_once_and_nobody_is_turned_away(ana: Member) -> None:
    """None of them has seen an entry that could have moved on: there is no conflict to tell them of."""
    bakery = company(ana, "Harbour Bakery")
    came = at_once(
        lambda tab: actions.find_or_add_company(owner=ana, name="Harbour Bakery", place="York", by=ana, at=AT)
    )
    assert came == [bakery] * TABS
    bakery.refresh_from_db()
    assert (bakery.place, bakery.version) == ("York", 2)


def test_the_same_refusal_at_once_is_one(ana: Member) -> None:
    came = at_once(
        lambda tab: actions.refuse(
            channels=["dana@millane.example.org"], referral_id=f"r{tab}", by=Actor("prospect"), at=AT
        )
    )
    assert came == [None] * TABS
    assert Refusal.objects.count() == 1

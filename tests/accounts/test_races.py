"""R5: several at once: one seat for one offer, one owner for one desk."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from prove.submissions import rounds
from sentby.accounts import actions
from sentby.accounts.actions import Newcomer
from sentby.accounts.models import Invitation, Member
from sentby.core.audit import OPERATOR
from sentby.core.clock import now
from tests.support.cast import AT, PASSWORD

CLIENTS = 8


def at_once(act: Callable[[int], object]) -> list[object]:
    """What came of `act(0)` … `act(7)`, all begun at the same moment."""
    gate, results = threading.Barrier(CLIENTS), [None] * CLIENTS

    def one(number: int) -> None:
        gate.wait()
        try:
            results[number] = act(number)  # type: ignore[call-overload]
        except Exception as trouble:
            results[number] = trouble  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(rounds(5)))
def test_an_invitation_makes_one_member_however_many_press(ruth: Member, number: int) -> None:
    path = actions.invite(email="tania@brook.example.com", by=ruth, at=now()).url.split("/", 3)[3]

    def press(number: int) -> int:
        seat = {"name": f"Tania {number}", "time_zone": "Europe/London"}
        return Client().post(f"/{path}", seat).status_code

    assert sorted(map(str, at_once(press))) == ["302"] + ["410"] * (CLIENTS - 1)
    assert Member.objects.filter(email="tania@brook.example.com").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_find_then_mark_makes_the_seat_twice(ruth: Member) -> None:
    """The race is real: acts that look first and mark later all find the offer open."""
    offer = actions.invite(email="tania@brook.example.com", by=ruth, at=AT).invitation
    everybody_looked = threading.Barrier(CLIENTS)

    def careless(number: int) -> bool:
        found = Invitation.objects.get(pk=offer.pk).is_open(AT)
        everybody_looked.wait()
        return found

    assert sum(map(bool, at_once(careless))) > 1


@pytest.mark.django_db(transaction=True)
def test_a_desk_gets_one_owner_however_many_found_it() -> None:
    def found(number: int) -> Member:
        newcomer = Newcomer(f"Founder {number}", PASSWORD)
        return actions.found_desk(email=f"f{number}@example.com", newcomer=newcomer, by=OPERATOR, at=AT)

    results = at_once(found)
    assert sum(isinstance(result, Member) for result in results) == 1
    assert sum(isinstance(result, actions.DeskTaken) for result in results) == CLIENTS - 1
    assert Member.objects.count() == Member.objects.filter(is_owner=True).count() == 1

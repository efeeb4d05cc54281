"""Nobody at the door can learn who has a seat here."""

import re
import sys
from collections import Counter
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sentby.accounts import actions
from sentby.accounts.adapter import DeskAdapter
from sentby.accounts.models import Member
from sentby.mail.models import Message

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "ana@reyes.example.com", "ivy@reeds.example.com"  # of the same length
CODE = "/account/login/code/"
DOORS = {CODE: {}, "/account/login/": {"password": "wrong"}}


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


def bare(answer: Any, address: str) -> tuple[int, str, dict[str, str]]:
    """An answer without what is random in any answer, and without the address that was typed."""
    page = re.sub(r'(csrfmiddlewaretoken|once)" value="[^"]*"', r"\1", answer.content.decode())
    headers = {
        name: value for name, value in answer.headers.items() if name != "Expires"
    }  # the present second
    return answer.status_code, page.replace(address, "ADDRESS"), headers


def asking(address: str) -> list[tuple[int, str, dict[str, str]]]:
    """All that a browser sees of asking for a code and typing a wrong one, three times."""
    cache.clear()
    client = Client()
    seen = [client.post("/account/login/code/", {"email": address})]
    seen.append(client.get("/account/login/code/confirm/"))
    seen += [client.post("/account/login/code/confirm/", {"code": "WRONG"}) for _ in range(3)]
    seen.append(client.get("/account/login/"))
    return [bare(answer, address) for answer in seen]


def test_asking_for_a_code_looks_the_same_for_anybody(ana: Member) -> None:
    assert asking(KNOWN) == asking(UNKNOWN)
    assert Message.objects.count() == 1


def test_a_wrong_password_looks_the_same_for_anybody(ana: Member) -> None:
    wrong = [
        bare(Client().post("/account/login/", {"login": address, "password": "wrong"}), address)
        for address in (KNOWN, UNKNOWN)
    ]
    assert wrong[0] == wrong[1]


@pytest.mark.django_db(transaction=True)
def test_both_are_committed_as_often(ana: Member) -> None:
    """Waiting for the disk is what takes time: as many commits for a stranger as for a member."""
    assert commits(KNOWN) == commits(UNKNOWN) > 0


def commits(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        Client().post("/account/login/code/", {"email": address})
    return sum(query["sql"] == "COMMIT" for query in captured)


def test_it_is_as_much_work(ana: Member) -> None:
    """Counted in calls, not in seconds: how long they take is this machine's affair."""
    for door, said in DOORS.items():
        known, unknown = (
            calls(door, said | {"login": KNOWN, "email": KNOWN}),
            calls(door, said | {"login": UNKNOWN, "email": UNKNOWN}),
        )
        assert abs(known - unknown) < max(known, unknown) / 3


@pytest.mark.django_db(transaction=True)
def test_control_an_adapter_that_tells_is_seen(ana: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an early return for strangers, and a sentence for members, the comparisons above go red."""
    send = DeskAdapter.send_mail

    def telling(self: DeskAdapter, template: str, email: str, context: dict[str, object]) -> None:
        if template != "account/email/unknown_account":
            self.add_message(self.request, 20, message="A code was sent to this member.")
            send(self, template, email, context)

    monkeypatch.setattr(DeskAdapter, "send_mail", telling)
    assert asking(KNOWN) != asking(UNKNOWN)
    assert commits(KNOWN) != commits(UNKNOWN)
    asked = {"email": KNOWN}
    known, unknown = calls(CODE, asked), calls(CODE, asked | {"email": UNKNOWN})
    assert known - unknown > known / 3


def calls(door: str, said: dict[str, str]) -> int:
    """How many functions are called to answer one press at a door, hashing and queries among them."""
    _counted(door, said)  # what is done once in a process is done by the first
    return _counted(door, said)


def _counted(door: str, said: dict[str, str]) -> int:
    cache.clear()
    client, counted = Client(), Counter[str]()
    sys.setprofile(lambda frame, event, arg: counted.update([event]))
    try:
        client.post(door, said)
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


def test_a_closed_seat_looks_like_no_seat(ruth: Member, ana: Member) -> None:
    actions.deactivate_member(member=ana, by=ruth, at=ana.joined_at)
    assert asking(KNOWN) == asking(UNKNOWN)
    assert not Message.objects.exists()

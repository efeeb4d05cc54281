"""R5: each act of a private link is used once, through its page, however many press at the same moment."""

import threading
from collections import Counter

import pytest
from django.test import Client

from prove.submissions import rounds
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.introductions.models import Press
from tests.accounts.test_races import CLIENTS, at_once
from tests.introductions.story import link_of, pass_on
from tests.support.cast import AT

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ACTS = {
    "answers": {"knows_who": "yes"},
    "contact": {"kind": "called"},
    "stop": {},
}


@pytest.mark.parametrize("number", range(rounds(2)))
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_used_once_however_many_press(ana: Member, sam: Member, act: str, number: int) -> None:
    link, token = link_of(pass_on(ana, sam, at=now()), at=now())

    def press(place: int) -> str:
        answer = Client().post(f"/p/{token}/{act}/", ACTS[act])
        return str(answer.headers["Location"].partition("?")[2])

    assert Counter(at_once(press)) == {f"act={act}": 1, f"act={act}&again": CLIENTS - 1}
    assert Press.objects.filter(link=link, act=act).count() == 1


def test_control_find_then_write_uses_it_several_times(ana: Member, sam: Member) -> None:
    """The race is real: who looks first and notes the press later finds the act unused."""
    link, _token = link_of(pass_on(ana, sam))
    everybody_looked = threading.Barrier(CLIENTS)

    def careless(place: int) -> bool:
        unused = not Press.objects.filter(link=link, act="answers", at=AT).exists()
        everybody_looked.wait()
        return unused

    assert sum(map(bool, at_once(careless))) > 1

"""The lists: what stands in which, search, pages, and how often the database is asked."""

from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.people.models import Person
from sentby.referrals import actions, queries
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode
from sentby.rules.facts import Origin
from sentby.rules.standing import Outcome
from tests.people.people import add
from tests.referrals.pages import just_given
from tests.support.cast import client_for
from tests.support.counting import assert_same_queries
from tests.support.referring import BAKERY, NAME_ONLY, give

pytestmark = pytest.mark.django_db
NUMBER = count(100)


def another(ana: Member, sam: Member | Person, **more: object) -> Referral:
    """One more, about somebody new."""
    n = next(NUMBER)
    return just_given(ana, sam, prospect=Prospect(f"Prospect {n}", [f"01632 960{n}"]), **more)


def titles(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_stands_in_the_list_that_it_belongs_to(ana: Member, sam: Member) -> None:
    given = just_given(ana, sam)
    asked = another(ana, sam, mode=Mode.ASK_ONE)
    kept = give(ana, add(ana, "Tomás Vidal"), prospect=BAKERY)
    withdrawn, won = another(ana, sam), another(ana, sam)
    actions.withdraw(referral=withdrawn, by=ana, at=now())
    actions.record_outcome(referral=won, kind=Outcome.WON, by=sam, at=now())
    stand = {
        (member.first_name, which): set(queries.listed(member, which))
        for member in (ana, sam)
        for which in queries.LISTS
    }
    assert stand == {
        ("Ana", "received"): set(),
        ("Ana", "given"): {given, asked, kept, won},
        ("Ana", "recorded"): {kept},
        ("Ana", "ended"): {withdrawn, won},
        ("Sam", "received"): {given},
        ("Sam", "given"): set(),
        ("Sam", "recorded"): set(),
        ("Sam", "ended"): {withdrawn, won},
    }
    for member in (ana, sam):
        assert queries.counts(member) == {
            which: len(stand[member.first_name, which]) for which in queries.LISTS
        }


@pytest.mark.parametrize("show", [*queries.LISTS])
def test_an_empty_list_says_what_to_do(ana: Member, show: str) -> None:
    assert "Nothing" in titles(client_for(ana), f"/referrals/?show={show}") or show == "given"
    assert "data-grade" not in titles(client_for(ana), f"/referrals/?show={show}")


def test_search_finds_names_businesses_and_needs(ana: Member, sam: Member) -> None:
    just_given(ana, sam, need="Water on the stage")
    give(ana, sam, prospect=BAKERY, at=now())
    client = client_for(sam)
    for q, found in {"lindq": "Dana", "CORNER": "Bakery", "stage": "Dana"}.items():
        assert found in titles(client, f"/referrals/?q={q}")
    for q in ("nobody", "%", "_", "' OR 1=1 --", "<script>", "x" * 5_000, "é", "🦊"):
        assert "Nobody found" in titles(client, f"/referrals/?q={q}"), q
    assert client.get("/referrals/", {"q": "\0"}).status_code == 400


def test_a4_the_list_of_what_was_given_counts_mentions_under_neither(ana: Member, sam: Member) -> None:
    just_given(ana, sam)
    give(ana, sam, prospect=NAME_ONLY, origin=Origin.NAME_GIVEN, at=now())
    page = titles(client_for(ana), "/referrals/?show=given")
    assert "You gave 1 referral and 0 leads, open or ended. 1 mention counts under neither." in page


def test_i1_what_waits_for_a_yes_is_said_beside_what_counts(ana: Member, sam: Member) -> None:
    just_given(ana, sam)
    _, declined, refused = [another(ana, sam, mode=Mode.ASK_ONE) for _ in range(3)]
    actions.accept_passing(referral=declined, accepted=False, by=Actor("prospect"), at=now())
    actions.refuse(referral=refused, by=Actor("prospect"), at=now())
    page = titles(client_for(ana), "/referrals/?show=given")
    assert "You gave 1 referral and 0 leads, open or ended. 1 more counts with the prospect’s yes." in page


def test_pages_and_numbers_are_those_of_the_list(
    ana: Member, sam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sentby.referrals.views.lists.A_PAGE", 1)
    first, *_ = [another(ana, sam) for _ in range(3)]
    just_given(sam, ana)
    client = client_for(sam)
    for show, shown in {"received": "1 to 1 of 3", "given": "", "recorded": "", "ended": ""}.items():
        page = titles(client, f"/referrals/?show={show}")
        assert shown in page and ("pager" in page) is bool(shown)
        assert "Received, 3" in page and "Given, 1" in page
    found = titles(client, "/referrals/?show=received&q=prospect")
    assert "1 to 1 of 3" in found and "Received</a>" in found and "?show=given&amp;q=prospect" in found
    assert "pager" not in titles(client, f"/referrals/?show=received&q={first.prospect}")


def test_a_long_list_has_pages_that_keep_the_search(ana: Member, sam: Member) -> None:
    for _ in range(27):
        another(ana, sam, need="roof")
    client = client_for(sam)
    first = titles(client, "/referrals/?q=roof")
    assert "1 to 25 of 27" in first
    assert "q=roof" in first
    assert "26 to 27 of 27" in titles(client, "/referrals/?q=roof&page=2")
    for odd in ("0", "-1", "99999999999999999999", "two", ""):
        assert client.get(f"/referrals/?page={odd}").status_code == 200
    assert len(first.encode()) < 60_000


def test_a_list_that_is_none(ana: Member) -> None:
    assert client_for(ana).get("/referrals/?show=everything").status_code == 404


@pytest.mark.parametrize("url", ["/referrals/", "/referrals/?q=960", "/referrals/?show=ended"])
def test_the_receivers_lists_ask_as_often_with_three_as_with_one(ana: Member, sam: Member, url: str) -> None:
    def more() -> None:
        another(ana, sam, need="960")
        actions.withdraw(referral=another(ana, sam), by=ana, at=now())

    assert_same_queries(client_for(sam), url, more)


@pytest.mark.parametrize("show", ["given", "recorded"])
def test_the_givers_lists_ask_as_often_with_three_as_with_one(ana: Member, sam: Member, show: str) -> None:
    tomas = add(ana, "Tomás Vidal")

    def more() -> None:
        another(ana, sam)
        another(ana, tomas)

    assert_same_queries(client_for(ana), f"/referrals/?show={show}", more)


def test_passing_on_asks_as_often_with_more_people(ana: Member, sam: Member) -> None:
    names = iter(f"{first} {last}" for last in ("Klein", "Marsh", "Ito") for first in ("Rosa", "Ula", "Ken"))
    assert_same_queries(client_for(ana), "/pass-on/", lambda: add(ana, next(names), company="Corner Bakery"))


def test_those_who_look_alike_are_told_apart_by_one_question_however_many_they_are(
    ana: Member, sam: Member
) -> None:
    def another() -> None:
        add(ana, "Rosa Klein", company="Corner Bakery")

    another()
    another()
    assert_same_queries(client_for(ana), "/pass-on/", another)


def test_a_caller_is_looked_for_as_often_among_many(ana: Member, sam: Member) -> None:
    client = client_for(sam)
    asked = []
    for _ in range(2):
        another(ana, sam)
        another(ana, sam)
        with CaptureQueriesContext(connection) as captured:
            client.post("/calls/", {"caller": "Prospect"})
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 12


def test_it_opens_with_the_first_list_in_which_something_stands(ana: Member, sam: Member) -> None:
    desk = client_for(ana)
    assert "Nothing waits for your call" in titles(desk, "/referrals/")
    given = just_given(ana, sam)
    assert 'href="?show=given" aria-current="true"' in titles(desk, "/referrals/")
    assert "Nothing waits for your call" in titles(desk, "/referrals/?show=received")
    actions.withdraw(referral=given, by=ana, at=now())
    just_given(sam, ana, prospect=Prospect("Otto Neumann", ["otto@example.org"]))
    assert 'href="?show=received" aria-current="true"' in titles(desk, "/referrals/")

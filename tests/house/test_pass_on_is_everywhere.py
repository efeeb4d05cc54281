"""“Pass on” is in reach on every page that a member comes to, also on those that say what went wrong."""

import pytest
from django.db import OperationalError
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from sentby.accounts.models import Member
from sentby.core import errors
from tests.support.cast import proven_client_for
from tests.support.passkeys import credential
from tests.support.told import Told
from tools.pages import every_page, give_ways_in

pytestmark = pytest.mark.django_db
TO_PASS_ON = b'href="/pass-on/"'
# Pages that a member may open and that do not lead there, and why.
FOR_SOMEBODY_ELSE = "for somebody else, who needs no account: a member comes there by their link only"
ON_THE_WAY_IN = "for whoever has no seat, or has lost it"
WITHOUT = {
    "private-prospect": FOR_SOMEBODY_ELSE,
    "private-prospect-by-hand": FOR_SOMEBODY_ELSE,
    "private-receiver": FOR_SOMEBODY_ELSE,
    "private-erasure": FOR_SOMEBODY_ELSE,
    "private-said": FOR_SOMEBODY_ELSE,
    "invitation": FOR_SOMEBODY_ELSE,
    "account_inactive": ON_THE_WAY_IN,
    "account_signup": ON_THE_WAY_IN,
}


def without_it(told: Told) -> set[str]:
    """The names of the pages that a member gets without a way to Pass on."""
    ruth, ana, sam, *_ = told.members
    give_ways_in(sam, credential())
    clients = {member: proven_client_for(member) for member in (sam, ana, ruth)}
    found = set()
    for place in every_page((sam, ana, ruth)):
        answer = clients[place.member or sam].get(place.path)
        if answer.status_code == 200 and TO_PASS_ON not in answer.content:
            found.add(place.name)
    return found


def test_every_page_of_a_member_leads_there_or_says_why_not(the_story: Told) -> None:
    assert without_it(the_story) == set(WITHOUT)


def went_wrong(sam: Member) -> dict[str, tuple[int, bytes]]:
    """The pages that say what went wrong, as a member gets them: each with its status."""
    client, strict = proven_client_for(sam), Client(enforce_csrf_checks=True)
    strict.force_login(sam)
    request = RequestFactory().get("/account/login/")
    request.user = sam
    unstorable = client.post("/people/new/", {"name": "Dana\0"})
    stale, missing = strict.post("/people/new/", {"name": "Dana"}), client.get("/nothing/here/")
    unread, too_often = errors.bad_request(request), render(request, "429.html", status=429)
    return {
        "400": (unread.status_code, unread.content),
        "a character that nobody can store": (unstorable.status_code, unstorable.content),
        "403": (stale.status_code, stale.content),
        "404": (missing.status_code, missing.content),
        "429": (too_often.status_code, too_often.content),
    }


def test_what_went_wrong_leads_there_as_well(sam: Member) -> None:
    for name, (status, page) in went_wrong(sam).items():
        assert (400 <= status < 500, TO_PASS_ON in page) == (True, True), name


def test_the_page_of_a_breakdown_leads_to_the_desk_alone() -> None:
    """It asks nothing of what may be broken: not who is signed in, and not what is due."""

    def broken() -> Member:
        raise OperationalError("the database is gone")

    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(broken)  # type: ignore[assignment]
    answer = errors.server_error(request)
    assert (answer.status_code, b'href="/"' in answer.content) == (500, True)
    assert TO_PASS_ON not in answer.content


def test_a_request_for_another_host_is_told_so(visitor: Client) -> None:
    """No view was found for it and nobody is signed in yet: the page needs neither."""
    answer = visitor.get("/", headers={"host": "elsewhere.example.org"})
    assert (answer.status_code, b"That did not arrive whole" in answer.content) == (400, True)

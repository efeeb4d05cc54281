"""Somebody who is invited to the desk: the letter says everything, and a no is final."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from sentby.accounts import actions as accounts
from sentby.accounts.models import Invitation, Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.core.models import AuditEntry
from sentby.core.privacy import keep_to, register
from sentby.introductions.actions import turn_down_invitation
from sentby.mail.models import Message
from sentby.people import queries as people
from sentby.people.actions import refuse
from sentby.people.models import Refusal
from tests.api.program import Program
from tests.introductions.story import work
from tests.support.cast import client_for

pytestmark = pytest.mark.django_db
HANNA = "hanna@example.org"


@pytest.fixture
def offer(ruth: Member) -> accounts.Offered:
    return accounts.invite(email=HANNA, by=ruth, at=now())


def test_the_letter_says_who_why_which_data_how_long_which_rights_and_how_to_stop_it(
    offer: accounts.Offered,
) -> None:
    work(now())
    letter = Message.objects.get(kind="invitation")
    wanted = {
        "who, and from whom": "Ruth Achter of Quayside Printing offers you a seat",
        "why": "Ruth Achter typed your address to invite you",
        "which data": f"{HANNA}, and nothing else of you",
        "for how long": "until 30 days after the invitation has ended",
        "rights": "see it, have a copy, have it corrected or erased, object",
        "one press": "One press stops it, for good",
        "stop link": f"{offer.url}#stop",
        "who keeps the desk": "is kept by Ruth Achter",
    }
    html = unescape(re.sub(r"</?[ab][^>]*>", "", letter.html))
    for what, said in wanted.items():
        assert said in letter.text, what
        assert said in (letter.html if "link" in what else html), f"{what}, in HTML"
    assert letter.stop_url == f"{offer.url}stop/"


def test_a_no_ends_it_and_nobody_at_the_desk_can_write_again(offer: accounts.Offered, ruth: Member) -> None:
    place = urlsplit(offer.url).path
    visitor = Client(enforce_csrf_checks=True)
    assert visitor.get(f"{place}stop/")["Location"] == place
    page = visitor.get(place).content.decode()
    assert "No, and please don’t write again" in page
    assert f'action="{place}stop/"' in page and "popovertarget" not in page, "one press, as the letter says"
    assert Invitation.objects.open(now()).exists() and not people.is_refused([HANNA])
    for _ in range(2):  # a mail program's own button, then a hand
        answer = visitor.post(f"{place}stop/", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200 and "You said no" in answer.content.decode()
    assert not Invitation.objects.open(now()).exists() and people.is_refused([HANNA])
    closed = visitor.get(place)
    assert closed.status_code == 410
    assert "and that holds for this address" in closed.content.decode()
    assert "for a new one" not in closed.content.decode()
    assert AuditEntry.objects.filter(what="invitation.turned_down").count() == 1
    work(now())
    assert set(Message.objects.filter(kind="invitation").values_list("state", flat=True)) == {"withheld"}


def test_whoever_invited_sees_the_no_and_can_offer_no_other_seat_there(
    offer: accounts.Offered, ruth: Member
) -> None:
    Client().post(f"{urlsplit(offer.url).path}stop/")
    desk = client_for(ruth)
    shown = desk.get("/settings/members/").content.decode()
    assert HANNA in shown and "Turned the seat down on" in shown
    assert "Withdraw the invitation" not in shown
    for spelling in (HANNA, "Hanna@Example.org", "hanna+desk@example.org"):
        answer = desk.post("/settings/members/", {"email": spelling})
        assert answer.status_code == 422
        assert "said no to a seat here. That is final" in answer.content.decode()
        with pytest.raises(accounts.TurnedDown):
            accounts.invite(email=spelling, by=ruth, at=now())
    by_machine = Program(ruth)
    assert by_machine("GET", "/invitations")[0]["declined_at"]
    problem = by_machine("POST", "/invitations", {"email": HANNA}, status=422)
    assert "That is final" in problem["errors"]["email"][0] or "That is final" in str(problem)
    assert Invitation.objects.count() == 1


def test_of_what_else_is_refused_there_the_owner_learns_nothing(ruth: Member) -> None:
    """A prospect of some member said no: the invitation is taken like any other, and held back when it would leave."""
    refuse(channels=[HANNA], by=Actor("prospect"), at=now())
    accounts.invite(email=HANNA, by=ruth, at=now())
    work(now())
    assert Message.objects.get(kind="invitation").state == "withheld"


def test_a_no_to_an_earlier_letter_ends_the_later_offer_too(offer: accounts.Offered, ruth: Member) -> None:
    again = accounts.invite(email=HANNA, by=ruth, at=now())
    Client().post(f"{urlsplit(offer.url).path}stop/")
    assert not Invitation.objects.open(now()).exists()
    assert Client().get(urlsplit(again.url).path).status_code == 410
    shown = client_for(ruth).get("/settings/members/").content.decode()
    assert shown.count("Turned the seat down on") == 1


def test_a_no_after_it_ran_out_holds_as_well(offer: accounts.Offered, ruth: Member) -> None:
    Invitation.objects.update(expires_at=now())
    Client().post(f"{urlsplit(offer.url).path}stop/")
    assert "and that holds for this address" in Client().get(urlsplit(offer.url).path).content.decode()
    with pytest.raises(accounts.TurnedDown):
        accounts.invite(email=HANNA, by=ruth, at=now())


def test_a_no_outlives_the_address(offer: accounts.Offered, ruth: Member) -> None:
    """Thirty days later the address is forgotten; the no is not, and the old letter can be pressed again."""
    stop = f"{urlsplit(offer.url).path}stop/"
    Client().post(stop)
    Invitation.objects.update(declined_at=now() - timedelta(days=31), expires_at=now() - timedelta(days=61))
    for rule in register().dated:
        keep_to(rule, at=now())
    assert Invitation.objects.get().email == ""
    assert HANNA not in client_for(ruth).get("/settings/members/").content.decode()
    assert Client().post(stop).status_code == 200
    for spelling in (HANNA, "hanna+desk@example.org"):
        with pytest.raises(accounts.TurnedDown):
            accounts.invite(email=spelling, by=ruth, at=now())


def test_an_invitation_that_nobody_answered_is_forgotten_as_a_whole(offer: accounts.Offered) -> None:
    Invitation.objects.update(expires_at=now() - timedelta(days=31))
    for rule in register().dated:
        keep_to(rule, at=now())
    assert not Invitation.objects.exists()


def test_a_no_holds_for_the_offer_under_another_spelling(offer: accounts.Offered, ruth: Member) -> None:
    other = Invitation.objects.get(pk=offer.invitation.pk)
    other.pk, other.token_hash, other.email = None, "another", "hanna+desk@example.org"
    other.save(force_insert=True)
    Client().post(f"{urlsplit(offer.url).path}stop/")
    assert not Invitation.objects.open(now()).exists()


def test_another_offer_under_another_spelling_takes_the_place_of_the_first(
    offer: accounts.Offered, ruth: Member
) -> None:
    accounts.invite(email="hanna+desk@example.org", by=ruth, at=now())
    assert Client().get(urlsplit(offer.url).path).status_code == 410


def test_a_member_is_not_refused_by_an_old_letter_under_another_spelling(
    offer: accounts.Offered, ruth: Member
) -> None:
    again = accounts.invite(email="hanna+desk@example.org", by=ruth, at=now())
    taken = accounts.Newcomer(name="Hanna Berg")
    accounts.accept_invitation(invitation=again.invitation, newcomer=taken, by=Actor("person"), at=now())
    page = Client().post(f"{urlsplit(offer.url).path}stop/").content.decode()
    assert "that one stays" in page and "No letter" not in page
    assert not people.is_refused([HANNA])
    invitation = Invitation.objects.get(pk=offer.invitation.pk)
    closed, seats = urlsplit(offer.url).path, "/settings/members/"
    assert "Yours stays, and so do its letters" in Client().get(closed).content.decode()
    assert "their own seat and its letters stay" in client_for(ruth).get(seats).content.decode()
    Invitation.objects.filter(pk=invitation.pk).update(email="")
    page = Client().post(f"{urlsplit(offer.url).path}stop/").content.decode()
    assert "that one stays" in page and not Refusal.objects.exists()


def test_said_again_when_the_address_is_gone_nothing_more_is_kept(offer: accounts.Offered) -> None:
    stop = f"{urlsplit(offer.url).path}stop/"
    Client().post(stop)
    Invitation.objects.update(email="")
    kept = AuditEntry.objects.filter(what="refusal.kept")
    assert Refusal.objects.count() == kept.count() == 1
    assert "No letter of this desk" in Client().post(stop).content.decode()
    assert Refusal.objects.count() == kept.count() == 1


@pytest.mark.parametrize(
    "email", ["root@localhost", "a@[127.0.0.1]", '"ab"@example.org', "a@b.c", "x@xn--.org"]
)
def test_what_is_no_address_on_the_internet_is_said_to_be_none(email: str, ruth: Member) -> None:
    answer = client_for(ruth).post("/settings/members/", {"email": email})
    assert answer.status_code == 422
    assert answer.content.decode().count("That is no e-mail address. It looks like") == 1


def test_whoever_took_the_seat_a_moment_before_is_not_refused(offer: accounts.Offered) -> None:
    stale = Invitation.objects.get(pk=offer.invitation.pk)
    accounts.accept_invitation(
        invitation=offer.invitation,
        newcomer=accounts.Newcomer(name="Hanna Berg"),
        by=Actor("person"),
        at=now(),
    )
    assert not turn_down_invitation(invitation=stale, at=now())
    assert not people.is_refused([HANNA])


def test_a_seat_that_was_taken_is_not_given_back_by_an_old_letter(offer: accounts.Offered) -> None:
    accounts.accept_invitation(
        invitation=offer.invitation,
        newcomer=accounts.Newcomer(name="Hanna Berg"),
        by=offer.invitation.invited_by.actor,
        at=now(),
    )
    place = urlsplit(offer.url).path
    assert Client().post(f"{place}stop/")["Location"] == place
    assert not people.is_refused([HANNA])
    assert Client().post("/account/invitation/nobody-s/stop/").status_code == 404

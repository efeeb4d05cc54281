"""A letter that waits goes to an address that is still the prospect's, or nowhere; and the giver can begin again."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sentby.accounts.models import Member
from sentby.introductions import actions, queries
from sentby.introductions.models import Introduction
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.actions import as_said
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode
from tests.introductions.story import LATER, pass_on, work, write
from tests.support.cast import AT, client_for

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "wrong@stranger.example.org", "dana@millane.example.org"
SOON = LATER + timedelta(minutes=1)
NUMBER = "01632 960144"


def introduced(referral: Referral, ana: Member) -> None:
    actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)


WAYS: dict[str, tuple[Mode, Callable[[Referral, Member], object]]] = {
    "introduction": (Mode.TELL, introduced),
    "tell": (Mode.TELL, lambda referral, _: actions.tell(referral=queries.whole(referral.pk), at=LATER)),
    "consent": (Mode.ASK_ONE, lambda referral, ana: actions.ask_first(referral=referral, by=ana, at=AT)),
}


def reach_by(referral: Referral, *channels: str) -> None:
    """Correct by what Dana is reached, in the book that she is kept in."""
    person = referral.prospect_person
    assert person is not None
    person.refresh_from_db()
    said = as_said(person) | {"channels": channels}
    people.edit_person(person=person, version=person.version, **said, at=LATER)


def to_dana(kind: str) -> Message:
    return Message.objects.filter(kind=kind, to_member=None).latest("queued_at", "pk")


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("instead", [(RIGHT, NUMBER), (NUMBER,)], ids=["corrected", "taken out"])
def test_an_address_that_does_not_stand_gets_nothing(
    ana: Member, sam: Member, kind: str, instead: tuple[str, ...]
) -> None:
    mode, write_to_dana = WAYS[kind]
    referral = pass_on(ana, sam, prospect=Prospect("Dana Lindqvist", [WRONG, NUMBER]), mode=mode)
    write_to_dana(referral, ana)
    reach_by(referral, *instead)
    work(SOON)
    letter = to_dana(kind)
    assert (letter.to_address, letter.state, letter.trouble) == (WRONG, "withheld", queries.MOVED)


@pytest.mark.parametrize("spelling", ["Wrong@Stranger.example.org", "wrong+school@stranger.example.org"])
def test_the_same_mailbox_in_another_spelling_gets_it(ana: Member, sam: Member, spelling: str) -> None:
    referral = pass_on(ana, sam, prospect=Prospect("Dana Lindqvist", [WRONG]))
    introduced(referral, ana)
    reach_by(referral, NUMBER, spelling)
    work(SOON)
    assert to_dana("introduction").state == "sent"


def test_the_receivers_half_waits_for_the_prospects(ana: Member, sam: Member) -> None:
    """Neither side reads of an introduction that the other never got; it is written anew to the address that stands."""
    referral = pass_on(ana, sam, prospect=Prospect("Dana Lindqvist", [WRONG]))
    introduced(referral, ana)
    reach_by(referral, RIGHT)
    work(SOON)
    assert {letter.state for letter in Message.objects.filter(kind="introduction")} == {"withheld"}
    browser = client_for(ana)
    page = browser.get(f"/referrals/{referral.pk}/introduction/").content.decode()
    assert queries.MOVED in page and "Dana does not have it: begin again" in page
    browser.post(f"/referrals/{referral.pk}/introduction/fresh-start/", {"once": "anew"})
    actions.send(introduction=write(referral, ana, at=SOON), by=ana, at=SOON)
    work(SOON)
    assert (to_dana("introduction").to_address, to_dana("introduction").state) == (RIGHT, "sent")
    assert Introduction.objects.live().get().seen_at == SOON


def test_a_receiver_who_has_their_half_does_not_keep_the_giver_from_beginning_again(
    ana: Member, sam: Member
) -> None:
    """The prospect's server had put the letter off, and meanwhile the address was corrected."""
    referral = pass_on(ana, sam, prospect=Prospect("Dana Lindqvist", [WRONG]))
    introduced(referral, ana)
    Message.objects.filter(kind="introduction", to_member=None).update(due_at=SOON)
    work(LATER)
    reach_by(referral, RIGHT)
    work(SOON)
    assert Message.objects.get(kind="introduction", to_member=sam).state == "sent"
    assert actions.drop(introduction=Introduction.objects.live().get(), by=ana, at=SOON)
    actions.send(introduction=write(referral, ana, at=SOON), by=ana, at=SOON)
    work(SOON)
    assert (to_dana("introduction").to_address, to_dana("introduction").state) == (RIGHT, "sent")


def test_once_the_prospect_has_it_the_receivers_half_leaves_as_well(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, prospect=Prospect("Dana Lindqvist", [WRONG]))
    introduced(referral, ana)
    Message.objects.filter(kind="introduction", to_member=sam).update(due_at=SOON)
    work(LATER)
    reach_by(referral, RIGHT)
    work(SOON)
    assert {letter.state for letter in Message.objects.filter(kind="introduction")} == {"sent"}


def test_a_question_that_was_held_back_is_asked_again(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, prospect=Prospect("Dana Lindqvist", [WRONG]), mode=Mode.ASK_ONE)
    actions.ask_first(referral=referral, by=ana, at=AT)
    with pytest.raises(actions.AlreadyLeft):
        actions.ask_first(referral=referral, by=ana, at=AT)
    reach_by(referral, RIGHT)
    work(SOON)
    browser, address = client_for(ana), f"/referrals/{referral.pk}/consent/"
    page = browser.get(address).content.decode()
    assert queries.MOVED in page and "Let Sentby ask Dana" in page
    actions.ask_first(referral=referral, by=ana, at=SOON)
    work(SOON)
    assert (to_dana("consent").to_address, to_dana("consent").state) == (RIGHT, "sent")
    assert "Let Sentby ask Dana" not in browser.get(address).content.decode()

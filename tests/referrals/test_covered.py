"""Details that make it possible to act, and an outcome taken back where nobody is to be told."""

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.referrals import actions
from sentby.referrals.actions import Change, Prospect
from sentby.referrals.actions.permitting import stop_if_refused
from sentby.rules.standing import Outcome
from tests.support.cast import AT
from tests.support.referring import NAME_ONLY, fresh, give, letters_to, receive

pytestmark = pytest.mark.django_db


def test_the_receiver_hears_of_it_when_somebody_from_the_book_is_chosen(ana: Member, sam: Member) -> None:
    known = people.add_person(owner=ana, name="Rosa Bell", channels=["01632 960155"], at=AT)
    referral = fresh(give(ana, sam, prospect=NAME_ONLY))
    assert referral.actionable_at is None
    before = len(letters_to(sam, "passed-on"))
    chosen = Change(prospect=Prospect(person=known))
    actions.add_details(referral=referral, change=chosen, version=referral.version, by=ana, at=AT)
    assert fresh(referral).actionable_at == AT
    assert len(letters_to(sam, "passed-on")) == before + 1


def test_what_is_taken_back_is_corrected_only_where_it_was_reported(sam: Member) -> None:
    """Nobody is on record as the giver."""
    referral = fresh(receive(sam, None))
    talked = actions.record_outcome(referral=referral, kind=Outcome.TALKED, by=sam, at=AT)
    assert actions.take_back_outcome(outcome=talked, by=sam, at=AT)
    assert not Message.objects.filter(kind="report").exists()


def test_what_opens_again_stops_if_they_refused_in_the_meantime(ana: Member, sam: Member) -> None:
    referral = fresh(give(ana, sam))
    people.refuse(channels=["+44 1632 960144"], referral_id=referral.pk, by=Actor("prospect"), at=AT)
    stop_if_refused(referral=referral, by=ana.actor, at=AT)
    assert fresh(referral).refused_at == AT

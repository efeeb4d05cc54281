"""A conversation that is stated otherwise, by another, or of somebody else by now: the book follows."""

from datetime import date

import pytest

from sentby.accounts.models import Member
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals import actions
from sentby.referrals.models import Contact, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.facts import FactKind
from tests.people.people import add
from tests.support.cast import AT
from tests.support.referring import DAY, HOUR, fresh, give_referral, receive

pytestmark = pytest.mark.django_db


def spoken_on(referral: Referral) -> date | None:
    return Person.objects.get(pk=referral.prospect_person_id).last_contact_on


def test_the_givers_own_day_takes_the_place_of_one_that_somebody_else_put_right(
    ana: Member, sam: Member
) -> None:
    given = give_referral(ana, sam)
    actions.claim_fact(referral=given, kind=FactKind.SPOKE, on=(AT - 3 * DAY).date(), by=sam, at=AT + HOUR)
    actions.claim_fact(
        referral=given, kind=FactKind.SPOKE, on=(AT - 5 * DAY).date(), by=ana, at=AT + 2 * HOUR
    )
    assert spoken_on(given) == (AT - 5 * DAY).date()


def test_withdrawn_nothing_of_it_stands_in_the_book_whoever_put_it_right(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.claim_fact(referral=given, kind=FactKind.SPOKE, on=(AT - 3 * DAY).date(), by=sam, at=AT + HOUR)
    actions.withdraw(referral=given, by=ana, at=AT + 3 * HOUR)
    assert spoken_on(given) is None


def test_a_call_taken_back_leaves_the_entry_it_was_about(ana: Member, sam: Member) -> None:
    """In the meantime the giver said that somebody else is meant."""
    dana = add(sam, "Dana Whitlock")
    received = receive(sam, ana, prospect=actions.Prospect(person=dana))
    call = actions.log_contact(referral=received, kind=ContactKind.CALLED, by=sam.actor, at=AT + HOUR)
    received.refresh_from_db()
    known = actions.Change(prospect=actions.Prospect(channels=["dana@x.example.org"]))
    actions.add_details(referral=received, change=known, version=received.version, by=ana, at=AT + 2 * HOUR)
    assert fresh(received).prospect_person_id != dana.pk
    assert actions.take_back_contact(contact=Contact.objects.get(pk=call.pk), by=sam, at=AT + 3 * HOUR)
    assert Person.objects.get(pk=dana.pk).last_contact_on is None


def test_what_changes_no_day_raises_no_version(ana: Member) -> None:
    dana = add(ana, "Dana Whitlock", last_contact_on=AT.date())
    before = Person.objects.get(pk=dana.pk).version
    assert people.note_conversation(person=dana, on=(AT - DAY).date(), source="x", by=ana, at=AT)
    assert Person.objects.get(pk=dana.pk).version == before

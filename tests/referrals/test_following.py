"""What stands in the book changes, and whatever was passed on about it follows in the same transaction."""

from datetime import timedelta

import pytest
from django.test import Client

from prove.submissions import rounds
from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.followups.models import FollowUp
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.actions import as_said
from sentby.people.models import Company, Person
from sentby.referrals import actions
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Referral
from sentby.referrals.queries import clock_of
from sentby.rules.clocks import ContactKind
from tests.referrals.pages import seen
from tests.support.cast import AT, client_for
from tests.support.racing import at_once
from tests.support.referring import DANA, DAY, HOUR, NAME_ONLY, SPOKEN, give

LATER = AT + timedelta(hours=2)
NUMBER = "01632 960144"


def known_to(referral: Referral) -> Person:
    assert referral.prospect_person is not None
    return referral.prospect_person


def edit(person: Person, **words: object) -> None:
    """What somebody saves in the People book."""
    person.refresh_from_db()
    said = {**as_said(person), **words, "at": LATER}
    people.edit_person(person=person, version=person.version, **said)


def act_of(referral: Referral) -> str:
    return FollowUp.objects.open().get(subject_id=referral.pk).act


@pytest.mark.django_db
def test_a_number_written_into_the_book_starts_the_clock_and_tells_the_receiver_once(
    ana: Member, sam: Member
) -> None:
    referral = give(ana, sam, prospect=NAME_ONLY, facts=SPOKEN)
    assert (referral.grade, act_of(referral)) == ("mention", "add_details")
    before = Message.objects.filter(to_member=sam).count()
    edit(known_to(referral), channels=[NUMBER])
    edit(known_to(referral), title="Facilities")
    referral.refresh_from_db()
    assert (referral.grade, referral.actionable_at, act_of(referral)) == ("referral", LATER, "call")
    assert Message.objects.filter(to_member=sam).count() == before + 1


@pytest.mark.django_db
def test_the_only_number_taken_out_of_the_book_leaves_nobody_to_call(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=Prospect("Dana Lindqvist", (NUMBER,)), facts=SPOKEN)
    assert (referral.grade, act_of(referral)) == ("referral", "call")
    edit(known_to(referral), channels=[])
    referral.refresh_from_db()
    assert (referral.grade, act_of(referral)) == ("mention", "add_details")
    assert referral.actionable_at is None and clock_of(referral) is None
    line = client_for(sam).get("/referrals/").content.decode()
    assert "Overdue" not in line and "Add Dana" in line


@pytest.mark.django_db
def test_with_the_number_back_the_24_hours_begin_anew_and_the_receiver_hears_of_it(
    ana: Member, sam: Member
) -> None:
    referral = give(ana, sam, prospect=Prospect("Dana Lindqvist", (NUMBER,)), facts=SPOKEN, at=AT - 2 * DAY)
    edit(known_to(referral), channels=[])
    told = Message.objects.filter(to_member=sam, kind="passed-on").count()
    edit(known_to(referral), channels=[NUMBER])
    referral.refresh_from_db()
    clock = clock_of(referral)
    assert clock is not None and clock.due == LATER + DAY
    assert FollowUp.objects.open().get(subject_id=referral.pk).due_at == LATER + DAY
    assert Message.objects.filter(to_member=sam, kind="passed-on").count() == told + 1


@pytest.mark.django_db
def test_whoever_was_called_already_keeps_the_stopped_clock(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=Prospect("Dana Lindqvist", (NUMBER,)), facts=SPOKEN)
    actions.log_contact(referral=referral, kind=ContactKind.CALLED, by=sam.actor, at=AT + HOUR)
    edit(known_to(referral), channels=[])
    referral.refresh_from_db()
    assert (referral.grade, referral.actionable_at) == ("mention", AT)
    clock = clock_of(referral)
    assert clock is not None and clock.stopped == AT + HOUR


@pytest.mark.django_db
def test_b4_an_address_that_was_refused_stops_what_is_open_about_its_entry(ana: Member, sam: Member) -> None:
    people.refuse(channels=["dana@home.example.com"], referral_id="another", by=Actor("prospect"), at=AT)
    referral = give(ana, sam, prospect=DANA)
    edit(known_to(referral), channels=[NUMBER, "Dana@Home.example.com"])
    referral.refresh_from_db()
    assert referral.refused_at == LATER
    assert not FollowUp.objects.open().filter(subject_id=referral.pk).exists()
    page = client_for(sam).get(f"/referrals/{referral.pk}/").content.decode()
    assert "please don’t" in page


@pytest.mark.django_db
def test_a_business_is_followed_as_well(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=Prospect(company="Corner Bakery", channels=(NUMBER,)))
    people.refuse(channels=["shop@bakery.example.com"], referral_id="another", by=Actor("prospect"), at=AT)
    company = Company.objects.get()
    said = as_said(company) | {"channels": [NUMBER, "shop@bakery.example.com"]}
    people.edit_company(company=company, version=company.version, at=LATER, **said)
    referral.refresh_from_db()
    assert referral.refused_at == LATER


@pytest.mark.django_db
def test_what_is_over_stays_as_it_ended(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=DANA, facts=SPOKEN)
    actions.refuse(referral=referral, by=Actor("prospect"), at=AT)
    facts = list(referral.facts.values_list("pk", "withdrawn_at"))
    edit(known_to(referral), channels=[])
    assert list(referral.facts.values_list("pk", "withdrawn_at")) == facts


@pytest.mark.django_db
def test_details_typed_on_one_referral_reach_the_others_about_the_same_person(
    ana: Member, sam: Member
) -> None:
    dana = people.add_person(owner=ana, name="Dana Lindqvist", at=AT)
    first, second = (give(ana, sam, prospect=Prospect(person=dana), need=need) for need in ("Roof", "Books"))
    change = actions.Change(prospect=Prospect("Dana Lindqvist", (NUMBER,)))
    actions.add_details(referral=first, change=change, version=first.version, by=ana, at=LATER)
    second.refresh_from_db()
    assert (first.actionable_at, second.actionable_at) == (LATER, LATER)
    told = Message.objects.filter(to_member=sam, queued_at=LATER)
    assert told.count() == 2


@pytest.mark.django_db
def test_whoever_corrects_details_corrects_only_what_they_saw(ana: Member, sam: Member) -> None:
    """The number that somebody wrote into the book meanwhile stands beside the field, and goes at the second press."""
    referral = give(ana, sam, prospect=DANA)
    browser, dana = client_for(ana), known_to(referral)
    page = f"/referrals/{referral.pk}/details/"
    typed = {"name": "Dana Lindqvist", "reach": "01632 960155"} | seen(referral)
    edit(dana, channels=["01632 960199"])
    told = browser.post(page, typed)
    assert told.status_code == 409
    shown = told.content.decode()
    assert "It says now: +44 1632 960199" in shown and "01632 960155" in shown
    assert [way.shown for way in dana.channels.all()] == ["+44 1632 960199"]
    dana.refresh_from_db()
    assert browser.post(page, typed | seen(referral)).status_code == 302
    assert [way.shown for way in dana.channels.all()] == ["+44 1632 960155"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(rounds(5)))
def test_whoever_writes_in_the_book_and_on_the_referral_at_once_are_both_served(
    ana: Member, sam: Member, number: int
) -> None:
    """One holds the entry and waits for the referral, the other the other way round: neither sees an error."""
    dana = people.add_person(owner=ana, name="Dana Lindqvist", channels=[NUMBER], at=AT)
    items = [give(ana, sam, prospect=Prospect(person=dana), need=str(turn)) for turn in range(3)]

    def press(turn: int) -> int:
        browser: Client = client_for(ana)
        if turn == 3:
            said = {"version": dana.version, "name": "Dana Lindqvist", "phone": "01632 960199"}
            return browser.post(f"/people/{dana.pk}/edit/", said).status_code
        said = {"version": items[turn].version, "entry": dana.version, "name": "Dana Lindqvist"}
        way = {"reach": f"01632 96015{turn}"}
        return browser.post(f"/referrals/{items[turn].pk}/details/", said | way).status_code

    came = at_once(press, 4)
    assert sorted(came, key=str) == [302, 409, 409, 409], came
    written = {0: "150", 1: "151", 2: "152", 3: "199"}[came.index(302)]
    assert written in {channel.shown[-3:] for channel in dana.channels.all()}

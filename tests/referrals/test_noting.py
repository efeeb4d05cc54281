"""A conversation that is stated stands in the book of whoever had it; taken back, it does not."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY, Actor
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.people.queries import row
from sentby.referrals import actions
from sentby.referrals.models import Contact, Fact, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from sentby.rules.standing import Outcome
from tests.people.people import add
from tests.support.cast import AT, client_for
from tests.support.referring import DAY, HOUR, claims_of, give, give_referral, receive

pytestmark = pytest.mark.django_db
TODAY = AT.date()
YESTERDAY = (AT - DAY).date()


def spoken_on(referral: Referral) -> date | None:
    person = referral.prospect_person
    assert person
    return Person.objects.get(pk=person.pk).last_contact_on


def correct_by_hand(referral: Referral, day: date | None, by: Member) -> None:
    assert referral.prospect_person
    person = Person.objects.get(pk=referral.prospect_person.pk)
    said = people.as_said(person) | {"last_contact_on": day}
    people.edit_person(person=person, version=person.version, **said, by=by, at=AT)


def spoke(referral: Referral) -> Fact:
    return referral.facts.get(kind=FactKind.SPOKE, withdrawn_at=None)


def test_the_givers_conversation_is_in_the_givers_book(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    assert spoken_on(given) is None
    actions.claim_facts(referral=given, claims=claims_of([FactKind.SPOKE], AT), by=ana, at=AT)
    assert spoken_on(given) == YESTERDAY
    assert given.prospect_person
    assert row(Person.objects.get(pk=given.prospect_person.pk), TODAY).spoken == "Spoke yesterday"


def test_taken_back_it_is_no_contact(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    assert spoken_on(given) == YESTERDAY
    actions.withdraw_fact(fact=spoke(given), by=ana, at=AT + HOUR)
    assert spoken_on(given) is None


def test_put_on_another_day_it_moves(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    earlier = (AT - 3 * DAY).date()
    actions.claim_fact(referral=given, kind=FactKind.SPOKE, on=earlier, by=ana, at=AT + HOUR)
    assert spoken_on(given) == earlier


def test_a_later_conversation_stays_when_an_earlier_one_is_taken_back(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    assert given.prospect_person
    people.log_contact(person=given.prospect_person, on=TODAY, by=ana, at=AT + HOUR)
    actions.withdraw_fact(fact=spoke(given), by=ana, at=AT + 2 * HOUR)
    assert spoken_on(given) == TODAY


def test_what_stood_there_before_comes_back(ana: Member, sam: Member) -> None:
    dana = add(ana, channels=["dana@millane.example.org"], last_contact_on=date(2025, 3, 1))
    given = give_referral(ana, sam, prospect=actions.Prospect(person=dana))
    assert spoken_on(given) == YESTERDAY
    actions.withdraw_fact(fact=spoke(given), by=ana, at=AT + HOUR)
    assert spoken_on(given) == date(2025, 3, 1)


def test_what_the_giver_said_is_no_conversation_of_the_receiver(ana: Member, sam: Member) -> None:
    """Sam writes down what he got from Ana, into his own book: she spoke with Dana, he did not."""
    received = receive(sam, ana, claims=claims_of([FactKind.SPOKE], AT))
    assert spoken_on(received) is None


def test_whoever_found_somebody_alone_spoke_with_them(sam: Member) -> None:
    own = receive(sam, None, claims=claims_of([FactKind.SPOKE], AT))
    assert spoken_on(own) == YESTERDAY


def logged(referral: Referral, kind: ContactKind, by: Member, hours: int) -> Contact:
    return actions.log_contact(referral=referral, kind=kind, by=by.actor, at=AT + hours * HOUR)


def test_a_call_taken_back_is_no_contact_and_a_message_left_takes_none_away(sam: Member) -> None:
    own = receive(sam, None)
    called = logged(own, ContactKind.CALLED, sam, 1)
    left = logged(own, ContactKind.LEFT_MESSAGE, sam, 2)
    assert spoken_on(own) == TODAY
    actions.take_back_contact(contact=left, by=sam, at=AT + 3 * HOUR)
    assert spoken_on(own) == TODAY
    actions.take_back_contact(contact=called, by=sam, at=AT + 4 * HOUR)
    assert spoken_on(own) is None


def test_of_two_calls_on_one_day_one_is_left(sam: Member) -> None:
    own = receive(sam, None)
    logged(own, ContactKind.CALLED, sam, 1)
    again = logged(own, ContactKind.CALLED, sam, 2)
    actions.take_back_contact(contact=again, by=sam, at=AT + 3 * HOUR)
    assert spoken_on(own) == TODAY


def test_of_two_calls_on_one_day_none_is_left_when_both_are_taken_back(sam: Member) -> None:
    for order in (0, 1):
        own = receive(
            sam, None, prospect=actions.Prospect(name=f"Otto {order}", channels=[f"otto{order}@example.org"])
        )
        calls = [logged(own, ContactKind.CALLED, sam, hour) for hour in (1, 2)]
        for call in (calls[order], calls[1 - order]):
            actions.take_back_contact(contact=call, by=sam, at=AT + 3 * HOUR)
        assert spoken_on(own) is None


def test_in_whatever_order_they_are_noted_and_taken_back(sam: Member) -> None:
    own = receive(sam, None)
    called = logged(own, ContactKind.CALLED, sam, 1)
    said = actions.claim_facts(referral=own, claims=claims_of([FactKind.SPOKE], AT), by=sam, at=AT + 2 * HOUR)
    actions.take_back_contact(contact=called, by=sam, at=AT + 3 * HOUR)
    assert spoken_on(own) == YESTERDAY
    again = logged(own, ContactKind.CALLED, sam, 4)
    actions.withdraw_fact(fact=said[0], by=sam, at=AT + 5 * HOUR)
    actions.take_back_contact(contact=again, by=sam, at=AT + 6 * HOUR)
    assert spoken_on(own) is None


def test_withdrawn_as_a_whole_it_is_no_contact_until_it_comes_back(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.withdraw(referral=given, by=ana, at=AT + HOUR)
    assert spoken_on(given) is None
    actions.bring_back(referral=given, by=ana, at=AT + 2 * HOUR)
    assert spoken_on(given) == YESTERDAY


def test_it_moves_with_the_referral_to_whom_it_is_about(ana: Member, sam: Member) -> None:
    given = give(ana, sam, facts=[FactKind.SPOKE], mode=Mode.ASK_ONE)
    dana = given.prospect_person
    otto = add(ana, "Otto Neumann", channels=["otto@example.org"])
    assert dana and spoken_on(given) == YESTERDAY
    people.log_contact(person=otto, on=YESTERDAY, by=ana, at=AT)
    change = actions.Change(prospect=actions.Prospect(person=otto))
    actions.add_details(referral=given, change=change, version=given.version, by=ana, at=AT + HOUR)
    assert Person.objects.get(pk=dana.pk).last_contact_on is None
    actions.withdraw_fact(fact=spoke(given), by=ana, at=AT + 2 * HOUR)
    assert Person.objects.get(pk=otto.pk).last_contact_on == YESTERDAY, "she rang him herself, that day"


@pytest.mark.parametrize(
    "zones", [("Europe/London", "Europe/London"), ("Pacific/Kiritimati", "Pacific/Midway")]
)
def test_what_another_says_of_a_conversation_goes_into_nobodys_book(
    ana: Member, sam: Member, zones: tuple[str, str]
) -> None:
    """Sam recorded it; Ana put an entry of her own book in; Sam states that she spoke with them, wherever he is."""
    for member, zone in zip((sam, ana), zones, strict=True):
        Member.objects.filter(pk=member.pk).update(time_zone=zone)
    ana, sam = Member.objects.get(pk=ana.pk), Member.objects.get(pk=sam.pk)
    received = receive(sam, ana, prospect=actions.Prospect(company="Mill Lane School"))
    otto = add(ana, "Otto Neumann", channels=["otto@example.org"])
    change = actions.Change(prospect=actions.Prospect(person=otto))
    actions.add_details(referral=received, change=change, version=received.version, by=ana, at=AT)
    received = Referral.objects.get(pk=received.pk)
    fact = actions.claim_fact(referral=received, kind=FactKind.SPOKE, by=sam, at=AT)
    assert spoken_on(received) is None
    actions.withdraw_fact(fact=fact, by=sam, at=AT + HOUR)
    assert spoken_on(received) is None


def test_a_day_written_by_hand_since_is_left_as_it_is(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    correct_by_hand(given, TODAY, ana)
    actions.withdraw_fact(fact=spoke(given), by=ana, at=AT + HOUR)
    assert spoken_on(given) == TODAY


def test_a_day_written_by_hand_stays_when_the_same_day_is_noted_and_taken_back(
    ana: Member, sam: Member
) -> None:
    dana = add(ana, channels=["dana@millane.example.org"], last_contact_on=YESTERDAY)
    given = give_referral(ana, sam, prospect=actions.Prospect(person=dana))
    actions.withdraw_fact(fact=spoke(given), by=ana, at=AT + HOUR)
    assert spoken_on(given) == YESTERDAY


@pytest.mark.parametrize("corrected", [date(2025, 3, 1), None])
def test_a_day_corrected_by_hand_outlives_what_is_noted_and_taken_back_later(
    ana: Member, corrected: date | None
) -> None:
    """She noted yesterday, and knows better: that day was wrong. A call after it counts for as long as it stands."""
    own = receive(ana, None, claims=claims_of([FactKind.SPOKE], AT))
    assert spoken_on(own) == YESTERDAY
    correct_by_hand(own, corrected, ana)
    assert spoken_on(own) == corrected
    called = logged(own, ContactKind.CALLED, ana, 1)
    assert spoken_on(own) == TODAY
    actions.take_back_contact(contact=called, by=ana, at=AT + 2 * HOUR)
    assert spoken_on(own) == corrected


def test_what_was_overruled_by_hand_stays_so_when_the_referral_comes_back(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    correct_by_hand(given, None, ana)
    actions.withdraw(referral=given, by=ana, at=AT + HOUR)
    actions.bring_back(referral=given, by=ana, at=AT + 2 * HOUR)
    assert spoken_on(given) is None


def test_nobody_else_changes_what_stands_in_the_givers_book(ana: Member, sam: Member) -> None:
    """Sam takes Ana's word back, states it anew, and withdraws the whole: she spoke with Dana all the same."""
    given = give_referral(ana, sam)
    earlier = (AT - 3 * DAY).date()
    actions.claim_fact(referral=given, kind=FactKind.SPOKE, on=earlier, by=sam, at=AT + HOUR)
    actions.withdraw_fact(fact=spoke(given), by=sam, at=AT + 2 * HOUR)
    actions.withdraw(referral=given, by=sam, at=AT + 3 * HOUR)
    assert spoken_on(given) == YESTERDAY


def test_the_prospects_press_writes_into_nobodys_book(sam: Member) -> None:
    own = receive(sam, None)
    pressed = Actor("prospect", own.prospect_person_id or "")
    actions.log_contact(referral=own, kind=ContactKind.CALLED, by=pressed, at=AT + HOUR)
    assert spoken_on(own) is None
    actions.withdraw(referral=own, by=sam, at=AT + 2 * HOUR)
    actions.bring_back(referral=own, by=sam, at=AT + 3 * HOUR)
    assert spoken_on(own) is None, "whoever brings it back does not say it"


def test_what_another_said_is_not_said_by_bringing_the_whole_back(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    actions.claim_fact(referral=given, kind=FactKind.SPOKE, by=sam, at=AT)
    actions.withdraw(referral=given, by=ana, at=AT + HOUR)
    actions.bring_back(referral=given, by=ana, at=AT + 2 * HOUR)
    assert spoken_on(given) is None


def test_the_receivers_call_is_none_of_the_givers(ana: Member, sam: Member) -> None:
    """Neither when the receiver logs it, nor when the giver does for one who is no member."""
    tomas = add(ana, "Tomás Vidal")
    for receiver, by in ((sam, sam), (tomas, ana)):
        dana = actions.Prospect(name=f"Dana {by.name}", channels=[f"{by.pk}@millane.example.org"])
        given = give(ana, receiver, prospect=dana)
        logged(given, ContactKind.CALLED, by, 1)
        assert spoken_on(given) is None


def test_an_entry_saved_as_it_stands_overrules_nothing(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    correct_by_hand(given, YESTERDAY, ana)
    actions.withdraw_fact(fact=spoke(given), by=ana, at=AT + HOUR)
    assert spoken_on(given) is None


def test_a_call_moves_with_the_referral_and_is_taken_back_where_it_stands(sam: Member) -> None:
    own = receive(sam, None)
    dana, otto = own.prospect_person, add(sam, "Otto Neumann", channels=["otto@example.org"])
    called = logged(own, ContactKind.CALLED, sam, 1)
    own = Referral.objects.get(pk=own.pk)
    change = actions.Change(prospect=actions.Prospect(person=otto))
    actions.add_details(referral=own, change=change, version=own.version, by=sam, at=AT + 2 * HOUR)
    assert dana and Person.objects.get(pk=dana.pk).last_contact_on is None
    assert spoken_on(own) == TODAY
    actions.take_back_contact(contact=Contact.objects.get(pk=called.pk), by=sam, at=AT + 3 * HOUR)
    assert Person.objects.get(pk=otto.pk).last_contact_on is None


def log_a_call(own: Referral, by: Member) -> None:
    logged(own, ContactKind.CALLED, by, 1)


def record_a_talk(own: Referral, by: Member) -> None:
    actions.record_outcome(referral=own, kind=Outcome.TALKED, by=by, at=AT + HOUR)


@pytest.mark.parametrize("speak", [log_a_call, record_a_talk])
def test_a_call_goes_and_comes_back_with_the_whole(
    sam: Member, speak: Callable[[Referral, Member], None]
) -> None:
    own = receive(sam, None)
    speak(own, sam)
    actions.withdraw(referral=own, by=sam, at=AT + 2 * HOUR)
    assert spoken_on(own) is None
    actions.bring_back(referral=own, by=sam, at=AT + 3 * HOUR)
    assert spoken_on(own) == TODAY


@pytest.mark.parametrize("kind", [Outcome.TALKED, Outcome.MET])
def test_a_step_that_is_a_conversation_is_one(sam: Member, kind: Outcome) -> None:
    own = receive(sam, None)
    step = actions.record_outcome(referral=own, kind=kind, by=sam, at=AT + HOUR)
    assert spoken_on(own) == TODAY
    actions.take_back_outcome(outcome=step, by=sam, at=AT + 2 * HOUR)
    assert spoken_on(own) is None


def test_an_offer_is_no_conversation(sam: Member) -> None:
    own = receive(sam, None)
    actions.record_outcome(referral=own, kind=Outcome.PROPOSED, by=sam, at=AT + HOUR)
    assert spoken_on(own) is None


def test_what_is_said_of_somebody_out_of_the_book_stands_when_they_are_back(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    assert given.prospect_person
    people.remove_person(person=given.prospect_person, by=ana, at=AT)
    actions.claim_facts(referral=given, claims=claims_of([FactKind.SPOKE], AT), by=ana, at=AT + HOUR)
    people.bring_back_person(person=given.prospect_person, by=ana, at=AT + 2 * HOUR)
    assert spoken_on(given) == YESTERDAY


def test_a_day_that_is_to_come_in_the_new_time_zone_is_today_there(ana: Member, sam: Member) -> None:
    """Stated on the first island to have the day, brought back on the last."""
    Member.objects.filter(pk=ana.pk).update(time_zone="Pacific/Kiritimati")
    noon, ana = AT.replace(hour=12), Member.objects.get(pk=ana.pk)
    given = give(ana, sam)
    actions.claim_fact(referral=given, kind=FactKind.SPOKE, by=ana, at=noon)
    actions.withdraw(referral=given, by=ana, at=noon)
    Member.objects.filter(pk=ana.pk).update(time_zone="Pacific/Midway")
    given = Referral.objects.get(pk=given.pk)
    actions.bring_back(referral=given, by=Member.objects.get(pk=ana.pk), at=noon)
    assert spoken_on(given) == TODAY


def test_the_entry_is_held_before_the_referral(ana: Member, sam: Member) -> None:
    """As whoever writes in the book does: two who wait for each other never end."""
    given = give_referral(ana, sam)
    with CaptureQueriesContext(connection) as caught:
        actions.withdraw_fact(fact=spoke(given), by=ana, at=AT + HOUR)
    tables = ['FROM "people_person"', 'FROM "referrals_referral"']
    first = [next(n for n, one in enumerate(caught) if table in one["sql"]) for table in tables]
    assert first == sorted(first)


def test_what_is_not_noted_is_not_forgotten(ana: Member) -> None:
    """The control: a day that its owner wrote down by hand is not touched."""
    dana = add(ana, last_contact_on=YESTERDAY)
    assert not people.forget_conversation(source="x", by=SENTBY, at=AT)
    assert Person.objects.get(pk=dana.pk).last_contact_on == YESTERDAY


def test_what_was_taken_back_is_struck_through(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    told = actions.claim_fact(
        referral=given, kind=FactKind.MAY_USE_NAME, note="She said so.", by=ana, at=AT + HOUR
    )
    called = logged(given, ContactKind.CALLED, sam, 2)
    page = client_for(ana).get(f"/referrals/{given.pk}/").content.decode()
    assert "<s>" not in page
    actions.withdraw_fact(fact=told, by=ana, at=AT + 3 * HOUR)
    actions.take_back_contact(contact=called, by=sam, at=AT + 4 * HOUR)
    page = client_for(ana).get(f"/referrals/{given.pk}/").content.decode()
    assert page.count("<s>") == 2
    assert "<s>Sam called Dana.</s>" in page
    assert page.count("Taken back.") == 2
    assert "She said so." not in page


def test_a_lead_that_was_won_says_why_it_stays_one(ana: Member, sam: Member) -> None:
    lead, referral = (
        give(ana, sam),
        give_referral(ana, sam, prospect=actions.Prospect(name="Otto", channels=["otto@example.org"])),
    )
    for item in (lead, referral):
        actions.record_outcome(referral=item, kind=Outcome.WON, by=sam, at=AT + HOUR)
    page = client_for(ana).get(f"/referrals/{lead.pk}/").content.decode()
    assert "Business came of it, and it stays a lead: the grade says how warmly Dana was passed on" in page
    assert "and it stays a" not in client_for(ana).get(f"/referrals/{referral.pk}/").content.decode()

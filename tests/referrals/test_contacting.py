"""The clock: the first human contact stops it, once; the earliest wins; what was wrong is taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.people import actions as people
from sentby.referrals import actions
from sentby.referrals.actions import Prospect
from sentby.referrals.actions.contacting import NotYet
from sentby.referrals.models import Contact, Referral
from sentby.referrals.queries import clock_of
from sentby.rules.clocks import ContactKind
from sentby.rules.standing import Outcome
from tests.people.people import add
from tests.support.cast import AT
from tests.support.referring import (
    BAKERY,
    DANA,
    DAY,
    HOUR,
    audited,
    fresh,
    give,
    give_referral,
    next_action,
    receive,
)

pytestmark = pytest.mark.django_db
K = ContactKind


def logged(
    referral: Referral,
    by: Member,
    kind: ContactKind = K.CALLED,
    *,
    after: timedelta = HOUR,
    when: datetime | None = None,
) -> Contact:
    return actions.log_contact(referral=referral, kind=kind, by=by.actor, at=AT + after, happened_at=when)


@pytest.mark.parametrize("kind", [K.CALLED, K.THEY_CALLED, K.WROTE, K.MET])
def test_c1_the_first_human_contact_stamps_once(ana: Member, sam: Member, kind: ContactKind) -> None:
    given = give_referral(ana, sam)
    logged(given, sam, kind)
    logged(given, sam, after=2 * HOUR)
    assert fresh(given).first_contact_at == AT + HOUR
    assert audited(given, "contact.logged") == 2


def test_c1_the_earliest_wins_even_when_it_is_logged_later(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    logged(given, sam, after=5 * HOUR)
    logged(given, sam, after=6 * HOUR, when=AT + 2 * HOUR)
    assert fresh(given).first_contact_at == AT + 2 * HOUR


def test_c1_a_message_left_does_not_stop_it(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    logged(given, sam, K.LEFT_MESSAGE)
    promised = next_action(given)
    assert (fresh(given).first_contact_at, promised and promised.act) == (None, "try_again")


def test_c1_taken_back_the_clock_runs_again(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    contact = logged(given, sam)
    assert actions.take_back_contact(contact=contact, by=sam, at=AT + 2 * HOUR)
    promised = next_action(given)
    assert promised and (fresh(given).first_contact_at, promised.act) == (None, "call")
    assert promised.due_at == AT + DAY
    assert not actions.take_back_contact(contact=contact, by=sam, at=AT + 3 * HOUR)
    assert audited(given, "contact.taken_back") == 1


def test_c1_taken_back_the_next_earliest_stands(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    first = logged(given, sam)
    logged(given, sam, after=3 * HOUR)
    actions.take_back_contact(contact=first, by=sam, at=AT + 4 * HOUR)
    assert fresh(given).first_contact_at == AT + 3 * HOUR


def test_c1_a_contact_from_before_the_passing_on_is_no_follow_up(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    logged(given, sam, when=AT - DAY)
    assert fresh(given).first_contact_at is None


def test_c1_the_minute_of_the_passing_on_counts(ana: Member, sam: Member) -> None:
    at = AT + timedelta(seconds=40)
    given = give_referral(ana, sam, at=at)
    logged(given, sam, when=AT)  # a form tells minutes
    assert fresh(given).first_contact_at == at
    assert clock_of(fresh(given))


@pytest.mark.parametrize("kind", [Outcome.TALKED, Outcome.MET, Outcome.PROPOSED, Outcome.WON])
def test_c1_a_step_that_was_recorded_was_a_contact(ana: Member, sam: Member, kind: Outcome) -> None:
    given = give_referral(ana, sam)
    step = actions.record_outcome(referral=given, kind=kind, by=sam, at=AT + HOUR)
    assert fresh(given).first_contact_at == AT + HOUR
    actions.take_back_outcome(outcome=step, by=sam, at=AT + HOUR)
    assert fresh(given).first_contact_at is None


def test_c1_what_came_to_nothing_was_no_contact_and_shows_no_clock(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.record_outcome(referral=given, kind=Outcome.LOST, by=sam, at=AT + HOUR)
    assert fresh(given).first_contact_at is None
    assert clock_of(fresh(given)) is None


def test_an_attempt_from_before_the_passing_on_moves_nothing(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    logged(given, sam, K.LEFT_MESSAGE, when=AT - 300 * DAY)
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("call", AT + DAY)


def test_what_has_not_happened_yet_is_no_contact(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    with pytest.raises(NotYet, match="has not come yet"):
        logged(given, sam, when=AT + HOUR + timedelta(minutes=3))
    logged(given, sam, when=AT + HOUR + timedelta(minutes=1))  # clocks of phones differ a little


# ---- whose book says so ----


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("America/Los_Angeles", datetime(2026, 5, 14, 3, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 5, 13, 20, 0, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 5, 13, 23, 59, 30, tzinfo=UTC)),
    ],
)
def test_the_receivers_own_book_notes_the_day_in_their_zone(sam: Member, zone: str, at: datetime) -> None:
    sam.time_zone = zone
    sam.save()
    own = receive(sam, None, at=at)
    actions.log_contact(
        referral=own, kind=K.CALLED, by=sam.actor, at=at, happened_at=at + timedelta(minutes=1)
    )
    assert own.prospect_person
    own.prospect_person.refresh_from_db()
    expected = {"America/Los_Angeles": 13, "Pacific/Auckland": 14, "Europe/London": 14}[zone]
    assert own.prospect_person.last_contact_on
    assert own.prospect_person.last_contact_on.day == expected


def test_the_givers_book_does_not_note_somebody_elses_call(ana: Member, sam: Member) -> None:
    """It knows of the conversation before, which was the giver's own."""
    given = give_referral(ana, sam)
    logged(given, sam)
    assert given.prospect_person
    given.prospect_person.refresh_from_db()
    assert given.prospect_person.last_contact_on == (AT - DAY).date()


def test_somebody_taken_out_of_the_book_can_still_be_called(sam: Member) -> None:
    own = receive(sam, None)
    assert own.prospect_person
    people.remove_person(person=own.prospect_person, by=sam, at=AT)
    logged(own, sam)
    assert fresh(own).first_contact_at == AT + HOUR


def test_the_prospect_says_so_themselves(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.log_contact(referral=given, kind=K.THEY_CALLED, by=Actor("prospect"), at=AT + HOUR)
    assert fresh(given).first_contact_at == AT + HOUR


# ---- B8: they called me ----

OTHER = Prospect("Rosa Klein", ["01632 960155"], company="Corner Bakery")


@pytest.mark.parametrize(
    "caller", ["01632 960144", "+44 1632 960144", "Dana", "dana lindqvist", "LINDQVIST", "Mill Lane School"]
)
def test_b8_an_inbound_call_stops_the_clock_of_the_right_one(ana: Member, sam: Member, caller: str) -> None:
    right, wrong = give_referral(ana, sam), give_referral(ana, sam, prospect=OTHER)
    assert actions.they_called(caller=caller, by=sam, at=AT + HOUR)
    assert fresh(right).first_contact_at == AT + HOUR
    assert fresh(wrong).first_contact_at is None


@pytest.mark.parametrize("caller", ["", " ", "—", "an", "Lind", "Mill Lane Church", "01632 960199", "%", "_"])
def test_b8_a_caller_nobody_knows_stops_nothing(ana: Member, sam: Member, caller: str) -> None:
    given = give_referral(ana, sam)
    assert actions.they_called(caller=caller, by=sam, at=AT + HOUR) is None
    assert fresh(given).first_contact_at is None


def test_b8_never_two(ana: Member, ruth: Member, sam: Member) -> None:
    give_referral(ana, sam)
    give_referral(ruth, sam)
    assert actions.they_called(caller="Dana", by=sam, at=AT + HOUR) is None
    assert not Contact.objects.exists()


def test_b8_a_call_is_no_contact_on_what_is_over_or_somebody_elses(
    ana: Member, ruth: Member, sam: Member
) -> None:
    given = give_referral(ana, sam)
    assert actions.they_called(caller="Dana", by=ruth, at=AT + HOUR) is None
    assert actions.they_called(caller="Dana", by=ana, at=AT + HOUR) is None
    actions.withdraw(referral=given, by=ana, at=AT)
    assert actions.they_called(caller="Dana", by=sam, at=AT + HOUR) is None


def test_b8_a_business_calls_too(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=BAKERY)
    assert actions.they_called(caller="corner bakery", by=sam, at=AT + HOUR)
    assert fresh(given).first_contact_at == AT + HOUR


def test_b8_for_a_receiver_without_an_account_whoever_recorded_it_says_so(ana: Member) -> None:
    given = give(ana, add(ana, "Tomás Vidal"), prospect=DANA)
    assert actions.they_called(caller="Dana", by=ana, at=AT + HOUR)
    assert fresh(given).first_contact_at == AT + HOUR

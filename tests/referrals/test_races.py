"""Two tabs, two workers, five presses at once: one effect, and the others are told. On both databases."""

import threading
from functools import partial
from typing import cast

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.followups import queries as followups
from sentby.followups.models import FollowUp
from sentby.gratitude import actions as gratitude
from sentby.gratitude.models import Thanks
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.models import Company, Person
from sentby.referrals import actions
from sentby.referrals.actions import Change
from sentby.referrals.actions.permitting import refuse
from sentby.referrals.models import Contact, FeedbackAsk, Outcome, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.standing import Outcome as Kind
from tests.people.people import add
from tests.referrals.pages import passed_on, press, url_of
from tests.support import racing
from tests.support.cast import AT, client_for
from tests.support.referring import HOUR, fresh, give, give_referral, receive

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 5
at_once = partial(racing.at_once, tabs=TABS)


def test_the_same_form_five_times_at_once_is_one_referral(ana: Member, sam: Member) -> None:
    clients = [client_for(ana) for _ in range(TABS)]
    answers = at_once(lambda n: press(clients[n], "/pass-on/", once="same", **passed_on())["Location"])
    assert answers == [f"/referrals/{Referral.objects.get().pk}/"] * TABS


def test_the_same_press_five_times_at_once_is_one_contact(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, at=now() - HOUR)
    clients = [client_for(sam) for _ in range(TABS)]
    at_once(lambda n: press(clients[n], url_of(given, "contacts"), once="same", kind="called"))
    assert Contact.objects.count() == 1


def test_it_ends_once_and_the_others_are_told(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    results = at_once(
        lambda n: actions.record_outcome(referral=fresh(given), kind=Kind.WON, by=sam, at=AT + HOUR)
    )
    assert sum(isinstance(result, Outcome) for result in results) == 1
    assert sum(isinstance(result, actions.AlreadyEnded) for result in results) == TABS - 1


def test_thanks_are_said_once(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    results = at_once(
        lambda n: gratitude.thank(referral=fresh(given), occasion="receipt", by=sam, at=AT, words=str(n))
    )
    assert len({getattr(result, "pk", result) for result in results}) == Thanks.objects.count() == 1
    assert Message.objects.filter(kind="thanks").count() == 1


def test_one_question_is_asked(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    results = at_once(lambda n: actions.ask_what_became(referral=fresh(given), by=ana, at=AT))
    assert sorted(result is None for result in results) == [False] + [True] * (TABS - 1)
    assert FeedbackAsk.objects.count() == 1


def test_details_are_written_once_and_the_others_are_told(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    results = at_once(
        lambda n: actions.add_details(
            referral=fresh(given), change=Change(need=f"need {n}"), version=1, by=ana, at=AT
        )
    )
    assert sum(isinstance(result, actions.Conflict) for result in results) == TABS - 1
    assert fresh(given).version == 2


def test_c1_whoever_logs_at_the_same_moment_the_earliest_wins(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    at_once(
        lambda n: actions.log_contact(
            referral=fresh(given),
            kind=ContactKind.CALLED,
            by=sam.actor,
            at=AT + 9 * HOUR,
            happened_at=AT + (1 + n) * HOUR,
        )
    )
    assert fresh(given).first_contact_at == AT + HOUR
    assert FollowUp.objects.open().count() == 1


def test_c2_two_workers_send_a_reminder_once(ana: Member, sam: Member) -> None:
    give_referral(ana, sam)
    (reminder,) = followups.reminders_due(AT + 20 * HOUR)
    results = at_once(lambda n: actions.remind(reminder=reminder, at=AT + 20 * HOUR))
    assert sorted(map(str, results)) == ["False"] * (TABS - 1) + ["True"]
    assert Message.objects.filter(kind="reminder").count() == 1


def test_withdrawn_and_won_at_once_it_has_one_standing(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)

    def act(n: int) -> object:
        if n % 2:
            return actions.withdraw(referral=fresh(given), by=ana, at=AT + HOUR)
        return actions.record_outcome(referral=fresh(given), kind=Kind.WON, by=sam, at=AT + HOUR)

    results = at_once(act)
    unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, actions.NotPossible)]
    assert unexpected == []
    assert not fresh(given).is_open
    assert not FollowUp.objects.open().exists()


def test_the_control_who_looks_first_and_writes_later_all_find_it_open(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    everybody_looked = threading.Barrier(TABS)

    def careless(number: int) -> bool:
        found = fresh(given).is_open
        everybody_looked.wait()
        return found

    assert sum(map(bool, at_once(careless))) > 1


def test_the_book_and_the_referral_are_written_in_one_order(sam: Member) -> None:
    """Whoever corrects the entry and whoever logs the call wait for one another, never both at once."""
    own = receive(sam, None)
    assert own.prospect_person

    def correct() -> object:
        person = Person.objects.get(pk=own.prospect_person_id)
        said = people.as_said(person) | {"title": "Head"}
        return people.edit_person(person=person, version=person.version, **said, by=sam, at=AT)

    def call() -> object:
        return actions.log_contact(referral=fresh(own), kind=ContactKind.CALLED, by=sam.actor, at=AT)

    for _ in range(10):
        results = at_once(lambda n: correct() if n % 2 else call())
        troubles = [trouble for trouble in results if isinstance(trouble, Exception)]
        assert all(isinstance(trouble, people.Conflict) for trouble in troubles), troubles


def colleagues(ana: Member, sam: Member, firm: int) -> tuple[Company, list[Referral]]:
    """Twelve who share an office number, every one of them passed on."""
    name, phone = f"Firm {firm}", f"+44163296{firm}145"
    staff = [add(ana, f"First{n} Name{n}", company=name, channels=[phone]) for n in range(12)]
    given = [give(ana, sam, prospect=actions.Prospect(person=person)) for person in reversed(staff)]
    return cast(Company, staff[0].company), given


def rename(firm: Company, by: Member) -> object:
    company = Company.objects.get(pk=firm.pk)
    said = {"name": company.name, "trade": "Joinery"}
    return people.edit_company(company=company, version=company.version, **said, by=by, at=AT + HOUR)


@pytest.mark.parametrize("press", ["a no", "a place"])
def test_who_changes_many_entries_holds_them_in_one_order(ana: Member, sam: Member, press: str) -> None:
    """The company and all who work there are written by one; refused, or placed, by the other."""

    def act(given: Referral) -> object:
        if press == "a no":
            return refuse(referral=fresh(given), by=Actor("prospect"), at=AT + HOUR)
        said = actions.Change(prospect=actions.Prospect(company=f"Firm {firm}", place="Dock Street"))
        return actions.add_details(
            referral=fresh(given), change=said, version=given.version, by=ana, at=AT + HOUR
        )

    for firm in range(6):
        company, given = colleagues(ana, sam, firm)
        came = racing.at_once(lambda n, c=company, g=given[0]: rename(c, ana) if n else act(g), 2)  # type: ignore[misc]
        troubles = [trouble for trouble in came if isinstance(trouble, Exception)]
        assert all(isinstance(trouble, people.Conflict) for trouble in troubles), troubles


def test_somebody_erased_in_the_meantime_holds_nobody_up(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    assert given.prospect_person
    Person.objects.filter(pk=given.prospect_person.pk).delete()
    assert actions.withdraw(referral=given, by=ana, at=AT + HOUR)

"""Pass on, complete, withdraw, bring back: what each writes, and what each refuses."""

from datetime import timedelta
from typing import Any

import pytest

from sentby.accounts.models import Member
from sentby.mail.models import Message
from sentby.people.models import Person
from sentby.referrals import actions
from sentby.referrals.actions import Change, Prospect
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode
from sentby.rules.grading import Grade
from tests.people.people import add, dana
from tests.referrals.acts import ACTS, ENDS
from tests.support.cast import AT
from tests.support.referring import (
    BAKERY,
    DANA,
    HOUR,
    NAME_ONLY,
    audited,
    fresh,
    give,
    give_referral,
    grade,
    letters_to,
    next_action,
    receive,
)

pytestmark = pytest.mark.django_db
LATER = AT + HOUR


def test_passing_on_writes_down_who_what_and_when(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, need=" The roof leaks. ", endorsement="Sam is honest.")
    assert (given.recorder, given.giver, given.receiver) == (ana, ana, sam)
    assert given.prospect_person and given.prospect_person.owner == ana
    assert (given.need, given.passed_on_at, given.released_at) == ("The roof leaks.", AT, AT)
    assert audited(given, "referral.passed_on") == 1


def test_the_receiver_hears_of_it_at_once(ana: Member, sam: Member) -> None:
    give_referral(ana, sam, need="The roof leaks.")
    (letter,) = letters_to(sam, "passed-on")
    for word in ("Ana Reyes", "Dana Lindqvist", "The roof leaks.", "960144"):
        assert word in letter.text


def test_who_records_what_they_received_gets_no_letter(ana: Member, sam: Member) -> None:
    got = receive(sam, ana)
    assert (got.recorder, got.giver, got.receiver) == (sam, ana, sam)
    assert got.prospect_person and got.prospect_person.owner == sam
    assert got.prospect_person.for_referral_only
    assert not Message.objects.exists()


def test_somebody_without_an_account_can_give_and_receive(ana: Member) -> None:
    tomas = add(ana, "Tomás Vidal")
    assert receive(ana, tomas).giver == tomas
    given = give(ana, tomas, prospect=BAKERY)
    assert given.receiver == tomas
    promised = next_action(given)
    assert promised and promised.owner == ana
    assert not Message.objects.exists()


def test_one_can_keep_a_name_for_oneself(sam: Member) -> None:
    own = receive(sam, None, prospect=BAKERY)
    assert (own.giver, own.receiver, own.grade) == (None, sam, "lead")


def test_somebody_from_the_book_is_passed_on_as_they_are(ana: Member, sam: Member) -> None:
    person = dana(ana)
    assert give(ana, sam, prospect=Prospect(person=person)).prospect_person == person
    assert Person.objects.count() == 1


def test_a_persons_own_way_of_being_asked_comes_before_the_members(ana: Member, sam: Member) -> None:
    person = add(ana, consent_mode="ask-one", channels=["01632 960144"])
    given = actions.pass_on(by=ana, at=AT, giver=ana, receiver=sam, prospect=Prospect(person=person))
    assert given.consent_mode == Mode.ASK_ONE
    assert given.released_at is None


def test_not_even_a_name_is_a_mention(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=Prospect(), need="A café owner wants her shopfront painted.")
    assert (given.prospect, grade(given)) == (None, Grade.MENTION)
    (letter,) = letters_to(sam, "passed-on")
    assert "You can’t act on this yet" in letter.text


# ---- what contradicts itself ----


def refused(**sides: object) -> str:
    with pytest.raises(actions.NotPossible) as said:
        actions.pass_on(**({"at": AT, "prospect": DANA} | sides))  # type: ignore[arg-type]
    assert not Referral.objects.exists()
    return str(said.value)


def test_nobody_passes_on_to_themselves(ana: Member) -> None:
    assert "the same" in refused(by=ana, giver=ana, receiver=ana)


def test_a_third_cannot_record_it(ana: Member, sam: Member, ruth: Member) -> None:
    assert "neither" in refused(by=ruth, giver=ana, receiver=sam)


def test_a_person_of_another_book_is_nobody(ana: Member, sam: Member) -> None:
    foreign = add(sam, "Tomás Vidal")
    assert "not in your book" in refused(by=ana, giver=ana, receiver=foreign)
    assert "not in your book" in refused(by=ana, giver=foreign, receiver=ana)


def test_a_member_who_left_receives_nothing_more(ana: Member, sam: Member) -> None:
    sam.is_active = False
    sam.save()
    assert refused(by=ana, giver=ana, receiver=sam) == (
        "Sam Okafor has left this desk. Choose somebody else."
    )


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_whoever_is_passed_on_is_a_third(ana: Member, side: str) -> None:
    person = dana(ana)
    sides = {"giver": ana, "receiver": ana} | {side: person}
    assert "already" in refused(by=ana, prospect=Prospect(person=person), **sides)


def test_a_member_is_not_passed_on_to_themselves_under_another_name(ana: Member, sam: Member) -> None:
    said = refused(
        by=ana, giver=ana, receiver=sam, prospect=Prospect("Samuel O.", ["SAM@okafor-roofing.example.com"])
    )
    assert "Sam Okafor cannot be passed on here" in said
    assert not Person.objects.exists()


# ---- complete ----


def completed(referral: Referral, by: Member, **said: Any) -> Referral:
    version = fresh(referral).version
    return actions.add_details(referral=referral, change=Change(**said), version=version, by=by, at=LATER)


def test_details_complete_a_mention_and_start_the_clock(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=NAME_ONLY)
    assert (grade(given), given.actionable_at) == (Grade.MENTION, None)
    completed(given, ana, prospect=DANA, need="The roof", endorsement="Honest")
    assert (grade(given), given.actionable_at) == (Grade.LEAD, LATER)
    assert (given.need, given.endorsement, given.version) == ("The roof", "Honest", 2)
    assert audited(given, "referral.completed") == 1
    assert len(letters_to(sam, "passed-on")) == 2
    assert Person.objects.count() == 1


def test_details_that_are_not_given_stay(ana: Member, sam: Member) -> None:
    given = give(ana, sam, need="The roof")
    completed(given, ana)
    assert (given.need, given.prospect and given.prospect.name) == ("The roof", "Dana Lindqvist")


def test_a_business_gets_a_name_later(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=BAKERY)
    completed(given, ana, prospect=Prospect("Rosa Klein", ["01632 960155"], "Corner Bakery", "Dock Street"))
    assert given.prospect_person and given.prospect_person.name == "Rosa Klein"
    assert given.prospect_person.company and given.prospect_person.company.name == "Corner Bakery"
    assert given.prospect_company is None


def test_details_without_a_name_or_business_do_not_wipe_out_the_business(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=BAKERY)
    with pytest.raises(actions.NotPossible, match="name or a business"):
        completed(given, ana, prospect=Prospect(channels=["01632 960155"]))
    assert fresh(given).prospect is not None
    completed(given, ana, prospect=Prospect(company="Harbour Bakery"))
    assert str(fresh(given).prospect) == "Harbour Bakery"


def test_the_second_of_two_writers_is_told_and_changes_nothing(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    seen = given.version
    actions.add_details(referral=given, change=Change(need="first"), version=seen, by=ana, at=LATER)
    with pytest.raises(actions.Conflict, match="changed this"):
        actions.add_details(
            referral=fresh(given), change=Change(need="second"), version=seen, by=ana, at=LATER
        )
    assert fresh(given).need == "first"


# ---- withdraw, bring back ----


def test_what_is_withdrawn_counts_nowhere_and_comes_back_as_it_was(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    assert actions.withdraw(referral=given, by=ana, at=LATER, why=" Twice. ")
    assert (given.withdrawn_at, given.withdrawn_why, next_action(given)) == (LATER, "Twice.", None)
    assert not actions.withdraw(referral=given, by=ana, at=LATER + HOUR)
    assert given.withdrawn_at == LATER
    assert actions.bring_back(referral=given, by=ana, at=LATER + HOUR)
    again = fresh(given)
    assert (again.withdrawn_at, again.withdrawn_why, grade(again)) == (None, "", Grade.REFERRAL)
    assert next_action(given)
    assert not actions.bring_back(referral=given, by=ana, at=LATER + HOUR)
    assert audited(given, "referral.withdrawn") == audited(given, "referral.brought_back") == 1


def test_withdrawn_before_the_prospect_was_told_they_never_hear_of_it(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    assert given.tell_due_at == AT + timedelta(seconds=30)
    actions.withdraw(referral=given, by=ana, at=AT)
    assert given.tell_due_at is None


@pytest.mark.parametrize("act", ["claim", "contact", "outcome", "details", "question"])
@pytest.mark.parametrize("ended", ["withdrawn", "refused", "declined", "lost"])
def test_nothing_is_written_on_what_is_over(ana: Member, sam: Member, act: str, ended: str) -> None:
    given = give_referral(ana, sam, mode=Mode.ASK_ONE if ended == "declined" else Mode.TELL)
    ENDS[ended](given, ana, sam)
    before = Referral.objects.values().get(pk=given.pk)
    with pytest.raises(actions.NotOpen, match=r"Nothing was saved|Undo the earlier outcome"):
        ACTS[act](given, ana, sam)
    assert Referral.objects.values().get(pk=given.pk) == before
    assert next_action(given) is None

"""The prospect's word: three answers, a yes before passing on, and a no for good."""

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY, Actor
from sentby.mail.models import Message
from sentby.people.models import Person
from sentby.referrals import actions
from sentby.referrals.actions import Prospect
from sentby.referrals.actions.forgetting import forget_prospect
from sentby.referrals.actions.permitting import Answer
from sentby.referrals.judging import judge
from sentby.referrals.models import Referral
from sentby.referrals.queries import given_by_grade
from sentby.referrals.rungs import Mark, gates_of
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.grading import Grade
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
    grade,
    letters_to,
    next_action,
    receive,
)

pytestmark = pytest.mark.django_db
PROSPECT = Actor("prospect")
LATER = AT + HOUR
YES: dict[str, Answer] = {"knows_who": "yes", "knows_how": "yes", "expects": "yes"}
SPELLINGS = [
    "dana@millane.example.org",
    "DANA@Millane.Example.ORG",
    " dana@millane.example.org ",
    "dana+roof@millane.example.org",
    "Dana Lindqvist <dana@millane.example.org>",
    "mailto:dana@millane.example.org",
    "ｄａｎａ@millane.example.org",
    "01632 960144",
    "+44 1632 960144",
    "0044 1632 960144",
    "(01632) 960-144",
    "tel:+441632960144",
]


def answered(referral: Referral, words: str = "", **answers: Answer) -> None:
    actions.answer_three_questions(referral=referral, answers=answers, words=words, by=PROSPECT, at=LATER)


def confirmed(referral: Referral) -> Grade:
    return judge(fresh(referral), ladder=8).confirmed.grade


def gates(referral: Referral, reader: Member) -> list[Mark]:
    referral = fresh(referral)
    return gates_of(referral, judge(referral, ladder=8), reader)


# ---- A9: only the prospect confirms ----


def test_a9_only_the_prospects_answers_confirm(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    assert (grade(given), confirmed(given)) == (Grade.REFERRAL, Grade.MENTION)
    answered(given, **YES)
    assert (grade(given), confirmed(given)) == (Grade.REFERRAL, Grade.REFERRAL)
    assert audited(given, "prospect.answered") == 1
    for member in (ana, sam):
        text = letters_to(member, "answered")[0].text
        for line in ("Knows who will call: yes.", "Knows how Sam may help: yes.", "Expects it: yes."):
            assert line in text, line


@pytest.mark.parametrize("question", [*YES])
def test_a9_a_no_strikes_what_was_claimed(ana: Member, sam: Member, question: str) -> None:
    given = give_referral(ana, sam)
    no: dict[str, Answer] = {question: "no"}
    answered(given, **YES | no)
    assert (grade(given), confirmed(given)) == (Grade.LEAD, Grade.LEAD)
    answered(given, **YES)
    assert (grade(given), confirmed(given)) == (Grade.REFERRAL, Grade.REFERRAL)


def test_a_fact_that_a_seen_letter_bears_out_is_not_shown_as_claimed(ana: Member, sam: Member) -> None:
    """“Not sure” says nothing: under rung 1, confirmed, no gate stands as the giver's word alone."""
    given = give_referral(ana, sam)
    answered(given, knows_who="yes", knows_how="yes")
    assert {gate["state"] for gate in gates(given, sam)} == {"confirmed", "observed", "claimed"}
    actions.note_letter_both(referral=given, by=SENTBY, at=LATER, seen=True)
    assert confirmed(given) is Grade.REFERRAL
    stood = {gate["kind"]: (gate["state"], gate["small"]) for gate in gates(given, sam)}
    assert stood["expects_contact"] == ("observed", "follows from the written introduction")
    assert stood["spoke"][0] == "confirmed", "the prospect's word is stronger than the letter"


def test_a_claimed_letter_outweighs_no_claim(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.note_letter_both(referral=given, by=ana.actor, at=LATER, seen=False)
    stood = {gate["kind"]: gate["small"] for gate in gates(given, sam)}
    assert stood["expects_contact"].startswith("claimed by Ana")


def test_whoever_said_please_dont_expects_nothing(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.refuse(referral=given, by=PROSPECT, at=LATER)
    stood = {gate["kind"]: (gate["state"], gate["small"]) for gate in gates(given, ana)}
    assert stood["expects_contact"] == ("missing", "said: please don’t")


def test_a9_unsure_says_nothing(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    answered(given)
    assert not given.facts.filter(source="confirmed").exists()


def test_the_latest_open_question_stands(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    answered(given, words="Is there asbestos?")
    answered(given, words=" And who pays? ")
    answered(given, words="And who pays?")
    live = given.facts.filter(kind="open_questions", withdrawn_at=None)
    assert list(live.values_list("note", flat=True)) == ["And who pays?"]


def test_a_letter_that_sentby_saw_is_observed_and_one_that_was_said_to_leave_is_claimed(
    ana: Member, sam: Member
) -> None:
    seen, said = give(ana, sam), give(ana, sam, prospect=Prospect("Rosa Klein", ["01632 960155"]))
    actions.note_letter_both(referral=seen, by=ana.actor, at=LATER, seen=True)
    actions.note_letter_both(referral=said, by=ana.actor, at=LATER, seen=False)
    assert (grade(seen), grade(said)) == (Grade.REFERRAL, Grade.REFERRAL)
    assert seen.facts.get(kind="introduced_in_writing").source == "observed"
    assert said.facts.get(kind="introduced_in_writing").source == "claimed"


# ---- I1, B2: asked first ----


def test_i1_before_the_yes_the_receiver_is_told_nothing(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, mode=Mode.ASK_ONE)
    promised = next_action(given)
    assert promised and (promised.act, promised.owner) == ("get_consent", ana)
    assert (given.released_at, given.tell_due_at) == (None, None)
    assert not Referral.objects.visible_to(sam).exists()
    assert not Message.objects.filter(to_member=sam).exists()
    assert given_by_grade(ana) == {"asked": 1}


def test_a_yes_releases_it_once_and_starts_the_clock(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, mode=Mode.ASK_ONE)
    assert actions.accept_passing(referral=given, accepted=True, by=PROSPECT, at=AT + 3 * DAY)
    promised = next_action(given)
    assert promised and (promised.act, promised.owner, promised.due_at) == ("call", sam, AT + 4 * DAY)
    assert Referral.objects.visible_to(sam).get() == given
    assert len(letters_to(sam, "passed-on")) == len(letters_to(ana, "answered")) == 1
    assert not actions.accept_passing(referral=given, accepted=False, by=PROSPECT, at=AT + 4 * DAY)
    assert audited(given, "prospect.accepted") == 1
    assert given_by_grade(ana) == {"referral": 1}


def test_a_no_ends_it_and_the_receiver_never_hears_of_it(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, mode=Mode.ASK_ONE)
    assert actions.accept_passing(referral=given, accepted=False, by=PROSPECT, at=LATER)
    assert (given.declined_at, next_action(given)) == (LATER, None)
    assert "was told nothing" in letters_to(ana, "answered")[0].text
    assert not Message.objects.filter(to_member=sam).exists()
    assert not actions.accept_passing(referral=given, accepted=True, by=PROSPECT, at=LATER)


def test_a_withdrawn_one_cannot_be_accepted(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, mode=Mode.ASK_ONE)
    actions.withdraw(referral=given, by=ana, at=AT)
    assert not actions.accept_passing(referral=given, accepted=True, by=PROSPECT, at=LATER)


def test_asked_first_for_a_receiver_without_an_account(ana: Member) -> None:
    given = give_referral(ana, add(ana, "Tomás Vidal"), mode=Mode.ASK_ONE)
    actions.accept_passing(referral=given, accepted=True, by=PROSPECT, at=LATER)
    assert len(letters_to(ana, "answered")) == 1
    other = receive(ana, add(ana, "Rosa Klein"), consent_mode=Mode.ASK_ONE)
    assert other.released_at == AT  # what reached me needs no yes


# ---- refusal is final ----


def refused(ana: Member, sam: Member, **more: object) -> Referral:
    given = give_referral(ana, sam, **more)
    actions.refuse(referral=given, by=PROSPECT, at=LATER)
    return given


def test_a_refusal_ends_it_and_everybody_is_told(ana: Member, sam: Member) -> None:
    given = refused(ana, sam)
    assert (given.refused_at, given.tell_due_at, next_action(given)) == (LATER, None, None)
    assert grade(given) == Grade.LEAD
    for member in (ana, sam):
        assert "please don’t" in letters_to(member, "refused")[0].text
    actions.refuse(referral=given, by=PROSPECT, at=LATER + HOUR)
    assert audited(given, "prospect.refused") == len(letters_to(sam, "refused")) == 1


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_refused_person_is_never_passed_on_again(
    ana: Member, sam: Member, ruth: Member, spelling: str
) -> None:
    refused(ana, sam)
    with pytest.raises(actions.NotPossible, match="That is final"):
        give(ruth, sam, prospect=Prospect("D. L.", [spelling]))
    assert not Referral.objects.filter(recorder=ruth).exists()
    assert not Person.objects.filter(owner=ruth).exists()


def test_a_refused_person_is_not_passed_on_from_the_book(ana: Member, sam: Member, ruth: Member) -> None:
    person = refused(ana, sam).prospect_person
    assert person
    with pytest.raises(actions.NotPossible):
        give(ana, ruth, prospect=Prospect(person=person))


def test_a_new_number_of_somebody_who_refused_does_not_help(ana: Member, sam: Member, ruth: Member) -> None:
    person = refused(ana, sam).prospect_person
    assert person
    person.channels.create(kind="phone", shown="+44 1632 960177", canonical="+441632960177", position=9)
    with pytest.raises(actions.NotPossible):
        give(ana, ruth, prospect=Prospect("Dana Lindqvist", ["01632 960177"]))


def test_details_cannot_bring_a_refused_person_in(ana: Member, sam: Member, ruth: Member) -> None:
    refused(ana, sam)
    other = give(ruth, sam, prospect=BAKERY)
    for prospect in (DANA, Prospect("Rosa", ["DANA+x@millane.example.org"])):
        with pytest.raises(actions.NotPossible):
            actions.add_details(
                referral=other, change=actions.Change(prospect=prospect), version=1, by=ruth, at=LATER
            )
    assert fresh(other).prospect_person is None


def test_the_open_referrals_of_others_about_the_same_person_stop(
    ana: Member, sam: Member, ruth: Member
) -> None:
    same = give_referral(ruth, sam, prospect=Prospect("Ms Lindqvist", ["Dana@millane.example.org"]))
    kept = give_referral(ruth, sam, prospect=Prospect("Rosa Klein", ["01632 960155"]))
    refused(ana, sam)
    assert (fresh(same).refused_at, next_action(same)) == (LATER, None)
    assert fresh(kept).refused_at is None
    assert len(letters_to(ruth, "refused")) == 1


def test_withdrawn_before_the_refusal_it_stays_withdrawn(ana: Member, sam: Member, ruth: Member) -> None:
    mine = give_referral(ruth, sam)
    actions.withdraw(referral=mine, by=ruth, at=AT)
    refused(ana, sam)
    with pytest.raises(actions.NotPossible, match="final"):
        actions.bring_back(referral=mine, by=ruth, at=LATER + HOUR)
    assert fresh(mine).withdrawn_at == AT


def test_under_ask_one_the_receiver_hears_of_no_refusal_either(ana: Member, sam: Member) -> None:
    refused(ana, sam, mode=Mode.ASK_ONE)
    assert not Message.objects.filter(to_member=sam).exists()


def test_a_business_without_channels_refuses_this_one_only(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=BAKERY)
    actions.refuse(referral=given, by=PROSPECT, at=LATER)
    assert given.refused_at == LATER
    assert give(ana, sam, prospect=BAKERY).refused_at is None


# ---- erasure ----


def test_erased_by_their_own_wish_every_word_goes_and_credit_stays(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, need="The roof leaks.", endorsement="Honest.")
    actions.log_contact(referral=given, kind=ContactKind.CALLED, by=sam.actor, at=LATER, note="Asbestos.")
    answered(given, words="Who pays?")
    forget_prospect(referral=given, by=PROSPECT, at=LATER)
    assert (given.need, given.endorsement, given.declined_at) == ("", "", LATER)
    assert not given.facts.exclude(note="").exists()
    assert not given.contacts.exclude(note="").exists()
    assert (next_action(given), audited(given, "prospect.erased")) == (None, 1)
    assert given_by_grade(ana) == {"referral": 1}
    assert len(letters_to(sam, "refused")) == 1


def test_what_had_ended_is_forgotten_quietly(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, need="The roof leaks.")
    actions.withdraw(referral=given, by=ana, at=AT)
    forget_prospect(referral=given, by=PROSPECT, at=LATER)
    assert (given.need, given.declined_at) == ("", None)
    assert letters_to(sam, "refused") == []

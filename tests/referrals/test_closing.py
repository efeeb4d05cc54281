"""Outcomes, and the question to the other side."""

from decimal import Decimal

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.referrals import actions
from sentby.referrals.models import FeedbackAsk, Outcome, Referral
from sentby.referrals.timeline import Story
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.money import Amount
from sentby.rules.standing import Outcome as Kind
from tests.people.people import add
from tests.support.cast import AT
from tests.support.referring import (
    DAY,
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
MONEY = Amount(Decimal("4321.5"), "GBP")
LATER = AT + HOUR


def recorded(referral: Referral, by: Member, kind: Kind, **more: object) -> Outcome:
    return actions.record_outcome(referral=referral, kind=kind, by=by, **({"at": LATER} | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "act"),
    [(Kind.TALKED, "meet"), (Kind.MET, "propose"), (Kind.PROPOSED, "ask_for_decision")],
)
def test_each_step_leads_to_the_next_and_the_giver_is_told(
    ana: Member, sam: Member, kind: Kind, act: str
) -> None:
    given = give_referral(ana, sam)
    recorded(given, sam, kind, reason="In the hall.")
    promised = next_action(given)
    assert promised and (promised.act, promised.owner) == (act, sam)
    (report,) = letters_to(ana, "report")
    assert "In the hall." in report.text
    assert audited(given, "outcome.recorded") == 1


def test_who_has_met_is_not_asked_to_meet(ana: Member, sam: Member) -> None:
    """“We met” is one press, wherever it stands; a later talk does not take it back, a wrong one does."""
    given = give_referral(ana, sam)
    early = actions.log_contact(
        referral=given, kind=ContactKind.MET, by=sam.actor, at=LATER, happened_at=AT - HOUR
    )
    assert next_action(given).act == "call", "before it was passed on, that was not this meeting"  # type: ignore[union-attr]
    met = actions.log_contact(referral=given, kind=ContactKind.MET, by=sam.actor, at=LATER)
    recorded(given, sam, Kind.TALKED, at=LATER + HOUR)
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("propose", LATER + HOUR + 7 * DAY)
    actions.take_back_contact(contact=met, by=sam, at=LATER)
    assert next_action(given).act == "meet"  # type: ignore[union-attr]
    assert early.withdrawn_at is None


def test_a_step_met_is_not_undone_by_a_later_talk(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    recorded(given, sam, Kind.MET)
    recorded(given, sam, Kind.TALKED, at=LATER + HOUR)
    assert next_action(given).act == "propose"  # type: ignore[union-attr]


def test_a_meeting_noted_as_a_contact_is_reported_and_corrected(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    met = actions.log_contact(referral=given, kind=ContactKind.MET, by=sam.actor, at=LATER)
    (report,) = letters_to(ana, "report")
    assert "Sam met Dana." in report.text and report.due_at > LATER
    actions.take_back_contact(contact=met, by=sam, at=LATER)
    (report,) = letters_to(ana, "report")
    assert report.state == "withheld", "taken back in time, nobody reads it"
    actions.log_contact(referral=given, kind=ContactKind.CALLED, by=sam.actor, at=LATER)
    assert len(letters_to(ana, "report")) == 1, "a call is no step"


def test_a_message_left_moves_no_deadline(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.log_contact(referral=given, kind=ContactKind.LEFT_MESSAGE, by=sam.actor, at=LATER)
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("try_again", AT + DAY)


@pytest.mark.parametrize("kind", [Kind.WON, Kind.LOST])
def test_an_end_closes_it_once_and_the_second_is_told(ana: Member, sam: Member, kind: Kind) -> None:
    given = give_referral(ana, sam)
    recorded(given, sam, kind)
    assert (given.closed_at, next_action(given)) == (LATER, None)
    with pytest.raises(actions.AlreadyEnded, match="ended already"):
        recorded(fresh(given), sam, Kind.LOST)
    assert given.outcomes.count() == 1


def test_an_end_that_happened_before_a_later_step_still_ends_it(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    recorded(given, sam, Kind.TALKED)
    recorded(given, sam, Kind.WON, happened_at=AT)
    assert next_action(given) is None


@pytest.mark.parametrize("kind", [Kind.WON, Kind.LOST, Kind.MET])
def test_taken_back_it_is_open_again(ana: Member, sam: Member, kind: Kind) -> None:
    given = give_referral(ana, sam)
    step = recorded(given, sam, kind)
    assert actions.take_back_outcome(outcome=step, by=sam, at=LATER)
    given = fresh(given)
    promised = next_action(given)
    assert promised and (given.closed_at, promised.act) == (None, "call")
    assert not given.facts.filter(kind__in=["closed", "meeting_arranged"], withdrawn_at=None).exists()
    assert not actions.take_back_outcome(outcome=step, by=sam, at=LATER)
    assert audited(given, "outcome.taken_back") == 1


def test_the_receivers_word_bears_out_a_rung_and_the_givers_does_not(ana: Member, sam: Member) -> None:
    given, kept = give_referral(ana, sam), give(ana, add(ana, "Tomás Vidal"))
    recorded(given, sam, Kind.WON)
    recorded(kept, ana, Kind.WON)
    assert given.facts.get(kind="closed").source == "observed"
    assert not kept.facts.filter(kind="closed").exists()


def test_one_meeting_taken_back_leaves_the_rung_of_the_other(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    first = recorded(given, sam, Kind.MET)
    recorded(given, sam, Kind.MET, at=LATER + HOUR)
    actions.take_back_outcome(outcome=first, by=sam, at=LATER + HOUR)
    assert given.facts.filter(kind="meeting_arranged", withdrawn_at=None).exists()


def test_d1_an_amount_is_in_no_letter_unless_it_is_shared(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    step = recorded(given, sam, Kind.WON, amount=MONEY)
    assert (step.amount, step.currency, step.amount_shared) == (Decimal("4321.5"), "GBP", False)
    assert not any("4321" in letter.text + letter.html for letter in letters_to(ana, "report"))


def test_d1_a_shared_amount_is_in_the_report(ana: Member, sam: Member) -> None:
    recorded(give_referral(ana, sam), sam, Kind.WON, amount=MONEY, share_amount=True)
    (report,) = letters_to(ana, "report")
    assert "4321.5 GBP" in report.text


def test_sharing_no_amount_shares_nothing(ana: Member, sam: Member) -> None:
    assert not recorded(give_referral(ana, sam), sam, Kind.WON, share_amount=True).amount_shared


@pytest.mark.parametrize("value", ["0", "0.01", "999999999999.99"])
def test_every_amount_that_can_be_written_is_kept(ana: Member, sam: Member, value: str) -> None:
    step = recorded(give_referral(ana, sam), sam, Kind.WON, amount=Amount(Decimal(value), "GBP"))
    step.refresh_from_db()
    assert step.amount == Decimal(value)


def test_for_oneself_nobody_is_told(sam: Member) -> None:
    recorded(receive(sam, None), sam, Kind.WON)
    assert letters_to(sam, "report") == []


# ---- D5: what became of it? ----


def test_d5_the_giver_asks_and_the_receiver_answers(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    ask = actions.ask_what_became(referral=given, by=ana, at=LATER, question=" And? ")
    assert ask and ask.question == "And?"
    assert "And?" in letters_to(sam, "question")[0].text
    assert actions.answer_question(ask=ask, by=sam, at=LATER, answer=" We meet on Monday. ")
    assert "We meet on Monday." in letters_to(ana, "answer")[0].text
    assert not actions.answer_question(ask=ask, by=sam, at=LATER, answer="Again")
    ask.refresh_from_db()
    assert ask.answer == "We meet on Monday."
    assert audited(given, "question.asked") == audited(given, "question.answered") == 1


def test_d5_the_story_says_who_was_asked(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.ask_what_became(referral=given, by=ana, at=LATER)
    told = {reader: {entry.text for entry in Story(given, reader).entries()} for reader in (ana, sam)}
    assert "You asked Sam." in told[ana]
    assert "Ana asked you." in told[sam]


def test_d5_one_question_is_open_at_a_time(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    actions.ask_what_became(referral=given, by=ana, at=LATER)
    assert actions.ask_what_became(referral=given, by=ana, at=LATER) is None
    assert len(letters_to(sam, "question")) == FeedbackAsk.objects.count() == 1


def test_d5_any_step_answers_the_givers_question(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    ask = actions.ask_what_became(referral=given, by=ana, at=LATER)
    recorded(given, sam, Kind.TALKED)
    assert ask
    ask.refresh_from_db()
    assert ask.answered_at == LATER


def test_a4_the_receiver_of_a_mention_asks_for_the_details(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=NAME_ONLY)
    actions.ask_what_became(referral=given, by=sam, at=LATER)
    (letter,) = letters_to(ana, "question")
    assert "how can I reach them" in letter.text
    assert letter.subject == "Sam needs Dana’s details"


def test_nobody_is_asked_who_is_no_member(ana: Member, sam: Member) -> None:
    own = receive(sam, None)
    for referral, by in ((own, sam), (give(ana, add(ana, "Tomás Vidal")), ana)):
        with pytest.raises(actions.NotPossible, match="no member on the other side"):
            actions.ask_what_became(referral=referral, by=by, at=LATER)
    assert not FeedbackAsk.objects.exists()


def test_i1_the_receiver_is_not_asked_about_what_they_may_not_know(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam, mode=Mode.ASK_ONE)
    with pytest.raises(actions.NotPossible, match="before the yes"):
        actions.ask_what_became(referral=given, by=ana, at=LATER)
    assert letters_to(sam, "question") == []


def test_a_member_who_left_is_not_asked(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    sam.is_active = False
    sam.save()
    with pytest.raises(actions.NotPossible):
        actions.ask_what_became(referral=fresh(given), by=ana, at=LATER)


def test_opened_again_it_stops_if_they_refused_in_the_meantime(
    ana: Member, sam: Member, ruth: Member
) -> None:
    given, other = give_referral(ana, sam), give_referral(ruth, sam)
    lost = recorded(given, sam, Kind.LOST)
    actions.refuse(referral=other, by=Actor("prospect"), at=LATER)
    assert fresh(given).refused_at is None
    actions.take_back_outcome(outcome=lost, by=sam, at=LATER + DAY)
    given = fresh(given)
    assert (given.refused_at, next_action(given)) == (LATER + DAY, None)
    assert grade(given) == "lead"

"""Thanks: once an occasion, delivered to the giver, taken back while the letter waits."""

from datetime import timedelta

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.gratitude import actions, queries
from sentby.gratitude.models import Thanks
from sentby.mail.models import Message
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Referral
from sentby.rules.standing import Outcome
from sentby.today import queries as today
from tests.people.people import add
from tests.support.cast import AT, client_for
from tests.support.referring import HOUR, NAME_ONLY, audited, give, give_referral, letters_to, receive
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db
LATER = AT + HOUR
SOON = LATER + timedelta(minutes=1)


def win(referral: Referral, by: Member) -> None:
    referrals.record_outcome(referral=referral, kind=Outcome.WON, by=by, at=LATER)


def thanked(
    referral: Referral, by: Member, occasion: actions.Occasion = "receipt", words: str = ""
) -> Thanks:
    return actions.thank(referral=referral, occasion=occasion, by=by, at=LATER, words=words)


def owed(member: Member) -> list[tuple[str, str]]:
    """What a member still owes: for which referral, and what comes next."""
    return [(item.referral.pk, item.occasion) for item in today.for_member(member, LATER).to_thank]


def test_d1_thanks_on_receipt_reach_the_giver(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    said = thanked(given, sam, words=" Well found. ")
    (letter,) = letters_to(ana, "thanks")
    assert (said.message, said.words) == (letter, "Well found.")
    assert "Sam Okafor thanks you for passing on Dana Lindqvist." in letter.text
    assert "“Well found.”" in letter.text
    assert letter.due_at == LATER + actions.TAKE_BACK_WITHIN
    assert audited(given, "thanks.said") == 1
    assert str(said) == "thanks for passing it on"


def test_d1_thanks_on_success(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    with pytest.raises(actions.NothingToThankFor, match="Nothing is recorded as won"):
        thanked(given, sam, "success")
    win(given, sam)
    thanked(given, sam, "success")
    assert "business came of it" in letters_to(ana, "thanks")[0].text


def test_thanking_again_changes_nothing(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    assert thanked(given, sam, words="first") == thanked(given, sam, words="second")
    assert Thanks.objects.get().words == "first"
    assert len(letters_to(ana, "thanks")) == 1


def test_a_mention_can_be_thanked(ana: Member, sam: Member) -> None:
    assert thanked(give(ana, sam, prospect=NAME_ONLY), sam).occasion == "receipt"


def test_a_giver_without_an_account_is_thanked_in_person(sam: Member) -> None:
    got = receive(sam, add(sam, "Tomás Vidal"))
    said = thanked(got, sam)
    assert said.message is None
    assert not Message.objects.filter(kind="thanks").exists()
    assert actions.take_back(thanks=said, by=sam, at=LATER + 300 * HOUR)


def test_nobody_thanks_themselves_or_for_others(ana: Member, sam: Member, stan: Member) -> None:
    for referral, by, why in [
        (receive(sam, None), sam, "Nobody else gave"),
        (give_referral(ana, sam), ana, "Nobody else gave"),
        (give_referral(ana, sam, prospect=Prospect("Rosa", ["01632 960155"])), stan, "whoever received it"),
    ]:
        with pytest.raises(actions.NothingToThankFor, match=why):
            thanked(referral, by)


def test_there_are_no_thanks_for_what_was_withdrawn(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    referrals.withdraw(referral=given, by=ana, at=LATER)
    with pytest.raises(actions.NothingToThankFor, match="withdrawn"):
        thanked(given, sam)
    assert list(queries.to_thank(sam)) == []


def test_a_press_made_by_mistake_is_taken_back_while_the_letter_waits(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    said = thanked(given, sam)
    assert actions.take_back(thanks=said, by=sam, at=LATER)
    assert letters_to(ana, "thanks")[0].state == "withheld"
    assert not actions.take_back(thanks=said, by=sam, at=LATER)
    assert (queries.said_for(given), audited(given, "thanks.taken_back")) == ({}, 1)
    assert thanked(given, sam) != said


def test_what_has_left_stays_said(ana: Member, sam: Member) -> None:
    said = thanked(give_referral(ana, sam), sam)
    for via, sentence in (("smtp", "has left already"), ("local", "is in the Outbox already")):
        Message.objects.filter(pk=said.message_id).update(state="sent", via=via)
        with pytest.raises(actions.AlreadyLeft, match=sentence):
            actions.take_back(thanks=said, by=sam, at=LATER + timedelta(minutes=5))
    said.refresh_from_db()
    assert said.taken_back_at is None


def test_only_who_said_them_takes_thanks_back(ana: Member, sam: Member) -> None:
    said = thanked(give_referral(ana, sam), sam)
    assert not actions.take_back(thanks=said, by=ana, at=LATER)


@pytest.mark.parametrize("occasion", ["receipt", "success"])
def test_who_was_thanked_by_mistake_is_still_to_be_thanked(
    ana: Member, sam: Member, occasion: actions.Occasion
) -> None:
    given = give_referral(ana, sam)
    if occasion == "success":
        thanked(given, sam)
        win(given, sam)
    said = thanked(given, sam, occasion)
    assert owed(sam) == []
    actions.take_back(thanks=said, by=sam, at=LATER)
    assert owed(sam) == [(given.pk, occasion)]


def test_who_is_still_to_be_thanked(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    receive(sam, None)
    assert owed(sam) == [(given.pk, "receipt")]
    first = thanked(given, sam)
    assert list(queries.to_thank(sam)) == []
    win(given, sam)
    assert owed(sam) == [(given.pk, "success")]
    second = thanked(given, sam, "success")
    assert list(queries.to_thank(sam)) == []
    assert queries.for_referrals([given.pk, "none"]) == {given.pk: [first, second]}
    assert queries.said_for(given) == {"receipt": first, "success": second}
    assert list(queries.to_thank(ana)) == []


def test_d1_thanks_on_success_stand_for_thanks_on_receipt(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    win(given, sam)
    assert owed(sam) == [(given.pk, "success")]
    thanked(given, sam, "success")
    assert owed(sam) == []
    referrals.take_back_outcome(outcome=given.outcomes.get(), by=sam, at=LATER)
    assert owed(sam) == [(given.pk, "receipt")]


@pytest.mark.parametrize("has_left", [False, True])
def test_thanks_for_business_that_was_taken_back_do_not_stand(
    ana: Member, sam: Member, has_left: bool
) -> None:
    given = give_referral(ana, sam)
    receipt = thanked(given, sam)
    win(given, sam)
    thanked(given, sam, "success")
    if has_left:
        sweep("letters", SOON)
    referrals.take_back_outcome(outcome=given.outcomes.get(), by=sam, at=LATER)
    sweep("letters", SOON)
    assert [letter.state for letter in letters_to(ana, "thanks")].count("withheld") == (not has_left)
    assert queries.said_for(given) == {"receipt": receipt}
    assert queries.for_referrals([given.pk]) == {given.pk: [receipt]}
    assert list(queries.said_by_or_to(ana)) == [receipt]
    assert "for what came of it" not in client_for(ana).get(f"/referrals/{given.pk}/").content.decode()


def test_what_is_won_after_all_is_thanked_anew(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    thanked(given, sam)
    win(given, sam)
    first = thanked(given, sam, "success")
    referrals.take_back_outcome(outcome=given.outcomes.get(), by=sam, at=LATER)
    win(given, sam)
    assert owed(sam) == [(given.pk, "success")]
    second = thanked(given, sam, "success")
    assert second != first and queries.said_for(given)["success"] == second
    sweep("letters", SOON)
    first.refresh_from_db()
    assert first.message and second.message and not first.stands
    states = dict(Message.objects.filter(kind="thanks").values_list("pk", "state"))
    assert (states[first.message.pk], states[second.message.pk]) == ("withheld", "sent")


def test_today_does_not_say_thanked_for_what_was_taken_back(ana: Member, sam: Member) -> None:
    given = give_referral(ana, sam)
    win(given, sam)
    said = thanked(given, sam, "success")
    Thanks.objects.filter(pk=said.pk).update(at=now())
    assert "You were thanked" in client_for(ana).get("/").content.decode()
    referrals.take_back_outcome(outcome=given.outcomes.get(), by=sam, at=LATER)
    assert "You were thanked" not in client_for(ana).get("/").content.decode()


def test_nobody_is_asked_to_thank_for_somebody_who_refused(ana: Member, sam: Member) -> None:
    """There was nothing to receive; unless business had come of it before."""
    given = give_referral(ana, sam)
    assert owed(sam) == [(given.pk, "receipt")]
    referrals.refuse(referral=given, by=Actor("prospect"), at=LATER)
    assert owed(sam) == []
    won = give_referral(ana, sam, prospect=Prospect(name="Otto Neumann", channels=["otto@example.org"]))
    win(won, sam)
    Referral.objects.filter(pk=won.pk).update(refused_at=LATER)
    assert owed(sam) == [(won.pk, "success")]

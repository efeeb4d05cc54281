"""Please don't: final, at once, and asked for again at the moment of sending. No mail without a permission."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY, Actor
from sentby.introductions import actions, queries
from sentby.mail import actions as mail
from sentby.mail import sending
from sentby.mail.letters import Letter
from sentby.mail.models import Message, Permission
from sentby.people import actions as people
from sentby.referrals import actions as referrals
from sentby.referrals.models import Fact, Referral
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from tests.introductions.story import LATER, letters_to, link_of, pass_on, work, write
from tests.support.cast import AT

pytestmark = pytest.mark.django_db
DANAS = "dana@millane.example.org"
SOON = LATER + timedelta(minutes=1)


def states(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("state", flat=True))


def refuse_only(referral: Referral) -> None:
    """A refusal that nothing but the check at the moment of sending knows of."""
    people.refuse(channels=[DANAS], referral_id=referral.pk, by=Actor("prospect"), at=LATER)


def end_permissions(ana: Member) -> None:
    for permission in Permission.objects.all():
        mail.end_permission(permission=permission, by=ana.actor, at=LATER)


CHANGES: dict[str, Callable[[Referral, Member], object]] = {
    "refused, known by the address alone": lambda referral, _: refuse_only(referral),
    "withdrawn": lambda referral, ana: referrals.withdraw(referral=referral, by=ana, at=LATER),
    "the fact withdrawn": lambda referral, ana: referrals.withdraw_fact(
        fact=Fact.objects.get(referral=referral, kind=FactKind.EXPECTS_CONTACT), by=ana, at=LATER
    ),
    "the prospect expects no call": lambda referral, _: actions.answer(
        link=link_of(referral)[0], answers={"expects": "no"}, words="", at=LATER
    ),
    "the permission ended": lambda _, ana: end_permissions(ana),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_letter_that_waits_does_not_leave_after(ana: Member, sam: Member, change: str) -> None:
    referral = pass_on(ana, sam)
    actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)
    CHANGES[change](referral, ana)
    work(SOON)
    assert [message.state for message in letters_to(DANAS)] == ["withheld"]


def test_control_checked_at_queueing_only_it_would_leave(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)
    refuse_only(referral)
    sending.sweep(at=SOON, may_send=lambda message: None)
    assert [message.state for message in letters_to(DANAS)] == ["sent"]


def test_pressed_while_letters_wait_nothing_leaves_but_the_word_to_stop(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)
    link, _ = link_of(referral)
    actions.stop(link=link, at=LATER)
    assert states("introduction") == {"withheld"}
    assert Message.objects.get(kind="passed-on").state == "withheld"
    work(SOON)
    assert states("refused") == {"sent"}
    assert set(Message.objects.filter(kind="refused").values_list("to_member", flat=True)) == {ana.pk, sam.pk}
    assert not Permission.objects.filter(ended_at=None).exists()


SPELLINGS = [DANAS, "DANA@MILLANE.EXAMPLE.ORG", "dana+roof@millane.example.org", " dana@millane.example.org "]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_giver_with_another_spelling_reaches_nobody(
    ana: Member, sam: Member, ruth: Member, spelling: str
) -> None:
    actions.stop(link=link_of(pass_on(ana, sam))[0], at=LATER)
    with pytest.raises(referrals.NotPossible):
        pass_on(ruth, sam, prospect=referrals.Prospect(name="D. Lindqvist", channels=[spelling]))
    letter = Letter(
        kind="invitation", subject="Hello", text="Hello\n", to_name="", to_address=spelling.strip()
    )
    permission = mail.permit(basis="invitation", reference="invitation:x", by=SENTBY, at=LATER)
    message = mail.queue(letter=letter, sender=ruth, permission=permission, by=ruth.actor, at=LATER)
    work(SOON)
    message.refresh_from_db()
    assert message.state == "withheld"


def test_a_second_referral_to_the_same_person_stops_as_well(ana: Member, sam: Member, ruth: Member) -> None:
    first, second = pass_on(ana, sam), pass_on(ana, ruth)
    actions.send(introduction=write(second, ana, at=AT), by=ana, at=AT)
    actions.stop(link=link_of(first)[0], at=LATER)
    second.refresh_from_db()
    assert second.refused_at == LATER
    assert states("introduction") == {"withheld"}


def test_before_the_yes_no_letter_leaves_but_the_question(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)
    Referral.objects.filter(pk=referral.pk).update(released_at=None, consent_mode=Mode.ASK_ONE)
    work(SOON)
    assert states("introduction") == {"withheld"}
    assert states("passed-on") == {"withheld"}


def test_a_refusal_once_does_not_lock_a_member_out(ana: Member) -> None:
    people.refuse(channels=[ana.email], referral_id="", by=Actor("prospect"), at=AT)
    letter = Letter(kind="report", subject="x", text="x\n", to_name="", to_address=ana.email, to_member=ana)
    message = mail.queue(letter=letter, sender=None, permission=None, by=SENTBY, at=AT)
    assert queries.may_send(message) is None


def test_the_database_itself_knows_no_letter_without_a_permission(ana: Member, sam: Member) -> None:
    letter = actions.send(introduction=write(pass_on(ana, sam), ana), by=ana, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=letter.to_prospect_id).update(permission=None)


def test_nobody_reminds_a_prospect(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)
    for days in range(30):
        work(AT + timedelta(days=days, minutes=1))
    assert len(letters_to(DANAS)) == 1


# ---- erased ----


def test_erased_is_erased_in_every_table_and_credit_stays(ana: Member, sam: Member) -> None:
    from tests.introductions.tables import found_in

    referral = pass_on(ana, sam)
    actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)
    work()
    link, _ = link_of(referral)
    answers = {"knows_who": "yes", "knows_how": "yes", "expects": "yes"}
    actions.answer(link=link, answers=answers, words="Ring Lindqvist after four.", at=LATER)  # type: ignore[arg-type]
    assert (
        found_in("Lindqvist")
        and found_in("millane")
        and found_in("960144")
        and found_in("Mill Lane School lets")
    )
    actions.erase_prospect(link=link, at=SOON)
    work(SOON)
    assert (
        found_in("Lindqvist")
        + found_in("dana@millane")
        + found_in("960144")
        + found_in("Mill Lane School lets")
        == []
    )
    referral.refresh_from_db()
    assert (referral.giver_member, referral.passed_on_at, referral.grade) == (ana, AT, "referral")
    assert referral.declined_at == SOON and referral.prospect_person is None
    assert Message.objects.filter(to_member=sam, subject__contains="has been erased").exists()


def test_a_refusal_outlives_the_erasure(ana: Member, sam: Member) -> None:
    link, _ = link_of(pass_on(ana, sam))
    actions.stop(link=link, at=LATER)
    actions.erase_prospect(link=link, at=SOON)
    with pytest.raises(referrals.NotPossible):
        pass_on(ana, sam)


def test_the_word_to_stop_leaves_although_the_rest_is_erased(ana: Member, sam: Member) -> None:
    link, _ = link_of(pass_on(ana, sam))
    actions.stop(link=link, at=LATER)
    actions.erase_prospect(link=link, at=LATER)
    work(SOON)
    assert states("refused") == {"sent"}

"""Telling, asking first, and what is said through a private link."""

from datetime import timedelta

import pytest

from sentby.accounts.models import Member
from sentby.core.models import AuditEntry
from sentby.introductions import actions, queries
from sentby.introductions.models import Link
from sentby.mail.models import Message
from sentby.people.models import Channel
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Prospect
from sentby.referrals.judging import judge
from sentby.referrals.models import Referral
from sentby.referrals.timeline import Story
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from tests.introductions.story import (
    CANARIES,
    LATER,
    PHONE_ONLY,
    letters_to,
    link_of,
    pass_on,
    token_in,
    work,
    write,
)
from tests.support.cast import AT
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db
DANAS = "dana@millane.example.org"


# ---- telling ----


def story_of(referral: Referral, reader: Member) -> str:
    whole = Referral.objects.get(pk=referral.pk)
    return " ".join(entry.text for entry in Story(whole, reader).entries())


def test_what_lies_in_the_outbox_was_not_written_to_anybody_yet(ana: Member, sam: Member) -> None:
    told, otto = pass_on(ana, sam), Prospect(name="Otto Neumann", channels=["otto@example.org"])
    asked = pass_on(ana, sam, mode=Mode.ASK_ONE, prospect=otto)
    actions.ask_first(referral=asked, by=ana, at=AT)
    work()
    assert "A letter to Dana lies in the Outbox, to be handed over" in story_of(told, ana)
    assert "You put the question to Otto into the Outbox, to be handed over." in story_of(asked, ana)
    letters = Message.objects.exclude(state="failed")
    for gone in ({"state": "queued", "via": ""}, {"state": "withheld", "via": ""}):
        letters.update(**gone)
        assert "A letter to Dana was put into the Outbox: who" in story_of(told, ana)
        assert "You put the question to Otto into the Outbox." in story_of(asked, ana)
    letters.update(state="sent", via="smtp")
    assert "Sentby wrote to Dana: who passed their details on" in story_of(told, ana)
    assert "You asked Otto first." in story_of(asked, ana)
    for letter in letters:
        letter.delete()
    assert "A letter to Dana was put into the Outbox: who" in story_of(told, ana)


def test_the_prospect_is_told_once_a_moment_after_the_passing_on(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    assert sweep("tells", AT + timedelta(seconds=29)) == 0
    assert sweep("tells", AT + timedelta(seconds=30)) == 1
    assert sweep("tells", LATER) == 0
    referral.refresh_from_db()
    assert referral.told_at == AT + timedelta(seconds=30)
    [letter] = letters_to(DANAS)
    assert letter.kind == "tell"


def test_undone_in_time_nobody_hears_of_it(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    referrals.withdraw(referral=referral, by=ana, at=AT + timedelta(seconds=20))
    work()
    assert letters_to(DANAS) == []


def test_told_only_when_the_rule_allows_it_and_there_is_an_address(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, prospect=PHONE_ONLY)
    sweep("tells", LATER)
    assert not Message.objects.filter(kind="tell").exists()
    referral.refresh_from_db()
    assert referral.tell_due_at is None and referral.told_at is None


def test_one_that_goes_wrong_stops_no_other(
    ana: Member, sam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pass_on(ana, sam)
    pass_on(ana, sam, prospect=referrals.Prospect(name="Tomás Vidal", channels=["tomas@vidal.example.org"]))
    Message.objects.all().delete()
    people_channel = first.prospect_person.channels.get(kind="email")  # type: ignore[union-attr]
    Channel.objects.filter(pk=people_channel.pk).update(shown="no address")
    assert sweep("tells", LATER) == 1
    assert letters_to("tomas@vidal.example.org")


# ---- asking first ----


def test_under_ask_one_nothing_of_the_prospect_reaches_the_receiver_before_the_yes(
    ana: Member, sam: Member
) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    actions.ask_first(referral=referral, by=ana, at=AT)
    work()
    said = "".join(m.subject + m.text + m.html + m.to_name for m in Message.objects.filter(to_member=sam))
    assert not any(canary in said for canary in CANARIES)
    [question] = letters_to(DANAS)
    assert question.kind == "consent" and question.state == "sent"
    link = queries.link_for(token_in(question.text), LATER)
    assert link
    actions.consent(link=link, accepted=True, at=LATER)
    assert any(DANAS in message.text for message in Message.objects.filter(to_member=sam))
    referral.refresh_from_db()
    assert referral.released_at == LATER


def test_a_no_is_told_to_the_giver_only(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    link, _ = link_of(referral)
    actions.consent(link=link, accepted=False, at=LATER)
    work()
    assert Message.objects.filter(to_member=ana, kind="answered").exists()
    assert not Message.objects.filter(to_member=sam).exists()


def test_the_question_is_asked_once(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    actions.ask_first(referral=referral, by=ana, at=AT)
    with pytest.raises(actions.AlreadyLeft):
        actions.ask_first(referral=referral, by=ana, at=LATER)
    with pytest.raises(actions.AlreadyLeft):
        actions.prepare_question(referral=referral, by=ana, at=LATER)
    assert len(letters_to(DANAS)) == 1


def test_a_lead_is_asked_from_the_members_own_mailbox(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE, claims=[])
    with pytest.raises(actions.NotPossible, match="lead"):
        actions.ask_first(referral=referral, by=ana, at=AT)
    question = actions.prepare_question(referral=referral, by=ana, at=AT)
    assert actions.mark_asked(question=question, by=ana, at=LATER).left_at == LATER
    assert letters_to(DANAS) == []


def test_before_the_yes_there_is_no_introduction(ana: Member, sam: Member) -> None:
    letter = write(pass_on(ana, sam, mode=Mode.ASK_ONE), ana)
    with pytest.raises(actions.NotPossible, match="Ask Dana first"):
        actions.send(introduction=letter, by=ana, at=LATER)
    with pytest.raises(actions.NotPossible, match="Ask Dana first"):
        actions.mark_sent(introduction=letter, by=ana, at=LATER)


def test_a_question_that_was_stopped_or_has_left_does_not_leave_again(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    question = actions.prepare_question(referral=referral, by=ana, at=AT)
    assert actions.prepare_question(referral=referral, by=ana, at=AT) == question
    actions.mark_asked(question=question, by=ana, at=AT)
    with pytest.raises(actions.AlreadyLeft):
        actions.mark_asked(question=question, by=ana, at=LATER)
    actions.stop(link=link_of(referral)[0], at=LATER)
    with pytest.raises(actions.NotPossible, match="please don’t"):
        actions.mark_asked(question=question, by=ana, at=LATER)


def test_what_was_passed_on_already_is_not_asked(ana: Member, sam: Member) -> None:
    with pytest.raises(actions.NotPossible, match="passed on already"):
        actions.ask_first(referral=pass_on(ana, sam), by=ana, at=AT)


# ---- through a link ----


def test_only_the_prospects_answers_make_facts_confirmed(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    link, _ = link_of(referral)
    answers = {"knows_who": "yes", "knows_how": "yes", "expects": "yes"}
    actions.answer(link=link, answers=answers, words="After four, please.", at=LATER)  # type: ignore[arg-type]
    assert judge(queries.whole(referral.pk), ladder=8).confirmed.grade == "referral"
    with pytest.raises(actions.AlreadyPressed):
        actions.answer(link=link, answers=answers, words="", at=LATER)  # type: ignore[arg-type]
    entry = AuditEntry.objects.get(what="prospect.answered")
    assert (entry.actor_kind, entry.actor_id) == ("prospect", link.pk)


@pytest.mark.parametrize("side", ["prospect", "receiver"])
def test_having_been_in_touch_stops_the_clock(ana: Member, sam: Member, side: str) -> None:
    referral = pass_on(ana, sam)
    link, _ = link_of(referral, side)
    actions.in_touch(link=link, kind=ContactKind.THEY_CALLED, at=LATER)
    referral.refresh_from_db()
    assert referral.first_contact_at == LATER
    with pytest.raises(actions.AlreadyPressed):
        actions.in_touch(link=link, kind=ContactKind.CALLED, at=LATER)


def test_the_receivers_no_ends_this_one_and_refuses_nothing(ana: Member, sam: Member, ruth: Member) -> None:
    referral = pass_on(ana, sam)
    link, _ = link_of(referral, "receiver")
    actions.stop(link=link, at=LATER)
    referral.refresh_from_db()
    assert referral.closed_at == LATER and referral.refused_at is None
    assert Message.objects.filter(to_member=ana, kind="report").exists()
    pass_on(ana, ruth)  # Dana may be passed on to somebody else


def test_the_receiver_cannot_answer_for_the_prospect(ana: Member, sam: Member) -> None:
    link, _ = link_of(pass_on(ana, sam), "receiver")
    with pytest.raises(actions.Closed):
        actions.answer(link=link, answers={"expects": "yes"}, words="", at=LATER)
    with pytest.raises(actions.Closed):
        actions.consent(link=link, accepted=True, at=LATER)


def test_nothing_is_agreed_to_where_nothing_was_asked(ana: Member, sam: Member) -> None:
    link, _ = link_of(pass_on(ana, sam))
    with pytest.raises(actions.AlreadyPressed):
        actions.consent(link=link, accepted=True, at=LATER)
    assert not link.presses.exists()


def test_nobody_was_in_touch_before_the_yes(ana: Member, sam: Member) -> None:
    link, _ = link_of(pass_on(ana, sam, mode=Mode.ASK_ONE))
    with pytest.raises(actions.Closed):
        actions.in_touch(link=link, kind=ContactKind.CALLED, at=LATER)


def test_a_letter_about_what_is_gone_stays(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    Message.objects.filter(pk=letter.to_prospect_id).update(subject_id="2" * 13)
    assert queries.may_send(Message.objects.get(pk=letter.to_prospect_id)) == "What it was about is gone."


def test_a_link_ends_after_180_days(ana: Member, sam: Member) -> None:
    _, token = link_of(pass_on(ana, sam))
    assert queries.link_for(token, AT + timedelta(days=180, seconds=-1))
    assert queries.link_for(token, AT + timedelta(days=180)) is None
    assert queries.link_for(token + "x", AT) is None


def test_a_token_is_kept_as_a_hash_only(ana: Member, sam: Member) -> None:
    link, token = link_of(pass_on(ana, sam))
    assert len(token) == 43
    assert token not in "".join(str(value) for value in Link.objects.filter(pk=link.pk).values_list()[0])

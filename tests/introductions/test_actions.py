"""What members say with an introduction, and what becomes of it."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from sentby.accounts.models import Member
from sentby.introductions import actions, letters, queries
from sentby.introductions.actions import linking
from sentby.introductions.models import Introduction, Link
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.referrals.actions import Prospect
from sentby.referrals.judging import judge
from sentby.referrals.models import Fact, Referral
from sentby.referrals.timeline import Story
from sentby.rules.facts import FactKind
from tests.introductions.story import (
    EXPECTED,
    LATER,
    PHONE_ONLY,
    letters_to,
    pass_on,
    token_in,
    work,
    write,
)
from tests.mail.sink import Sink
from tests.support.cast import AT
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db
DANAS = "dana@millane.example.org"


# ---- writing ----


def test_a_draft_begins_with_the_need_the_endorsement_and_what_happens_next(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = actions.draft(referral=referral, by=ana, at=AT)
    assert letter.subject == "Dana, meet Sam Okafor"
    assert referral.need in letter.why
    assert referral.endorsement in letter.why
    assert letter.what_next == "Sam rings Dana by Thursday, 10:20."


@pytest.mark.parametrize(("later", "day"), [(5, "Thursday, 10:20"), (21, "Friday, 07:20")])
def test_it_promises_what_the_clock_says_while_that_leaves_time(
    ana: Member, sam: Member, later: int, day: str
) -> None:
    letter = actions.draft(referral=pass_on(ana, sam), by=ana, at=AT + timedelta(hours=later))
    assert letter.what_next == f"Sam rings Dana by {day}."


def test_there_is_one_draft_a_referral(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    first = actions.draft(referral=referral, by=ana, at=AT)
    assert actions.draft(referral=referral, by=ana, at=LATER) == first


def test_who_saves_over_somebody_elses_change_is_told(ana: Member, sam: Member) -> None:
    letter = write(pass_on(ana, sam), ana)
    words = {"subject": "Other", "why": "Other", "what_next": "", "way": "sentby"}
    with pytest.raises(actions.Conflict):
        actions.save_draft(introduction=letter, version=letter.version - 1, **words, by=ana, at=LATER)
    assert Introduction.objects.get().subject == letter.subject


def test_what_was_looked_at_is_what_is_sent(ana: Member, sam: Member) -> None:
    letter = write(pass_on(ana, sam), ana)
    stale = Introduction.objects.get()
    words = {"subject": "Other", "why": "Other", "what_next": "", "way": "sentby"}
    actions.save_draft(introduction=letter, version=letter.version, **words, by=ana, at=LATER)
    with pytest.raises(actions.Conflict):
        actions.send(introduction=stale, by=ana, at=LATER)
    assert not Message.objects.filter(kind="introduction").exists()


def test_a_letter_that_has_left_is_neither_changed_nor_sent_again(ana: Member, sam: Member) -> None:
    letter = actions.send(introduction=write(pass_on(ana, sam), ana), by=ana, at=LATER)
    with pytest.raises(actions.AlreadyLeft):
        actions.send(introduction=letter, by=ana, at=LATER)
    with pytest.raises(actions.AlreadyLeft):
        actions.save_draft(
            introduction=letter,
            version=letter.version,
            subject="x",
            why="x",
            what_next="",
            way="own",
            by=ana,
            at=LATER,
        )
    assert Message.objects.filter(kind="introduction").count() == 2


# ---- by Sentby ----


def test_each_side_gets_its_own_letter_in_one_thread_with_its_own_stop_link(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    assert letter.to_prospect and letter.to_receiver
    assert letter.to_prospect.to_address == DANAS
    assert letter.to_receiver.to_member == sam
    assert sam.email in letter.to_prospect.text
    assert DANAS in letter.to_receiver.text and "960144" in letter.to_receiver.text
    assert letter.to_prospect.thread == letter.to_receiver.thread != ""
    assert letter.to_prospect.stop_url != letter.to_receiver.stop_url
    assert token_in(letter.to_prospect.text) != token_in(letter.to_receiver.text)


def test_the_prospects_letter_rests_on_the_recorded_fact(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    fact = Fact.objects.get(referral=referral, kind=FactKind.EXPECTS_CONTACT)
    assert letter.to_prospect and letter.to_prospect.permission
    assert letter.to_prospect.permission.basis == "expects_contact"
    assert letter.to_prospect.permission.reference == f"fact:{fact.pk}"


def test_it_is_observed_when_both_letters_left_and_not_when_they_were_queued(
    ana: Member, sam: Member, settings: Settings
) -> None:
    referral = pass_on(ana, sam)
    actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    assert not Fact.objects.filter(referral=referral, kind=FactKind.INTRODUCED_IN_WRITING).exists()
    with Sink() as server:
        settings.MAIL_URL = server.url
        work()
    seen = Fact.objects.get(referral=referral, kind=FactKind.INTRODUCED_IN_WRITING)
    assert (seen.source, seen.actor_kind) == ("observed", "sentby")
    assert judge(queries.whole(referral.pk), ladder=8).claimed.introduction
    assert "Sentby introduced both in writing." in told_of(referral, ana)
    assert sweep("departures", LATER) == 0


def test_letters_that_are_kept_here_are_the_givers_word(ana: Member, sam: Member) -> None:
    """This desk has no mail server: nobody saw anything leave, and nothing is confirmed by it."""
    referral = pass_on(ana, sam)
    letter = actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    work()
    said = Fact.objects.get(referral=referral, kind=FactKind.INTRODUCED_IN_WRITING)
    assert said.source == "claimed"
    judgement = judge(queries.whole(referral.pk), ladder=8)
    assert judgement.claimed.introduction and not judgement.confirmed.introduction
    assert "Sentby put the letters to both into the Outbox, to be handed over." in told_of(referral, ana)
    for too_late in (actions.call_back, actions.drop):
        with pytest.raises(actions.AlreadyLeft, match="Both letters are in the Outbox already"):
            too_late(introduction=letter, by=ana, at=LATER)
    assert sweep("departures", LATER) == 0


def told_of(referral: Referral, reader: Member) -> list[str]:
    return [entry.text for entry in Story(queries.whole(referral.pk), reader).entries()]


def test_one_letter_that_failed_is_no_introduction(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    Message.objects.filter(pk=letter.to_prospect_id).update(state="failed")
    work()
    assert not Fact.objects.filter(referral=referral, kind=FactKind.INTRODUCED_IN_WRITING).exists()


def test_the_prospect_who_is_introduced_is_not_told_as_well(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)
    work(LATER)
    assert [message.kind for message in letters_to(DANAS)] == ["introduction"]


@pytest.mark.parametrize("missing", EXPECTED)
def test_a_lead_gets_no_letter_from_the_server(ana: Member, sam: Member, missing: FactKind) -> None:
    referral = pass_on(ana, sam, claims=[kind for kind in EXPECTED if kind != missing])
    letter = write(referral, ana)
    with pytest.raises(actions.NotPossible, match="lead"):
        actions.send(introduction=letter, by=ana, at=LATER)
    work()
    assert letters_to(DANAS) == []


def test_without_an_address_there_is_nothing_to_send(ana: Member, sam: Member) -> None:
    letter = write(pass_on(ana, sam, prospect=PHONE_ONLY), ana)
    with pytest.raises(actions.NotPossible, match="No e-mail address of Dana"):
        actions.send(introduction=letter, by=ana, at=LATER)


def test_a_receiver_without_an_account_gets_no_letter_from_the_server(ana: Member) -> None:
    roofer = people.add_person(owner=ana, name="Tomás Vidal", channels=["tomas@vidal.example.org"], at=AT)
    letter = write(pass_on(ana, roofer), ana)
    with pytest.raises(actions.NotPossible, match="no account"):
        actions.send(introduction=letter, by=ana, at=LATER)
    assert not Message.objects.filter(to_address="tomas@vidal.example.org").exists()


@pytest.mark.parametrize("ways", [[], ["https://vidal.example.org"]])
def test_whom_nothing_can_reach_nobody_introduces(ana: Member, ways: list[str]) -> None:
    """On either side: neither is said to have the other's details that cannot have got them."""
    tomas = people.add_person(owner=ana, name="Tomás Vidal", channels=ways, at=AT)
    letter = write(pass_on(ana, tomas), ana, way="own")
    with pytest.raises(actions.NotPossible, match="Tomás can be written to"):
        actions.mark_sent(introduction=letter, by=ana, at=LATER)
    letter = write(
        pass_on(ana, people.add_person(owner=ana, name="Ken Ito", channels=["01632 960377"], at=AT),
                prospect=Prospect(name="Mia Falk", channels=ways)), ana, way="own",
    )  # fmt: skip
    with pytest.raises(actions.NotPossible, match="Mia can be written to"):
        actions.mark_sent(introduction=letter, by=ana, at=LATER)


def test_who_has_a_number_only_has_a_text_message_on_either_side(ana: Member) -> None:
    tomas = people.add_person(owner=ana, name="Tomás Vidal", channels=["01632 960377"], at=AT)
    letter = write(pass_on(ana, tomas, prospect=PHONE_ONLY), ana, way="own")
    own = letters.own_introduction(letter, "https://d/p/hers/", "https://d/p/his/")
    hers, his = own.texts
    assert own.to == () and (hers.whose, his.whose) == ("Dana", "Tomás")
    assert "Meet Tomás Vidal (+44 1632 960377)" in hers.words and hers.words.endswith("https://d/p/hers/")
    assert "Meet Dana Lindqvist (+44 1632 960144)" in his.words and his.words.endswith(
        "https://d/p/his/#stop"
    )


@pytest.mark.parametrize("prospect_has_mail", [True, False])
def test_a_letter_to_one_holds_no_link_of_the_other(ana: Member, prospect_has_mail: bool) -> None:
    hers, his = ["01632 960144"], ["tomas@vidal.example.org"]
    greeting, link, not_in_it = "Dear Tomás,\n", "/p/his/#stop", "/p/hers/"
    if prospect_has_mail:
        hers, his = ["dana@millane.example.org"], ["01632 960377"]
        greeting, link, not_in_it = "Dear Dana,\n", "/p/hers/", "/p/his/"
    tomas = people.add_person(owner=ana, name="Tomás Vidal", channels=his, at=AT)
    letter = write(
        pass_on(ana, tomas, prospect=Prospect(name="Dana Lindqvist", channels=hers)), ana, way="own"
    )
    own = letters.own_introduction(letter, "https://d/p/hers/", "https://d/p/his/")
    assert own.text.startswith(greeting) and f"https://d{link}" in own.text
    assert f"https://d{not_in_it}" not in own.text
    assert len(own.texts) == 1 and f"https://d{not_in_it}" in own.texts[0].words


def test_a_letter_from_ones_own_mailbox_tells_the_receiver_as_well(ana: Member) -> None:
    tomas = people.add_person(owner=ana, name="Tomás Vidal", channels=["tomas@vidal.example.org"], at=AT)
    referral = pass_on(ana, tomas)
    actions.mark_sent(introduction=write(referral, ana, way="own"), by=ana, at=LATER)
    referral.refresh_from_db()
    assert referral.receiver_told_at == LATER


def test_what_was_put_aside_does_not_keep_the_prospect_from_being_told(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    actions.drop(introduction=letter, by=ana, at=LATER)
    referral.refresh_from_db()
    assert referral.told_at is None and referral.tell_due_at == LATER + timedelta(seconds=30)
    work(LATER + timedelta(minutes=1))
    assert [letter.kind for letter in letters_to(DANAS) if letter.state == "sent"] == ["tell"]


def test_what_was_sent_is_called_back_as_long_as_it_waits(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = write(referral, ana)
    words, soon = (letter.subject, letter.why, letter.what_next), LATER + timedelta(seconds=30)
    actions.send(introduction=letter, by=ana, at=LATER, leaves_at=soon)
    work(LATER + timedelta(seconds=29))
    assert letters_to(DANAS)[0].state == "queued", "half a minute"
    assert actions.call_back(introduction=letter, by=ana, at=LATER)
    assert not actions.call_back(introduction=letter, by=ana, at=LATER), "it is a draft again"
    letter.refresh_from_db()
    assert (letter.subject, letter.why, letter.what_next) == words and letter.left_at is None
    assert {m.state for m in Message.objects.filter(kind="introduction")} == {"withheld"}
    referral.refresh_from_db()
    assert referral.told_at is None and referral.tell_due_at is not None, (
        "Dana is told as if it had never been sent"
    )
    actions.send(introduction=letter, by=ana, at=LATER)
    work()
    assert sorted(m.state for m in letters_to(DANAS)) == ["sent", "withheld"]


@pytest.mark.parametrize("leaving", ["to_prospect", "to_receiver"])
def test_what_is_leaving_is_not_called_back(ana: Member, sam: Member, leaving: str) -> None:
    letter = actions.send(introduction=write(pass_on(ana, sam), ana), by=ana, at=LATER)
    half = getattr(letter, leaving)
    Message.objects.filter(pk=half.pk).update(state="sent", via="smtp", ended_at=LATER)
    with pytest.raises(actions.AlreadyLeft):
        actions.call_back(introduction=letter, by=ana, at=LATER)
    assert Message.objects.filter(state="withheld").count() == 0, "neither half goes alone"
    letter.refresh_from_db()
    assert letter.left_at is not None


def test_a_draft_that_nobody_has_can_be_put_aside(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    assert actions.drop(introduction=letter, by=ana, at=LATER)
    assert {m.state for m in Message.objects.filter(kind="introduction")} == {"withheld"}
    again = actions.draft(referral=referral, by=ana, at=LATER)
    assert again != letter


def test_what_is_leaving_at_this_moment_is_not_put_aside(ana: Member, sam: Member) -> None:
    letter = actions.send(introduction=write(pass_on(ana, sam), ana), by=ana, at=LATER)
    leaving = Message.objects.filter(pk=letter.to_receiver_id)
    leaving.update(state="sending", claim="x", leased_until=LATER, data_started_at=LATER)
    with pytest.raises(actions.AlreadyLeft):
        actions.drop(introduction=letter, by=ana, at=LATER)
    assert Message.objects.get(pk=letter.to_prospect_id).state == "queued"


def test_put_aside_once(ana: Member, sam: Member) -> None:
    letter = write(pass_on(ana, sam), ana)
    assert actions.drop(introduction=letter, by=ana, at=LATER)
    assert not actions.drop(introduction=letter, by=ana, at=LATER)


def test_what_left_by_hand_cannot_be_put_aside(ana: Member, sam: Member) -> None:
    letter = actions.mark_sent(introduction=write(pass_on(ana, sam), ana, way="own"), by=ana, at=LATER)
    with pytest.raises(actions.AlreadyLeft):
        actions.drop(introduction=letter, by=ana, at=LATER)


def test_a_departure_is_noted_once(ana: Member, sam: Member) -> None:
    letter = actions.send(introduction=write(pass_on(ana, sam), ana), by=ana, at=LATER)
    assert actions.note_departure(introduction=letter, at=LATER)
    assert not actions.note_departure(introduction=letter, at=LATER)


def test_nobody_can_be_introduced_who_cannot_be_reached(ana: Member, sam: Member) -> None:
    nobody = pass_on(ana, sam, prospect=Prospect(), claims=[])
    unreachable = pass_on(ana, sam, prospect=Prospect(name="Dana Lindqvist"), claims=[])
    for referral, reason in ((nobody, "Say first who"), (unreachable, "Nothing is known by which Dana")):
        with pytest.raises(actions.NotPossible, match=reason):
            actions.mark_sent(introduction=write(referral, ana, way="own"), by=ana, at=LATER)


def test_what_somebody_has_cannot_be_put_aside(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    work()
    letter = queries.introduction_of(referral) or letter
    with pytest.raises(actions.AlreadyLeft):
        actions.drop(introduction=letter, by=ana, at=LATER)


# ---- from my own mailbox ----


def test_a_letter_from_ones_own_mailbox_is_claimed_not_observed(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, claims=[])
    actions.mark_sent(introduction=write(referral, ana, way="own"), by=ana, at=LATER)
    fact = Fact.objects.get(referral=referral, kind=FactKind.INTRODUCED_IN_WRITING)
    assert fact.source == "claimed"
    judged = judge(queries.whole(referral.pk), ladder=8)
    assert judged.claimed.introduction and judged.confirmed.level == 0
    work(LATER + timedelta(minutes=5))
    assert letters_to(DANAS) == [], "a claimed letter does not permit Sentby to write"


def test_the_own_link_stays_the_same_while_the_letter_is_written(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    write(referral, ana, way="own")
    first = actions.own_link(referral=referral, by=ana, at=LATER)
    write(referral, ana, way="own")
    assert actions.own_link(referral=referral, by=ana, at=LATER) == first
    sides = Link.objects.filter(way="own").values_list("side", flat=True)
    assert sorted(sides) == ["prospect", "receiver"], "one for each side, and no other"


@pytest.mark.parametrize("way", ["own", "sentby"])
def test_the_story_says_of_an_answer_whose_hands_its_link_went_through(
    ana: Member, sam: Member, way: str
) -> None:
    referral = pass_on(ana, sam)
    link, _ = linking.make_link(referral=referral, side="prospect", by=ana.actor, at=LATER, way=way)
    actions.answer(link=link, answers={"knows_who": "yes"}, words="", at=LATER)
    for reader, whose in ((ana, "your"), (sam, "Ana’s")):
        answered = next(
            entry.text
            for entry in Story(queries.whole(referral.pk), reader).entries()
            if "three questions" in entry.text
        )
        assert (f"The link came in {whose} own letter." in answered) is (way == "own")


def test_a_draft_is_its_giver_s_and_what_left_concerns_both(ana: Member, sam: Member, stan: Member) -> None:
    referral = pass_on(ana, sam)
    letter = write(referral, ana, way="own")

    def seen_by(*members: Member) -> list[bool]:
        return [queries.introduction_seen_by(member, referral) == letter for member in members]

    assert seen_by(ana, sam, stan) == [True, False, False]
    actions.mark_sent(introduction=letter, by=ana, at=LATER)
    assert seen_by(ana, sam, stan) == [True, True, False]
    assert queries.own_link(ana, referral, LATER) and queries.own_link(sam, referral, LATER) is None

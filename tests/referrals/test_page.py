"""The page of one referral: each act on it, who may press it, and what the second of two hears."""

from html import unescape

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.mail.models import Message
from sentby.referrals import actions
from sentby.referrals.actions import Prospect
from sentby.referrals.models import FeedbackAsk, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.standing import Outcome as Kind
from tests.people.people import add
from tests.referrals.pages import just_given, page_of, press, said, url_of
from tests.support.cast import client_for
from tests.support.counting import assert_same_queries, queries_of
from tests.support.referring import BAKERY, HOUR, NAME_ONLY, fresh, give, next_action
from tests.support.rows import changed, table_hashes

pytestmark = pytest.mark.django_db
ROSA = Prospect("Rosa Klein", ["01632 960155"])
ACTS = ["facts", "contacts", "outcomes", "question", "answer", "withdrawal", "return", "details", "thanks"]


# ---- who may come in ----


@pytest.mark.parametrize("act", ["", *ACTS])
def test_i1_a_stranger_finds_nothing_and_changes_nothing(given: Referral, stan: Member, act: str) -> None:
    url = url_of(given, act) if act else page_of(given)
    stranger, before = client_for(stan), table_hashes()
    if act in ("", "withdrawal", "details"):
        assert stranger.get(url).status_code == 404
    if act:
        answer = press(stranger, url, kind="called", words="x", answer="x", why="x")
        assert answer.status_code == 404
        assert b"Lindqvist" not in answer.content
    assert changed(before, table_hashes()) == []


@pytest.mark.parametrize("act", ["", *ACTS])
def test_i1_asked_first_the_receiver_is_a_stranger_until_the_yes(ana: Member, sam: Member, act: str) -> None:
    given = just_given(ana, sam, mode=Mode.ASK_ONE)
    url, client = url_of(given, act) if act else page_of(given), client_for(sam)
    answer = press(client, url, kind="called", answer="x") if act else client.get(url)
    assert answer.status_code == 404
    for page in ("/", "/referrals/", "/referrals/?show=ended", "/people/"):
        assert b"Lindqvist" not in client.get(page).content


@pytest.mark.parametrize("act", ["facts", "details", "withdrawal", "return"])
def test_the_receiver_does_not_state_the_givers_facts(given: Referral, receiver: Client, act: str) -> None:
    assert press(receiver, url_of(given, act), kind="spoke").status_code == 404


@pytest.mark.parametrize("act", ["contacts", "outcomes", "thanks"])
def test_the_giver_does_not_follow_up_for_the_receiver(given: Referral, giver: Client, act: str) -> None:
    assert press(giver, url_of(given, act), kind="called", occasion="receipt").status_code == 404


def test_b7_somebody_known_through_a_referral_is_in_no_list_of_anybody_else(
    given: Referral, receiver: Client, stan: Member, ruth: Member
) -> None:
    assert b"Lindqvist" in receiver.get(page_of(given)).content
    for client in (receiver, client_for(stan), client_for(ruth)):
        for url in ("/people/", "/people/?q=lindqvist", "/companies/", "/companies/?q=mill", "/pass-on/"):
            assert b"Lindqvist" not in client.get(url).content, url
            assert b"Mill Lane" not in client.get(url).content, url
    for client in (client_for(stan), client_for(ruth)):
        for url in ("/", "/referrals/", "/referrals/?q=lindqvist", "/calls/"):
            assert b"Lindqvist" not in client.get(url).content, url


def test_acts_are_posted_and_the_page_is_only_read(given: Referral, giver: Client, receiver: Client) -> None:
    for act in ("facts", "contacts", "outcomes", "question", "answer", "return", "thanks"):
        assert giver.get(url_of(given, act)).status_code == 405
    assert giver.post(page_of(given)).status_code == giver.delete("/referrals/").status_code == 405


# ---- what it shows ----


def test_both_sides_see_the_memo_and_the_next_act(given: Referral, giver: Client, receiver: Client) -> None:
    mine, theirs = giver.get(page_of(given)).content.decode(), receiver.get(page_of(given)).content.decode()
    for page in (mine, theirs):
        assert "The roof leaks." in page
        assert 'data-grade="referral"' in page
    assert "I called" in theirs
    assert "I called" not in mine
    assert "Sam’s next: call Dana" in mine


def test_a4_a_mention_cannot_be_acted_on_and_the_giver_is_asked_in_one_press(
    ana: Member, sam: Member, giver: Client, receiver: Client
) -> None:
    given = just_given(ana, sam, prospect=NAME_ONLY, facts=())
    page = receiver.get(page_of(given)).content.decode()
    assert "you can’t act on this yet." in page
    assert "Ask Ana for the details" in page
    press(receiver, url_of(given, "question"))
    assert len(Message.objects.filter(to_member=ana, kind="question")) == 1
    assert "Answer" in giver.get(page_of(given)).content.decode()


def test_a4_the_giver_is_shown_one_way_to_complete_it_and_nothing_to_ask(
    ana: Member, sam: Member, giver: Client
) -> None:
    given = just_given(ana, sam, prospect=NAME_ONLY, facts=())
    page = giver.get(page_of(given)).content.decode()
    assert page.count(">Add details</a>") == 1
    assert "what became of it" not in page


def test_a9_it_says_on_whose_ladder_and_who_has_not_confirmed(given: Referral, giver: Client) -> None:
    by = Actor("prospect", "a-link")
    assert "Level 1 of 8 on your ladder; Dana has not confirmed" in giver.get(page_of(given)).content.decode()
    actions.answer_three_questions(
        referral=given, answers=dict.fromkeys(("knows_who", "knows_how", "expects"), "yes"), words="", by=by, at=now()
    )  # fmt: skip
    assert "Level 1 of 8 on your ladder; level 1 confirmed" in giver.get(page_of(given)).content.decode()


def test_who_reads_it_is_called_you(given: Referral, giver: Client, receiver: Client) -> None:
    mine, theirs = (unescape(client.get(page_of(given)).content.decode()) for client in (giver, receiver))
    assert "You spoke with Dana about Sam" in mine and "claimed by you" in mine
    assert "Ana spoke with Dana about you" in theirs and "claimed by Ana" in theirs
    assert "Dana expects your call" in theirs and "You can reach Dana" in theirs


def test_a5_the_page_says_why_it_is_a_lead(ana: Member, sam: Member, receiver: Client) -> None:
    at = now() - HOUR
    given = give(ana, sam, prospect=ROSA, at=at, meeting_at=at + HOUR)
    assert "before the meeting" in receiver.get(page_of(given)).content.decode()


def test_the_page_takes_as_many_queries_with_more_on_it(ana: Member, sam: Member, given: Referral) -> None:
    def more() -> None:
        at = now()
        actions.log_contact(referral=given, kind=ContactKind.CALLED, by=sam.actor, at=at)
        actions.record_outcome(referral=given, kind=Kind.TALKED, by=sam, at=at)

    assert_same_queries(client_for(sam), page_of(given), more)
    assert_same_queries(client_for(ana), page_of(given), more)


def test_twelve_queries_are_enough_whoever_is_on_it(ana: Member, sam: Member, given: Referral) -> None:
    actions.ask_what_became(referral=given, by=ana, at=now())
    tomas = add(sam, "Tomás Vidal", channels=["01632 960166"])
    own = actions.pass_on(by=sam, at=now(), giver=tomas, receiver=sam, prospect=BAKERY)
    for member, referral in ((ana, given), (sam, given), (sam, own)):
        client = client_for(member)
        client.get("/")
        assert queries_of(client, page_of(referral)) <= 12


def test_the_page_is_light(given: Referral, receiver: Client, sam: Member) -> None:
    for _ in range(10):
        actions.log_contact(referral=given, kind=ContactKind.CALLED, by=sam.actor, at=now(), note="x" * 200)
    assert len(receiver.get(page_of(given)).content) < 60_000


# ---- facts ----


def test_a_fact_is_one_press_and_its_undo_another(ana: Member, sam: Member, giver: Client) -> None:
    given = just_given(ana, sam, facts=())
    for kind in ("spoke", "knows_receiver", "expects_contact"):
        page = said(giver, press(giver, url_of(given, "facts"), kind=kind))
    assert fresh(given).grade == "referral"
    fact = given.facts.get(kind="expects_contact")
    assert url_of(given, "fact-withdrawal", fact.pk) in page
    press(giver, url_of(given, "fact-withdrawal", fact.pk))
    assert fresh(given).grade == "lead"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "person_named"}, "cannot be claimed"),
        ({"kind": "refused"}, "cannot be claimed"),
        ({"kind": "promoted"}, "Nothing was saved"),
        ({"kind": "spoke", "on": "9999-12-31"}, "has not come yet"),
        ({"kind": "spoke", "on": "1066-10-14"}, "before 1900"),
        ({"kind": "spoke", "note": "n" * 2_001}, "within 2000 characters"),
    ],
)
def test_a_fact_that_is_none_is_refused_and_kept_on_the_page(
    given: Referral, giver: Client, typed: dict[str, str], sentence: str
) -> None:
    before = table_hashes()
    answer = press(giver, url_of(given, "facts"), **({"note": "At the fair."} | typed))
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert typed.get("note", "At the fair.") in page
    assert changed(before, table_hashes()) == []


def test_a_fact_of_another_referral_is_not_under_this_address(
    ana: Member, sam: Member, given: Referral, giver: Client, receiver: Client
) -> None:
    other = just_given(ana, sam, prospect=ROSA)
    contact = actions.log_contact(referral=other, kind=ContactKind.CALLED, by=sam.actor, at=now())
    outcome = actions.record_outcome(referral=other, kind=Kind.MET, by=sam, at=now())
    fact = other.facts.get(kind="spoke")
    before = table_hashes()
    assert press(giver, url_of(given, "fact-withdrawal", fact.pk)).status_code == 404
    assert press(receiver, url_of(given, "contact-removal", contact.pk)).status_code == 404
    assert press(receiver, url_of(given, "outcome-removal", outcome.pk)).status_code == 404
    assert changed(before, table_hashes()) == []


def test_what_is_over_is_given_no_advice(ana: Member, sam: Member, giver: Client) -> None:
    lead = give(ana, sam, at=now() - HOUR)
    assert "one message → referral" in giver.get(page_of(lead)).content.decode()
    actions.withdraw(referral=lead, by=ana, at=now())
    assert "→ referral" not in giver.get(page_of(lead)).content.decode()


def test_what_follows_from_the_details_is_not_withdrawn_by_hand(given: Referral, giver: Client) -> None:
    fact = given.facts.get(kind="person_named")
    page = said(giver, press(giver, url_of(given, "fact-withdrawal", fact.pk)))
    assert "Only what a member claimed can be withdrawn." in page


# ---- question, answer, withdrawal ----


def test_d5_question_and_answer(given: Referral, giver: Client, receiver: Client) -> None:
    assert "Your question is posted." in said(giver, press(giver, url_of(given, "question"), question="And?"))
    assert "open already" in said(giver, press(giver, url_of(given, "question")))
    assert press(giver, url_of(given, "answer"), answer="Mine").status_code == 404
    empty = press(receiver, url_of(given, "answer"), answer=" ")
    assert empty.status_code == 422
    assert "Write a line" in empty.content.decode()
    page = said(receiver, press(receiver, url_of(given, "answer"), answer="We meet on Monday."))
    assert "Your answer is posted." in page
    assert FeedbackAsk.objects.get().answer == "We meet on Monday."
    assert press(receiver, url_of(given, "answer"), answer="Again").status_code == 409
    assert press(giver, url_of(given, "question"), question="q" * 1_001).status_code == 422


def test_nobody_on_the_other_side_to_ask(ana: Member, giver: Client) -> None:
    given = just_given(ana, add(ana, "Tomás Vidal"))
    assert "Ask them yourself." in press(giver, url_of(given, "question")).content.decode()


def test_i1_the_giver_is_offered_no_question_before_the_yes(ana: Member, sam: Member, giver: Client) -> None:
    given = just_given(ana, sam, mode=Mode.ASK_ONE)
    assert "Ask Sam what became of it" not in giver.get(page_of(given)).content.decode()
    assert press(giver, url_of(given, "question")).status_code == 409
    assert not Message.objects.filter(to_member=sam).exists()


def test_withdrawing_asks_first_and_can_be_undone(given: Referral, giver: Client) -> None:
    assert "Withdraw it?" in giver.get(url_of(given, "withdrawal")).content.decode()
    long = press(giver, url_of(given, "withdrawal"), why="w" * 301)
    assert long.status_code == 422
    assert "w" * 301 in long.content.decode()
    page = said(giver, press(giver, url_of(given, "withdrawal"), why="Twice."))
    assert "Withdrawn. It counts nowhere." in page
    assert url_of(given, "return") in page
    press(giver, url_of(given, "return"))
    assert next_action(given)


def test_what_was_refused_in_the_meantime_does_not_come_back(
    given: Referral, giver: Client, ruth: Member, sam: Member
) -> None:
    press(giver, url_of(given, "withdrawal"))
    other = just_given(ruth, sam)
    actions.refuse(referral=other, by=Actor("prospect"), at=now())
    assert "That is final" in said(giver, press(giver, url_of(given, "return")))
    assert fresh(given).withdrawn_at

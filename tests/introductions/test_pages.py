"""The member's pages: write, preview, keep, send; and the card on the page of the referral."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.introductions import actions, queries
from sentby.introductions.card import card_for
from sentby.introductions.models import Introduction, Link
from sentby.mail.models import Message
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Fact, Referral
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind, Origin
from tests.introductions.story import PHONE_ONLY, link_of, pass_on, work, write
from tests.introductions.tables import fingerprint
from tests.support.cast import client_for
from tests.support.counting import queries_of
from tests.support.referring import give

pytestmark = pytest.mark.django_db
TYPED = {
    "subject": "Dana, meet Sam",
    "why": "Sam repaired our roof.",
    "what_next": "Sam rings on Friday.",
    "way": "sentby",
    "version": "0",
}


@pytest.fixture
def given(ana: Member, sam: Member) -> Referral:
    return pass_on(ana, sam, at=now())


@pytest.fixture
def at_anas(ana: Member) -> Client:
    return client_for(ana)


def url(referral: Referral, part: str = "introduction/") -> str:
    return f"/referrals/{referral.pk}/{part}"


def test_the_page_offers_a_letter_and_writes_nothing(at_anas: Client, given: Referral) -> None:
    before = fingerprint()
    page = at_anas.get(url(given)).content.decode()
    assert (
        "Dana, meet Sam Okafor" in page
        and "Dear Dana, this is Sam." in page
        and "Dear Sam, this is Dana." in page
    )
    assert fingerprint() == before


def test_kept_as_a_draft_nothing_leaves(at_anas: Client, given: Referral) -> None:
    answer = at_anas.post(url(given), TYPED)
    assert answer.status_code == 302 and answer["Location"] == url(given)
    letter = Introduction.objects.get()
    assert (letter.why, letter.left_at) == ("Sam repaired our roof.", None)
    assert not Message.objects.filter(kind="introduction").exists()


def test_sent_to_both_in_one_press(at_anas: Client, given: Referral) -> None:
    answer = at_anas.post(url(given), TYPED | {"next": "send", "once": "k"})
    assert answer["Location"] == url(given, "")
    at_anas.post(url(given), TYPED | {"next": "send", "once": "k"})
    assert Message.objects.filter(kind="introduction").count() == 2
    assert "waits to leave" in at_anas.get(url(given, "")).content.decode()


def test_a_sending_is_undone_with_nothing_lost(at_anas: Client, given: Referral) -> None:
    at_anas.post(url(given), TYPED | {"next": "send"})
    page = at_anas.get(url(given, "")).content.decode()
    assert url(given, "introduction/return/") in page
    work(now())
    assert {letter.state for letter in Message.objects.filter(kind="introduction")} == {"queued"}
    answer = at_anas.post(url(given, "introduction/return/"), follow=True)
    text = unescape(answer.content.decode())
    assert "Nothing has left, and your words are here." in text and "Sam repaired our roof." in text
    at_anas.post(url(given), TYPED | {"next": "send", "version": str(Introduction.objects.get().version)})
    work(now() + timedelta(minutes=1))
    text = unescape(at_anas.post(url(given, "introduction/return/"), follow=True).content.decode())
    assert "Nothing has left" not in text
    assert Introduction.objects.get().left_at is not None


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    at_anas: Client, given: Referral
) -> None:
    answer = at_anas.post(url(given), TYPED | {"why": "", "next": "send"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Say in a sentence why they should talk." in page and "Sam rings on Friday." in page
    assert not Introduction.objects.exists()


def test_the_second_of_two_writers_is_told_and_loses_nothing(
    at_anas: Client, given: Referral, ana: Member
) -> None:
    write(given, ana, at=now())
    answer = at_anas.post(url(given), TYPED | {"version": "1"})
    assert answer.status_code == 409
    assert "changed since you opened it" in answer.content.decode()
    assert "Sam repaired our roof." in answer.content.decode()


def test_the_preview_shows_what_is_typed_and_keeps_nothing(at_anas: Client, given: Referral) -> None:
    before = fingerprint()
    page = at_anas.post(url(given, "introduction/preview/"), TYPED | {"why": "<b>Bold</b>"}).content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page and "<html" not in page
    assert fingerprint() == before


def test_a_lead_is_offered_ones_own_mailbox_only(at_anas: Client, ana: Member, sam: Member) -> None:
    lead = pass_on(ana, sam, claims=[], at=now())
    page = at_anas.get(url(lead)).content.decode()
    assert "This is a lead: Sentby writes to people who expect it." in page
    assert 'value="sentby"' not in page
    assert at_anas.post(url(lead), TYPED | {"next": "send"}).status_code == 422
    assert not Message.objects.filter(kind="introduction").exists()


def test_from_my_own_mailbox_the_letter_is_opened_and_then_marked(at_anas: Client, given: Referral) -> None:
    at_anas.post(url(given), TYPED | {"way": "own", "next": "send"})
    page = at_anas.get(url(given)).content.decode()
    assert (
        'href="mailto:dana@millane.example.org,sam@okafor-roofing.example.com?subject=Dana%2C%20meet%20Sam&amp;body='
        in page
    )
    assert Link.objects.get(way="own", side="prospect").token_hash
    at_anas.post(url(given, "introduction/departure/"))
    assert Fact.objects.get(referral=given, kind=FactKind.INTRODUCED_IN_WRITING).source == "claimed"
    assert "as you said" in at_anas.get(url(given)).content.decode()
    assert not Message.objects.filter(kind="introduction").exists()


def test_only_a_number_is_known(at_anas: Client, ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, prospect=PHONE_ONLY, at=now())
    at_anas.post(url(referral), TYPED | {"way": "own"})
    page = at_anas.get(url(referral)).content.decode()
    assert 'href="sms:+441632960144?body=' in page and "No e-mail address of Dana" in page


def test_a_failed_letter_shows_and_can_be_begun_again(at_anas: Client, given: Referral) -> None:
    at_anas.post(url(given), TYPED | {"next": "send"})
    Message.objects.filter(kind="introduction").update(state="failed", trouble="No such address.")
    page = at_anas.get(url(given, "")).content.decode()
    assert "could not be sent" in page and "No such address." in page
    at_anas.post(url(given, "introduction/fresh-start/"))
    assert "Send to both" in at_anas.get(url(given)).content.decode()


@pytest.mark.parametrize("part", ["introduction/", "consent/"])
def test_only_the_giver_writes(ana: Member, sam: Member, stan: Member, given: Referral, part: str) -> None:
    missing = client_for(stan).get(url(given, part).replace(given.pk, "2" * 13))
    for somebody in (sam, stan):
        answer = client_for(somebody).get(url(given, part))
        assert answer.status_code == 404
    assert client_for(stan).get(url(given, part)).status_code == missing.status_code == 404
    for act in (
        "introduction/",
        "introduction/preview/",
        "introduction/departure/",
        "introduction/fresh-start/",
        "consent/",
    ):
        assert client_for(sam).post(url(given, act), TYPED).status_code == 404


@pytest.mark.parametrize("act", ["introduction/departure/", "consent/departure/"])
def test_what_was_never_begun_cannot_leave(at_anas: Client, given: Referral, act: str) -> None:
    assert at_anas.post(url(given, act)).status_code == 404


def test_after_a_refusal_there_is_nothing_to_write(at_anas: Client, given: Referral) -> None:
    actions.stop(link=link_of(given, at=now())[0], at=now())
    page = at_anas.get(url(given)).content.decode()
    assert "Dana said: please don’t. That is final." in page and "<textarea" not in page
    answer = at_anas.post(url(given), TYPED | {"way": "own"})
    at_anas.post(url(given, "introduction/departure/"))
    assert answer.status_code == 302
    assert Introduction.objects.get().left_at is None


def test_the_question_is_asked_by_sentby_or_by_hand(at_anas: Client, ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE, at=now())
    page = at_anas.get(url(referral, "consent/")).content.decode()
    assert "May I pass your details on to Sam Okafor?" in page and "Let Sentby ask Dana" in page
    at_anas.post(url(referral, "consent/"), {"way": "own"})
    assert "mailto:dana@millane.example.org?" in at_anas.get(url(referral, "consent/")).content.decode()
    at_anas.post(url(referral, "consent/departure/"))
    assert "as you said" in at_anas.get(url(referral, "consent/")).content.decode()
    at_anas.post(url(referral, "consent/"), {"way": "sentby"})
    assert not Message.objects.filter(kind="consent").exists()


def test_the_pages_take_a_fixed_number_of_queries(at_anas: Client, given: Referral, ana: Member) -> None:
    at_anas.get(url(given))
    assert queries_of(at_anas, url(given)) <= 12
    write(given, ana, way="own", at=now())
    assert queries_of(at_anas, url(given)) <= 12


# ---- the card ----


def test_the_card_follows_the_letter(ana: Member, sam: Member, given: Referral) -> None:
    def card() -> str:
        found = card_for(queries.whole(given.pk), ana)
        return (
            " ".join([found.title, *(line.words for line in found.lines), found.note, found.act])
            if found
            else ""
        )

    assert "Introduce Dana and Sam" in card()
    letter = write(given, ana, at=now())
    assert "It has not left." in card()
    actions.send(introduction=letter, by=ana, at=now())
    assert "The letter to Dana waits to leave." in card()
    assert card_for(queries.whole(given.pk), sam), "the receiver sees that they were introduced"
    work(now() + timedelta(seconds=1))
    assert "is kept here: this desk has no mail server" in card()
    Message.objects.filter(kind="introduction").update(via="smtp")
    assert "The letter to Dana left." in card()


def test_what_the_letter_promised_stands_in_the_brief_once_it_has_left(
    ana: Member, sam: Member, given: Referral
) -> None:
    def brief(reader: Member) -> str:
        return unescape(client_for(reader).get(f"/referrals/{given.pk}/").content.decode())

    letter = write(given, ana, at=now())
    promised = f" letter says</dt><dd><q>{letter.what_next}</q></dd>"
    assert letter.what_next and promised not in brief(sam) + brief(ana)
    actions.send(introduction=letter, by=ana, at=now())
    assert f"<dt>Ana’s{promised}" in brief(sam) and f"<dt>Your{promised}" in brief(ana)


def test_the_card_tells_that_the_prospect_was_told(ana: Member, given: Referral) -> None:
    work(now() + timedelta(minutes=1))
    found = card_for(queries.whole(given.pk), ana)
    assert found and re.match("The letter that tells Dana", found.lines[0].words)


def test_under_ask_one_the_card_asks_first(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE, at=now())
    found = card_for(queries.whole(referral.pk), ana)
    assert found and found.act == "Ask Dana"
    actions.ask_first(referral=referral, by=ana, at=now())
    found = card_for(queries.whole(referral.pk), ana)
    assert found and found.lines[0].words == "The question to Dana waits to leave."
    assert card_for(queries.whole(referral.pk), sam) is None


def test_nobody_is_introduced_before_there_is_a_prospect(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=Prospect(), origin=Origin.NAME_GIVEN)
    assert card_for(queries.whole(referral.pk), ana) is None
    assert "/introduction/" not in client_for(ana).get(f"/referrals/{referral.pk}/").content.decode()

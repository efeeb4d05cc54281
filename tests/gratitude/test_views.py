"""Thanks on the page: two presses, nothing typed is lost, and no thanks from strangers."""

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.gratitude.models import Thanks
from sentby.mail.models import Message
from sentby.referrals import actions as referrals
from sentby.referrals.models import Referral
from sentby.rules.standing import Outcome
from tests.people.people import add
from tests.referrals.pages import just_given, page_of, press, said, url_of
from tests.support.cast import client_for
from tests.support.referring import receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(ana: Member, sam: Member) -> Referral:
    return just_given(ana, sam)


@pytest.fixture
def receiver(sam: Member) -> Client:
    return client_for(sam)


def test_d1_one_press_thanks_and_the_giver_sees_it(given: Referral, receiver: Client, ana: Member) -> None:
    assert "Thank Ana" in receiver.get(page_of(given)).content.decode()
    page = said(receiver, press(receiver, url_of(given, "thanks"), occasion="receipt", words="Well found."))
    assert "A letter of thanks to Ana Reyes is posted." in page
    assert "Well found." in client_for(ana).get(page_of(given)).content.decode()
    assert Message.objects.get(kind="thanks").to_member == ana


def test_d1_again_when_it_succeeds(given: Referral, receiver: Client, sam: Member) -> None:
    press(receiver, url_of(given, "thanks"), occasion="receipt")
    referrals.record_outcome(referral=given, kind=Outcome.WON, by=sam, at=now())
    assert "Thank Ana again." in receiver.get(page_of(given)).content.decode()
    press(receiver, url_of(given, "thanks"), occasion="success")
    assert sorted(Thanks.objects.values_list("occasion", flat=True)) == ["receipt", "success"]
    assert "Thank Ana" not in receiver.get(page_of(given)).content.decode()


def test_the_same_press_twice_thanks_once(given: Referral, receiver: Client) -> None:
    for _ in range(3):
        press(receiver, url_of(given, "thanks"), once="twice", occasion="receipt")
    press(receiver, url_of(given, "thanks"), occasion="receipt")
    assert Thanks.objects.count() == Message.objects.filter(kind="thanks").count() == 1


def test_too_early_it_says_so(given: Referral, receiver: Client) -> None:
    page = said(receiver, press(receiver, url_of(given, "thanks"), occasion="success"))
    assert "Nothing is recorded as won yet." in page


def test_undone_at_once_the_letter_stays(given: Referral, receiver: Client, ana: Member) -> None:
    page = said(receiver, press(receiver, url_of(given, "thanks"), occasion="receipt"))
    thanks = Thanks.objects.get()
    undo = url_of(given, "thanks-removal", thanks.pk)
    assert undo in page
    assert press(client_for(ana), undo).status_code == 404
    press(receiver, undo)
    assert Message.objects.get(kind="thanks").state == "withheld"
    assert "Thank Ana" in receiver.get(page_of(given)).content.decode()


def test_undone_too_late_it_says_so(given: Referral, receiver: Client) -> None:
    press(receiver, url_of(given, "thanks"), occasion="receipt")
    Message.objects.filter(kind="thanks").update(state="sent")
    thanks = Thanks.objects.get()
    assert "stay said" in said(receiver, press(receiver, url_of(given, "thanks-removal", thanks.pk)))


@pytest.mark.parametrize(
    "sent", [{"words": "w" * 2_001, "occasion": "receipt"}, {"words": "kept", "occasion": "x"}]
)
def test_what_cannot_be_sent_is_kept_as_it_was_typed(
    given: Referral, receiver: Client, sent: dict[str, str]
) -> None:
    answer = press(receiver, url_of(given, "thanks"), **sent)
    assert answer.status_code == 422
    assert sent["words"] in answer.content.decode()
    assert not Thanks.objects.exists()


def test_a_giver_without_an_account_gets_no_letter_and_nobody_says_so(sam: Member, receiver: Client) -> None:
    got = receive(sam, add(sam, "Tomás Vidal"), at=now())
    page = said(receiver, press(receiver, url_of(got, "thanks"), occasion="receipt"))
    assert "Tomás Vidal" in page
    assert "on their way" not in page


@pytest.mark.parametrize(
    "words", ["<b>bold</b>", '"><script>alert(1)</script>', "{{ 7|add:7 }}", "\u202etxet"]
)
def test_words_are_words(given: Referral, receiver: Client, ana: Member, words: str) -> None:
    press(receiver, url_of(given, "thanks"), occasion="receipt", words=words)
    page = client_for(ana).get(page_of(given)).content.decode()
    assert "<b>bold" not in page
    assert "<script>alert" not in page
    assert words not in Message.objects.get(kind="thanks").html or "<" not in words

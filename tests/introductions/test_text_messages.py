"""A text message says what a letter says, in one breath: what it is about, and what happens next, to whoever reads it."""

import pytest
from django.urls import reverse

from sentby.accounts.models import Member
from sentby.introductions import actions, letters, preview
from sentby.introductions.models import Introduction
from sentby.people.models import Person
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode
from tests.introductions.story import PHONE_ONLY, pass_on
from tests.people.people import add
from tests.support.cast import AT, client_for

pytestmark = pytest.mark.django_db
NEED = "The roof of the hall lets in water"


@pytest.fixture
def otto(ana: Member) -> Person:
    """Who can help: he has a number, and neither an account nor an address."""
    return add(ana, "Otto Neumann", channels=["01632 960177"])


def texts(referral: Referral, **said: str) -> list[str]:
    letter = Introduction(
        referral=referral, by=referral.recorder, **(letters.first_draft(referral, AT) | said)
    )
    return [
        text.words
        for text in letters.own_introduction(letter, "https://x.example/p/", "https://x.example/r/").texts
    ]


def test_each_is_spoken_to(ana: Member, otto: Person) -> None:
    referral = pass_on(ana, otto, prospect=PHONE_ONLY, need=NEED)
    to_dana, to_otto = texts(referral)
    assert f"What it is about: {NEED}." in to_dana and f"What it is about: {NEED}." in to_otto
    assert "Otto rings you by " in to_dana and "rings Dana" not in to_dana
    assert "Please ring Dana by " in to_otto and "Otto rings" not in to_otto


def test_other_words_of_the_giver_stay_as_they_are(ana: Member, otto: Person) -> None:
    referral = pass_on(ana, otto, prospect=PHONE_ONLY, need="")
    to_dana, to_otto = texts(referral, what_next="Let us meet at the mill.")
    assert "Let us meet at the mill." in to_dana and "Let us meet at the mill." in to_otto
    assert "What it is about" not in to_dana


def test_the_letter_begins_with_a_sentence(ana: Member, sam: Member) -> None:
    letter = actions.draft(referral=pass_on(ana, sam, need=NEED), by=ana, at=AT)
    assert letter.why.startswith(f"I would like to introduce you to each other.\n\nWhat it is about: {NEED}.")


@pytest.mark.parametrize(
    ("prospect", "sender"),
    [
        (PHONE_ONLY, "Ana Reyes, by text message"),
        (Prospect(name="Dana Lindqvist", channels=("dana@millane.example.org",)), "Ana Reyes via Sentby"),
    ],
)
def test_the_question_is_seen_as_it_is_read(
    ana: Member, sam: Member, prospect: Prospect, sender: str
) -> None:
    referral = pass_on(ana, sam, prospect=prospect, mode=Mode.ASK_ONE, need=NEED)
    (side,) = preview.question_desk(referral, ana, AT).sides
    said = "".join(part.words for part in side.parts)
    assert (side.sender, NEED in said) == (sender, True)
    assert sender in client_for(ana).get(reverse("consent-ask", args=[referral.pk])).content.decode()


def test_from_ones_own_mailbox_it_is_not_sent_by_sentby(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE, claims=[])
    (side,) = preview.question_desk(referral, ana, AT).sides
    assert (side.sender, side.to) == ("Ana Reyes, own mailbox", "dana@millane.example.org")

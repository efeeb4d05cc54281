"""What a member found for themselves: nobody gave it, so it is a lead at most."""

import pytest

from sentby.accounts.models import Member
from sentby.people import actions as people
from sentby.referrals import actions, queries
from sentby.rules.facts import FactKind
from tests.support.cast import AT, client_for
from tests.support.referring import DANA, HOUR, SPOKEN, claims_of, fresh, grade, receive

pytestmark = pytest.mark.django_db
ALL_OF_IT = {
    "side": "own", "name": "Dana Lindqvist", "reach": "01632 960144", "origin": "card", "consent": "tell",
    "facts": ["spoke", "knows_receiver", "expects_contact"],
}  # fmt: skip


def test_it_is_a_lead_whatever_is_known_of_it_and_says_why(sam: Member) -> None:
    own = receive(sam, None, claims=claims_of(SPOKEN, AT))
    assert grade(own) == "lead"
    actions.claim_fact(referral=own, kind=FactKind.INTRODUCED_IN_PERSON, by=sam, at=AT + HOUR)
    assert grade(own) == "lead"
    page = client_for(sam).get(f"/referrals/{own.pk}/").content.decode()
    assert "Nobody gave it: what you find yourself is a lead" in page


def test_nobody_else_is_said_to_have_spoken(sam: Member) -> None:
    own = receive(sam, None)
    page = client_for(sam).get(f"/referrals/{own.pk}/").content.decode()
    assert "You spoke with Dana about yourself" in page and "The giver" not in page
    assert "You recommended" not in page and "testimonial for" not in page
    shown = client_for(sam).post("/pass-on/grade/", ALL_OF_IT).content.decode()
    assert "You spoke with Dana about yourself" in shown and "Sam" not in shown


def test_the_form_says_so_while_it_is_filled(sam: Member) -> None:
    shown = client_for(sam).post("/pass-on/grade/", ALL_OF_IT).content.decode()
    assert "Nobody gave it" in shown
    assert "→" not in shown


def test_it_counts_for_nobody(sam: Member) -> None:
    receive(sam, None, claims=claims_of(SPOKEN, AT))
    assert not queries.given_by_grade(sam)


def test_what_somebody_gave_stays_given_after_they_were_taken_out_of_the_book(sam: Member) -> None:
    """The name goes, and with it who gave it; that it was given stays."""
    giver = people.add_person(owner=sam, name="Olive Past", at=AT)
    given = receive(sam, giver, prospect=DANA, claims=claims_of(SPOKEN, AT))
    giver.delete()
    actions.claim_fact(referral=fresh(given), kind=FactKind.MAY_USE_NAME, by=sam, at=AT + HOUR)
    assert fresh(given).giver is None and grade(given) == "referral"

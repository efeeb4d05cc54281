"""The owner's part by machine: seats, and invitations to them. To every other member there is nothing here."""

import re

import pytest
from django.test import Client

from sentby.accounts.models import Invitation
from sentby.mail.models import Message
from tests.api.program import Program, problems

pytestmark = pytest.mark.django_db
HANNA = {"email": "Hanna@Example.org "}


def test_a_seat_is_offered_and_taken(ruth_s: Program) -> None:
    offer = ruth_s("POST", "/invitations", HANNA, status=201)
    assert (offer["email"], offer["accepted_at"]) == ("hanna@example.org", None)
    assert ruth_s("GET", "/invitations") == [offer]
    assert "token" not in str(offer) and "http" not in str(offer)
    letter = Message.objects.get()
    assert (letter.kind, letter.to_address, letter.sender) == (
        "invitation", "hanna@example.org", ruth_s.member
    )  # fmt: skip
    link = re.search(r"https?://[^/]+(/account/invitation/\S+)", letter.text)
    assert link is not None
    Client().post(link[1], {"name": "Hanna Weiss", "time_zone": "Europe/Vienna"})
    assert ruth_s("GET", "/invitations") == []
    assert [seat["name"] for seat in ruth_s("GET", "/seats")] == ["Ruth Achter", "Hanna Weiss"]
    again = problems(ruth_s("POST", "/invitations", HANNA, status=422))
    assert again == {"email": "A member signs in with this address already."}


def test_an_invitation_is_taken_back_once(ruth_s: Program) -> None:
    offer = ruth_s("POST", "/invitations", HANNA, status=201)
    path = f"/invitations/{offer['id']}/withdrawal"
    assert ruth_s("POST", path)["withdrawn_at"]
    assert ruth_s("GET", "/invitations") == []
    assert "withdrawn" in ruth_s("POST", path, status=409)["detail"]


def test_an_earlier_offer_to_the_same_address_ends(ruth_s: Program) -> None:
    first = ruth_s("POST", "/invitations", HANNA, status=201)
    second = ruth_s("POST", "/invitations", HANNA, status=201)
    assert [offer["id"] for offer in ruth_s("GET", "/invitations")] == [second["id"]]
    ruth_s("POST", f"/invitations/{first['id']}/withdrawal", status=409)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "To which address"),
        ("hanna", "That is no e-mail address."),
        (f"{'h' * 300}@example.org", "At most 254 characters."),
        ("han\0na@example.org", "There is a character in it"),
    ],
)
def test_an_address_that_is_none_is_refused(ruth_s: Program, email: str, sentence: str) -> None:
    found = problems(ruth_s("POST", "/invitations", {"email": email}, status=422))
    assert found["email"].startswith(sentence)
    assert not Invitation.objects.exists()


def test_a_seat_is_closed_and_opened_again(ruth_s: Program, sam_s: Program) -> None:
    path = f"/seats/{sam_s.member.pk}"
    assert ruth_s("POST", f"{path}/closure")["is_active"] is False
    sam_s("GET", "/profile", status=401)
    assert [seat["is_active"] for seat in ruth_s("GET", "/seats")] == [True, False]
    assert ruth_s("POST", f"{path}/return")["is_active"] is True
    sam_s("GET", "/profile")


def test_the_owners_own_seat_stays_open(ruth_s: Program) -> None:
    refused = ruth_s("POST", f"/seats/{ruth_s.member.pk}/closure", status=422)
    assert refused["detail"] == "You are the owner of this desk; your own seat stays open."
    ruth_s("GET", "/profile")


def test_to_other_members_there_is_nothing_here(ruth_s: Program, ana_s: Program, sam_s: Program) -> None:
    offer = ruth_s("POST", "/invitations", HANNA, status=201)
    seat = f"/seats/{sam_s.member.pk}"
    ana_s("GET", "/seats", status=404)
    ana_s("GET", "/invitations", status=404)
    ana_s("POST", "/invitations", {"email": "joel@example.org"}, status=404)
    for path in (f"/invitations/{offer['id']}/withdrawal", f"{seat}/closure", f"{seat}/return"):
        assert ana_s("POST", path, status=404) == ana_s("POST", "/seats/nobody/closure", status=404)
    assert Invitation.objects.get().withdrawn_at is None
    sam_s("POST", f"{seat}/closure", status=404)  # not even one's own
    ruth_s("POST", "/seats/nobody/closure", status=404)

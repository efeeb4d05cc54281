"""Whoever has an address and no number is written to: nobody is told to ring them."""

import pytest

from sentby.accounts.models import Member
from sentby.followups.models import FollowUp
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Referral
from sentby.rules.facts import FactKind
from tests.referrals.pages import press
from tests.support.cast import AT, client_for
from tests.support.referring import DAY, HOUR, SPOKEN, fresh, give, next_action
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db
TOM = Prospect(name="Tom Vidal", channels=("tom@vidal.example.org",))


def act_of(referral: Referral) -> str:
    promised = next_action(referral)
    assert promised
    return str(promised.act)


@pytest.mark.parametrize(
    ("prospect", "facts", "act"),
    [
        (TOM, (), "write"),
        (TOM, SPOKEN, "write"),
        (
            Prospect(name="Tom Vidal", channels=("tom@vidal.example.org", "01632 960155")),
            (),
            "look_up_and_call",
        ),
        (Prospect(name="Tom Vidal", channels=("tom@vidal.example.org", "01632 960155")), SPOKEN, "call"),
        (Prospect(name="Tom Vidal", company="Vidal Studio"), (), "look_up_and_call"),
        (Prospect(name="Tom Vidal", channels=("https://vidal.example.org",)), (), "look_up_and_call"),
    ],
)
def test_the_next_act_is_what_can_be_done(
    ana: Member, sam: Member, prospect: Prospect, facts: tuple[FactKind, ...], act: str
) -> None:
    assert act_of(give(ana, sam, prospect=prospect, facts=facts)) == act


def test_a_number_that_is_found_makes_a_call_of_it_at_the_same_hour(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=TOM, facts=SPOKEN)
    tom = given.prospect_person
    assert tom
    people.complete_prospect(person=tom, channels=["01632 960155"], at=AT + HOUR, by=ana)
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("call", AT + DAY)


def test_the_pages_and_the_reminder_say_so(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=TOM)
    today, page = (client_for(sam).get(path).content.decode() for path in ("/", f"/referrals/{given.pk}/"))
    assert "Write to Tom" in today and "I wrote" in today and "I called" not in today
    assert "Write to Tom" in page and "They don’t expect it: say who you are" in page
    assert "Before you write" in page and "Before you ring" not in page
    assert "A cold call" not in page and "Call Tom" not in today + page
    sweep("reminders", AT + 21 * HOUR)
    letter = Message.objects.get(kind="reminder")
    assert letter.subject.startswith("Write to Tom:") and "Write, then press what happened" in letter.text


def test_only_an_answer_stops_the_clock(ana: Member, sam: Member) -> None:
    given = give(ana, sam, prospect=TOM)
    desk, url = client_for(sam), f"/referrals/{given.pk}/contacts/"
    press(desk, url, kind="left_message")
    assert not fresh(given).first_contact_at and act_of(given) == "write_again"
    page = desk.get(f"/referrals/{given.pk}/").content.decode()
    assert "Write to Tom again" in page and "A cold call" not in page
    assert "They answered" in desk.get("/").content.decode()
    press(desk, url, kind="wrote")
    assert fresh(given).first_contact_at
    assert not FollowUp.objects.open().filter(subject_id=given.pk, act__startswith="write").exists()

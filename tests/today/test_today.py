"""Today: what is due, who waits, whom to thank, what became of what I gave; each line acts in place."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.core.templatetags.drawing import draw_icon
from sentby.followups.models import FollowUp
from sentby.gratitude import actions as gratitude
from sentby.mail.models import Message
from sentby.people.models import Person
from sentby.referrals import actions
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from sentby.rules.standing import Outcome
from sentby.today import queries
from sentby.today.views import greeting
from tests.people.people import add
from tests.referrals.pages import press, url_of
from tests.support.cast import client_for
from tests.support.counting import assert_same_queries
from tests.support.referring import DAY, HOUR, NAME_ONLY, SPOKEN, give, give_referral, receive

pytestmark = pytest.mark.django_db
NUMBER = count(100)


def given(ana: Member, sam: Member | Person, *, ago: timedelta = HOUR, **more: object) -> Referral:
    """One about somebody new, some hours ago."""
    n = next(NUMBER)
    usual: dict[str, object] = {"prospect": Prospect(f"Prospect {n}", [f"01632 960{n}"]), "at": now() - ago}
    return give_referral(ana, sam, **(usual | more))


def page(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_newcomer_is_told_where_to_begin(ana: Member) -> None:
    text = page(client_for(ana))
    assert "Start with one person" in text
    assert queries.for_member(ana, now()).is_empty


def test_c8_what_is_due_who_waits_whom_to_thank_and_what_became(ana: Member, sam: Member) -> None:
    due, waits = given(ana, sam, ago=30 * HOUR), given(sam, ana, prospect=NAME_ONLY, facts=())
    today = queries.for_member(sam, now())
    assert [line.referral for line in today.due] == [due]
    assert [line.referral for line in today.waiting] == [waits]
    assert [item.referral for item in today.to_thank] == [due]
    assert [item.line.referral for item in today.became] == [waits]
    text = page(client_for(sam))
    assert "Overdue by 6 h" in text
    assert "can’t act on this yet" in text
    assert "Thank Ana" in text
    giver = queries.for_member(ana, now())
    assert [(item.line.referral, item.overdue) for item in giver.became] == [(due, True)]
    assert "No contact yet." in page(client_for(ana))


def test_the_most_urgent_stands_first_and_names_the_page(ana: Member, sam: Member) -> None:
    given(ana, sam, ago=HOUR)
    hot = given(ana, sam, ago=23 * HOUR, prospect=Prospect("Dana Lindqvist", ["01632 960144"]))
    assert queries.for_member(sam, now()).due[0].referral == hot
    assert "Call Dana before" in page(client_for(sam))


def test_each_line_acts_in_place(ana: Member, sam: Member) -> None:
    referral, client = given(ana, sam), client_for(sam)
    assert press(client, url_of(referral, "contacts"), kind="called", next="today")["Location"] == "/"
    assert "Noted." in page(client)
    thanked = press(client, url_of(referral, "thanks"), occasion="receipt", next="today")
    assert thanked["Location"] == "/"
    text = page(client)
    assert "A letter of thanks to Ana Reyes is posted." in text
    assert "Nobody waits for thanks from you." in text
    assert queries.for_member(sam, now()).due == []


def test_who_is_called_has_a_telephone_and_who_is_written_to_a_letter(ana: Member, sam: Member) -> None:
    given(ana, sam)
    given(ana, sam, facts=(*SPOKEN, FactKind.INTRODUCED_IN_WRITING))
    seen = page(client_for(sam))
    assert f"{draw_icon('phone')}Call Prospect" in seen
    assert f"{draw_icon('mail')}Reply to Ana and Prospect" in seen


def test_thanks_of_this_week_stand_before_what_was_given_later(ana: Member, sam: Member) -> None:
    old, new = given(ana, sam, ago=3 * DAY), given(ana, sam)
    gratitude.thank(referral=old, occasion="receipt", by=sam, at=now(), words="Well found.")
    today = queries.for_member(ana, now())
    assert [item.line.referral for item in today.became] == [old, new]
    assert "Well found." in page(client_for(ana))
    later = queries.for_member(ana, now() + 8 * DAY)
    assert [item.line.referral for item in later.became] == [new, old]


def test_what_has_ended_is_not_overdue(ana: Member, sam: Member) -> None:
    for end in (
        lambda referral: actions.record_outcome(referral=referral, kind=Outcome.LOST, by=sam, at=now()),
        lambda referral: actions.record_outcome(referral=referral, kind=Outcome.WON, by=sam, at=now()),
        lambda referral: actions.log_contact(
            referral=referral, kind=ContactKind.CALLED, by=sam.actor, at=now()
        ),
    ):
        end(given(ana, sam, ago=3 * DAY))
    assert not any(item.overdue for item in queries.for_member(ana, now()).became)


def test_i1_asked_first_the_receivers_day_is_empty(ana: Member, sam: Member) -> None:
    referral = given(ana, sam, mode=Mode.ASK_ONE)
    assert queries.for_member(sam, now()).is_empty
    assert queries.numbers(sam, now()) == {"today": 0, "referrals": 0}
    waiting = queries.for_member(ana, now() + 6 * DAY).waiting
    assert [line.referral for line in waiting] == [referral]
    assert "sees nothing before the yes" in _later(ana, referral)


def _later(ana: Member, referral: Referral) -> str:
    FollowUp.objects.filter(subject_id=referral.pk).update(due_at=now())
    return page(client_for(ana))


def test_d5_a_question_waits_for_whom_it_was_asked(ana: Member, sam: Member) -> None:
    referral = given(ana, sam)
    actions.ask_what_became(referral=referral, by=ana, at=now(), question="And?")
    assert "And?" in page(client_for(sam))
    assert queries.for_member(ana, now()).asked == []
    actions.withdraw(referral=referral, by=ana, at=now())
    assert queries.for_member(sam, now()).asked == []


def test_a_letter_in_trouble_is_shown_to_its_sender(ana: Member, sam: Member) -> None:
    given(ana, sam)
    Message.objects.update(state="failed")
    assert "A letter to Sam Okafor could not be sent." in page(client_for(ana))
    assert "could not be sent" not in page(client_for(sam))


def test_a_letter_that_is_still_here_after_ten_minutes_is_shown_with_the_reason(
    ana: Member, sam: Member
) -> None:
    given(ana, sam)
    eleven, nine = now() - timedelta(minutes=11), now() - timedelta(minutes=9)
    away = "The mail server does not answer."
    still = "A letter to Sam Okafor has not left yet."
    for late, later, trouble, shown in [
        (eleven, now() + timedelta(hours=1), away, True),
        (eleven, eleven, "", True),
        (eleven, now() + timedelta(hours=1), "", False),
        (nine, nine, away, False),
    ]:
        Message.objects.update(state="queued", queued_at=late, due_at=later, trouble=trouble)
        text = page(client_for(ana))
        assert (still in text) is shown
        assert (away in text) is (shown and bool(trouble))
    assert still not in page(client_for(sam))


def test_the_numbers_beside_the_words(ana: Member, sam: Member, stan: Member) -> None:
    given(ana, sam)
    given(ana, add(ana, "Tomás Vidal"))
    actions.withdraw(referral=given(ana, sam), by=ana, at=now())
    receive(sam, None, at=now())
    assert queries.numbers(sam, now()) == {"today": 2, "referrals": 2}
    assert queries.numbers(ana, now()) == {"today": 1, "referrals": 2}
    assert queries.numbers(stan, now()) == {"today": 0, "referrals": 0}


def test_a_stranger_sees_nothing_of_it(ana: Member, sam: Member, stan: Member) -> None:
    given(ana, sam, need="A secret need", prospect=Prospect("Dana Lindqvist", ["01632 960144"]))
    text = page(client_for(stan))
    for word in ("Lindqvist", "secret need", "Okafor", "Reyes"):
        assert word not in text


@pytest.mark.parametrize("whose", ["ana", "sam"])
def test_it_asks_as_often_with_three_of_each_as_with_one(ana: Member, sam: Member, whose: str) -> None:
    tomas = add(sam, "Tomás Vidal")

    def one_of_each() -> None:
        at = now()
        won = given(ana, sam, ago=2 * DAY)
        gratitude.thank(referral=won, occasion="receipt", by=sam, at=at)
        actions.record_outcome(referral=won, kind=Outcome.WON, by=sam, at=at)
        asked = given(ana, sam)
        actions.ask_what_became(referral=asked, by=ana, at=at)
        given(sam, ana, prospect=NAME_ONLY, facts=(), ago=20 * HOUR)
        receive(sam, tomas, at=at, prospect=Prospect(f"Somebody {next(NUMBER)}", company="Corner Bakery"))
        Message.objects.filter(kind="question").update(state="failed")

    client = client_for({"ana": ana, "sam": sam}[whose])
    assert_same_queries(client, "/", one_of_each)
    assert len(client.get("/").content) < 60_000


def test_with_forty_open_ones_it_is_still_one_light_page(ana: Member, sam: Member) -> None:
    for _ in range(40):
        give(ana, sam, prospect=Prospect(company=f"Bakery {next(NUMBER)}"), at=now())
    today = queries.for_member(sam, now())
    assert len(today.due) == queries.SHOWN
    assert len(client_for(sam).get("/").content) < 60_000


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (3, "Still up"),
        (9, "Good morning"),
        (12, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_it_greets_by_the_members_own_clock(hour: int, words: str) -> None:
    assert greeting(hour) == words


def test_it_is_only_read(ana: Member) -> None:
    assert client_for(ana).post("/").status_code == 405


def test_c8_the_numbers_count_what_is_not_shown_too(ana: Member, sam: Member) -> None:
    for _ in range(13):
        actions.ask_what_became(referral=given(ana, sam), by=ana, at=now())
    today = queries.for_member(sam, now())
    assert (len(today.to_thank), today.to_thank_count) == (10, 13)
    assert (len(today.asked), today.waiting_count) == (10, 13)
    text = page(client_for(sam))
    assert "13 have not been thanked" in text and "13 people wait" in text


def test_c8_beyond_a_hundred_nobody_counts(ana: Member, sam: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 3)
    given(ana, sam), given(ana, sam)
    assert "2 have not been thanked" in page(client_for(sam))
    given(ana, sam)
    assert "2+ have not been thanked" in page(client_for(sam))


@pytest.mark.parametrize(("ago", "words"), [(23 * HOUR, "21:00"), (2 * HOUR, "Thu 14 May, 18:00")])
def test_the_headline_names_the_day_when_it_is_another(
    ana: Member, sam: Member, monkeypatch: pytest.MonkeyPatch, ago: timedelta, words: str
) -> None:
    evening = datetime(2026, 5, 13, 19, tzinfo=UTC)  # 20 o'clock in London
    monkeypatch.setattr("sentby.today.views.now", lambda: evening)
    given(ana, sam, at=evening - ago)
    heading = page(client_for(sam)).split("<h1>")[1].split("</h1>")[0]
    assert f">{words}</time>" in heading

"""The big button: it saves whatever is honest, shows what it is while it is filled, and loses nothing that was typed."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals import actions
from sentby.referrals.models import Referral
from tests.people.people import add, dana
from tests.referrals.pages import passed_on, press, said
from tests.support.cast import client_for
from tests.support.html import Page

pytestmark = pytest.mark.django_db
URL, GRADE = "/pass-on/", "/pass-on/grade/"


@pytest.fixture
def desk(ana: Member, sam: Member) -> Client:
    return client_for(ana)


def test_it_opens_with_the_grade_of_nothing(desk: Client) -> None:
    page = desk.get(URL)
    assert page.status_code == 200
    assert b"Nobody can act on this yet" in page.content
    assert b"is-invalid" not in page.content


def test_one_press_passes_on_and_can_be_undone(desk: Client, sam: Member) -> None:
    answer = press(desk, URL, **passed_on())
    given = Referral.objects.get()
    assert answer["Location"] == f"/referrals/{given.pk}/"
    assert (given.grade, given.receiver, given.need) == ("referral", sam, "The roof leaks.")
    assert f"/referrals/{given.pk}/withdrawal/" in said(desk, answer)


def test_the_same_form_twice_is_one_referral(desk: Client) -> None:
    answers = [press(desk, URL, once="twice", **passed_on()) for _ in range(3)]
    assert len({answer["Location"] for answer in answers}) == Referral.objects.count() == 1


def test_back_and_another_name_is_another_referral(desk: Client) -> None:
    press(desk, URL, once="back", **passed_on())
    press(desk, URL, once="back", **passed_on(name="Rosa Klein", reach="01632 960155"))
    assert Referral.objects.count() == 2


def test_a1_a_business_and_a_place_are_enough(desk: Client) -> None:
    bare = {"side": "give", "party": "Sam Okafor", "business": "Corner Bakery", "place": "Dock Street"}
    press(desk, URL, **bare, origin="event", consent="tell")
    assert Referral.objects.get().grade == "lead"


def test_a1_a2_no_field_makes_it_a_referral(desk: Client) -> None:
    sneaked = {
        "grade": "referral", "level": "8", "promoted_at": "2026-01-01", "released_at": "2026-01-01",
        "facts": [], "person_named": "on", "status": "referral",
    }  # fmt: skip
    press(desk, URL, **passed_on(**sneaked))
    assert Referral.objects.get().grade == "lead"


@pytest.mark.parametrize("kind", ["reachable", "closed", "introduced_in_writing", "refused", "nonsense"])
def test_a1_only_what_the_form_asks_can_be_ticked(desk: Client, kind: str) -> None:
    assert press(desk, URL, **passed_on(facts=[kind])).status_code == 422
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"party": ""}, "Say who can help."),
        ({"name": "", "business": ""}, "Write at least a name, or a business to look up."),
        ({"name": "\u200b\u200d", "business": " \u202e"}, "Write at least a name, or a business to look up."),
        ({"reach": "12"}, "telephone number"),
        ({"reach_too": "dana@"}, "has no ending"),
        ({"spoke_on": "9999-12-31"}, "has not come yet"),
        ({"spoke_on": "0001-01-01"}, "before 1900"),
        ({"spoke_on": "yesterday"}, "valid date"),
        ({"party": "Ana Reyes"}, "That is you."),
        ({"party": "ana reyes, reyes bookkeeping"}, "That is you."),
        ({"party": "x" * 161}, "160 characters"),
        ({"party": "x" * 1_001}, "within 1000 characters"),
        ({"name": "n" * 10_000}, "within 160 characters"),
        ({"need": "n" * 2_001}, "within 2000 characters"),
        ({"origin": "a wizard"}, "valid choice"),
        ({"side": ""}, "required"),
    ],
)
def test_bad_input_gets_a_plain_sentence_and_nothing_typed_is_lost(
    desk: Client, wrong: dict[str, str], sentence: str
) -> None:
    typed = passed_on(spoke_on="2026-05-12") | wrong
    answer = press(desk, URL, **typed)
    assert answer.status_code == 422
    assert sentence in unescape(answer.content.decode())
    assert not Referral.objects.exists()
    assert not Person.objects.exists()
    for name in ("name", "reach", "business", "place", "need", "endorsement"):
        assert typed[name] in unescape(answer.content.decode()), name
    page = answer.content.decode()
    assert 'value="spoke" checked' in page
    assert typed["spoke_on"] in page


def test_the_key_stays_with_the_form_that_came_back(desk: Client) -> None:
    assert b'value="kept-key"' in press(desk, URL, once="kept-key", **passed_on(party="")).content


def test_two_of_one_name_have_to_be_told_apart(desk: Client, ana: Member) -> None:
    add(ana, "Tomás Vidal", company="Vidal Tiles")
    add(ana, "Tomás Vidal", company="Vidal Windows")
    answer = press(desk, URL, **passed_on(party="tomas vidal"))
    assert b"More than one person here is called that" in answer.content
    press(desk, URL, **passed_on(party="Tomás Vidal, Vidal Windows"))
    receiver = Referral.objects.get().receiver_person
    assert receiver and receiver.company and receiver.company.name == "Vidal Windows"


@pytest.mark.parametrize("typed", ["TOMÁS VIDAL", "tomas  vidal", "Tomás Vidal"])
def test_somebody_in_the_book_is_found_however_it_is_typed(desk: Client, ana: Member, typed: str) -> None:
    tomas = add(ana, "Tomás Vidal")
    press(desk, URL, **passed_on(party=typed))
    assert Referral.objects.get().receiver == tomas


def test_a_new_name_becomes_an_entry_of_the_book(desk: Client) -> None:
    press(desk, URL, **passed_on(party="Rosa Klein"))
    assert str(Referral.objects.get().receiver) == "Rosa Klein"


def test_a_refused_person_is_not_saved_and_neither_is_the_new_receiver(
    desk: Client, ana: Member, sam: Member
) -> None:
    press(desk, URL, **passed_on())
    actions.refuse(referral=Referral.objects.get(), by=Actor("prospect"), at=now())
    answer = press(desk, URL, **passed_on(party="Rosa Klein"))
    assert answer.status_code == 422
    assert "That is final, so nothing was saved." in answer.content.decode()
    assert not Person.objects.filter(name="Rosa Klein").exists()


def test_dana_is_not_passed_on_to_dana(desk: Client, ana: Member) -> None:
    person = dana(ana)
    typed = {"party": "Dana Lindqvist", "prospect": person.pk, "name": person.name}
    answer = press(desk, URL, **passed_on(**typed))
    assert answer.status_code == 422
    assert b"cannot be passed on here" in answer.content


def test_what_was_received_is_recorded_from_the_other_side(desk: Client, ana: Member, sam: Member) -> None:
    press(desk, URL, **passed_on(side="received", party="Sam Okafor"))
    got = Referral.objects.get()
    assert (got.giver, got.receiver, got.recorder) == (sam, ana, ana)


def test_for_myself_nobody_else_is_asked_for(desk: Client, ana: Member) -> None:
    press(desk, URL, **passed_on(side="own", party="Ana Reyes"))
    own = Referral.objects.get()
    assert (own.giver, own.receiver) == (None, ana)


@pytest.mark.parametrize("side", ["give", "received", "own"])
def test_each_side_has_its_form(desk: Client, side: str) -> None:
    page = desk.get(URL, {"side": side}).content.decode()
    labels = {"give": "Who can help?", "received": "Who gave it to you?"}
    assert all((label in page) == (label == labels.get(side)) for label in labels.values())


def test_a_side_that_is_none_is_giving(desk: Client) -> None:
    assert b"Who can help?" in desk.get(URL, {"side": "sideways"}).content


# ---- somebody from the book ----


def test_somebody_is_chosen_by_their_address(desk: Client, ana: Member) -> None:
    person = dana(ana)
    page = desk.get(URL, {"prospect": person.pk}).content.decode()
    assert "from your book" in page
    press(desk, URL, **passed_on(prospect=person.pk, name="Somebody else"))
    assert Referral.objects.get().prospect == person
    person.refresh_from_db()
    assert person.name == "Dana Lindqvist"


def test_somebody_of_another_book_is_not_found(desk: Client, stan: Member) -> None:
    foreign = dana(stan)
    for answer in (
        desk.get(URL, {"prospect": foreign.pk}),
        press(desk, URL, **passed_on(prospect=foreign.pk)),
        press(desk, GRADE, **passed_on(prospect=foreign.pk)),
    ):
        assert answer.status_code == 404
        assert b"Lindqvist" not in answer.content


def test_the_grade_of_somebody_with_only_a_business_is_the_one_that_is_saved(
    desk: Client, ana: Member
) -> None:
    person = add(ana, company="Mill Lane School")
    typed = passed_on(prospect=person.pk, facts=[], reach="", business="", place="")
    assert 'data-grade="lead"' in press(desk, GRADE, **typed).content.decode()
    press(desk, URL, **typed)
    assert Referral.objects.get().grade == "lead"


# ---- the grade while it is filled ----


@pytest.mark.parametrize(
    ("typed", "grade"),
    [
        ({}, "referral"),
        ({"facts": ["spoke"]}, "lead"),
        ({"reach": "", "business": ""}, "mention"),
        ({"name": "", "reach": ""}, "lead"),
        ({"reach": "12", "business": ""}, "mention"),
        ({"spoke_on": "9999-12-31"}, "lead"),
        ({"party": "", "side": ""}, "referral"),
    ],
)
def test_it_grades_while_it_is_filled_and_saves_nothing(
    desk: Client, typed: dict[str, str], grade: str
) -> None:
    answer = press(desk, GRADE, **passed_on(**typed))
    assert answer.status_code == 200
    assert f'data-grade="{grade}"' in answer.content.decode()
    assert b"<html" not in answer.content
    assert not Referral.objects.exists()


def test_without_javascript_a_button_asks_what_it_is_now(desk: Client) -> None:
    answer = press(desk, URL, look="1", **passed_on(endorsement=""))
    assert answer.status_code == 200
    assert 'data-grade="referral"' in answer.content.decode()
    assert "The roof leaks." in answer.content.decode()
    assert not Referral.objects.exists()


def test_asked_what_it_is_now_with_bad_input_it_keeps_what_was_typed(desk: Client) -> None:
    answer = press(desk, URL, look="1", **passed_on(reach="12"))
    assert answer.status_code == 200
    assert b'value="12"' in answer.content


@pytest.mark.parametrize("side", ["give", "received", "own"])
def test_whoever_only_looks_is_not_told_what_is_still_empty(desk: Client, side: str) -> None:
    sent = {"side": side, "consent": "tell", "origin": "conversation", "look": "1"}
    page = desk.post(URL, sent).content.decode()
    assert "Nothing was saved yet" not in page
    assert 'aria-invalid="true"' not in page


def looked_at(desk: Client, sent: dict[str, Any]) -> dict[str, Any]:
    """The form as it comes back from a look at what was sent."""
    page = Page(desk.post(URL, sent | {"look": "1"}).content.decode())
    [form] = [form for form in page.forms if form.action == URL]
    return form.filled()


def test_how_to_ask_stays_chosen_while_the_form_is_on_another_side(ana: Member, sam: Member) -> None:
    ana.consent_mode = "ask-one"
    ana.save()
    desk, sent = client_for(ana), {"consent": "ask-one", "origin": "conversation"}
    other = looked_at(desk, sent | {"side": "received"})
    back = looked_at(desk, other | {"side": "give"})
    assert other["consent"] == back["consent"] == "ask-one"


def test_what_was_received_is_not_asked_about_first(ana: Member, sam: Member) -> None:
    """Who gave it has asked, or not; the receiver's own habit is about whom they give."""
    press(client_for(ana), URL, **passed_on(side="received", party="Sam Okafor", consent="ask-one"))
    received = Referral.objects.get()
    assert (received.consent_mode, received.released_at is None) == ("tell", False)


def test_htmx_gets_the_same_form(desk: Client) -> None:
    answer = desk.post(URL, passed_on(look="1", side="received"), headers={"HX-Request": "true"})
    assert b'id="pass"' in answer.content
    assert b"Who gave it to you?" in answer.content


def test_a5_on_the_way_to_the_meeting_the_form_says_so(desk: Client, ana: Member) -> None:
    soon = now() + timedelta(minutes=50)
    ana.meets_weekday, ana.meets_time, ana.time_zone = (
        soon.weekday(),
        soon.time().replace(microsecond=0),
        "UTC",
    )
    ana.save()
    page = press(desk, GRADE, **passed_on()).content.decode()
    assert 'data-grade="lead"' in page
    assert "before the meeting" in page
    press(desk, URL, **passed_on())
    assert Referral.objects.get().grade == "lead"
    earlier = passed_on(
        spoke_on=(now() - timedelta(days=1)).date().isoformat(), name="Rosa Klein", reach="01632 960155"
    )
    press(desk, URL, **earlier)
    assert Referral.objects.get(prospect_person__name="Rosa Klein").grade == "referral"


def test_a_day_of_a_talk_that_is_not_ticked_is_asked_about_and_kept(desk: Client) -> None:
    answer = press(desk, URL, **passed_on(spoke_on="2026-05-11", facts=["knows_receiver"]))
    assert answer.status_code == 422 and not Referral.objects.exists()
    assert "tick above that it took place" in answer.content.decode()
    assert 'value="2026-05-11"' in answer.content.decode()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu", "UTC"])
def test_a_talk_of_today_counts_wherever_the_member_lives(desk: Client, ana: Member, zone: str) -> None:
    ana.time_zone = zone
    ana.save()
    assert 'data-grade="referral"' in press(desk, GRADE, **passed_on()).content.decode()
    press(desk, URL, **passed_on())
    assert Referral.objects.get().grade == "referral"


def test_only_the_methods_that_are_meant(desk: Client) -> None:
    assert desk.get(GRADE).status_code == 405
    assert desk.put(URL).status_code == desk.delete(URL).status_code == 405


def test_a_visitor_signs_in_first(visitor: Client) -> None:
    assert visitor.get(URL).status_code == 302 and visitor.post(GRADE).status_code == 403


def test_the_form_offers_members_and_the_people_of_the_book(desk: Client, ana: Member, stan: Member) -> None:
    add(ana, "Rosa Klein", company="Corner Bakery")
    add(ana, "Owen Pryce", for_referral_only=True)
    add(stan, "Foreign Friend")
    page = desk.get(reverse("pass-on")).content.decode()
    assert "Sam Okafor, Okafor Roofing" in page
    assert "Rosa Klein, Corner Bakery" in page
    assert "Owen Pryce" not in page
    assert "Foreign Friend" not in page
    assert Page(page).forms


def test_which_rung_it_is_and_why_it_counts_for_nothing_stand_on_the_card_and_on_the_page(
    desk: Client,
) -> None:
    bought = passed_on(origin="list")
    why = ("The name came from a bought list: it never counts as a referral given.", "All five facts hold.")
    card = unescape(press(desk, GRADE, **bought).content.decode())
    press(desk, URL, **bought)
    page = unescape(desk.get(f"/referrals/{Referral.objects.get().pk}/").content.decode())
    for sentence in why:
        assert sentence in card and sentence in page
    higher = passed_on(facts=[*passed_on()["facts"], "may_use_name"])
    assert "Level 2: " in unescape(press(desk, GRADE, **higher).content.decode())


@pytest.mark.parametrize("reach", ["dana@millane.example.org", "Dana+x@MILLANE.example.org", "01632 960144"])
def test_the_live_grade_advises_nothing_about_somebody_who_refused(
    desk: Client, ana: Member, reach: str
) -> None:
    people.refuse(channels=["dana@millane.example.org", "+44 1632 960144"], by=Actor("prospect"), at=now())
    shown = desk.post(GRADE, passed_on(reach=reach)).content.decode()
    assert "Dana said: please don’t. That is final. It can’t be saved." in shown
    assert "Ask Dana" not in shown and "Speak with" not in shown
    other = desk.post(GRADE, passed_on(reach="otto@example.org")).content.decode()
    assert "please don’t" not in other


def test_so_it_does_of_somebody_in_the_book(desk: Client, ana: Member) -> None:
    known = dana(ana)
    people.refuse(channels=["dana@millane.example.org"], by=Actor("prospect"), at=now())
    shown = desk.post(GRADE, passed_on(reach="") | {"prospect": known.pk}).content.decode()
    assert "It can’t be saved." in shown

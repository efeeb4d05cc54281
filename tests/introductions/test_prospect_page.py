"""The page of somebody without an account: what it shows, what a press does, and that looking does nothing."""

import json
import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.introductions import actions
from sentby.introductions.actions import linking
from sentby.introductions.models import Link, Press
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.models import Refusal
from sentby.referrals import actions as referrals
from sentby.referrals.models import Contact, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from tests.introductions.story import ENDORSEMENT, NEED, link_of, pass_on, token_in, work, write
from tests.introductions.tables import fingerprint
from tests.support.cast import client_for
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(ana: Member, sam: Member) -> Referral:
    return pass_on(ana, sam, at=now())


@pytest.fixture
def token(given: Referral) -> str:
    return link_of(given, at=now())[1]


@pytest.fixture
def receivers(given: Referral) -> str:
    return link_of(given, "receiver", at=now())[1]


def page(visitor: Client, token: str, part: str = "") -> str:
    answer = visitor.get(f"/p/{token}/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def press(visitor: Client, token: str, act: str, **typed: str) -> str:
    """The page after a press, as somebody sees it."""
    answer = visitor.post(f"/p/{token}/{act}/", typed, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


# ---- what it shows ----


def test_it_says_who_passed_what_to_whom_when_and_why(visitor: Client, token: str) -> None:
    shown = page(visitor, token)
    wanted = [
        "Ana Reyes gave your details to Sam Okafor",
        NEED,
        ENDORSEMENT,
        "dana@millane.example.org",
        "Okafor Roofing",
    ]
    assert [said for said in wanted if said not in shown] == []
    assert "tel:+441632960102" in shown and "mailto:sam@okafor-roofing.example.com" in shown


def test_it_says_the_day_and_the_hour_of_the_passing_on(visitor: Client, ana: Member, sam: Member) -> None:
    """In the giver's time zone, and not those of the looking: it was two days before."""
    given = pass_on(ana, sam, at=now() - timedelta(days=2, hours=3))
    then = given.passed_on_at.astimezone(ZoneInfo(ana.time_zone))
    said = rf"{then:%a} {then.day} {then:%b}t?( {then.year})?, {then:%H:%M}"
    for side in ("prospect", "receiver"):
        shown = page(visitor, link_of(given, side, at=now())[1])
        assert re.search(rf"<dt>When</dt><dd><time [^>]*>{said}</time></dd>", shown), side


def test_the_stop_is_linked_at_the_top_and_nothing_is_ticked(visitor: Client, token: str) -> None:
    shown = page(visitor, token)
    assert shown.index('href="#stop"') < shown.index("<h1>")
    assert not re.search(r"<input[^>]*\schecked", shown)


def test_no_third_party_stands_on_it(
    visitor: Client, ana: Member, stan: Member, token: str, receivers: str
) -> None:
    people.add_person(owner=ana, name="Tomás Vidal", channels=["tomas@vidal.example.org"], at=now())
    for shown in (page(visitor, token), page(visitor, token, "copy/"), page(visitor, receivers)):
        assert "Stanislav" not in shown and "Vidal" not in shown and "tomas@" not in shown


def test_private_notes_stand_nowhere(visitor: Client, given: Referral, token: str, receivers: str) -> None:
    person = given.prospect_person
    assert person
    type(person).objects.filter(pk=person.pk).update(notes="kanariegelb", how_met="kanariegelb")
    referrals.log_contact(
        referral=given, kind=ContactKind.LEFT_MESSAGE, by=given.recorder.actor, at=now(), note="kanariegelb"
    )
    pages = [
        page(visitor, token),
        page(visitor, token, "copy/"),
        page(visitor, token, "copy/?form=json"),
        page(visitor, receivers),
    ]
    assert not any("kanariegelb" in shown for shown in pages)


@pytest.mark.parametrize("part", ["", "said/?act=stop", "copy/", "erasure/", "stop/"])
def test_the_address_goes_to_nobody(visitor: Client, token: str, part: str) -> None:
    answer = visitor.get(f"/p/{token}/{part}")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_wrong_token_and_one_out_of_date_get_the_same_page(visitor: Client, token: str) -> None:
    wrong = visitor.get("/p/" + "x" * 43 + "/")
    Link.objects.update(expires_at=now())
    late = visitor.get(f"/p/{token}/")
    assert wrong.status_code == late.status_code == 404
    assert wrong.content == late.content
    assert visitor.post(f"/p/{token}/stop/").content == wrong.content


def test_it_takes_a_fixed_number_of_queries(visitor: Client, token: str, receivers: str) -> None:
    assert queries_of(visitor, f"/p/{token}/") <= 12
    assert queries_of(visitor, f"/p/{receivers}/") <= 12


# ---- looking does nothing ----

PARTS = [
    "",
    "answers/",
    "consent/",
    "contact/",
    "stop/",
    "said/?act=stop",
    "copy/",
    "copy/?form=json",
    "erasure/",
]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(visitor: Client, token: str, receivers: str, method: str) -> None:
    before = fingerprint()
    for opened in (token, receivers):
        for part in PARTS:
            getattr(visitor, method)(f"/p/{opened}/{part}")
    assert fingerprint() == before


def test_control_a_press_is_seen_in_the_fingerprint(visitor: Client, token: str) -> None:
    before = fingerprint()
    visitor.post(f"/p/{token}/stop/")
    assert fingerprint() != before


# ---- pressing ----


def test_the_three_questions_are_answered_once(visitor: Client, given: Referral, token: str) -> None:
    said = press(visitor, token, "answers", knows_who="yes", knows_how="no", words="After four, please.")
    assert "Your answers are noted" in said
    confirmed = given.facts.filter(source="confirmed").values_list("kind", "holds")
    assert set(confirmed) >= {("spoke", True), ("knows_receiver", False), ("open_questions", True)}
    assert "the first time counts" in press(visitor, token, "answers", knows_how="yes")
    stands = page(visitor, token)
    assert "Your answers are noted" in stands and "After four, please." in stands
    shown = re.findall(r"<dt>(Do you[^<]*)</dt><dd>([^<]*)</dd>", unescape(stands))
    assert shown == [
        ("Do you know who will call?", "Yes"),
        ("Do you know how Sam may help?", "No"),
        ("Do you expect Sam’s call?", "Not sure"),
    ]
    (letter,) = Message.objects.filter(kind="answered", to_member=given.receiver_member)
    assert "Expects it: not sure." in letter.text and "Dana writes: “After four, please.”" in letter.text


@pytest.mark.parametrize("way", ["own", "sentby"])
def test_what_was_pressed_is_what_is_read(visitor: Client, given: Referral, ana: Member, way: str) -> None:
    """Also where it adds no fact: a yes through the giver's own letter, after the giver had claimed the same."""
    _link, url = linking.make_link(referral=given, side="prospect", by=ana.actor, at=now(), way=way)
    press(visitor, token_in(url), "answers", knows_who="yes", knows_how="no", expects="unsure")
    shown = re.findall(r"<dt>Do you[^<]*</dt><dd>([^<]*)</dd>", page(visitor, token_in(url)))
    assert shown == ["Yes", "No", "Not sure"]


@pytest.mark.parametrize("is_told", [True, False])
def test_of_a_receiver_without_an_account_nothing_is_said_that_sentby_does_not_do(
    visitor: Client, ana: Member, is_told: bool
) -> None:
    tomas = people.add_person(owner=ana, name="Tomás Vidal", at=now())
    referral = pass_on(ana, tomas, at=now())
    _, token = link_of(referral, at=now())
    if is_told:
        referrals.note_receiver_told(referral=referral, by=ana, at=now())
    text = unescape(page(visitor, token))
    assert "Your answers go to Ana." in text and "Tomás is told" not in text
    assert ("Ana is asked to tell Tomás not to call, and nobody" in text) is is_told
    assert "Ana is told." in unescape(press(visitor, token, "answers", knows_who="yes"))
    stopped = unescape(press(visitor, token, "stop"))
    assert "Tomás is told" not in stopped and ("Ana is asked to tell Tomás" in stopped) is is_told


def test_a_yes_does_not_promise_what_a_letter_of_this_desk_would_do(visitor: Client, ana: Member) -> None:
    tomas = people.add_person(owner=ana, name="Tomás Vidal", at=now())
    _, token = link_of(pass_on(ana, tomas, mode=Mode.ASK_ONE, at=now()), at=now())
    text = unescape(press(visitor, token, "consent", answer="yes"))
    assert "Tomás gets your details from Ana now" in text and "24 hours" not in text


def test_an_empty_answer_is_sent_back_with_a_sentence(visitor: Client, token: str) -> None:
    answer = visitor.post(f"/p/{token}/answers/", {})
    assert answer.status_code == 422
    assert "Answer one of the questions" in answer.content.decode()
    assert not Press.objects.exists()


def test_what_was_typed_is_kept_when_something_is_wrong(visitor: Client, token: str) -> None:
    answer = visitor.post(f"/p/{token}/answers/", {"knows_who": "perhaps", "words": "After four, please."})
    assert answer.status_code == 422
    assert "After four, please." in answer.content.decode()


@pytest.mark.parametrize("act", ["consent", "contact"])
def test_a_press_of_nothing_is_sent_back(visitor: Client, ana: Member, sam: Member, act: str) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE if act == "consent" else Mode.TELL, at=now())
    _, opened = link_of(referral, at=now())
    answer = visitor.post(f"/p/{opened}/{act}/", {})
    assert answer.status_code == 422
    assert "Press one of the two" in answer.content.decode()


def test_please_dont_is_final_and_takes_effect_at_once(
    visitor: Client, given: Referral, token: str, receivers: str
) -> None:
    assert "Sam is told not to call" in press(visitor, token, "stop")
    given.refresh_from_db()
    assert given.refused_at is not None and Refusal.objects.count() == 2
    assert Message.objects.filter(kind="refused").count() == 2
    assert "the first time counts" in press(visitor, token, "stop")
    assert "dana@millane" not in page(visitor, receivers) and "Please do not call" in page(visitor, receivers)
    shown = press(visitor, token, "answers", knows_who="yes")
    assert "You said: please don’t" in shown and "<form" not in shown


def test_a_mail_program_stops_it_in_one_press(given: Referral, token: str) -> None:
    """RFC 8058: no cookie, no form token, exactly this body."""
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        f"/p/{token}/stop/", "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302
    given.refresh_from_db()
    assert given.refused_at is not None


def test_having_been_in_touch_is_the_first_contact(visitor: Client, given: Referral, token: str) -> None:
    assert "you have been in touch" in press(visitor, token, "contact", kind="they_called")
    assert Contact.objects.get(referral=given).actor_kind == "prospect"
    given.refresh_from_db()
    assert given.first_contact_at is not None


def test_the_story_says_who_was_in_touch_and_who_says_so(
    visitor: Client, ana: Member, given: Referral, token: str
) -> None:
    press(visitor, token, "contact", kind="called")
    told = client_for(ana).get(f"/referrals/{given.pk}/").content.decode()
    assert "Dana says that Sam was in touch." in told
    assert "Dana called Dana" not in told


def test_the_receiver_sees_their_side_and_can_say_no(
    visitor: Client, given: Referral, receivers: str
) -> None:
    shown = page(visitor, receivers)
    assert (
        "Dana Lindqvist" in shown
        and "Three short questions" not in shown
        and "What is kept about you" not in shown
    )
    assert "rather not" in press(visitor, receivers, "stop")
    given.refresh_from_db()
    assert given.closed_at is not None and not Refusal.objects.exists()
    assert visitor.get(f"/p/{receivers}/copy/").status_code == 404
    assert visitor.post(f"/p/{receivers}/erasure/").status_code == 404


# ---- asked first ----


def test_under_ask_one_not_a_byte_reaches_the_receiver_before_the_yes(
    visitor: Client, ana: Member, sam: Member
) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE, need="kanariegelb", endorsement="kanariegelb", at=now())
    ana_at, sam_at = client_for(ana), client_for(sam)
    ana_at.post(f"/referrals/{referral.pk}/consent/", {"way": "sentby"})
    work(now())
    urls = [
        "/referrals/",
        "/people/",
        "/outbox/",
        f"/referrals/{referral.pk}/",
        f"/referrals/{referral.pk}/introduction/",
    ]
    bodies = "".join(sam_at.get(url, follow=True).content.decode() for url in urls)
    mails = "".join(m.subject + m.text + m.html for m in Message.objects.filter(to_member=sam))
    for canary in ("Lindqvist", "dana@millane", "960144", "Mill Lane", "kanariegelb"):
        assert canary not in bodies + mails
    question = Message.objects.get(kind="consent")
    opened = token_in(question.text)
    shown = page(visitor, opened)
    assert "May Ana Reyes pass your details on to Sam Okafor?" in shown and sam.email not in shown
    assert "24 hours" in press(visitor, opened, "consent", answer="yes")
    assert "Lindqvist" in sam_at.get(f"/referrals/{referral.pk}/").content.decode()
    assert sam.email in page(visitor, opened)


def test_control_under_tell_the_receiver_sees_it(given: Referral, sam: Member) -> None:
    assert "Lindqvist" in client_for(sam).get(f"/referrals/{given.pk}/").content.decode()


def test_a_no_ends_it_and_a_later_yes_comes_too_late(visitor: Client, ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE, at=now())
    _, opened = link_of(referral, at=now())
    assert "Nothing was passed on" in press(visitor, opened, "consent", answer="no")
    assert "You said no" in press(visitor, opened, "consent", answer="yes")
    referral.refresh_from_db()
    assert referral.released_at is None and referral.declined_at is not None


# ---- a copy, and nothing left ----


def test_the_copy_holds_everything_about_the_prospect(
    visitor: Client, ana: Member, given: Referral, token: str
) -> None:
    actions.send(introduction=write(given, ana, at=now()), by=ana, at=now())
    press(visitor, token, "answers", knows_who="yes", words="After four, please.")
    copy = json.loads(page(visitor, token, "copy/?form=json"))
    assert copy["you"]["name"] == "Dana Lindqvist"
    assert copy["you"]["emails"] == ["dana@millane.example.org"]
    assert copy["passed on"]["to"] == "Sam Okafor"
    assert any(entry["what"] == "spoke" and entry["source"] == "confirmed" for entry in copy["statements"])
    assert copy["letters to you"][0]["about"] == "Dana, meet Sam Okafor"
    text = page(visitor, token, "copy/")
    assert "After four, please." in text and "Dana Lindqvist" in text


def test_erasing_asks_first_and_then_the_page_is_gone(visitor: Client, given: Referral, token: str) -> None:
    assert "It cannot be undone" in page(visitor, token, "erasure/")
    answer = visitor.post(f"/p/{token}/erasure/")
    assert answer.status_code == 200 and "Everything is erased" in answer.content.decode()
    assert visitor.get(f"/p/{token}/").status_code == 404
    assert visitor.post(f"/p/{token}/erasure/").status_code == 404


def test_a_page_ends_after_180_days(visitor: Client, ana: Member, sam: Member) -> None:
    _, opened = link_of(pass_on(ana, sam, at=now() - timedelta(days=181)), at=now() - timedelta(days=180))
    assert visitor.get(f"/p/{opened}/").status_code == 404

"""A receiver without an account: nobody tells them but whoever recorded it."""

from html import unescape

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals import actions, letters
from sentby.referrals.actions import Change, Prospect
from sentby.referrals.actions.forgetting import forget_prospect
from sentby.referrals.models import Contact, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from tests.people.people import add, reach
from tests.referrals.pages import page_of, passed_on, press, said
from tests.support.cast import AT, client_for
from tests.support.referring import DAY, HOUR, audited, fresh, give, give_referral, next_action
from tests.support.rows import changed, table_hashes

pytestmark = pytest.mark.django_db
LATER = AT + HOUR


@pytest.fixture
def tomas(ana: Member) -> Person:
    return add(ana, "Tomás Vidal", channels=["tomas@vidal.example.org", "01632 960377"])


@pytest.fixture
def by_hand(ana: Member, tomas: Person) -> Referral:
    return give_referral(ana, tomas, need="The boiler is cold.", at=now())


@pytest.fixture
def at_anas(ana: Member) -> Client:
    return client_for(ana)


def told_url(referral: Referral, part: str = "") -> str:
    return f"/referrals/{referral.pk}/receiver-told/{part}"


def shown(client: Client, referral: Referral) -> str:
    return unescape(client.get(page_of(referral)).content.decode())


# ---- the act ----


def test_told_once_and_taken_back(ana: Member, tomas: Person) -> None:
    given = give_referral(ana, tomas)
    assert actions.note_receiver_told(referral=given, by=ana, at=LATER)
    assert not actions.note_receiver_told(referral=given, by=ana, at=LATER + HOUR), "the first time counts"
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("ask_what_became", LATER + 7 * DAY)
    assert actions.take_back_told(referral=given, by=ana, at=LATER)
    assert not actions.take_back_told(referral=given, by=ana, at=LATER)
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("tell_receiver", AT + DAY)
    assert (audited(given, "receiver.told"), audited(given, "receiver.not_told")) == (1, 1)


def test_a_member_hears_of_it_from_sentby(ana: Member, sam: Member) -> None:
    given, before = give_referral(ana, sam), table_hashes()
    with pytest.raises(actions.NotPossible, match="Sam has an account here"):
        actions.note_receiver_told(referral=given, by=ana, at=LATER)
    assert changed(before, table_hashes()) == []


def test_nobody_is_told_before_the_yes(ana: Member, tomas: Person) -> None:
    given = give_referral(ana, tomas, mode=Mode.ASK_ONE)
    with pytest.raises(actions.NotPossible, match="not said yes yet"):
        actions.note_receiver_told(referral=given, by=ana, at=LATER)
    assert fresh(given).receiver_told_at is None


def test_nobody_is_told_of_what_is_over(ana: Member, tomas: Person) -> None:
    given = give_referral(ana, tomas)
    actions.withdraw(referral=given, by=ana, at=LATER)
    with pytest.raises(actions.NotOpen):
        actions.note_receiver_told(referral=given, by=ana, at=LATER)


def test_who_was_in_touch_has_been_told(ana: Member, tomas: Person) -> None:
    given = give_referral(ana, tomas)
    actions.log_contact(referral=given, kind=ContactKind.CALLED, by=ana.actor, at=LATER)
    promised = next_action(given)
    assert promised and (promised.act, promised.due_at) == ("ask_what_became", LATER + 7 * DAY)


def test_no_letter_of_this_desk_goes_to_them(ana: Member, tomas: Person) -> None:
    give_referral(ana, tomas)
    assert not Message.objects.filter(to_address="tomas@vidal.example.org").exists()


# ---- the page ----


def test_it_says_that_they_know_nothing_and_how_to_reach_them(at_anas: Client, by_hand: Referral) -> None:
    page = shown(at_anas, by_hand)
    assert "Tell Tomás about Dana" in page
    assert "Tomás has no account here, so Sentby sends Tomás nothing." in page
    assert (
        "mailto:tomas@vidal.example.org?subject=Dana" in page and "sms:+441632960377?body=Tom%C3%A1s" in page
    )
    assert "tel:+441632960377" in page or "tel:01632960377" in page
    assert "tel:01632960144" not in page, "the prospect's number is Tomás's to call"


def test_the_presses_name_who_called_whom(at_anas: Client, by_hand: Referral) -> None:
    page = shown(at_anas, by_hand)
    for words in (
        "Tomás called Dana",
        "Dana called Tomás",
        "Tomás left a message",
        "They met",
    ):
        assert words in page, words
    for words in (">I called<", ">They called me<", ">We met<", ">We talked<"):
        assert words not in page, words


def test_the_story_says_it_of_the_receiver(at_anas: Client, by_hand: Referral) -> None:
    press(at_anas, f"/referrals/{by_hand.pk}/contacts/", kind="called")
    page = shown(at_anas, by_hand)
    assert "Tomás called Dana." in page and "You called Dana." not in page
    assert Contact.objects.get().kind == "called"


def test_one_press_and_its_undo(at_anas: Client, by_hand: Referral) -> None:
    page = unescape(said(at_anas, press(at_anas, told_url(by_hand))))
    assert "You told Tomás about Dana." in page and "Sentby sends Tomás nothing" not in page
    assert "Ask Tomás what became of it" in page
    assert page.count(told_url(by_hand, "removal/")) == 2, "beside the message, and in the story"
    page = unescape(said(at_anas, press(at_anas, told_url(by_hand, "removal/"))))
    assert "Tell Tomás about Dana" in page


def test_without_a_way_to_reach_them_it_asks_for_one(ana: Member, at_anas: Client) -> None:
    tomas = add(ana, "Tomás Vidal")
    page = shown(at_anas, give_referral(ana, tomas, at=now()))
    assert "You hold no way to reach Tomás yet." in page and f"/people/{tomas.pk}/edit/" in page


def test_pressed_for_a_member_it_says_why_not(ana: Member, sam: Member) -> None:
    given, sams = give_referral(ana, sam, at=now()), client_for(sam)
    assert "hears of it from Sentby" in said(sams, press(sams, told_url(given)))


def test_on_today_it_is_due_and_done_in_its_line(at_anas: Client, by_hand: Referral) -> None:
    today = unescape(at_anas.get("/").content.decode())
    assert "Tell Tomás about Dana" in today and "Tomás knows" in today
    press(at_anas, told_url(by_hand), next="today")
    assert "Tell Tomás about Dana" not in unescape(at_anas.get("/").content.decode())


# ---- the words ----


def test_the_words_say_who_what_and_whether_they_expect_it(ana: Member, tomas: Person) -> None:
    own = letters.by_hand(give_referral(ana, tomas, need="The boiler is cold."))
    for words in (
        "Dear Tomás,",
        "The boiler is cold.",
        "+44 1632 960144",
        "Dana expects your call.",
        "Ana Reyes",
    ):
        assert words in own.text, words
    assert own.to == ("tomas@vidal.example.org",) and own.texts[0].number == "+441632960377"
    cold = letters.by_hand(give(ana, tomas, prospect=Prospect("Mia Falk", ["01632 960399"])))
    assert "Mia does not expect a call yet: say who sent you." in cold.text


# ---- passing on to somebody new ----


def test_somebody_new_comes_with_a_way_to_reach_them(ana: Member, at_anas: Client) -> None:
    page = said(
        at_anas, press(at_anas, "/pass-on/", **passed_on(party="Tomás Vidal", party_reach="01632 960377"))
    )
    assert "Tomás has no account here: tell Tomás yourself." in unescape(page)
    assert reach(Person.objects.get(name="Tomás Vidal")) == ["+44 1632 960377"]


def test_somebody_in_the_book_gets_the_way_that_was_missing(
    ana: Member, at_anas: Client, tomas: Person
) -> None:
    press(at_anas, "/pass-on/", **passed_on(party="Tomás Vidal", party_reach="tomas@home.example.org"))
    assert "tomas@home.example.org" in reach(tomas)


@pytest.mark.parametrize(
    ("party", "way", "why"),
    [
        ("Sam Okafor, Okafor Roofing", "01632 960377", "Sam Okafor has an account here"),
        ("Tomás Vidal", "by the mill", "number"),
    ],
)
def test_a_way_that_cannot_be_kept_is_refused_beside_its_field(
    at_anas: Client, sam: Member, party: str, way: str, why: str
) -> None:
    answer = press(at_anas, "/pass-on/", **passed_on(party=party, party_reach=way))
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and why in page and f'value="{way}"' in page
    assert not Referral.objects.exists() and not Person.objects.exists()


# ---- what is said after saving ----


@pytest.mark.parametrize(
    ("typed", "words", "leads_to"),
    [
        ({"facts": ["spoke", "knows_receiver", "expects_contact"], "reach": "dana@millane.example.org"},
         "Passed on to Sam. In half a minute a letter that tells Dana is posted.", ""),
        ({"facts": ["spoke", "knows_receiver", "expects_contact"], "reach": "01632 960144"}, "Passed on to Sam.", ""),
        ({"party": "Nora Lind", "reach": "dana@millane.example.org"},
         "tell Nora yourself. In half a minute a letter that tells Dana is posted.", ""),
        ({"party": "Nora Lind", "reach": "", "business": "", "place": ""}, "Nora can’t act on this yet: add Dana’s details.", ""),
        ({"facts": []}, "It is a lead, so Sentby does not write to Dana: tell Dana yourself.", ""),
        ({"consent": "ask-one"}, "Sam hears nothing before the yes: ask Dana now.", "consent/"),
        ({"side": "received", "party": "Sam Okafor, Okafor Roofing"}, "Noted.", ""),
    ],
)  # fmt: skip
def test_saved_says_what_happens_now(
    at_anas: Client, sam: Member, typed: dict[str, object], words: str, leads_to: str
) -> None:
    answer = press(at_anas, "/pass-on/", **passed_on(reach_too="", **typed))
    assert answer["Location"].endswith(f"/{leads_to}" if leads_to else f"{Referral.objects.get().pk}/")
    page = unescape(said(at_anas, answer))
    assert words in page and "/withdrawal/" in page
    if words.endswith("Sam."):
        assert "half a minute" not in page


@pytest.mark.parametrize(
    ("side", "title", "label"),
    [
        ("give", "Pass somebody on", "Your recommendation"),
        ("received", "Record what you received", "What the giver said of you"),
        ("own", "Note one for yourself", "Where the name is from"),
    ],
)
def test_each_way_has_words_of_its_own(at_anas: Client, side: str, title: str, label: str) -> None:
    page = unescape(at_anas.get(f"/pass-on/?side={side}").content.decode())
    assert f">{title}</h1>" in page and label in page


# ---- calling it off ----


def told(referral: Referral, ana: Member) -> Referral:
    actions.note_receiver_told(referral=referral, by=ana, at=now())
    return referral


@pytest.mark.parametrize("end", ["refuse", "withdraw", "erase"])
def test_who_was_told_is_called_off_by_whoever_told_them(
    ana: Member, at_anas: Client, by_hand: Referral, end: str
) -> None:
    told(by_hand, ana)
    if end == "refuse":
        actions.refuse(referral=by_hand, by=Actor("prospect"), at=now())
    elif end == "withdraw":
        assert "Tomás Vidal knows of it" in unescape(
            at_anas.get(f"/referrals/{by_hand.pk}/withdrawal/").content.decode()
        )
        actions.withdraw(referral=by_hand, by=ana, at=now())
    else:
        forget_prospect(referral=by_hand, by=Actor("prospect"), at=now())
    page = shown(at_anas, by_hand)
    assert "Tomás knows of it, and hears nothing from Sentby." in page
    assert (
        "mailto:tomas@vidal.example.org?subject=Please" in page and "Please do not call or write to" in page
    )
    if end != "withdraw":
        (letter,) = Message.objects.filter(to_member=ana, kind="refused")
        assert "Tomás knows of it, and hears nothing from Sentby: tell Tomás not to call." in letter.text


def test_who_was_never_told_needs_no_calling_off(ana: Member, at_anas: Client, by_hand: Referral) -> None:
    actions.refuse(referral=by_hand, by=Actor("prospect"), at=now())
    assert "Tomás knows of it" not in shown(at_anas, by_hand)
    assert "Tomás" not in Message.objects.get(to_member=ana, kind="refused").text


# ---- what keeps it true ----


def test_whoever_was_told_of_one_is_not_given_another(ana: Member, tomas: Person) -> None:
    given = give(ana, tomas)
    actions.note_receiver_told(referral=given, by=ana, at=LATER)
    change = Change(prospect=Prospect("Mia Falk", ["01632 960399"]))
    with pytest.raises(actions.NotPossible, match="Tomás has been told of Dana"):
        actions.add_details(referral=given, change=change, version=fresh(given).version, by=ana, at=LATER)


def test_what_nobody_can_act_on_any_more_is_told_anew(ana: Member, tomas: Person) -> None:
    given = give(ana, tomas, prospect=Prospect("Mia Falk", ["01632 960399"]))
    actions.note_receiver_told(referral=given, by=ana, at=LATER)
    mia = given.prospect_person
    assert mia is not None
    people.edit_person(person=mia, version=Person.objects.get(pk=mia.pk).version, name="Mia Falk", at=LATER)
    assert fresh(given).receiver_told_at is None and next_action(given).act == "add_details"  # type: ignore[union-attr]
    people.edit_person(
        person=mia,
        version=Person.objects.get(pk=mia.pk).version,
        name="Mia Falk",
        channels=["01632 960399"],
        at=LATER,
    )
    assert next_action(given).act == "tell_receiver"  # type: ignore[union-attr]


def test_a_message_that_the_receiver_left_shows_that_they_know(ana: Member, tomas: Person) -> None:
    given = give_referral(ana, tomas)
    actions.log_contact(referral=given, kind=ContactKind.LEFT_MESSAGE, by=ana.actor, at=LATER)
    assert next_action(given).act == "ask_what_became"  # type: ignore[union-attr]


def test_the_words_follow_what_the_prospect_said_and_not_the_grade(ana: Member, tomas: Person) -> None:
    given = give(ana, tomas, mode=Mode.ASK_ONE)
    actions.accept_passing(referral=given, accepted=True, by=Actor("prospect"), at=LATER)
    assert fresh(given).grade == "lead"
    assert "Dana expects your call." in letters.by_hand(fresh(given)).text


def test_after_a_yes_the_giver_is_asked_to_tell(ana: Member, tomas: Person) -> None:
    given = give(ana, tomas, mode=Mode.ASK_ONE)
    actions.accept_passing(referral=given, accepted=True, by=Actor("prospect"), at=LATER)
    letter = Message.objects.get(to_member=ana, kind="answered")
    assert "Tell Tomás now." in letter.text and "24 hours" not in letter.text


def test_a_receiver_whose_entry_is_gone_is_not_to_be_told(
    ana: Member, at_anas: Client, tomas: Person
) -> None:
    given = give_referral(ana, tomas, at=now())
    tomas.delete()
    actions.settle(referral_id=given.pk, by=ana.actor, at=now())
    page = shown(at_anas, given)
    assert "Whoever received this is no longer in your book." in page
    assert "Dear Hello" not in page and "receiver-told" not in page
    assert "no longer in your book" in unescape(
        at_anas.get(f"/referrals/{given.pk}/introduction/").content.decode()
    )
    assert "> knows<" not in at_anas.get("/").content.decode()


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("sam@okafor-roofing.example.com", "That is Sam Okafor’s, who has an account here: choose"),
        ("(01632) 960144", "That is how the prospect is reached."),
    ],
)
def test_a_way_that_leads_to_somebody_else_makes_nobody_new(
    at_anas: Client, sam: Member, way: str, why: str
) -> None:
    way = sam.email if "@" in way else way
    answer = press(
        at_anas, "/pass-on/", **passed_on(party="Nora Lind", party_reach=way, reach="01632 960144")
    )
    assert answer.status_code == 422 and why in unescape(answer.content.decode())
    assert not Person.objects.exists()


def test_for_oneself_what_was_typed_of_another_is_left_aside(at_anas: Client) -> None:
    answer = press(at_anas, "/pass-on/", **passed_on(side="own", party="", party_reach="by the mill"))
    assert answer.status_code == 302

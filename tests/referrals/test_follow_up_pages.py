"""In touch, and what came of it, on the pages: bad input, two tabs, calls, and somebody who was erased."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.models import Channel, Company, Person
from sentby.referrals import actions
from sentby.referrals.actions import Prospect
from sentby.referrals.judging import judge
from sentby.referrals.models import Contact, Fact, Outcome, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.facts import FactKind
from tests.people.people import add
from tests.referrals.acts import ENDS
from tests.referrals.pages import just_given, page_of, press, said, seen, url_of
from tests.support.cast import client_for
from tests.support.referring import BAKERY, HOUR, fresh
from tests.support.rows import changed, table_hashes
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db


# ---- contact and outcome ----


@pytest.mark.parametrize("kind", [*ContactKind])
def test_a_contact_is_one_press_and_its_undo_another(
    given: Referral, receiver: Client, kind: ContactKind
) -> None:
    page = said(receiver, press(receiver, url_of(given, "contacts"), kind=kind))
    contact = Contact.objects.get()
    assert url_of(given, "contact-removal", contact.pk) in page
    assert (fresh(given).first_contact_at is not None) == kind.reaches
    press(receiver, url_of(given, "contact-removal", contact.pk))
    assert fresh(given).first_contact_at is None


def test_the_same_press_twice_is_one_contact(given: Referral, receiver: Client) -> None:
    for _ in range(3):
        assert press(receiver, url_of(given, "contacts"), once="double", kind="called").status_code == 302
    press(receiver, url_of(given, "contacts"), once="double", kind="met")
    assert sorted(Contact.objects.values_list("kind", flat=True)) == ["called", "met"]


def test_from_today_it_leads_back_to_today(given: Referral, receiver: Client) -> None:
    assert press(receiver, url_of(given, "contacts"), kind="called", next="today")["Location"] == "/"
    elsewhere = press(receiver, url_of(given, "contacts"), kind="called", next="https://evil.example.com")
    assert elsewhere["Location"] == page_of(given)


@pytest.mark.parametrize(
    ("zone", "when", "sentence"),
    [
        ("Europe/London", "9999-12-31T23:59", "has not come yet"),
        ("America/Los_Angeles", "9999-12-31T23:59", "has not come yet"),
        ("Europe/London", "0001-01-01T00:00", "before 1900"),
        ("Pacific/Auckland", "0001-01-01T00:00", "before 1900"),
        ("Europe/London", "2025-03-30T01:30", "couldn’t be interpreted"),  # the hour that was left out
        ("Europe/London", "soon", "valid date"),
    ],
)
def test_an_impossible_moment_is_refused_and_the_note_kept(
    given: Referral, receiver: Client, zone: str, when: str, sentence: str
) -> None:
    Member.objects.update(time_zone=zone)
    answer = press(receiver, url_of(given, "contacts"), kind="called", happened_at=when, note="She laughed.")
    page = unescape(answer.content.decode()).replace("'", "’")
    assert answer.status_code == 422
    assert sentence in page
    assert "She laughed." in page
    assert not Contact.objects.exists()


def test_the_moment_is_meant_in_the_members_zone(given: Referral, receiver: Client, sam: Member) -> None:
    sam.time_zone = "Asia/Tokyo"
    sam.save()
    press(receiver, url_of(given, "contacts"), kind="called", happened_at="2026-01-05T09:00")
    assert Contact.objects.get().at.isoformat() == "2026-01-05T00:00:00+00:00"


def test_a_contact_that_the_prospect_reported_is_not_the_receivers_to_take_back(
    given: Referral, receiver: Client
) -> None:
    contact = actions.log_contact(referral=given, kind=ContactKind.CALLED, by=Actor("prospect"), at=now())
    assert press(receiver, url_of(given, "contact-removal", contact.pk)).status_code == 404


@pytest.mark.parametrize("kind", ["talked", "met", "proposed", "won", "lost"])
def test_an_outcome_is_told_to_the_giver_and_can_be_undone(
    given: Referral, receiver: Client, kind: str
) -> None:
    page = said(receiver, press(receiver, url_of(given, "outcomes"), kind=kind))
    outcome = Outcome.objects.get()
    assert "Recorded. Ana is told." in page
    press(receiver, url_of(given, "outcome-removal", outcome.pk))
    assert fresh(given).is_open


def test_nobody_is_said_to_be_told_when_nobody_is(sam: Member, receiver: Client) -> None:
    own = actions.pass_on(by=sam, at=now(), giver=None, receiver=sam, prospect=BAKERY)
    page = said(receiver, press(receiver, url_of(own, "outcomes"), kind="talked"))
    assert "Recorded." in page
    assert "is told" not in page


@pytest.mark.parametrize(
    "amount", ["1e309", "NaN", "-5", "Infinity", "five", "5,00,0", "1.2345", "9" * 13, "٣٤", "5 GBP EUR", "£"]
)
def test_an_amount_that_is_none_is_refused_and_kept(given: Referral, receiver: Client, amount: str) -> None:
    answer = press(receiver, url_of(given, "outcomes"), kind="won", amount=amount, reason="A new roof.")
    page = unescape(answer.content.decode())
    if answer.status_code == 302:  # digits of another script are digits
        assert str(Outcome.objects.get().amount) == "34.000"
        return
    assert answer.status_code == 422
    assert f'value="{amount}"' in page
    assert "A new roof." in page
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    ("amount", "currency", "value"),
    [
        ("5.000,00", "EUR", "5000.000 EUR"),
        ("£5,000", "", "5000.000 GBP"),
        ("999,999,999,999", "GBP", "999999999999.000 GBP"),
        ("1.234", "kwd", "1.234 KWD"),
        ("0.01", "", "0.010 GBP"),
    ],
)
def test_amounts_are_read_as_people_write_them(
    given: Referral, receiver: Client, amount: str, currency: str, value: str
) -> None:
    press(receiver, url_of(given, "outcomes"), kind="won", amount=amount, currency=currency)
    outcome = Outcome.objects.get()
    assert f"{outcome.amount} {outcome.currency}" == value


def test_an_amount_belongs_to_what_was_won(given: Referral, receiver: Client) -> None:
    answer = press(receiver, url_of(given, "outcomes"), kind="lost", amount="5")
    assert "An amount belongs to business that was won." in answer.content.decode()


@pytest.mark.parametrize("shared", [False, True])
def test_d1_an_amount_is_nowhere_in_what_the_giver_gets_unless_it_is_shared(
    given: Referral, giver: Client, receiver: Client, ana: Member, shared: bool
) -> None:
    sent = {"kind": "won", "amount": "7654.32"} | ({"share_amount": "on"} if shared else {})
    press(receiver, url_of(given, "outcomes"), **sent)
    urls = [page_of(given), "/", "/referrals/?show=given", "/referrals/?show=ended", "/settings/outbox/"]
    pages = [giver.get(url).content.decode() for url in urls]
    letters = [letter.subject + letter.text + letter.html for letter in Message.objects.filter(to_member=ana)]
    assert letters
    assert any("7654" in text or "7,654" in text for text in pages + letters) == shared
    assert "7,654.32" in receiver.get(page_of(given)).content.decode()


# ---- two tabs ----


@pytest.mark.parametrize("ended", ["withdrawn", "refused", "won", "lost"])
@pytest.mark.parametrize("act", ["facts", "contacts", "outcomes", "question", "details"])
def test_pressed_too_late_it_says_why_and_changes_nothing(
    ana: Member, sam: Member, ended: str, act: str
) -> None:
    given = just_given(ana, sam)
    ENDS[ended](given, ana, sam)
    client = client_for(sam if act in ("contacts", "outcomes") else ana)
    before = table_hashes()
    typed = {"facts": {"kind": "called"}, "contacts": {"kind": "called"}, "outcomes": {"kind": "talked"}}
    answer = press(client, url_of(given, act), **typed.get(act, {"name": "Dana Lindqvist"} | seen(given)))
    assert answer.status_code in (409, 422)
    page = unescape(answer.content.decode())
    assert "Nothing was saved." in page or "Undo the earlier outcome" in page
    assert changed(before, table_hashes()) == []


@pytest.mark.parametrize("ended", ["withdrawn", "refused", "won", "lost"])
def test_nobody_gets_ready_to_ring_about_what_has_ended(ana: Member, sam: Member, ended: str) -> None:
    given = just_given(ana, sam)
    assert "Before you ring" in client_for(sam).get(page_of(given)).content.decode()
    ENDS[ended](given, ana, sam)
    page = client_for(sam).get(page_of(given)).content.decode()
    assert "Before you ring" not in page and "What is known" in page


def test_the_second_writer_of_details_is_told_keeps_their_words_and_saves_with_another_press(
    given: Referral, giver: Client
) -> None:
    typed = {"name": "Dana Lindqvist", "need": "first"} | seen(given)
    press(giver, url_of(given, "details"), **typed)
    second = press(giver, url_of(given, "details"), **(typed | {"need": "second words"}))
    assert second.status_code == 409
    page = second.content.decode()
    assert "Somebody changed this while you were writing." in page
    assert "second words" in page
    assert 'name="version" value="2"' in page
    press(giver, url_of(given, "details"), **(typed | {"need": "second words"} | seen(given)))
    assert fresh(given).need == "second words"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reach": "12"}, "telephone number"),
        ({"name": "", "business": "", "reach": "01632 960177"}, "Write a name or a business"),
        ({"need": "n" * 2_001}, "within 2000"),
        ({"name": "n" * 161}, "within 160"),
    ],
)
def test_bad_details_keep_what_was_typed(
    given: Referral, giver: Client, typed: dict[str, str], sentence: str
) -> None:
    usual = {"name": "Dana Lindqvist", "reach": "", "endorsement": "Honest."} | seen(given)
    answer = press(giver, url_of(given, "details"), **(usual | typed))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Honest." in answer.content.decode()
    assert fresh(given).version == 1


@pytest.mark.parametrize("left_out", ["version", "entry"])
def test_a_form_that_does_not_say_what_it_saw_overwrites_nothing(
    given: Referral, giver: Client, left_out: str
) -> None:
    typed = {"name": "Dana Lindqvist", "reach": "01632 960199"} | seen(given)
    answer = press(giver, url_of(given, "details"), **{k: v for k, v in typed.items() if k != left_out})
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "This form does not say what stood here" in page and "It says now: +44 1632 960144" in page
    assert "+44 1632 960199" not in [way.shown for way in Channel.objects.all()]
    assert f'name="version" value="{seen(given)["version"]}"' in page


def test_what_the_writer_did_not_see_is_added_to_and_stays(given: Referral, giver: Client) -> None:
    saw = {name: value for name, value in seen(given).items() if name in ("version", "entry")}
    assert press(giver, url_of(given, "details"), reach="01632 960199", **saw).status_code == 302
    ways = [way.shown for way in Channel.objects.filter(person=given.prospect_person)]
    assert ways == ["+44 1632 960144", "dana@millane.example.org", "+44 1632 960199"]


def test_an_emptied_business_is_taken_away(given: Referral, giver: Client) -> None:
    typed = {"name": "Dana Lindqvist", "business": "", "place": ""} | seen(given)
    assert press(giver, url_of(given, "details"), **typed).status_code == 302
    assert Person.objects.get().company is None
    assert Company.objects.get().place == "Mill Lane"
    assert FactKind.BUSINESS_NAMED not in {fact.kind for fact in fresh(given).stated}


def test_an_emptied_place_is_taken_away_from_them_and_from_nobody_else(
    given: Referral, giver: Client
) -> None:
    typed = {"name": "Dana Lindqvist", "business": "Mill Lane School", "place": ""} | seen(given)
    assert press(giver, url_of(given, "details"), **typed).status_code == 302
    company = Person.objects.get().company
    assert company is not None and (company.name, company.place) == ("Mill Lane School", "")
    assert Company.objects.filter(place="Mill Lane").exists()


def test_a_business_that_the_form_does_not_show_stays(given: Referral, giver: Client) -> None:
    assert press(giver, url_of(given, "details"), name="Dana L. Lindqvist", **seen(given)).status_code == 302
    dana = Person.objects.get()
    assert dana.name == "Dana L. Lindqvist" and dana.company and dana.company.place == "Mill Lane"


def test_details_open_with_what_is_known(given: Referral, giver: Client, ana: Member, sam: Member) -> None:
    page = giver.get(url_of(given, "details")).content.decode()
    for known in (
        "Dana Lindqvist",
        "960144",
        "dana@millane.example.org",
        "Mill Lane School",
        "The roof leaks.",
    ):
        assert known in page
    business = just_given(ana, sam, prospect=BAKERY, facts=())
    assert "Corner Bakery" in giver.get(url_of(business, "details")).content.decode()


# ---- calls ----


def test_b8_somebody_called(given: Referral, receiver: Client) -> None:
    assert receiver.get("/calls/").status_code == 200
    for _ in range(2):
        answer = press(receiver, "/calls/", once="ring", caller="01632 960144")
        assert answer["Location"] == page_of(given)
    assert Contact.objects.get().kind == "they_called"
    assert fresh(given).first_contact_at


def test_b8_nobody_knows_them(given: Referral, receiver: Client) -> None:
    for caller in ("Nobody", "", "c" * 400):
        answer = press(receiver, "/calls/", caller=caller)
        assert answer.status_code == 422
        assert caller in answer.content.decode()
    assert not Contact.objects.exists()


def test_b8_two_could_be_meant_and_the_member_chooses(
    given: Referral, ruth: Member, sam: Member, receiver: Client
) -> None:
    just_given(ruth, sam)
    page = press(receiver, "/calls/", caller="dana").content.decode()
    assert page.count("This one") == 2
    assert not Contact.objects.exists()


# ---- erased ----


@pytest.mark.parametrize("who", ["prospect", "giver", "receiver"])
def test_after_somebody_was_erased_every_page_still_works(ana: Member, who: str) -> None:
    tomas, client = add(ana, "Tomás Vidal"), client_for(ana)
    other = add(ana, "Owen Pryce")
    received = actions.pass_on(
        by=ana, at=now() - HOUR, giver=tomas, receiver=ana, prospect=Prospect("Rosa", ["01632 960155"])
    )
    kept = just_given(ana, other)
    erased = {"prospect": kept.prospect_person, "giver": tomas, "receiver": other}[who]
    assert erased
    people.remove_person(person=erased, by=ana, at=now() - timedelta(days=8))
    sweep("removed", now())
    assert not Person.objects.filter(pk=erased.pk).exists()
    for referral in (received, kept):
        page = client.get(page_of(referral))
        assert page.status_code == 200
        assert b"None" not in page.content
        stored = Referral.objects.select_related("recorder").get(pk=referral.pk)
        assert stored.grade == judge(stored, ladder=8).claimed.grade
        press(client, url_of(referral, "contacts"), kind="called")
        press(client, url_of(referral, "outcomes"), kind="won")
        assert client.get(url_of(referral, "withdrawal")).status_code == 200
    for url in (
        "/",
        "/referrals/",
        "/referrals/?show=given",
        "/referrals/?show=recorded",
        "/referrals/?show=ended",
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert b"None" not in answer.content


def test_facts_are_nobodys_who_is_not_there(given: Referral) -> None:
    assert Fact.objects.filter(referral=given).count() == 6

"""A prospect who came by the giver's own letter asks for a link that nobody else has seen."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.introductions import actions, queries
from sentby.introductions.models import Link
from sentby.mail.models import Message, Permission
from sentby.people import actions as people
from sentby.people.models import Channel
from sentby.referrals.actions import Prospect
from sentby.referrals.judging import judge
from sentby.referrals.models import Referral
from sentby.referrals.timeline import Story
from sentby.rules.consent import Mode
from tests.introductions.story import LATER, PHONE_ONLY, link_of, pass_on, token_in, work, write
from tests.introductions.tables import fingerprint
from tests.support.cast import AT
from tests.support.counting import queries_of
from tests.support.racing import at_once

pytestmark = pytest.mark.django_db
DANAS = "dana@millane.example.org"
YES = {"knows_who": "yes", "knows_how": "yes", "expects": "yes"}
OFFICE = "office@millane.example.org"
BUTTON = "Send me a link of my own"
DAY = timedelta(days=1)


def by_ana_s_letter(referral: Referral, ana: Member) -> str:
    """The token of the link in Ana's own letter."""
    return token_in(actions.own_link(referral=referral, by=ana, at=referral.passed_on_at))


def opened(token: str, at: object = LATER) -> Link:
    link = queries.link_for(token, at)  # type: ignore[arg-type]
    assert link is not None
    return link


def mailbox(referral: Referral, shown: str = DANAS) -> str:
    assert referral.prospect_person is not None
    return str(referral.prospect_person.channels.get(shown=shown).pk)


def own_letters() -> "list[Message]":
    return list(Message.objects.filter(kind="own-link").order_by("queued_at"))


@pytest.fixture
def given(ana: Member, sam: Member) -> Referral:
    return pass_on(ana, sam, claims=[], at=now())


@pytest.fixture
def token(given: Referral, ana: Member) -> str:
    return by_ana_s_letter(given, ana)


# ---- the way it goes ----


def test_by_the_own_link_a_yes_is_confirmed_and_by_the_giver_s_it_is_claimed(
    ana: Member, sam: Member
) -> None:
    referral = pass_on(ana, sam, claims=[])
    first = opened(by_ana_s_letter(referral, ana))
    actions.answer(link=first, answers=YES, words="", at=LATER)  # type: ignore[arg-type]
    assert judge(queries.whole(referral.pk), ladder=8).confirmed.grade != "referral"
    actions.send_own_link(link=first, to=mailbox(referral), at=LATER)
    [letter] = own_letters()
    work(LATER + timedelta(minutes=1))
    letter.refresh_from_db()
    assert (letter.to_address, letter.state) == (DANAS, "sent")
    theirs = opened(token_in(letter.text))
    assert (theirs.way, theirs.message) == ("sentby", letter)
    actions.answer(link=theirs, answers=YES, words="", at=LATER)  # type: ignore[arg-type]
    assert judge(queries.whole(referral.pk), ladder=8).confirmed.grade == "referral"


def test_before_the_yes_as_well(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, claims=[], mode=Mode.ASK_ONE)
    actions.send_own_link(link=opened(by_ana_s_letter(referral, ana)), to=mailbox(referral), at=LATER)
    work(LATER + timedelta(minutes=1))
    [letter] = own_letters()
    assert letter.state == "sent" and "would like to give Sam Okafor" in letter.text
    actions.consent(link=opened(token_in(letter.text)), accepted=True, at=LATER)
    assert referral.facts.filter(kind="expects_contact", source="confirmed").exists()


def test_the_letter_rests_on_what_the_prospect_asked_for_and_says_everything(
    ana: Member, sam: Member
) -> None:
    referral = pass_on(ana, sam, claims=[])
    link = opened(by_ana_s_letter(referral, ana))
    actions.send_own_link(link=link, to=mailbox(referral), at=LATER)
    [letter] = own_letters()
    permission = Permission.objects.get(messages=letter)
    assert (permission.basis, permission.reference) == ("asked_for_link", f"link:{link.pk}")
    assert permission.granted_by == f"prospect:{link.pk}"
    wanted = ["Ana Reyes", "Sam Okafor", DANAS, "Rather not?", "How long", "Your rights", "If it was not you"]
    assert [said for said in wanted if said not in letter.text] == []
    assert letter.stop_url.startswith("http") and token_in(letter.text) not in letter.subject
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=letter.pk).update(permission=None)


def test_the_story_tells_it_and_calls_no_claim_confirmed(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, claims=[])
    link = opened(by_ana_s_letter(referral, ana))
    actions.answer(link=link, answers=YES, words="", at=LATER)  # type: ignore[arg-type]
    actions.send_own_link(link=link, to=mailbox(referral), at=LATER)
    told = {entry.text: entry.state for entry in Story(referral, ana).entries()}
    assert (
        told[
            "Dana answered the three questions. Knows who will call: yes. Knows how Sam may help: yes. Expects it: yes. "
            "The link came in your own letter."
        ]
        == "claimed"
    )
    assert (
        told[
            "Somebody with the link in your letter asked for one of Dana’s own, which was put into the Outbox."
        ]
        == ""
    )
    Message.objects.filter(permission__basis="asked_for_link").update(state="sent", via="smtp")
    assert "had Sentby send Dana a link of their own" in " ".join(
        e.text for e in Story(referral, ana).entries()
    )


# ---- its limits ----


def test_one_a_day_and_three_in_all(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, claims=[])
    link = opened(by_ana_s_letter(referral, ana))
    for day in range(3):
        actions.send_own_link(link=link, to=mailbox(referral), at=LATER + day * DAY)
        with pytest.raises(actions.AlreadyPressed):
            actions.send_own_link(
                link=link, to=mailbox(referral), at=LATER + (day + 1) * DAY - timedelta(seconds=1)
            )
    with pytest.raises(actions.AlreadyPressed):
        actions.send_own_link(link=link, to=mailbox(referral), at=LATER + 30 * DAY)
    assert len(own_letters()) == 3


def test_nowhere_but_to_an_address_that_is_kept_of_them(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, claims=[])
    link = opened(by_ana_s_letter(referral, ana))
    number = referral.prospect_person.channels.get(kind="phone").pk  # type: ignore[union-attr]
    elsewhere = people.add_person(owner=ana, name="Tomás Vidal", channels=["tomas@vidal.example.org"], at=AT)
    for to in ("", "zzzz", number, elsewhere.channels.get().pk):
        with pytest.raises(actions.Closed):
            actions.send_own_link(link=link, to=to, at=LATER)
    assert own_letters() == []


def test_not_for_a_link_that_is_their_own_nor_for_the_receiver_s(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    for side in ("prospect", "receiver"):
        with pytest.raises(actions.Closed):
            actions.send_own_link(link=link_of(referral, side)[0], to=mailbox(referral), at=LATER)


def test_never_to_whoever_refused(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, claims=[])
    link = opened(by_ana_s_letter(referral, ana))
    people.refuse(channels=[DANAS], referral_id="another", by=Actor("prospect"), at=LATER)
    with pytest.raises(actions.Closed):
        actions.send_own_link(link=link, to=mailbox(referral), at=LATER)


def test_a_refusal_holds_back_the_one_that_waits(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, claims=[])
    link = opened(by_ana_s_letter(referral, ana))
    actions.send_own_link(link=link, to=mailbox(referral), at=LATER)
    actions.stop(link=link, at=LATER)
    work(LATER + timedelta(minutes=1))
    assert [letter.state for letter in own_letters()] == ["withheld"]
    with pytest.raises(actions.Closed):
        actions.send_own_link(link=link, to=mailbox(referral), at=LATER + DAY)


def test_the_worker_sends_none_by_itself(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, claims=[])
    actions.mark_sent(introduction=write(referral, ana, way="own"), by=ana, at=LATER)
    for day in range(5):
        work(LATER + day * DAY)
    assert own_letters() == []


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_send_one(given: Referral, token: str) -> None:
    to = mailbox(given)
    answers = at_once(lambda tab: Client().post(f"/p/{token}/link/", {"to": to})["Location"], 8)
    assert Counter(str(answer).rpartition("/")[2] for answer in answers) == {"?act=link": 1, "#own-link": 7}
    assert len(own_letters()) == 1


# ---- the page ----


def test_one_press_on_the_page(visitor: Client, given: Referral, token: str) -> None:
    shown = visitor.get(f"/p/{token}/").content.decode()
    assert BUTTON in shown and "d…@millane.example.org" in shown
    said = visitor.post(f"/p/{token}/link/", {"to": mailbox(given)}, follow=True).content.decode()
    assert "A link of your own is posted." in said and "d…@millane.example.org" in said
    after = visitor.get(f"/p/{token}/").content.decode()
    assert BUTTON not in after and "There is one a day, and three in all." in after
    again = visitor.post(f"/p/{token}/link/", {"to": mailbox(given)})
    assert again["Location"].endswith("/#own-link") and len(own_letters()) == 1
    theirs = visitor.get(f"/p/{token_in(own_letters()[0].text)}/").content.decode()
    assert BUTTON not in theirs and "A link of your own" not in theirs


def test_several_addresses_have_a_button_each(visitor: Client, given: Referral, token: str) -> None:
    Channel.objects.create(
        person=given.prospect_person, kind="email", shown=OFFICE, canonical=OFFICE, label="office"
    )
    shown = visitor.get(f"/p/{token}/").content.decode()
    assert shown.count(BUTTON) == 2 and "o…@millane.example.org" in shown
    visitor.post(f"/p/{token}/link/", {"to": mailbox(given, OFFICE)})
    assert [letter.to_address for letter in own_letters()] == [OFFICE]


def test_without_an_address_it_says_so_and_offers_nothing(visitor: Client, ana: Member, sam: Member) -> None:
    token = by_ana_s_letter(pass_on(ana, sam, prospect=PHONE_ONLY, claims=[], at=now()), ana)
    shown = visitor.get(f"/p/{token}/").content.decode()
    assert "No e-mail address of yours is kept here" in shown and BUTTON not in shown
    visitor.post(f"/p/{token}/link/", {"to": ""})
    assert own_letters() == []


def test_a_business_has_no_address_that_sentby_writes_to(visitor: Client, ana: Member, sam: Member) -> None:
    school = Prospect(name="", company="Mill Lane School", channels=["office@millane.example.org"])
    token = by_ana_s_letter(pass_on(ana, sam, prospect=school, claims=[], at=now()), ana)
    assert "No e-mail address of yours is kept here" in visitor.get(f"/p/{token}/").content.decode()


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_whoever_looks_sends_nothing(visitor: Client, token: str, method: str) -> None:
    before = fingerprint()
    for part in ("", "link/", "said/?act=link"):
        getattr(visitor, method)(f"/p/{token}/{part}")
    assert fingerprint() == before


def test_the_page_takes_a_fixed_number_of_queries(visitor: Client, token: str) -> None:
    assert queries_of(visitor, f"/p/{token}/") <= 12

"""Each line of Today acts where it stands: at most two presses, back to Today, with an undo where the act has one."""

import re

import pytest
from playwright.sync_api import Page, expect

from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.introductions.models import Question
from sentby.people import actions as people
from sentby.people.actions import as_said
from sentby.people.models import Person
from sentby.referrals import actions
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Contact, FeedbackAsk, Outcome, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.today import queries
from sentby.worker import stranded
from tests.people.people import add
from tests.referrals.pages import press, seen, url_of
from tests.support.browser import Device, Visit, assert_accessible, assert_no_sideways_scroll
from tests.support.cast import client_for
from tests.support.counting import assert_same_queries
from tests.support.referring import DAY, HOUR, NAME_ONLY, fresh, give, give_referral
from tests.support.told import Told
from tests.today.test_today import NUMBER, given, page

both = pytest.mark.django_db
WAYS: list[tuple[Device, bool]] = [("desktop", True), ("phone", True), ("desktop", False), ("phone", False)]


def in_touch(ana: Member, sam: Member) -> Referral:
    """Sam has called, and is to agree a time within the week."""
    referral = given(ana, sam, ago=2 * DAY)
    actions.log_contact(referral=referral, kind=ContactKind.CALLED, by=sam.actor, at=now() - DAY)
    return referral


def to_be_asked(ana: Member, sam: Member) -> Referral:
    return given(ana, sam, mode=Mode.ASK_ONE, prospect=_named(), ago=6 * DAY)


def kept_for(ana: Member, tomas: Person) -> Referral:
    return given(ana, tomas, ago=6 * DAY)


def _named() -> Prospect:
    n = next(NUMBER)
    return Prospect(f"Prospect {n}", [f"prospect{n}@example.org"])


# ---- the presses, one by one ----


@both
def test_a_later_step_is_recorded_in_its_line(ana: Member, sam: Member) -> None:
    referral, client = in_touch(ana, sam), client_for(sam)
    assert [line.referral for line in queries.for_member(sam, now()).coming] == [referral]
    assert f'action="{url_of(referral, "outcomes")}"' in page(client)
    assert press(client, url_of(referral, "outcomes"), kind="met", next="today")["Location"] == "/"
    text = page(client)
    assert "Recorded. Ana is told." in text
    removal = url_of(referral, "outcome-removal", Outcome.objects.get().pk)
    assert f'action="{removal}"' in text
    assert press(client, removal, next="today")["Location"] == "/"
    assert not fresh(referral).came_of_it


@both
def test_a_question_is_answered_in_its_line(ana: Member, sam: Member) -> None:
    referral, client = given(ana, sam), client_for(sam)
    actions.ask_what_became(referral=referral, by=ana, at=now(), question="And?")
    assert f'action="{url_of(referral, "answer")}"' in page(client)
    assert press(client, url_of(referral, "answer"), answer="On Monday.", next="today")["Location"] == "/"
    assert "Your answer is posted." in page(client)
    assert "And?" not in page(client)


@both
def test_details_are_added_in_their_line_and_the_rest_stays(ana: Member, sam: Member) -> None:
    referral = give(sam, ana, prospect=NAME_ONLY, at=now(), need="A leak.", endorsement="She is quick.")
    client = client_for(sam)
    assert f'action="{url_of(referral, "details")}"' in page(client)
    assert (
        press(client, url_of(referral, "details"), reach="01632 960144", next="today", **seen(referral))[
            "Location"
        ]
        == "/"
    )
    assert "Saved." in page(client)
    changed = fresh(referral)
    assert (changed.need, changed.endorsement, changed.grade) == ("A leak.", "She is quick.", "lead")
    assert changed.prospect_person is not None and changed.prospect_person.name == "Dana Lindqvist"


@both
def test_a_number_that_somebody_else_saved_meanwhile_stays(ana: Member, sam: Member) -> None:
    referral, opened = give(sam, ana, prospect=NAME_ONLY, at=now()), client_for(sam)
    line = page(opened).partition(url_of(referral, "details"))[2].partition("</form>")[0]
    shown = dict(re.findall(r'name="(version|entry)" value="(\d+)"', line))
    assert shown.keys() == {"version", "entry"}
    press(client_for(sam), url_of(referral, "details"), reach="01632 960144", **seen(referral))
    answer = press(opened, url_of(referral, "details"), reach="01632 960199", next="today", **shown)
    assert answer.status_code == 409
    assert "It says now: +44 1632 960144" in answer.content.decode()
    assert [way.shown for way in Person.objects.get().channels.all()] == ["+44 1632 960144"]


@both
def test_details_that_cannot_be_read_come_back_beside_their_field(ana: Member, sam: Member) -> None:
    referral = give(sam, ana, prospect=NAME_ONLY, at=now(), need="A leak.")
    answer = press(client_for(sam), url_of(referral, "details"), reach="12", next="today")
    assert answer.status_code == 422
    assert "A leak." in answer.content.decode()


@both
def test_without_the_only_number_the_giver_is_asked_for_it_and_nobody_to_call(
    ana: Member, sam: Member
) -> None:
    referral = given(ana, sam, ago=30 * HOUR)
    dana = Person.objects.get()
    people.edit_person(person=dana, version=dana.version, at=now(), **as_said(dana) | {"channels": []})
    text = page(client_for(ana))
    assert 'name="reach"' in text
    assert f'action="{url_of(referral, "contacts")}"' not in text
    assert f'action="{url_of(referral, "contacts")}"' not in page(client_for(sam))


@both
def test_a_call_is_offered_to_whoever_may_log_it(ana: Member, sam: Member, ruth: Member) -> None:
    referral = given(ana, sam)
    accounts.deactivate_member(member=sam, by=ruth, at=now())
    for item in stranded(now(), 0):
        item.do()
    assert f'action="{url_of(referral, "contacts")}"' in page(client_for(ana))
    Member.objects.filter(pk=sam.pk).update(is_active=True)
    assert f'action="{url_of(referral, "contacts")}"' not in page(client_for(ana))


@both
def test_the_prospect_is_asked_in_the_line(ana: Member, sam: Member) -> None:
    referral, client = to_be_asked(ana, sam), client_for(ana)
    where = f"/referrals/{referral.pk}/consent/"
    assert f'action="{where}"' in page(client)
    assert press(client, where, way="sentby", next="today")["Location"] == "/"
    assert Question.objects.get().left_at is not None
    text = page(client)
    assert "The question is posted." in text
    assert f'action="{where}"' not in text  # they are asked once


@both
def test_the_giver_asks_what_became_of_it_in_the_line_when_it_is_time(ana: Member, sam: Member) -> None:
    early, late, client = given(ana, sam), given(ana, sam, ago=2 * DAY), client_for(ana)
    text = page(client)
    assert f'action="{url_of(early, "question")}"' not in text
    assert f'action="{url_of(late, "question")}"' in text
    assert press(client, url_of(late, "question"), next="today")["Location"] == "/"
    text = page(client)
    assert "Your question is posted." in text
    assert f'action="{url_of(late, "question")}"' not in text


@both
def test_an_undo_pressed_on_today_leads_back_to_today(ana: Member, sam: Member) -> None:
    referral, client = given(ana, sam), client_for(sam)
    press(client, url_of(referral, "contacts"), kind="called", next="today")
    undo = page(client).partition('<form class="undo"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="next" value="today">' in undo
    removal = url_of(referral, "contact-removal", Contact.objects.get().pk)
    assert press(client, removal, next="today")["Location"] == "/"
    press(client, url_of(referral, "contacts"), kind="called")
    elsewhere = client.get(f"/referrals/{referral.pk}/").content.decode()
    assert 'name="next"' not in elsewhere.partition('<form class="undo"')[2].partition("</form>")[0]


@both
@pytest.mark.parametrize("act", ["outcomes", "answer", "question", "details", "thanks"])
def test_next_leads_nowhere_else(ana: Member, sam: Member, act: str) -> None:
    referral = given(ana, sam, ago=2 * DAY)
    client = client_for(sam)
    if act in ("question", "details"):
        client = client_for(ana)
    elif act == "answer":
        actions.ask_what_became(referral=referral, by=ana, at=now())
    sent = {"kind": "met", "answer": "Soon.", "need": "A roof", "occasion": "receipt"}
    sent |= seen(referral) if act == "details" else {}
    answer = press(client, url_of(referral, act), **sent, next="https://evil.example.com/")
    assert answer["Location"] == f"/referrals/{referral.pk}/"


# ---- figures ----


@both
@pytest.mark.parametrize("whose", ["ana", "sam"])
def test_with_a_form_in_every_line_it_asks_as_often(ana: Member, sam: Member, whose: str) -> None:
    tomas = add(ana, "Tomás Vidal")

    def one_of_each() -> None:
        given(ana, sam)
        in_touch(ana, sam)
        to_be_asked(ana, sam)
        kept_for(ana, tomas)
        give(sam, ana, prospect=Prospect(f"Name {next(NUMBER)}"), at=now() - HOUR)
        actions.ask_what_became(referral=given(ana, sam, ago=2 * DAY), by=ana, at=now())

    client = client_for({"ana": ana, "sam": sam}[whose])
    assert assert_same_queries(client, "/", one_of_each) <= 12
    assert len(client.get("/").content) < 60_000


@both
def test_the_heaviest_page_stays_light(ana: Member, sam: Member) -> None:
    for _ in range(12):
        given(ana, sam)
        give(sam, ana, prospect=Prospect(f"Name {next(NUMBER)}"), at=now() - HOUR)
        in_touch(ana, sam)
        actions.ask_what_became(referral=given(ana, sam, ago=2 * DAY), by=ana, at=now())
    today = queries.for_member(sam, now())
    assert len(today.due) == len(today.waiting) == len(today.asked) == queries.SHOWN
    assert len(today.coming) == queries.COMING < today.later
    assert len(client_for(sam).get("/").content) < 80_000


# ---- the demo ----


def test_the_demo_has_a_line_in_every_section(the_story: Told) -> None:
    cast = {member.first_name: member for member in the_story.members}
    seen = [queries.for_member(cast[name], the_story.at) for name in ("Sam", "Ana")]
    for section in ("due", "waiting", "asked", "to_thank", "became", "coming"):
        assert any(getattr(today, section) for today in seen), section
    assert any(one.can_ask for today in seen for one in today.became)
    text = client_for(cast["Sam"]).get("/").content.decode()
    assert text.count('<details class="act">') >= 3


# ---- in a browser ----


def opened(page: Page, words: str, press: str) -> None:
    """Two presses: open the line, and do it."""
    line = page.locator("details.act").filter(has=page.locator("summary", has_text=words))
    line.locator("summary").click()
    line.get_by_role("button", name=press, exact=True).click()


@pytest.mark.browser
@pytest.mark.parametrize(("device", "javascript"), WAYS)
def test_every_line_acts_with_javascript_and_without(
    visit: Visit, ana: Member, sam: Member, device: Device, javascript: bool
) -> None:
    begun, late = in_touch(ana, sam), given(sam, ana, ago=2 * DAY)
    actions.ask_what_became(
        referral=give_referral(ana, sam, at=now() - HOUR), by=ana, at=now(), question="And?"
    )
    give(sam, ana, prospect=Prospect("Gwen Tallow"), at=now() - HOUR)
    today = visit(sam, device=device, javascript=javascript)
    today.goto("/")
    assert_no_sideways_scroll(today)

    line = today.locator("details.act").filter(has_text="Answer Ana")
    line.locator("summary").click()
    line.get_by_label("Your answer").fill("On Monday.")
    line.get_by_role("button", name="Send it to Ana").click()
    expect(today.get_by_text("Your answer is posted.")).to_be_visible()

    line = today.locator("details.act").filter(has_text="Add Gwen’s details")
    line.locator("summary").click()
    line.get_by_label("Phone or e-mail").fill("01632 960152")
    line.get_by_role("button", name="Save the details").click()
    expect(today.get_by_text("Saved.")).to_be_visible()

    opened(today, "Meet ", "We met")
    expect(today.get_by_text("Recorded. Ana is told.")).to_be_visible()
    today.get_by_role("button", name="Undo").click()
    assert not fresh(begun).came_of_it

    today.get_by_role("button", name="Ask Ana").first.click()
    expect(today.get_by_text("Your question is posted.")).to_be_visible()
    assert FeedbackAsk.objects.filter(referral=late, answered_at=None).exists()
    expect(today).to_have_title("Today · Sentby")
    assert_no_sideways_scroll(today)


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_open_lines_can_be_read_by_everybody(visit: Visit, ana: Member, sam: Member, width: int) -> None:
    in_touch(ana, sam)
    give(sam, ana, prospect=Prospect("Gwen Tallow"), at=now() - HOUR)
    today = visit(sam, width=width)
    today.goto("/")
    for summary in today.locator("details.act > summary").all():
        summary.click()
    assert_no_sideways_scroll(today)
    assert_accessible(today)

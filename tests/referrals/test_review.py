"""What an attack found: other people's books, refusals by another way, ends and closed seats."""

from datetime import timedelta

import pytest

from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.core.audit import SENTBY, Actor
from sentby.followups.models import FollowUp
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals import actions
from sentby.referrals.actions import Change, NotOpen, NotPossible, Prospect
from sentby.referrals.judging import judge
from sentby.referrals.models import FeedbackAsk, Referral
from sentby.rules.standing import Outcome
from sentby.worker import removed, stranded
from tests.referrals.pages import seen
from tests.support.cast import AT, client_for
from tests.support.referring import DANA, SPOKEN, claims_of, give

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)
PROSPECT = Actor("prospect")
PRIVATE = "private.dana@home.example.com"


def _recorded_by_sam(ana: Member, sam: Member) -> tuple[Referral, Person]:
    """Sam writes down what Ana gave him; it is about somebody whom he knows already."""
    known = people.add_person(owner=sam, name="Dana Lindqvist", channels=["01632 960144", PRIVATE], at=AT)
    prospect = Prospect("Dana Lindqvist", ("01632 960144",))
    return actions.pass_on(by=sam, giver=ana, receiver=sam, prospect=prospect, at=AT), known


def test_i1_a_giver_does_not_look_into_the_book_of_whoever_recorded_it(ana: Member, sam: Member) -> None:
    referral, _ = _recorded_by_sam(ana, sam)
    for page in ("/", "/details/"):
        shown = client_for(ana).get(f"/referrals/{referral.pk}{page}").content.decode()
        assert PRIVATE not in shown and "960144" not in shown
    assert PRIVATE in client_for(sam).get(f"/referrals/{referral.pk}/").content.decode()


def test_i1_nor_writes_into_it(ana: Member, sam: Member) -> None:
    referral, known = _recorded_by_sam(ana, sam)
    change = Change(prospect=Prospect("Somebody Else", ("01632 960777",)))
    with pytest.raises(NotPossible, match="a book of their own"):
        actions.add_details(referral=referral, change=change, version=referral.version, by=ana, at=LATER)
    known.refresh_from_db()
    assert known.name == "Dana Lindqvist" and known.channels.count() == 2


def test_what_was_written_down_for_the_referral_only_the_giver_completes(ana: Member, sam: Member) -> None:
    referral = actions.pass_on(by=sam, giver=ana, receiver=sam, prospect=Prospect("Rosa Klein"), at=AT)
    change = Change(prospect=Prospect("Rosa Klein", ("01632 960155",)))
    actions.add_details(referral=referral, change=change, version=referral.version, by=ana, at=LATER)
    assert referral.prospect_person is not None and referral.prospect_person.channels.exists()


@pytest.mark.parametrize("whose", ["refused", "the receiver"])
def test_b4_details_bring_in_nobody_whom_passing_on_would_not(ana: Member, sam: Member, whose: str) -> None:
    ways = ["nora@nope.example.com" if whose == "refused" else sam.email, "01632 960188"]
    people.add_person(owner=ana, name="Nora Nope", channels=ways, at=AT)
    if whose == "refused":
        people.refuse(channels=["nora@nope.example.com"], referral_id="x", by=PROSPECT, at=AT)
    referral = actions.pass_on(
        by=ana, giver=ana, receiver=sam, prospect=Prospect(company="Corner Bakery"), at=AT
    )
    change = Change(prospect=Prospect("Nora Nope", ("01632 960188",)))
    with pytest.raises(NotPossible):
        actions.add_details(referral=referral, change=change, version=referral.version, by=ana, at=LATER)
    referral.refresh_from_db()
    assert referral.prospect_person is None


def test_b4_a_refusal_stops_what_is_about_a_business_with_the_same_number(ana: Member, sam: Member) -> None:
    shop = Prospect(company="Corner Bakery", channels=("01632 960144",))
    about_the_shop = actions.pass_on(by=ana, giver=ana, receiver=sam, prospect=shop, at=AT)
    about_dana = actions.pass_on(
        by=ana, giver=ana, receiver=sam, prospect=Prospect("Dana Lindqvist", ("01632 960144",)), at=AT
    )
    actions.refuse(referral=about_dana, by=PROSPECT, at=LATER)
    about_the_shop.refresh_from_db()
    assert about_the_shop.refused_at is not None


def test_a2_a_grade_rests_on_the_settings_of_its_own_day(ana: Member, sam: Member) -> None:
    given = actions.pass_on(
        by=ana, giver=ana, receiver=sam, prospect=DANA, claims=claims_of(SPOKEN, AT), at=AT,
        meeting_at=AT + timedelta(hours=5),
    )  # fmt: skip
    Member.objects.filter(pk=ana.pk).update(last_minute_hours=8, time_zone="Pacific/Kiritimati")
    again = Referral.objects.for_page().select_related("recorder").get(pk=given.pk)
    assert judge(again, ladder=8).claimed.grade == given.grade == "referral"


def test_nothing_is_asked_or_answered_after_please_dont(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    ask = actions.ask_what_became(referral=given, by=sam, at=AT, question="What is the private number?")
    assert ask is not None
    actions.refuse(referral=given, by=PROSPECT, at=LATER)
    assert not FeedbackAsk.objects.filter(answered_at=None).exists()
    FeedbackAsk.objects.update(answered_at=None)
    with pytest.raises(NotOpen):
        actions.answer_question(ask=ask, by=ana, at=LATER, answer="07700 900123")
    assert not Message.objects.filter(text__contains="900123").exists()


def test_an_end_leaves_no_question_open_on_either_side(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    actions.ask_what_became(referral=given, by=sam, at=AT, question="Which house is it?")
    actions.record_outcome(referral=given, kind=Outcome.LOST, by=sam, at=LATER)
    assert not FeedbackAsk.objects.filter(answered_at=None).exists()


def test_d1_the_giver_is_not_left_with_a_wrong_report(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    at_once = actions.record_outcome(referral=given, kind=Outcome.WON, by=sam, at=LATER)
    actions.take_back_outcome(outcome=at_once, by=sam, at=LATER + timedelta(seconds=10))
    assert [m.state for m in Message.objects.filter(kind="report")] == ["withheld"], "never read"
    late = actions.record_outcome(referral=given, kind=Outcome.WON, by=sam, at=LATER + timedelta(hours=1))
    Message.objects.filter(kind="report", state="queued").update(state="sent")
    actions.take_back_outcome(outcome=late, by=sam, at=LATER + timedelta(hours=2))
    correction = Message.objects.get(kind="report", state="queued")
    assert correction.to_member == ana and "took back" in correction.text


def test_what_ended_well_is_not_withdrawn(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    actions.record_outcome(referral=given, kind=Outcome.WON, by=sam, at=LATER)
    with pytest.raises(NotOpen):
        actions.withdraw(referral=given, by=ana, at=LATER)
    answer = client_for(ana).post(f"/referrals/{given.pk}/withdrawal/", {"why": "", "once": "k"}, follow=True)
    assert answer.status_code == 200
    given.refresh_from_db()
    assert given.withdrawn_at is None


def test_c5_when_a_seat_is_closed_the_next_action_is_somebody_elses(
    ruth: Member, ana: Member, sam: Member
) -> None:
    given = give(ana, sam)
    accounts.deactivate_member(member=sam, by=ruth, at=LATER)
    for item in stranded(LATER, 0):
        item.do()
    promise = FollowUp.objects.open().get(subject_id=given.pk)
    assert promise.owner == ana
    assert Referral.objects.followed_up_by(ana).filter(pk=given.pk).exists(), "and she may act on it"
    assert not list(stranded(LATER, 0)), "settled once"
    actions.settle(referral_id=given.pk, by=SENTBY, at=LATER)
    assert FollowUp.objects.open().get(subject_id=given.pk) == promise


def test_a_long_way_written_with_one_sign_is_told_beside_its_field(ana: Member) -> None:
    typed = {"side": "give", "party": "Rosa", "name": "Rosa Klein", "reach": "https://example.com/" + "㍿" * 200,
             "origin": "conversation", "consent": "tell", "once": "k"}  # fmt: skip
    answer = client_for(ana).post("/pass-on/", typed)
    assert answer.status_code == 422 and "320 characters are kept" in answer.content.decode()


def test_a_mistyped_address_is_corrected_and_nobody_writes_to_it(ana: Member, sam: Member) -> None:
    prospect = Prospect("Fix Mail", ("wrong@fix.example.com", "01632 960111"), company="Acme")
    given = actions.pass_on(by=ana, giver=ana, receiver=sam, prospect=prospect, at=AT)
    desk, page = client_for(ana), f"/referrals/{given.pk}/details/"
    typed = {"name": "Fix Mail", "reach": "right@fix.example.com", "reach_too": "", "business": "Beta",
             "once": "k"} | seen(given)  # fmt: skip
    shown = desk.get(page).content.decode()
    assert 'value="wrong@fix.example.com"' in shown
    assert desk.post(page, typed).status_code == 302
    person = Person.objects.get(pk=given.prospect_person_id)
    assert [channel.shown for channel in person.channels.order_by("position")] == ["right@fix.example.com"]
    assert person.company is not None and person.company.name == "Beta"


def test_what_was_not_in_the_form_stays(ana: Member, sam: Member) -> None:
    ways = ["01632 960111", "two@fix.example.com", "three@fix.example.com"]
    people.add_person(owner=ana, name="Fix Mail", channels=ways, at=AT)
    given = actions.pass_on(
        by=ana, giver=ana, receiver=sam, prospect=Prospect("Fix Mail", tuple(ways[:1])), at=AT
    )
    typed = {
        "name": "Fix Mail",
        "reach": "01632 960122",
        "reach_too": "two@fix.example.com",
        "once": "k",
    } | seen(given)
    assert client_for(ana).post(f"/referrals/{given.pk}/details/", typed).status_code == 302
    person = Person.objects.get(pk=given.prospect_person_id)
    shown = [channel.canonical for channel in person.channels.order_by("position")]
    assert shown == ["+441632960122", "two@fix.example.com", "three@fix.example.com"]


def test_e1_whoever_is_erased_from_the_book_is_nobodys_call_any_more(ana: Member, sam: Member) -> None:
    given = give(ana, sam)
    assert given.prospect_person is not None
    people.remove_person(person=given.prospect_person, by=ana, at=LATER)
    for item in removed(LATER + timedelta(days=8), 0):
        item.do()
    given.refresh_from_db()
    assert given.prospect_person is None and not given.is_open and given.need == ""
    assert not FollowUp.objects.open().filter(subject_id=given.pk).exists()
    assert Message.objects.filter(to_member=sam, subject_id=given.pk, state="queued").exists(), "Sam is told"

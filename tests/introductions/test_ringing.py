"""Under `ask-one` Ana rings and asks. What she heard is her word: it counts as claimed, and is as final as any other."""

from datetime import timedelta

import pytest

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.core.models import AuditEntry
from sentby.introductions import actions, queries
from sentby.mail.models import Message
from sentby.people.models import Refusal
from sentby.referrals import actions as referrals
from sentby.referrals.judging import judge
from sentby.referrals.models import Referral
from sentby.referrals.timeline import Story
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from tests.introductions.story import (
    CANARIES,
    LATER,
    letters_to,
    link_of,
    pass_on,
    token_in,
    work,
)
from tests.support.browser import Visit, assert_accessible, assert_no_sideways_scroll
from tests.support.cast import AT, client_for
from tests.support.racing import at_once

pytestmark = pytest.mark.django_db
DANAS = "dana@millane.example.org"
DAY = timedelta(days=1)


@pytest.fixture
def asking(ana: Member, sam: Member) -> Referral:
    return pass_on(ana, sam, mode=Mode.ASK_ONE, at=now())


def heard(referral: Referral, ana: Member, said: actions.Said = "yes", **more: object) -> None:
    actions.heard_by_telephone(referral=referral, said=said, by=ana, **({"at": LATER} | more))  # type: ignore[arg-type]


def told(referral: Referral, reader: Member) -> dict[str, str]:
    return {entry.text: entry.state for entry in Story(queries.whole(referral.pk), reader).entries()}


def refused(referral: Referral) -> bool:
    referral.refresh_from_db()
    return referral.refused_at is not None


# ---- what follows ----


def test_a_yes_releases_it_and_confirms_nothing(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE, claims=[FactKind.SPOKE])
    heard(referral, ana, on=LATER.date())
    referral.refresh_from_db()
    assert referral.released_at == LATER
    [fact] = referral.facts.filter(kind="expects_contact")
    assert (fact.source, fact.on, fact.actor_kind, fact.actor_id) == (
        "claimed",
        LATER.date(),
        "member",
        ana.pk,
    )
    assert judge(queries.whole(referral.pk), ladder=8).confirmed.grade != "referral"
    assert not referral.facts.filter(source="confirmed").exists()
    assert told(referral, ana)["Dana agreed to be passed on. It came by telephone, to you."] == "claimed"
    assert "Dana agreed to be passed on. It came by telephone, to Ana." in told(referral, sam)
    entry = AuditEntry.objects.get(what="prospect.accepted")
    assert (entry.actor_kind, entry.actor_id, entry.details["through"]) == ("member", ana.pk, "telephone")


def test_the_receiver_hears_of_it_and_the_giver_is_not_told_her_own_word(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    assert not Message.objects.filter(to_member=sam).exists()
    heard(referral, ana)
    assert Message.objects.filter(to_member=sam, kind="passed-on").count() == 1
    assert not Message.objects.filter(to_member=ana).exists()


def test_the_prospect_gets_it_in_writing_where_a_letter_may_go(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    heard(referral, ana)
    work(LATER + timedelta(minutes=1))
    [letter] = letters_to(DANAS)
    assert (letter.kind, letter.state) == ("tell", "sent")
    link = queries.link_for(token_in(letter.text), LATER)
    assert link is not None and link.way == "sentby"
    actions.stop(link=link, at=LATER)
    assert refused(referral)


def test_a_lead_gets_no_letter_from_sentby_after_a_yes_either(ana: Member, sam: Member) -> None:
    heard(pass_on(ana, sam, mode=Mode.ASK_ONE, claims=[]), ana)
    work(LATER + timedelta(minutes=1))
    assert letters_to(DANAS) == []


def test_a_no_ends_it_and_the_receiver_hears_nothing(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    heard(referral, ana, "no")
    work(LATER + timedelta(minutes=1))
    referral.refresh_from_db()
    assert referral.declined_at == LATER and not refused(referral)
    assert not Message.objects.filter(to_member=sam).exists() and letters_to(DANAS) == []
    assert told(referral, ana)["Dana would rather not, this time. It came by telephone, to you."] == "claimed"


def test_please_dont_is_final_by_whomever_it_was_heard(ana: Member, sam: Member, ruth: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    other = pass_on(ruth, sam)
    heard(referral, ana, "stop")
    assert refused(referral) and refused(other) and Refusal.objects.count() == 2
    assert not referral.facts.filter(source="confirmed").exists()
    assert referral.facts.filter(kind="refused", source="claimed").exists()
    work(LATER + timedelta(minutes=1))
    assert letters_to(DANAS) == []
    with pytest.raises(referrals.NotPossible):
        pass_on(ana, sam)
    text = "Dana said: please don’t. That is final. It came by telephone, to a member."
    assert told(other, ruth)[text] == "claimed"
    said = "".join(m.subject + m.text for m in Message.objects.filter(to_member=sam, subject_id=referral.pk))
    assert not any(canary in said for canary in CANARIES)


def test_a_question_that_waits_does_not_leave_after_the_answer(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    actions.ask_first(referral=referral, by=ana, at=AT)
    heard(referral, ana)
    work(LATER + timedelta(minutes=1))
    assert {m.kind: m.state for m in letters_to(DANAS)} == {"consent": "withheld", "tell": "sent"}


# ---- when not ----


@pytest.mark.parametrize("first", ["yes", "no", "stop"])
def test_it_is_heard_once(ana: Member, sam: Member, first: actions.Said) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    heard(referral, ana, first)
    for said in ("yes", "no", "stop"):
        with pytest.raises(actions.NotPossible):
            heard(referral, ana, said)
    assert (
        AuditEntry.objects.filter(
            what__in=["prospect.accepted", "prospect.declined", "prospect.refused"]
        ).count()
        == 1
    )


@pytest.mark.parametrize("accepted", [True, False])
def test_the_prospect_s_own_answer_stands(ana: Member, sam: Member, accepted: bool) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    actions.consent(link=link_of(referral)[0], accepted=accepted, at=LATER)
    for said in ("yes", "no", "stop"):
        with pytest.raises(actions.NotPossible):
            heard(referral, ana, said)
    referral.refresh_from_db()
    assert (referral.released_at is not None) is accepted and not refused(referral)


def test_after_it_was_heard_the_link_of_the_question_asks_no_more(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    link, _ = link_of(referral)
    heard(referral, ana)
    with pytest.raises(actions.AlreadyPressed):
        actions.consent(link=link, accepted=False, at=LATER)
    actions.stop(link=link, at=LATER)
    assert refused(referral)


def test_only_where_somebody_is_asked_first_and_not_for_tomorrow(ana: Member, sam: Member) -> None:
    with pytest.raises(actions.NotPossible, match="passed on already"):
        heard(pass_on(ana, sam), ana)
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    with pytest.raises(actions.NotPossible, match="not come yet"):
        heard(referral, ana, on=LATER.date() + DAY)
    referral.refresh_from_db()
    assert referral.released_at is None


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_is_noted(asking: Referral, ana: Member) -> None:
    answers = at_once(lambda tab: heard(asking, ana, "yes" if tab % 2 else "no", at=now()), 8)
    assert sum(answer is None for answer in answers) == 1
    assert all(isinstance(answer, actions.NotPossible) for answer in answers if answer is not None)


# ---- the pages ----


def test_the_buttons_stand_where_the_answer_is_waited_for(asking: Referral, ana: Member, sam: Member) -> None:
    where, desk = f"/referrals/{asking.pk}/consent/answer/", client_for(ana)
    pages = ["/", f"/referrals/{asking.pk}/", f"/referrals/{asking.pk}/consent/"]
    assert [url for url in pages if f'action="{where}"' not in desk.get(url).content.decode()] == []
    desk.post(f"/referrals/{asking.pk}/consent/", {"way": "sentby"})  # asked by letter, and not answered yet
    assert [url for url in pages if f'action="{where}"' not in desk.get(url).content.decode()] == []
    answer = desk.post(where, {"said": "yes", "next": "today"})
    assert answer["Location"] == "/" and "24 hours start now" in desk.get("/").content.decode()
    assert [url for url in pages if f'action="{where}"' in desk.get(url).content.decode()] == []
    assert "Lindqvist" in client_for(sam).get(f"/referrals/{asking.pk}/").content.decode()
    late = desk.post(where, {"said": "no"}, follow=True).content.decode()
    assert "passed on already" in late


@pytest.mark.parametrize(
    "typed",
    [{}, {"said": "perhaps"}, {"said": "yes", "on": "2199-01-01"}, {"said": "yes", "on": "1901-01-01"}],
)
def test_what_cannot_be_is_sent_back_with_what_was_typed(
    asking: Referral, ana: Member, typed: dict[str, str]
) -> None:
    answer = client_for(ana).post(f"/referrals/{asking.pk}/consent/answer/", typed)
    assert answer.status_code == 422 and typed.get("on", "") in answer.content.decode()
    asking.refresh_from_db()
    assert asking.released_at is None


def test_it_is_the_giver_s_to_say(asking: Referral, sam: Member, stan: Member) -> None:
    for somebody in (sam, stan):
        where = f"/referrals/{asking.pk}/consent/answer/"
        assert client_for(somebody).post(where, {"said": "yes"}).status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("javascript", [True, False])
def test_ana_rings_and_notes_the_answer(
    visit: Visit, asking: Referral, ana: Member, javascript: bool
) -> None:
    desk = visit(ana, device="phone", width=360, javascript=javascript)
    desk.goto(f"/referrals/{asking.pk}/")
    desk.get_by_text("They answered by telephone").click()
    assert_no_sideways_scroll(desk)
    desk.get_by_role("link", name="Another day").click()
    if javascript:
        assert_accessible(desk)
    assert_no_sideways_scroll(desk)
    desk.get_by_label("Asked on").fill((now() - DAY).date().isoformat())
    desk.get_by_role("button", name="They said yes").click()
    desk.get_by_text("24 hours start now").wait_for()
    assert asking.facts.filter(kind="expects_contact", source="claimed").exists()

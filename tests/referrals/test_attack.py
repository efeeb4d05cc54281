"""What a second attack found: identity, refusals at the same moment, and the prospect's own word."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from prove.submissions import rounds
from sentby import worker
from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.core.crossing import undisturbed
from sentby.core.models import AuditEntry
from sentby.followups.models import FollowUp
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.actions import as_said
from sentby.people.models import Company, Person
from sentby.referrals import actions
from sentby.referrals.actions import Change, NotPossible, Prospect
from sentby.referrals.judging import judge
from sentby.referrals.models import Referral
from sentby.rules.standing import Outcome
from tests.support.cast import client_for
from tests.support.racing import at_once
from tests.support.referring import DANA, HOUR, NAME_ONLY, SPOKEN, fresh, give, receive

NUMBER = "01632 960144"
PROSPECT = Actor("prospect")
YES = {"knows_who": "yes", "knows_how": "yes", "expects": "yes"}


def tell() -> None:
    for item in worker.tells(now() + timedelta(minutes=1), 0):
        item.do()


def link_in(letter: Message) -> str:
    found = re.search(r"/p/[\w-]+/", letter.text)
    assert found
    return found.group(0)


def complete(referral: Referral, by: Member, **prospect: object) -> None:
    change = Change(prospect=Prospect(**prospect))  # type: ignore[arg-type]
    actions.add_details(referral=referral, change=change, version=fresh(referral).version, by=by, at=now())


def edit(person: Person, **words: object) -> None:
    person.refresh_from_db()
    said = {**as_said(person), **words, "at": now()}
    people.edit_person(person=person, version=person.version, **said)


def confirmed(referral: Referral) -> str:
    return str(judge(fresh(referral), ladder=8).confirmed.grade)


@pytest.mark.django_db
def test_a_company_taken_out_of_the_book_ends_nothing_about_its_people(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=DANA, facts=SPOKEN, need="A roof", at=now() - HOUR)
    Company.objects.update(removed_at=now() - timedelta(days=8))
    for item in worker.removed(now(), 0):
        item.do()
    assert not Company.objects.exists()
    assert fresh(referral).is_open and fresh(referral).need == "A roof"


@pytest.mark.django_db
def test_b4_a_colleague_s_refusal_is_not_hers(ana: Member, sam: Member) -> None:
    firm, office = "Mill Lane School", "01632 960100"
    give(ana, sam, prospect=Prospect(company=firm, channels=(office,)))
    dana = give(ana, sam, prospect=Prospect("Dana Lindqvist", ("dana@home.example.com",), company=firm))
    bob = give(ana, sam, prospect=Prospect("Bob Caretaker", (office,), company=firm))
    actions.refuse(referral=bob, by=PROSPECT, at=now())
    assert fresh(dana).refused_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(rounds(4)))
@pytest.mark.parametrize("how", ["pass_on", "bring_back", "edit_entry"])
def test_p3_a_refusal_at_the_same_moment_stops_it_or_comes_first(
    ana: Member, sam: Member, stan: Member, how: str, number: int
) -> None:
    mine = (f"dana{number}@home.example.com",)
    about = give(ana, sam, prospect=Prospect("Dana Lindqvist", mine))
    known = ("dana@work.example.com",) if how == "edit_entry" else mine
    other = give(stan, sam, prospect=Prospect("Dana Lindqvist", known)) if how != "pass_on" else None
    if how == "bring_back" and other:
        actions.withdraw(referral=other, by=stan, at=now())

    def act(turn: int) -> object:
        if turn == 0:
            return undisturbed(lambda: actions.refuse(referral=fresh(about), by=PROSPECT, at=now()))
        if other is None:
            return give(stan, sam, prospect=Prospect("Dana Lindqvist", mine))
        if how == "bring_back":
            return actions.bring_back(referral=fresh(other), by=stan, at=now())
        return undisturbed(lambda: edit(Person.objects.get(prospect_of=other), channels=list(mine)))

    at_once(act, 2)
    assert fresh(about).refused_at
    assert not Referral.objects.open().exclude(pk=about.pk).exists()


@pytest.mark.django_db
def test_two_givers_of_one_person_do_not_read_or_write_each_other_s_details(
    ana: Member, sam: Member, stan: Member
) -> None:
    first = receive(sam, ana, prospect=Prospect("Dana Lindqvist", (NUMBER, "dana@millane.example.org")))
    second = receive(sam, stan, prospect=Prospect("Dana Lindqvist", (NUMBER,)))
    assert first.prospect_person != second.prospect_person
    shown = client_for(stan).get(f"/referrals/{second.pk}/").content.decode()
    assert "dana@millane.example.org" not in shown


@pytest.mark.django_db
def test_what_a_giver_completes_joins_nobody_in_the_receiver_s_book(ana: Member, sam: Member) -> None:
    own = people.add_person(owner=sam, name="Dana Margaret Lindqvist", channels=[NUMBER], at=now())
    referral = receive(sam, ana, prospect=Prospect(company="Somebody Ltd"))
    complete(referral, ana, name="D. Lindqvist", channels=(NUMBER, "typed@x.example.org"))
    assert [way.shown for way in own.channels.all()] == ["+44 1632 960144"]
    entry = fresh(referral).prospect_person
    assert entry and entry != own and entry.for_referral_only and entry.owner == sam


@pytest.mark.django_db
def test_of_somebody_in_the_receiver_s_book_whom_nobody_can_reach_the_giver_says_how(
    ana: Member, sam: Member
) -> None:
    own = people.add_person(owner=sam, name="Dana Lindqvist", at=now())
    referral = receive(sam, ana, prospect=Prospect(person=own), at=now() - HOUR)
    typed = {"reach": NUMBER, "version": str(referral.version), "once": "1"}
    assert client_for(ana).post(f"/referrals/{referral.pk}/details/", typed).status_code == 302
    assert fresh(referral).grade == "lead" and not own.channels.exists()
    assert str(fresh(referral).prospect) == "Dana Lindqvist"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "way", ["ana+dana@reyes.example.com", "ANA@REYES.example.com", "sam+x@okafor-roofing.example.com"]
)
def test_a9_a_mailbox_of_either_side_is_nobody_else_s(ana: Member, sam: Member, way: str) -> None:
    with pytest.raises(NotPossible):
        give(ana, sam, prospect=Prospect("Dana Lindqvist", (way,)), facts=SPOKEN)


@pytest.mark.django_db
def test_a9_nor_by_way_of_the_book(ana: Member, sam: Member) -> None:
    referral = give(
        ana, sam, prospect=Prospect("Dana Lindqvist", ("dana@millane.example.org",)), facts=SPOKEN
    )
    assert referral.prospect_person
    edit(referral.prospect_person, channels=["ana@reyes.example.com"])
    tell()
    assert not Message.objects.filter(kind="tell").exists()


@pytest.mark.django_db
def test_a9_whoever_was_told_is_not_changed_for_another(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=DANA, facts=SPOKEN, at=now() - HOUR)
    tell()
    Client().post(link_in(Message.objects.get(kind="tell")) + "answers/", YES)
    assert confirmed(referral) == "referral"
    eve = people.add_person(owner=ana, name="Eve Secret", channels=["eve@secret.example.org"], at=now())
    with pytest.raises(NotPossible, match="Withdraw this one, and pass the other on"):
        complete(referral, ana, person=eve)
    with pytest.raises(NotPossible):
        complete(referral, ana, name="Eve Secret")
    complete(referral, ana, name="Dana Lindquist")
    assert str(fresh(referral).prospect) == "Dana Lindquist"


@pytest.mark.django_db
def test_before_anybody_was_told_another_can_be_meant(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=DANA, facts=SPOKEN)
    eve = people.add_person(owner=ana, name="Eve Secret", channels=["eve@secret.example.org"], at=now())
    complete(referral, ana, person=eve)
    assert fresh(referral).prospect == eve


@pytest.mark.django_db
def test_a4_the_receiver_hears_of_the_number_that_the_giver_adds_and_the_audit_says_who(
    ana: Member, sam: Member
) -> None:
    referral = receive(sam, ana, prospect=NAME_ONLY, at=now() - HOUR)
    complete(referral, ana, name="Dana Lindqvist", channels=("01632 960199",))
    assert Message.objects.filter(to_member=sam, kind="passed-on").count() == 1
    assert (
        AuditEntry.objects.filter(what="person.completed").values_list("actor_id", flat=True).last() == ana.pk
    )


@pytest.mark.django_db
def test_a8_a_name_for_a_business_with_a_number_keeps_the_promise(ana: Member, sam: Member) -> None:
    referral = give(ana, sam, prospect=Prospect(company="Corner Bakery", channels=(NUMBER,)), facts=SPOKEN)
    step = judge(fresh(referral), ladder=8).next
    assert step and step.fact == "person_named" and step.grade == "referral"
    complete(referral, ana, name="Dana Lindqvist")
    assert fresh(referral).grade == "referral"


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["the number was taken out", "they were erased"])
@pytest.mark.parametrize("how", ["returned", "outcome taken back"])
def test_what_opens_again_says_what_is_known_now(ana: Member, sam: Member, how: str, what: str) -> None:
    referral = give(ana, sam, prospect=DANA, facts=SPOKEN, at=now() - HOUR)
    tell()
    lost = None
    if how == "returned":
        actions.withdraw(referral=referral, by=ana, at=now())
    else:
        lost = actions.record_outcome(referral=referral, kind=Outcome.LOST, by=sam, at=now())
    if what == "they were erased":
        Client().post(link_in(Message.objects.get(kind="tell")) + "erasure/")
    else:
        edit(Person.objects.get(), channels=[])
    if lost is None:
        actions.bring_back(referral=fresh(referral), by=ana, at=now())
    else:
        lost.refresh_from_db()
        actions.take_back_outcome(outcome=lost, by=sam, at=now())
    assert fresh(referral).grade == (
        "mention" if what == "they were erased" else "lead"
    )  # a business is left
    assert not FollowUp.objects.open().filter(subject_id=referral.pk, act="call").exists()

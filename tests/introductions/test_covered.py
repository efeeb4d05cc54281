"""Telling and erasing, when somebody else was quicker or nobody is there."""

import pytest

from sentby.accounts.models import Member
from sentby.introductions import actions, queries
from sentby.introductions.models import Press
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals.models import Referral
from tests.introductions.story import LATER, link_of, pass_on
from tests.support.cast import AT

pytestmark = pytest.mark.django_db


def test_a_second_worker_tells_nobody_again(ana: Member, sam: Member) -> None:
    seen_by_both = queries.whole(pass_on(ana, sam).pk)
    assert actions.tell(referral=seen_by_both, at=LATER)
    assert not actions.tell(referral=seen_by_both, at=LATER)
    assert Message.objects.filter(kind="tell").count() == 1


def test_erasure_is_noted_although_the_entry_is_gone_already(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    link, _token = link_of(referral)
    Referral.objects.filter(pk=referral.pk).update(prospect_person=None)
    link.referral.refresh_from_db()
    actions.erase_prospect(link=link, at=LATER)
    assert Press.objects.get().act == "erasure"


def test_what_was_brought_back_in_the_meantime_is_not_erased(ana: Member, sam: Member) -> None:
    person = pass_on(ana, sam).prospect_person
    assert person
    removed = people.remove_person(person=person, by=ana, at=AT)
    people.bring_back_person(person=Person.objects.get(pk=person.pk), by=ana, at=AT)
    actions.erase_from_book(entry=removed, at=LATER)
    assert Person.objects.filter(pk=person.pk).exists()

"""P9: every personal field has a rule, and after thirteen months nothing is left past its date."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.urls import reverse

from sentby import worker
from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.core import audit, checks, privacy
from sentby.core.models import AuditEntry, Quarantined, Submission
from sentby.engine.contacts import Unreadable
from sentby.gratitude import actions as gratitude
from sentby.introductions import actions as introductions
from sentby.introductions import letters as introduction_letters
from sentby.mail import actions as mail
from sentby.mail.letters import Letter
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.referrals import actions as referrals
from sentby.referrals.models import Referral
from sentby.rules.standing import Outcome
from sentby.worker import Worker
from tests.support.cast import AT, client_for
from tests.support.length import at_length
from tests.worker.scene import passed_on, planted

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
MARK = "kanariegelb"
MONTHS = 13
A_WEEK = timedelta(days=7)
NO_WORDS = {"links", "permissions"}  # hashes, and ids of our own
SOONER = {
    "letter-words",
    "letter-stuck",
    "sign-in-letters",
}  # by `letters` the whole letter goes a year later
WITH_WORDS = {rule.name for rule in privacy.register().dated} - NO_WORDS - SOONER


def test_every_personal_field_has_a_line_and_every_line_a_field() -> None:
    assert checks.every_personal_field_is_registered() == []


def test_every_action_of_the_register_is_a_sweep_of_the_worker() -> None:
    sweeps = {sweep.name for sweep in worker.SWEEPS}
    assert {rule.by for rule in privacy.register().rules.values() if rule.ends == "action"} <= sweeps


def test_control_a_field_without_a_rule_is_seen() -> None:
    said = yaml.safe_load(privacy.path().read_text())
    del said["data"]["people.Person"]["fields"]["notes"]
    assert privacy.undecided(privacy.read(yaml.safe_dump(said))) == [("people.Person", "notes")]
    said["data"]["people.Person"]["fields"]["shoe_size"] = {"what": "their shoes"}
    assert privacy.unknown(privacy.read(yaml.safe_dump(said))) == [("people.Person", "shoe_size")]


def test_control_a_line_without_a_rule_is_refused() -> None:
    said = yaml.safe_load(privacy.path().read_text())
    del said["data"]["people.Person"]["rule"]
    with pytest.raises(privacy.RegisterFault, match=r"people\.Person"):
        privacy.read(yaml.safe_dump(said))


def test_thirteen_months_leave_nothing_past_its_date(ana: Member, sam: Member, ruth: Member) -> None:
    _a_full_desk(ana, sam, ruth)
    assert _marked(), "the desk was not full"
    _live_on(at_length(A_WEEK, timedelta(days=1)))
    assert _marked() == {("gratitude.Thanks", "words")}
    assert _idle() == set(), "rules that nothing on the desk came under"


@pytest.mark.parametrize("rule", at_length(["letters", "audit-why", "sessions"], sorted(WITH_WORDS)))
def test_control_without_one_rule_something_is_left(
    ana: Member, sam: Member, ruth: Member, rule: str
) -> None:
    _a_full_desk(ana, sam, ruth)
    known = privacy.register()
    poorer = privacy.Register(
        {k: v for k, v in known.rules.items() if k != rule}, known.lines, known.impersonal
    )
    with planted(privacy, "register", lambda: poorer):
        _live_on()
    assert _marked() - {("gratitude.Thanks", "words")}
    assert rule in _idle()


@pytest.mark.parametrize("days", at_length([3, 30], [1, 2, 3, 7, 30, 90, 365]))
def test_what_was_taken_out_of_a_book_goes_on_the_day_that_the_register_says(ana: Member, days: int) -> None:
    gone = people.add_person(owner=ana, name="Ken Ito", at=AT)
    with register_says("book", days=days):
        people.remove_person(person=gone, by=ana, at=AT)
        assert people.to_erase(AT + timedelta(days=days, seconds=-1)) == []
        assert people.to_erase(AT + timedelta(days=days)) == [gone]
        page = client_for(ana).get(
            reverse("person-removal", args=[people.add_person(owner=ana, name="Mia", at=AT).pk])
        )
        assert f"For {days} days" in page.content.decode()


@pytest.mark.parametrize("days", at_length([30, 400], [1, 2, 30, 90, 180, 400, 1000]))
def test_whoever_is_here_for_a_referral_goes_on_the_day_that_the_register_says(
    ana: Member, sam: Member, days: int
) -> None:
    person = passed_on(ana, sam).prospect_person
    assert person is not None
    type(person).objects.filter(pk=person.pk).update(for_referral_only=True)
    with register_says("referral-only", days=days):
        due = [
            [item.id for item in worker.prospects(AT + timedelta(days=day), 0)]
            for day in (days - 1, days + 1)
        ]
        assert due == [[], [person.pk]]
        assert f"until {days} days after" in introduction_letters.how_long(Referral.objects.get())


def test_links_and_invitations_are_good_for_as_long_as_the_register_says(
    ana: Member, sam: Member, ruth: Member
) -> None:
    with register_says("links", good_for=9), register_says("invitations", good_for=2):
        link, _ = introductions.make_link(referral=passed_on(ana, sam), side="prospect", by=ana.actor, at=AT)
        offer = accounts.invite(email="tania@brook.example.com", by=ruth, at=AT).invitation
    assert (link.expires_at - AT, offer.expires_at - AT) == (timedelta(days=9), timedelta(days=2))


def register_says(name: str, **said: Any) -> AbstractContextManager[None]:
    """The same register with other numbers in one rule."""
    known = privacy.register()
    other = replace(known, rules={**known.rules, name: replace(known.rules[name], **said)})
    return planted(privacy, "register", lambda: other)


def _live_on(comes_round: timedelta = A_WEEK) -> None:
    """Thirteen months go by, and a worker comes round now and then."""
    program, at = Worker(), AT
    while at <= AT + timedelta(days=MONTHS * 31 + 7):
        program.round(at)
        at += comes_round


def _a_full_desk(ana: Member, sam: Member, ruth: Member) -> None:
    """Everything that somebody could write, marked, so that it can be found again."""
    referral = passed_on(ana, sam, need=MARK, endorsement=MARK)
    letter = introductions.draft(referral=referral, by=ana, at=AT)
    introductions.save_draft(
        introduction=letter,
        version=letter.version,
        subject=MARK,
        why=MARK,
        what_next=MARK,
        way="sentby",
        by=ana,
        at=AT,
    )
    referrals.ask_what_became(referral=referral, by=ana, at=AT, question=MARK)
    referrals.record_outcome(referral=referral, kind=Outcome.LOST, by=sam, at=AT, reason=MARK)
    gratitude.thank(referral=referral, occasion="receipt", by=sam, at=AT, words=MARK)
    _write_book(ana, referral)
    _write_edges(ana, ruth)
    for state in ("failed", "queued", "withheld"):
        _letter(ana, state)
    _letter(ana, "sent", via="smtp")
    _letter(ana, "sent", kind="sign-in", via="local")


def _write_book(ana: Member, referral: Referral) -> None:
    person = referral.prospect_person
    assert person is not None
    type(person).objects.filter(pk=person.pk).update(for_referral_only=True, notes=MARK, how_met=MARK)
    gone = people.add_person(owner=ana, name=MARK, notes=MARK, channels=[f"{MARK}@example.org"], at=AT)
    people.remove_person(person=gone, by=ana, at=AT)
    batch = people.begin_import(owner=ana, name=MARK, format="vcard", by=ana, at=AT)
    people.bring_in(batch=batch, found=[Unreadable(1, MARK)], by=ana, at=AT)
    lying = people.take_in(owner=ana, name=MARK, contents=[f"Name\n{MARK}\n{MARK}\n".encode()], by=ana, at=AT)
    people.go_on(batch=lying, at=AT)
    os.utime(settings.DATA / "uploads" / lying.pk, (AT.timestamp(), AT.timestamp()))
    firm = people.add_company(owner=ana, name=MARK, place=MARK, at=AT)
    people.remove_company(company=firm, by=ana, at=AT)


def _write_edges(ana: Member, ruth: Member) -> None:
    accounts.invite(email=f"{MARK}@example.com", by=ruth, at=AT)
    unwanted = accounts.invite(email=f"{MARK}-too@example.com", by=ruth, at=AT).invitation
    introductions.turn_down_invitation(invitation=unwanted, at=AT)
    key = accounts.make_key(member=ana, name=MARK, by=ana.actor, at=AT).key
    accounts.revoke_key(key=key, by=ana.actor, at=AT)
    Submission.objects.create(actor=MARK, key=MARK, act="press", answer={"x": MARK}, at=AT)
    Session.objects.create(session_key=MARK, session_data=MARK, expire_date=AT + timedelta(days=30))
    audit.record("person.edited", subject=("person", "x"), by=ana.actor, at=AT, why=MARK, note=MARK)
    Quarantined.objects.create(sweep=MARK, item_id=MARK, error=MARK, first_at=AT, last_at=AT)
    introductions.make_link(referral=Referral.objects.get(), side="prospect", by=ana.actor, at=AT)


def _letter(ana: Member, state: str, **more: str) -> None:
    letter = Letter(
        kind="report", subject=MARK, text=MARK, to_name=MARK, to_address=f"{MARK}@example.org", to_member=ana
    )
    message = mail.queue(letter=letter, sender=ana, permission=None, by=ana.actor, at=AT)
    Message.objects.filter(pk=message.pk).update(state=state, ended_at=AT, **more)


def _idle() -> set[str]:
    """Dated rules that ended nothing meanwhile."""
    kept = set(AuditEntry.objects.filter(what="retention.kept").values_list("subject_id", flat=True))
    return {rule.name for rule in privacy.register().dated if rule.name[:16] not in kept}


def _marked() -> set[tuple[str, str]]:
    """Every field of every table in which the mark still stands."""
    return set(_found_in_tables())


def _found_in_tables() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for row in model._base_manager.all().values():
            for name, value in row.items():
                if isinstance(model._meta.get_field(name), models.Field) and MARK in str(value):
                    yield model._meta.label, name

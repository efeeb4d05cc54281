"""Whom a referral is about: found in the giver's book, or written into it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.audit import Actor
from sentby.people import queries
from sentby.people.actions.companies import add_company, find_or_add_company
from sentby.people.actions.errors import Conflict
from sentby.people.actions.following import tell_followers
from sentby.people.actions.parts import (
    By,
    actor,
    add_channels,
    hold,
    hold_all,
    index_company,
    index_person,
    named,
    people_of,
    read_channels,
    set_channels,
)
from sentby.people.actions.persons import add_person
from sentby.people.models import Company, Person
from sentby.rules.channels import Channel
from sentby.rules.names import plain, tidy


def find_or_add_prospect(
    *,
    owner: Member,
    name: str,
    channels: Sequence[str] = (),
    company: str = "",
    place: str = "",
    at: datetime,
    by: By | None = None,
    for_referral_only: bool = False,
) -> tuple[Person | None, Company | None]:
    """The person meant, and the business, as entries of the owner's book; either may be missing.

    Somebody who has one of these channels *and* a name that agrees is that person, and gets the channels that were
    missing. A shared office number alone joins nobody, and what somebody else than the owner writes joins nobody at all. Without a name there is no person: what can be kept (business,
    its channels) is kept with the business.
    """
    read = read_channels(channels, owner)
    writer, stranger = actor(by or owner), by is not None and actor(by) != owner.actor
    with transaction.atomic():
        business = find_or_add_company(owner=owner, name=company, place=place, by=writer, at=at)
        if not tidy(name):
            _complete_business(business, read, at, writer)
            return None, business
        person = (
            None
            if stranger
            else queries.person_meant(owner, tidy(name), [channel.canonical for channel in read])
        )
        if person is None:
            person = add_person(
                owner=owner, name=name, company=business, channels=channels,
                for_referral_only=for_referral_only or stranger, at=at, by=writer,
            )  # fmt: skip
        else:
            _complete_person(person, read, business, at, by=writer)
    return person, business


def complete_prospect(
    *,
    person: Person,
    name: str = "",
    channels: Sequence[str] = (),
    company: str = "",
    place: str = "",
    instead_of: Sequence[str] = (),
    emptied: Collection[str] = (),
    version: int | None = None,
    at: datetime,
    by: By | None = None,
) -> Person:
    """Complete or correct what is known of somebody who was passed on.

    A new name or business takes the place of the old one; so do `channels` of those that they are said `instead_of`.
    Every other channel stays. What is `emptied`, "company" or "place", is said to be none. Raises Conflict when the entry was changed since `version`, if one is given.
    """
    read, writer = read_channels(channels, person.owner), actor(by or person.owner)
    with transaction.atomic():
        standing = hold(person)
        if version not in (None, standing.version):
            raise Conflict(standing)
        business = _business_meant(person, company, place, nowhere="place" in emptied, by=writer, at=at)
        left = person.company is not None and "company" in emptied
        if left or (business is not None and person.firm not in (None, business)):
            Person.objects.filter(pk=person.pk).update(company=None)
            person.company = None
        gone = {channel.canonical for channel in read_channels(instead_of, person.owner)}
        corrected = _put_right(person, read, gone) or left
        _complete_person(person, read, business, at, name, corrected=corrected, by=writer)
    return person


def _business_meant(
    person: Person, name: str, place: str, *, nowhere: bool, by: Actor, at: datetime
) -> Company | None:
    """The business of that name: there, or, if its place was taken away, one that stands without a place.

    Others in the book may be at the business with the place, so that one stays as it is.
    """
    if not (nowhere and tidy(name)):
        return find_or_add_company(owner=person.owner, name=name, place=place, by=by, at=at)
    same = Company.objects.visible_to(person.owner).filter(sort_key=plain(tidy(name))[:160], place="")
    known = same.order_by("created_at", "id").first()
    return known or add_company(owner=person.owner, name=name, by=by, at=at)


def _put_right(person: Person, read: Sequence[Channel], gone: set[str]) -> bool:
    """Let `read` stand first, without what is `gone`; say whether anything went."""
    standing = read_channels((channel.shown for channel in person.channels.all()), person.owner)
    kept = [channel for channel in standing if channel.canonical not in gone]
    if len(kept) == len(standing):
        return False
    known = {channel.canonical for channel in read}
    set_channels(person, [*read, *(channel for channel in kept if channel.canonical not in known)])
    return True


def _complete_person(
    person: Person, read: Sequence[Channel], business: Company | None, at: datetime, name: str = "", *,
    by: Actor, corrected: bool = False,
) -> None:  # fmt: skip
    new: dict[str, str | Company] = {}
    if tidy(name) and tidy(name) != person.name:
        new["name"] = named(name)
    if business is not None and person.firm is None:
        new["company"] = business
    if add_channels(person, read) or corrected or new:
        Person.objects.filter(pk=person.pk).update(version=F("version") + 1, **new)
        person.refresh_from_db()
        index_person(person)
        audit.record("person.completed", subject=("person", person.pk), by=by, at=at)
        tell_followers(person, by, at)


def _complete_business(business: Company | None, read: Sequence[Channel], at: datetime, by: Actor) -> None:
    if business is None:
        return
    hold_all(people_of([business]))
    if add_channels(business, read):
        Company.objects.filter(pk=business.pk).update(version=F("version") + 1)
        business.refresh_from_db()
        index_company(business)
        audit.record("company.completed", subject=("company", business.pk), by=by, at=at)
        tell_followers(business, by, at)

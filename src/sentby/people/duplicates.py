"""Entries of a member's book that look like one person: found in one go, without comparing everybody with everybody."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from django.db.models import QuerySet

from sentby.accounts.models import Member
from sentby.core.access import the
from sentby.people.matching import address_line
from sentby.people.models import Apart, Channel, Merge, Person
from sentby.rules.businesses import business_key
from sentby.rules.likeness import Degree, Likeness, Somebody, likeness
from sentby.rules.names import words_of
from sentby.rules.spelling import bones, name_key

MOST_TOGETHER: Final = 150  # who share something: more of them share it as a matter of course


@dataclass(frozen=True, slots=True)
class Likely:
    """Two entries that are likely one person, and why."""

    one: str
    other: str
    degree: Degree
    reason: str


@dataclass(frozen=True)
class Pair:
    """The same with the entries themselves."""

    one: Person
    other: Person
    likely: Likely


def found(member: Member) -> list[Likely]:
    """Everybody in this book who is likely there twice, the surest first. Who was said to be two is not among them."""
    people = dict(_everybody(member))
    known_apart = {frozenset(pair) for pair in _apart(member)}
    likely: list[Likely] = []
    for one, other in _worth_comparing(people):
        if frozenset((one, other)) not in known_apart:
            like = likeness(people[one], people[other])
            if like.degree >= Degree.LIKELY:
                likely.append(Likely(one, other, like.degree, like.reason))
    return sorted(
        likely, key=lambda each: (-each.degree, words_of(people[each.one].name), each.one, each.other)
    )


def pairs(member: Member, likely: Iterable[Likely]) -> list[Pair]:
    """The same with the entries, for a page."""
    wanted = list(likely)
    ids = {pk for each in wanted for pk in (each.one, each.other)}
    whole = {person.pk: person for person in _whole(member).filter(pk__in=ids)}
    return [
        Pair(whole[each.one], whole[each.other], each)
        for each in wanted
        if each.one in whole and each.other in whole
    ]


def entries(member: Member, ids: Iterable[str]) -> list[Person]:
    """Those of these entries that stand in this book."""
    return list(_whole(member).filter(pk__in=list(ids)))


def pair(member: Member, one: str, other: str) -> tuple[Person, Person]:
    """Two entries of this book, or 404."""
    return the(_whole(member), pk=one), the(_whole(member), pk=other)


def compared(one: Person, other: Person) -> Likeness:
    """How sure it is that these two are one, and why."""
    return likeness(_somebody(one), _somebody(other))


def merges(person: Person) -> QuerySet[Merge]:
    """What was merged into this entry and can be taken apart again, the latest first."""
    merged: QuerySet[Merge] = person.merges.filter(undone_at=None).order_by("-place")
    return merged


def all_merges(member: Member) -> QuerySet[Merge]:
    """What was merged in this book and can be taken apart again, the latest first."""
    whole: QuerySet[Merge] = Merge.objects.visible_to(member).filter(undone_at=None)
    return whole.select_related("kept__owner").defer("journal").order_by("-at", "-place")


def merge_of(member: Member, merge_id: str) -> Merge:
    """One merge in this book, taken apart or not, or 404."""
    return the(Merge.objects.visible_to(member).select_related("kept__owner"), pk=merge_id)


def apart_of(member: Member, apart_id: str) -> Apart:
    """What was said of two entries of this book, or 404."""
    return the(Apart.objects.visible_to(member), pk=apart_id)


def became(member: Member, person_id: str) -> str:
    """The entry into which this one was merged; nothing if it was not."""
    merged = Merge.objects.visible_to(member).filter(other_id=person_id, undone_at=None)
    return merged.values_list("kept_id", flat=True).first() or ""


# ---- parts ----


def _everybody(member: Member) -> Iterator[tuple[str, Somebody]]:
    own = Person.objects.visible_to(member).filter(for_referral_only=False).order_by("pk")
    ways: dict[str, set[str]] = defaultdict(set)
    for person, canonical in Channel.objects.filter(person__in=own).values_list("person_id", "canonical"):
        ways[person].add(canonical)
    firm = ("company__name", "company__removed_at")
    rows = own.values_list("pk", "name", "birthday", "addresses", *firm)
    for pk, name, birthday, addresses, company, removed in rows.iterator():
        lines = frozenset(map(address_line, addresses)) if addresses else frozenset()
        at = "" if removed else company or ""
        yield pk, Somebody(name, at, frozenset(ways.get(pk, ())), birthday, lines)


def _apart(member: Member) -> Iterable[tuple[str, str]]:
    return Apart.objects.visible_to(member).values_list("one_id", "other_id")


def _worth_comparing(people: dict[str, Somebody]) -> Iterator[tuple[str, str]]:
    """Every two who share something by which they could be one, once."""
    sharing: dict[object, list[str]] = defaultdict(list)
    for pk, one in people.items():
        for key in _keys(one):
            sharing[key].append(pk)
    seen: set[tuple[str, str]] = set()
    for together in sharing.values():
        if 1 < len(together) <= MOST_TOGETHER:
            for two in combinations(together, 2):
                if two not in seen:
                    seen.add(two)
                    yield two


def _keys(one: Somebody) -> set[object]:
    """What somebody may share with themselves, written down twice."""
    keys: set[object] = {
        *one.channels,
        ("name", name_key(one.name)),
        *(("lives", line) for line in one.addresses),
    }
    firm, born = business_key(one.company), one.birthday[-5:]
    for word in words_of(one.name):
        if firm:
            keys.add(("works", firm, bones(word)))
        if born:
            keys.add(("born", born, bones(word)))
    return keys


def _whole(member: Member) -> QuerySet[Person]:
    people: QuerySet[Person] = Person.objects.visible_to(member)
    return people.select_related("owner", "company").prefetch_related("channels", "taggings__tag")


def _somebody(person: Person) -> Somebody:
    channels = frozenset(channel.canonical for channel in person.channels.all())
    lines = frozenset(map(address_line, person.addresses))
    return Somebody(person.name, person.firm.name if person.firm else "", channels, person.birthday, lines)

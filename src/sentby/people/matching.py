"""Whom the records of a file mean in a member's book, and what they would add there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sentby.accounts.models import Member
from sentby.people.incoming import Incoming
from sentby.people.models import Channel, Company, ImportRecord, Person
from sentby.rules.likeness import Degree, Likeness, Somebody, likeness
from sentby.rules.names import plain, sort_key

PLAIN_FIELDS: Final = ("title", "birthday", "how_met", "met_on")  # written where nothing stands
FOLLOWED: Final = ("company", "title")  # a later file may say something newer than the one before
REMEMBERED: Final = 50_000  # people of one file who are compared with those after them
_IN_WORDS: Final = {
    "channels": "a way to reach them", "company": "the company", "title": "what they do", "birthday": "the birthday",
    "addresses": "an address", "tags": "a tag", "notes": "a note", "how_met": "how you met", "met_on": "when you met",
}  # fmt: skip


class Status(StrEnum):
    """What a record is to the book."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Standing:
    """What an entry says, as far as a file could add to it."""

    name: str
    company: str
    title: str
    birthday: str
    how_met: str
    met_on: date | None
    notes: str
    channels: frozenset[str]
    addresses: frozenset[str]
    tags: frozenset[str]

    @property
    def somebody(self) -> Somebody:
        return Somebody(self.name, self.company, self.channels, self.birthday, self.addresses)


@dataclass
class Known:
    """Somebody of the book (`person`), or of the file before this record (`line`)."""

    standing: Standing
    person: Person | None = None
    line: int = 0
    last_said: dict[str, Any] = field(default_factory=dict)  # by an earlier file


@dataclass(frozen=True)
class Finding:
    """What a record is to the book, and why; whom it means, or is only `like`; and what it adds."""

    status: Status
    reason: str
    known: Known | None = None
    added: dict[str, Any] = field(default_factory=dict)
    like: Known | None = None


class Book:
    """The part of a member's book that the next records of a file could mean, and the records before them."""

    def __init__(self) -> None:
        self.companies: dict[str, frozenset[str]] = {}  # by their key, with the channels that are known
        self._by_channel: dict[str, list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        self._people: set[str] = set()
        self._count = 0

    def add(self, known: Known) -> None:
        """Somebody more who could be meant, once."""
        if known.person is not None and known.person.pk in self._people:
            return
        if self._count >= REMEMBERED:
            self._by_channel.clear()
            self._by_name.clear()
            self._people.clear()
            self._count = 0
        self._count += 1
        if known.person is not None:
            self._people.add(known.person.pk)
        self._enter(known, known.standing.channels)
        self._by_name[plain(known.standing.name)].append(known)

    def update(self, known: Known, standing: Standing) -> None:
        """They say more now: the next record may mean them by it."""
        more, known.standing = standing.channels - known.standing.channels, standing
        self._enter(known, more)

    def near(self, one: Somebody) -> list[Known]:
        """Everybody with one of these channels, or of this name."""
        found = [known for channel in one.channels for known in self._by_channel.get(channel, ())]
        found += self._by_name.get(plain(one.name), [])
        return list({id(known): known for known in found}.values())

    def _enter(self, known: Known, channels: Iterable[str]) -> None:
        for channel in channels:
            self._by_channel[channel].append(known)


def look_up(owner: Member, wanted: Iterable[Somebody], book: Book) -> Book:
    """Add everybody of the owner's book whom one of these could mean."""
    people = list(wanted)
    channels = {channel for one in people for channel in one.channels}
    names = {sort_key(one.name) for one in people if one.name}
    own = Person.objects.visible_to(owner).filter(for_referral_only=False)
    holders = Channel.objects.filter(canonical__in=channels, person__isnull=False).values("person_id")
    ids = {*own.filter(pk__in=holders).values_list("pk", flat=True)}
    ids |= {*own.filter(sort_key__in=names).values_list("pk", flat=True)}
    found = own.filter(pk__in=ids).select_related("owner", "company")
    said = _last_said(ids)
    for person in found.prefetch_related("channels", "taggings__tag").order_by("created_at", "pk"):
        book.add(Known(standing_of(person), person, last_said=said.get(person.pk, {})))
    keys = {plain(one.company)[:160] for one in people if one.company}
    firms = Company.objects.visible_to(owner).filter(sort_key__in=keys).prefetch_related("channels")
    for company in firms:
        book.companies[company.sort_key] = _channels_of(company)
    return book


def alike(book: Book, one: Somebody) -> list[tuple[Person, Likeness]]:
    """Everybody of the book who is this one, or may be; the surest first."""
    compared = [(known.person, likeness(one, known.standing.somebody)) for known in book.near(one)]
    found = [(person, like) for person, like in compared if person and like.degree > Degree.NOT]
    return sorted(found, key=lambda each: -each[1].degree)


def find(book: Book, arrival: Incoming) -> Finding:
    """What this record is to the book."""
    known, like = _meant(book, arrival)
    if known is None:
        return Finding(Status.NEW, " ".join(arrival.doubts))
    if like.degree is not Degree.SURELY:
        whom = f"the one in line {known.line}" if known.line else "somebody who is there already"
        reason = f"Perhaps {whom}: {like.reason}. Written down as somebody else."
        return Finding(Status.DUPLICATE, reason, like=known)
    added = additions(known, arrival)
    if known.line:
        reason = f"The same person as in line {known.line}: {like.reason}."
        return Finding(Status.DUPLICATE, reason, known, added)
    if not added:
        return Finding(Status.SAME, f"{like.reason[0].upper()}{like.reason[1:]}.", known)
    return Finding(Status.CHANGED, f"Adds {_listed([_IN_WORDS[name] for name in added])}.", known, added)


def preview(book: Book, arrival: Incoming) -> Finding:
    """The same, and the book as it would be after it. Nothing is written."""
    if not arrival.name or arrival.is_company:
        return _preview_company(book, arrival)
    finding = find(book, arrival)
    if finding.known is None:
        book.add(Known(standing_of_arrival(arrival), line=arrival.line))
        if arrival.company:
            book.companies.setdefault(plain(arrival.company)[:160], frozenset())
    elif finding.added:
        channels = standing_of_arrival(arrival).channels
        standing = finding.known.standing
        book.update(finding.known, replace(standing, channels=standing.channels | channels))
    return finding


def additions(known: Known, arrival: Incoming) -> dict[str, Any]:
    """What a record would change about somebody: nothing that a member wrote is written over.

    A company and a title that an earlier file gave are followed when a later one says something newer.
    """
    stands = known.standing
    found: dict[str, Any] = {
        "channels": [way for way in arrival.channels if way[0].canonical not in stands.channels],
        "addresses": [
            one._asdict() for one in arrival.addresses if plain(one.line()) not in stands.addresses
        ],
        "tags": [tag for tag in arrival.tags if plain(tag) not in stands.tags],
    }
    if arrival.notes and arrival.notes not in stands.notes:
        found["notes"] = f"{stands.notes}\n\n{arrival.notes}".strip()
    for name in ("company", *PLAIN_FIELDS):
        said, value = getattr(arrival, name), getattr(stands, name)
        follows = name in FOLLOWED and known.last_said.get(name) == value
        if said and (not value or (follows and plain(str(said)) != plain(str(value)))):
            found[name] = said
    return {name: value for name, value in found.items() if value}


def standing_of(person: Person) -> Standing:
    """An entry of the book."""
    firm = person.firm
    return Standing(
        person.name, firm.name if firm else "", person.title, person.birthday, person.how_met, person.met_on,
        person.notes, _channels_of(person), frozenset(address_line(address) for address in person.addresses),
        frozenset(plain(tag) for tag in person.tags),
    )  # fmt: skip


def somebody_of(arrival: Incoming) -> Somebody:
    """A record as it is compared."""
    return standing_of_arrival(arrival).somebody


def standing_of_arrival(arrival: Incoming) -> Standing:
    """A record as the entry that it would make."""
    return Standing(
        arrival.name, arrival.company, arrival.title, arrival.birthday, arrival.how_met, arrival.met_on, arrival.notes,
        frozenset(channel.canonical for channel, _ in arrival.channels),
        frozenset(plain(address.line()) for address in arrival.addresses),
        frozenset(plain(tag) for tag in arrival.tags),
    )  # fmt: skip


def of_company(known: frozenset[str] | None, arrival: Incoming) -> Finding:
    """What a record of a business is to the book; `known` are the channels of the one there, if there is one."""
    if not (arrival.company or arrival.name):
        return Finding(Status.UNREADABLE, "There is no name in it.")
    if known is None:
        return Finding(Status.NEW, "A business.")
    missing = [way for way in arrival.channels if way[0].canonical not in known]
    if missing:
        return Finding(Status.CHANGED, "Adds a way to reach the business.", added={"channels": missing})
    return Finding(Status.SAME, "The same business.")


def _preview_company(book: Book, arrival: Incoming) -> Finding:
    key = plain(arrival.company or arrival.name)[:160]
    finding = of_company(book.companies.get(key), arrival)
    own = frozenset(channel.canonical for channel, _ in arrival.channels)
    book.companies[key] = book.companies.get(key, frozenset()) | own
    return finding


def _meant(book: Book, arrival: Incoming) -> tuple[Known | None, Likeness]:
    """The one it surely is, or the likeliest. Of two who are as sure, the one who is called exactly so; else none is sure."""
    one = somebody_of(arrival)
    found = [(known, likeness(one, known.standing.somebody)) for known in book.near(one)]
    sure = [each for each in found if each[1].degree is Degree.SURELY]
    exact = [each for each in sure if plain(each[0].standing.name) == plain(one.name)]
    if exact or len(sure) == 1:
        return (exact or sure)[0]
    perhaps = sure or [each for each in found if each[1].degree > Degree.NOT]
    if not perhaps:
        return None, Likeness(Degree.NOT)
    likeliest = max(perhaps, key=lambda each: each[1].degree)
    return likeliest[0], Likeness(Degree.PERHAPS, likeliest[1].reason)


def _channels_of(entry: Person | Company) -> frozenset[str]:
    return frozenset(channel.canonical for channel in entry.channels.all())


def address_line(address: dict[str, str]) -> str:
    """A postal address as it is compared."""
    parts = ("street", "place", "region", "code", "country")
    return plain(", ".join(address[part] for part in parts if address.get(part)))


def _last_said(people: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What the latest file said of each: its company and title."""
    records = ImportRecord.objects.filter(person_id__in=people, batch__undone_at=None).order_by("id")
    said: dict[str, dict[str, Any]] = defaultdict(dict)
    for person_id, after in records.values_list("person_id", "after"):
        said[person_id] |= {name: after[name] for name in FOLLOWED if name in after}
    return said


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

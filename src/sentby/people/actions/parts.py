"""What every entry of a book is made of: its channels, its words for searching, its line in the audit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import phonenumbers
from django.db.models import F

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.access import the
from sentby.core.audit import Actor
from sentby.people.actions.errors import Conflict, NoName
from sentby.people.models import Channel, Company, Person, Tag, Tagging
from sentby.rules import channels as rule
from sentby.rules.names import letter_of, plain, sort_key, tidy

By = Actor | Member
Way = Channel | rule.Channel
MOST_CHANNELS = 20
LINE = 160
LONGEST_TAG = 60
MOST_TAGS = 20
MOST_ADDRESSES = 5
ADDRESS = ("label", "street", "place", "region", "code", "country")
_PERSON = (
    "name",
    "title",
    "how_met",
    "met_on",
    "birthday",
    "addresses",
    "notes",
    "last_contact_on",
    "consent_mode",
    "for_referral_only",
)
_COMPANY = ("name", "place", "trade", "notes")


def actor(by: By) -> Actor:
    return by.actor if isinstance(by, Member) else by


def hold(person: Person) -> Person:
    """Let one caller at a time change this entry, and read how it stands. For other actions, inside their transaction."""
    return the(Person.objects.select_for_update(of=("self",)), pk=person.pk)


def hold_all(pks: Iterable[str]) -> None:
    """Let one caller at a time change these entries: in one order, so that two who hold several never wait for each other.

    Whoever changes a company holds its people before it, for the words by which they are found change as well.
    """
    entries = Person.objects.select_for_update(of=("self",)).filter(pk__in=set(pks)).order_by("pk")
    list(entries.values_list("pk", flat=True))


def people_of(companies: Iterable[Company]) -> list[str]:
    """The entries of those who work at one of these."""
    return list(Person.objects.filter(company__in=companies).values_list("pk", flat=True))


def change(person: Person, *, version: int, **values: Any) -> None:
    """Compare and set. Raises Conflict when the entry moved on in the meantime."""
    found = Person.objects.filter(pk=person.pk, version=version)
    if not found.update(version=F("version") + 1, **values):
        entries = Person.objects.select_related("company").prefetch_related("channels")
        raise Conflict(the(entries, pk=person.pk))
    person.refresh_from_db()


def record(what: str, person: Person, by: By, at: datetime, **details: str) -> None:
    audit.record(what, subject=("person", person.pk), by=actor(by), at=at, **details)


def named(text: str) -> str:
    """A name that says something, on one line. Raises NoName."""
    name = tidy(text)
    if not name:
        raise NoName
    return name


def as_said(entry: Person | Company) -> dict[str, Any]:
    """An entry as it would have to be said to be written just as it stands."""
    firm = entry.firm if isinstance(entry, Person) else None
    said = {name: getattr(entry, name) for name in (_PERSON if isinstance(entry, Person) else _COMPANY)}
    placed = {"company": firm.name if firm else "", "tags": entry.tags} if isinstance(entry, Person) else {}
    return said | placed | {"channels": [channel.shown for channel in entry.channels.all()]}


def read_channels(texts: Iterable[str], of: Member) -> list[rule.Channel]:
    """Each different way to reach somebody, once, in the order given, as somebody in this member's country dials it.

    Raises ChannelError for what cannot be read.
    """
    read: dict[str, rule.Channel] = {}
    for text in texts:
        if text.strip():
            channel = rule.read_channel(text, region=of.country)
            read.setdefault(channel.canonical, channel)
    if len(read) > MOST_CHANNELS:
        raise rule.ChannelError(f"Keep to {MOST_CHANNELS} ways to reach one entry.")
    return list(read.values())


def tidy_addresses(addresses: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Postal addresses in their parts, without empty parts and empty addresses."""
    tidied = ({part: tidy(address.get(part, ""))[:LINE] for part in ADDRESS} for address in addresses)
    kept = [{part: text for part, text in address.items() if text} for address in tidied]
    return [address for address in kept if address.keys() - {"label"}][:MOST_ADDRESSES]


def set_tags(person: Person, names: Iterable[str], by: By, at: datetime) -> None:
    """Keep a person under these words of their owner's, and no others. A word that is new is written down."""
    wanted = tags_meant(person.owner, islice(names, MOST_TAGS), by, at)
    standing = {tagging.tag.key: tagging for tagging in person.taggings.select_related("tag")}
    gone = [tagging.pk for key, tagging in standing.items() if key not in wanted]
    person.taggings.filter(pk__in=gone).delete()
    missing = [Tagging(person=person, tag=tag) for key, tag in wanted.items() if key not in standing]
    Tagging.objects.bulk_create(missing, ignore_conflicts=True)


def tags_meant(owner: Member, names: Iterable[str], by: By, at: datetime) -> dict[str, Tag]:
    """The owner's tags of these names, by key; those that are missing are made."""
    keys: dict[str, str] = {}
    for name in names:
        if key := plain(name)[:LONGEST_TAG]:
            keys.setdefault(key, tidy(name)[:LONGEST_TAG].rstrip())
    known = {tag.key: tag for tag in Tag.objects.filter(owner=owner, key__in=keys)}
    for key, name in keys.items():
        if key not in known:
            known[key], is_new = Tag.objects.get_or_create(owner=owner, key=key, defaults={"name": name})
            if is_new:
                audit.record("tag.added", subject=("tag", known[key].pk), by=actor(by), at=at)
    return known


def set_channels(entry: Person | Company, wanted: Sequence[rule.Channel]) -> None:
    """Make `wanted` the channels of `entry`; those that stay keep their label."""
    standing = {channel.canonical: channel for channel in entry.channels.all()}
    gone = [channel.pk for key, channel in standing.items() if key not in {w.canonical for w in wanted}]
    entry.channels.filter(pk__in=gone).delete()
    for position, channel in enumerate(wanted):
        said = {"kind": channel.kind, "shown": channel.shown, "position": position}
        if channel.canonical in standing:
            entry.channels.filter(pk=standing[channel.canonical].pk).update(**said)
        else:
            entry.channels.create(canonical=channel.canonical, **said)


def add_channels(entry: Person | Company, more: Iterable[rule.Channel]) -> bool:
    """Add those channels that `entry` does not have yet; say whether there were any."""
    standing = set(entry.channels.values_list("canonical", flat=True))
    missing = [channel for channel in more if channel.canonical not in standing]
    write_channels(entry, missing, after=len(standing))
    return bool(missing)


def write_channels(entry: Person | Company, new: Iterable[rule.Channel], *, after: int = 0) -> None:
    """Write channels that `entry` does not have, `after` so many that it has."""
    write_labelled(entry, ((channel, "") for channel in new), after=after)


def write_labelled(
    entry: Person | Company, new: Iterable[tuple[rule.Channel, str]], *, after: int = 0
) -> None:
    """The same, each with its label."""
    Channel.objects.bulk_create(channels_of(entry, new, after=after))


def channels_of(
    entry: Person | Company, new: Iterable[tuple[rule.Channel, str]], *, after: int = 0
) -> Iterator[Channel]:
    """The same as rows that are not written yet."""
    for position, (channel, label) in enumerate(new, start=after):
        yield Channel(
            **{_side(entry): entry},
            kind=channel.kind,
            shown=channel.shown,
            canonical=channel.canonical,
            label=label,
            position=position,
        )


def index_person(person: Person) -> None:
    """Write the words by which this person is found, and their place in the book, as it stands now."""
    set_person_index(person, person.channels.all())
    person.save(update_fields=["search", "sort_key", "letter", "reachable"])


def index_company(company: Company) -> None:
    """Write the words by which this company is found, and those of the people who work there."""
    set_company_index(company, company.channels.all())
    company.save(update_fields=["search", "sort_key"])
    for person in company.people.select_related("company").prefetch_related("channels"):
        index_person(person)


def set_person_index(person: Person, ways: Iterable[Way]) -> None:
    """Set the words by which a person is found, and their place in the book. `ways` are their channels; nothing is written."""
    firm = person.firm
    said = [person.name, firm.name if firm else "", firm.trade if firm else "", person.title, person.how_met]
    said += [address.get(part, "") for address in person.addresses for part in ADDRESS if part != "label"]
    reached_by = _channel_words(ways)
    person.reachable = bool(reached_by)
    person.search = _search([*said, *reached_by, person.notes])
    person.sort_key = sort_key(person.name)
    person.letter = letter_of(person.sort_key)


def set_company_index(company: Company, ways: Iterable[Way]) -> None:
    """The same for a company."""
    said = [company.name, company.place, company.trade]
    company.search = _search([*said, *_channel_words(ways), company.notes])
    company.sort_key = plain(company.name)[:160]


def _search(texts: Iterable[str]) -> str:
    return "\n".join(filter(None, (plain(text) for text in texts)))


def _channel_words(ways: Iterable[Way]) -> list[str]:
    words: list[str] = []
    for channel in ways:
        words += [channel.shown, channel.canonical]
        if channel.kind == "phone":
            words += national_spellings(channel.canonical)
    return words


def _side(entry: Person | Company) -> str:
    return "person" if isinstance(entry, Person) else "company"


def national_spellings(canonical: str) -> list[str]:
    """A number as it is dialled at home, with and without spaces: that is how people look for it."""
    number = phonenumbers.parse(canonical)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return [national, "".join(c for c in national if c.isdigit())]

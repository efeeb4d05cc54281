"""What a file says of somebody, as it would be written into a book."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sentby.engine.contacts import Address, Contact, Way
from sentby.rules.channels import Channel, ChannelError, ChannelKind, read_channel
from sentby.rules.names import tidy

LONGEST_LINE: Final = 160
LONGEST_STORY: Final = 300
LONGEST_NOTES: Final = 10_000
MOST_CHANNELS: Final = 20
MOST_ADDRESSES: Final = 5
MOST_TAGS: Final = 20
_NO_WAY: Final = "“{text}” is no {kind}: it is kept in the notes."
_KINDS: Final = {
    ChannelKind.EMAIL: ("e-mail address", "E-mail"),
    ChannelKind.PHONE: ("telephone number", "Phone"),
    ChannelKind.URL: ("web address", "Web"),
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """Somebody, or a business, on the way into a book. `doubts` say what was read otherwise than it stands."""

    line: int
    name: str
    company: str
    title: str
    trade: str
    channels: tuple[tuple[Channel, str], ...]  # each with its label
    addresses: tuple[Address, ...]
    birthday: str
    notes: str
    tags: tuple[str, ...]
    met_on: date | None
    how_met: str
    uid: str
    is_company: bool
    doubts: tuple[str, ...]


def incoming(contact: Contact, *, region: str) -> Incoming:
    """Read a contact as a member whose country is `region` would have typed it. Nothing that it says is dropped."""
    doubts = list(contact.doubts)
    left: list[tuple[str, str]] = []
    channels = list(_channels(contact, region, doubts, left))
    left += [("Way", channel.shown) for channel, _ in channels[MOST_CHANNELS:]]
    left += [("Address", address.line()) for address in contact.addresses[MOST_ADDRESSES:]]
    kept = tuple(channels[:MOST_CHANNELS])
    is_company = contact.is_company or not (contact.name or contact.emails)
    company = tidy(contact.company) or (tidy(contact.name) if is_company else "")
    name = tidy(contact.name) or (next(_names_from(contact), "") if not contact.company else "")
    return Incoming(
        contact.line,
        _line(name, "name", doubts, left),
        _line(company, "company", doubts, left),
        _line(tidy(contact.title), "title", doubts, left),
        tidy(contact.trade)[:120],
        kept,
        contact.addresses[:MOST_ADDRESSES],
        contact.birthday,
        _notes(contact, left, doubts),
        tuple(dict.fromkeys(filter(None, (tidy(tag)[:60] for tag in contact.tags))))[:MOST_TAGS],
        date.fromisoformat(contact.met_on) if contact.met_on else None,
        tidy(contact.how_met)[:LONGEST_STORY],
        contact.uid,
        is_company,
        tuple(doubts),
    )


def fields_of(contact: Contact, *, region: str) -> dict[str, Any]:
    """A record as it is told to a machine: as the file has it, and its numbers as they are compared."""
    return {
        "name": contact.name,
        "company": contact.company,
        "title": contact.title,
        "emails": [way.text for way in contact.emails],
        "phones": [way.text for way in contact.phones],
        "phones_e164": list(_numbers(contact.phones, region)),
        "urls": [way.text for way in contact.urls],
        "addresses": [address.line() for address in contact.addresses],
        "birthday": contact.birthday,
        "note": contact.note,
    }


def _numbers(phones: Iterable[Way], region: str) -> Iterator[str]:
    for way in phones:
        try:
            yield read_channel(f"tel:{way.text}", region=region).canonical.partition(";")[0]
        except ChannelError:
            continue


def _channels(
    contact: Contact, region: str, doubts: list[str], left: list[tuple[str, str]]
) -> Iterator[tuple[Channel, str]]:
    """Every way to reach them, once; what cannot be read as one is `left` for the notes."""
    seen = set()
    ways = (
        (ChannelKind.PHONE, contact.phones),
        (ChannelKind.EMAIL, contact.emails),
        (ChannelKind.URL, contact.urls),
    )
    for kind, several in ways:
        for way in several:
            try:
                channel = read_channel(way.text, region=region)
            except ChannelError:
                doubts.append(_NO_WAY.format(text=way.text[:60], kind=_KINDS[kind][0]))
                left.append((way.label or _KINDS[kind][1], way.text))
                continue
            if channel.canonical not in seen:
                seen.add(channel.canonical)
                yield channel, way.label[:40]


def _names_from(contact: Contact) -> Iterator[str]:
    """Somebody without a name is called by how they are reached."""
    return (way.text for way in (*contact.emails, *contact.phones))


def _line(text: str, what: str, doubts: list[str], left: list[tuple[str, str]]) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    doubts.append(f"The {what} was longer than {LONGEST_LINE} characters: the whole of it is in the notes.")
    left.append((what.capitalize(), text))
    return text[:LONGEST_LINE].rstrip()


def _notes(contact: Contact, left: list[tuple[str, str]], doubts: list[str]) -> str:
    more = "\n".join(f"{label}: {text}" for label, text in (*contact.also, *left))
    notes = "\n\n".join(filter(None, (contact.note.strip(), more)))
    if len(notes) > LONGEST_NOTES:
        doubts.append(f"The notes were longer than {LONGEST_NOTES:,} characters and were cut.")
    return notes[:LONGEST_NOTES].rstrip()

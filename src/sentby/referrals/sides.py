"""Whom a typed name means: members of the desk, and the people of one's own book."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import accumulate

from django.db.models import F, QuerySet, prefetch_related_objects
from django.utils.timezone import localtime

from sentby.accounts.models import Member
from sentby.people import queries as people
from sentby.people.models import Person
from sentby.referrals.models import Party
from sentby.rules.channels import ChannelError, ChannelKind, read_channel
from sentby.rules.names import looks, plain, same_name, sort_key, tidy

LATEST = F("last_contact_on").desc(nulls_last=True)
MOST_MEMBERS, MOST_PEOPLE, MOST_NAMESAKES, MOST_OFFERED = 100, 40, 200, 8
IN_BOOK = "in your book"


def label_of(party: Party) -> str:
    """How somebody stands in the list to choose from: "Sam Okafor, Okafor Roofing"."""
    return _join(party.name, _business(party) or (party.title if isinstance(party, Person) else ""))


def labels(member: Member) -> list[str]:
    """Members of the desk, and the people of the book whom the member was last in touch with; no two the same."""
    return list(_lines(member))


def parties_called(member: Member, typed: str) -> list[Party]:
    """Everybody whom `typed` may mean: a line of the list, a name, an address or a number. Members come first.

    A line of the list means whom it stands for, whatever commas it has. A name with a business behind it means nobody
    of another business.
    """
    wanted = _line(typed)
    listed = [party for label, party in _lines(member).items() if _line(label) == wanted]
    if listed:
        return listed
    if is_channel(typed, member):
        return _reached_by(member, typed)
    parties = [*_members_named(member, typed), *_namesakes(member, typed)]
    chosen = [party for label, party in told_apart(parties, member).items() if _line(label) == wanted]
    called = [party for party in parties if _is_called(party, typed)]
    return chosen or [party for party in called if isinstance(party, Member)] or called


def new_party(typed: str) -> tuple[str, str]:
    """The name, and the business, of somebody who is not known yet."""
    name, _, business = typed.partition(",")
    return tidy(name), tidy(business)


def is_channel(typed: str, member: Member) -> bool:
    """Whether this is an address or a number, as this member dials it, and not a name."""
    return _canonical(typed, member) != ""


def same_way(way: str, others: Sequence[str]) -> bool:
    """Whether one of the others is this address or number. All of them are written as they are shown."""
    return _canonical(way) in {_canonical(other) for other in others} - {""}


def told_apart(parties: Sequence[Party], reader: Member) -> dict[str, Party]:
    """Each by its label. Whose label reads as another's label or name, or as an address, gets what tells them apart.

    A member keeps the label; who is called the same in the book stands there as "in your book". Of several who are
    alike nobody keeps the label: typed by hand, it would mean one of them without asking.
    """
    members = {
        _line(text) for one in parties if isinstance(one, Member) for text in (label_of(one), one.name)
    }
    labels = [(label_of(party), party) for party in parties]
    said = [
        (_join(label, IN_BOOK) if isinstance(party, Person) and _line(label) in members else label, party)
        for label, party in labels
    ]
    unclear: set[str] = set()
    for mark in MARKS:
        taken = Counter(_line(label) for label, _ in said)
        taken.update({_line(party.name) for label, party in said if _line(label) != _line(party.name)})
        unclear.update(line for line, times in taken.items() if times > 1)
        alike = {
            party for label, party in said if _line(label) in unclear or not _can_be_chosen(label, reader)
        }
        if not alike:
            break
        if mark is _way:
            prefetch_related_objects([one for one in alike if isinstance(one, Person)], "channels")
        said = [(_join(label, mark(party)) if party in alike else label, party) for label, party in said]
    return dict(said)


def choices(member: Member, found: Sequence[Party]) -> str:
    """The lines that tell those apart who may be meant, for a sentence that asks which one is."""
    lines = sorted(_told_among(found, _others(member), member))
    offered = " or ".join(f"“{line}”" for line in lines[:MOST_OFFERED])
    more = len(lines) - MOST_OFFERED
    return (
        f"{offered}, or write the number or the address of one of the {more} others" if more > 0 else offered
    )


def may_mean(member: Member, typed: str) -> list[str]:
    """The lines that a name nobody here has may be a short form of: a first name, a business, the last name first."""
    return [label for label, party in _lines(member).items() if _is_short_for(typed, party)][:MOST_OFFERED]


def _is_short_for(typed: str, party: Party) -> bool:
    name, business = new_party(typed)
    of_the_business = plain(_business(party)) == plain(business or name) != ""
    if not business:
        return of_the_business or same_name(name, party.name)
    turned = sorted(plain(typed).split()) == sorted(plain(party.name).split())
    return turned or (of_the_business and same_name(name, party.name))


def _business(party: Party) -> str:
    if isinstance(party, Member):
        return party.business
    return party.company.name if party.company else ""


def _way(party: Party) -> str:
    return party.email if isinstance(party, Member) else ", ".join(c.shown for c in party.channels.all()[:1])


def _how_met(party: Party) -> str:
    return "" if isinstance(party, Member) else party.how_met


def _added(party: Party) -> str:
    return f"added {localtime(_since(party)):%-d %b %Y}"


def _added_at(party: Party) -> str:
    return f"at {localtime(_since(party)):%H:%M:%S}"


def _since(party: Party) -> datetime:
    return party.joined_at if isinstance(party, Member) else party.created_at


def _key(party: Party) -> str:
    return str(party.pk)


MARKS: tuple[Callable[[Party], str], ...] = (_way, _how_met, _added, _added_at, _key)


def _can_be_chosen(label: str, reader: Member) -> bool:
    """Whether a label, typed by this member, is read as one: it has words, and is not the bare address of somebody."""
    return bool(_line(label)) and ("," in label or not is_channel(label, reader))


def _is_called(party: Party, typed: str) -> bool:
    return plain(party.name) == plain(typed) or _line(label_of(party)) == _line(typed)


def _lines(member: Member) -> dict[str, Party]:
    """The list to choose from: members, and the people of the book whom the member was last in touch with."""
    members = list(_others(member).order_by("name", "pk"))
    recent = _people(member).filter(for_referral_only=False).order_by(LATEST, "sort_key", "pk")
    return _told_among([*members[:MOST_MEMBERS], *recent[:MOST_PEOPLE]], members, member)


def _told_among(shown: Sequence[Party], members: Iterable[Member], member: Member) -> dict[str, Party]:
    """Those shown, told apart from everybody whom one of their lines could mean as well."""
    read_as = {sort_key(name) for party in shown for name in _names_in(label_of(party))}
    of_the_book = [party.pk for party in shown if isinstance(party, Person)]
    others = _people(member).filter(sort_key__in=read_as).exclude(pk__in=of_the_book)
    among = dict.fromkeys(shown)
    told = told_apart(list(dict.fromkeys([*shown, *members, *others[:MOST_PEOPLE]])), member)
    return {label: party for label, party in told.items() if party in among}


def _members_named(member: Member, typed: str) -> list[Party]:
    wanted = {plain(name) for name in _names_in(typed)} - {""}
    return [other for other in _others(member) if plain(other.name) in wanted]


def _namesakes(member: Member, typed: str) -> list[Party]:
    names = _names_in(typed)
    found = _people(member).filter(sort_key__in={sort_key(name) for name in names})
    wanted = {plain(name) for name in names} - {""}
    return [one for one in found[:MOST_NAMESAKES] if plain(one.name) in wanted]


def _names_in(typed: str) -> list[str]:
    """What may be the name in it: all of it, or what stands before any of its commas, for a name may have commas too."""
    return list(accumulate(typed.split(","), "{},{}".format))


def _reached_by(member: Member, typed: str) -> list[Party]:
    key = _canonical(typed, member)
    members = [
        other for other in _others(member) if key in (_canonical(other.email), _canonical(other.phone))
    ]
    return [*members] or [*people.people_with_channels(member, [key])]


def _canonical(text: str, typed_by: Member | None = None) -> str:
    """What an address or a number is compared by; nothing for anything else. A web page is a firm's, not somebody's."""
    try:
        channel = read_channel(text, region=typed_by.country if typed_by else "")
    except ChannelError:
        return ""
    return "" if channel.kind is ChannelKind.URL else channel.canonical


def _others(member: Member) -> QuerySet[Member]:
    others: QuerySet[Member] = Member.objects.filter(is_active=True)
    return others.exclude(pk=member.pk)


def _people(member: Member) -> QuerySet[Person]:
    book: QuerySet[Person] = Person.objects.visible_to(member)
    return book.select_related("company")


def _line(text: str) -> str:
    """A label as it is compared: spaces and commas do not count, nor small letters, capitals and what nobody sees."""
    return ", ".join(part for part in (" ".join(part.split()) for part in looks(text).split(",")) if part)


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)

"""Whom a typed name means: members of the desk, and the people of one's own book."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate

from django.conf import settings
from django.db.models import F, QuerySet, prefetch_related_objects

from sentby.accounts.models import Member
from sentby.people import queries as people
from sentby.people.models import Person
from sentby.referrals.models import Party
from sentby.rules.channels import ChannelError, ChannelKind, read_channel
from sentby.rules.names import plain, sort_key, tidy

LATEST = F("last_contact_on").desc(nulls_last=True)
MOST_MEMBERS, MOST_PEOPLE, MOST_NAMESAKES = 100, 40, 20


def label_of(party: Party) -> str:
    """How somebody stands in the list to choose from: "Sam Okafor, Okafor Roofing"."""
    if isinstance(party, Member):
        return _join(party.name, party.business)
    return _join(party.name, party.company.name if party.company else party.title)


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
    if is_channel(typed):
        return _reached_by(member, typed)
    parties = [*_members_named(member, typed), *_namesakes(member, typed)]
    chosen = [party for label, party in told_apart(parties).items() if _line(label) == wanted]
    called = [party for party in parties if _is_called(party, typed)]
    return chosen or [party for party in called if isinstance(party, Member)] or called


def new_party(typed: str) -> tuple[str, str]:
    """The name, and the business, of somebody who is not known yet."""
    name, _, business = typed.partition(",")
    return tidy(name), tidy(business)


def is_channel(typed: str) -> bool:
    """Whether this is an address or a number, not a name."""
    return _canonical(typed) != ""


def told_apart(parties: Sequence[Party]) -> dict[str, Party]:
    """Each by its label. Whose label reads as another's label or name, or as an address, gets what tells them apart."""
    prefetch_related_objects([party for party in parties if isinstance(party, Person)], "channels")
    said = [(label_of(party), party) for party in parties]
    for mark in MARKS:
        taken = Counter(_line(label) for label, _ in said)
        taken.update({_line(party.name) for label, party in said if _line(label) != _line(party.name)})
        alike = {party for label, party in said if taken[_line(label)] > 1 or not _can_be_chosen(label)}
        said = [(_join(label, mark(party)) if party in alike else label, party) for label, party in said]
    return dict(said)


def _way(party: Party) -> str:
    return party.email if isinstance(party, Member) else ", ".join(c.shown for c in party.channels.all()[:1])


def _how_met(party: Party) -> str:
    return "" if isinstance(party, Member) else party.how_met


def _since(party: Party) -> str:
    since = party.joined_at if isinstance(party, Member) else party.created_at
    return f"added {since:%-d %b %Y, %H:%M:%S}"


def _key(party: Party) -> str:
    return str(party.pk)


MARKS: tuple[Callable[[Party], str], ...] = (_way, _how_met, _since, _key)


def _can_be_chosen(label: str) -> bool:
    """Whether a label, typed, is read as one: it has words, and is not the bare address of somebody."""
    return bool(_line(label)) and ("," in label or not is_channel(label))


def _is_called(party: Party, typed: str) -> bool:
    return plain(party.name) == plain(typed) or _line(label_of(party)) == _line(typed)


def _lines(member: Member) -> dict[str, Party]:
    """The list to choose from: told apart from everybody whom one of its lines could mean as well."""
    members = list(_others(member).order_by("name", "pk"))
    known = _people(member)
    recent = list(known.filter(for_referral_only=False).order_by(LATEST, "sort_key", "pk")[:MOST_PEOPLE])
    shown: list[Party] = [*members[:MOST_MEMBERS], *recent]
    read_as = {sort_key(name) for party in shown for name in _names_in(label_of(party))}
    others = known.filter(sort_key__in=read_as).exclude(pk__in=[one.pk for one in recent])
    told = told_apart([*members, *recent, *others[:MOST_PEOPLE]])
    among = frozenset(shown)
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
    key = _canonical(typed)
    members = [
        other for other in _others(member) if key in (_canonical(other.email), _canonical(other.phone))
    ]
    return [*members] or [*people.people_with_channels(member, [key])]


def _canonical(text: str) -> str:
    """What an address or a number is compared by; nothing for anything else. A web page is a firm's, not somebody's."""
    try:
        channel = read_channel(text, region=settings.DEFAULT_REGION)
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
    """A label as it is compared: spaces and commas do not count, nor small letters and capitals."""
    return ", ".join(part for part in (" ".join(part.split()) for part in text.casefold().split(",")) if part)


def _join(*parts: str) -> str:
    return ", ".join(part for part in parts if part)

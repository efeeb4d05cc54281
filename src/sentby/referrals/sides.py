"""Whom a typed name means: members of the desk, and the people of one's own book."""

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.db.models import QuerySet

from sentby.accounts.models import Member
from sentby.people import queries as people
from sentby.people.models import Person
from sentby.referrals.models import Party
from sentby.rules.channels import ChannelError, ChannelKind, read_channel
from sentby.rules.names import plain, sort_key

MOST_MEMBERS, MOST_PEOPLE, MOST_NAMESAKES = 100, 40, 20


def label_of(party: Party) -> str:
    """How somebody stands in the list to choose from: "Sam Okafor, Okafor Roofing"."""
    if isinstance(party, Member):
        return ", ".join(part for part in (party.name, party.business) if part)
    company = party.company.name if party.company else party.title
    return ", ".join(part for part in (party.name, company) if part)


def labels(member: Member) -> list[str]:
    """Members of the desk, and the people of the book whom the member was last in touch with; no two the same."""
    members = _others(member).order_by("name")[:MOST_MEMBERS]
    known = _people(member).filter(for_referral_only=False)
    recent = known.order_by("-last_contact_on", "sort_key")[:MOST_PEOPLE]
    return list(told_apart([*members, *recent]))


def parties_called(member: Member, typed: str) -> list[Party]:
    """Everybody whom `typed` may mean: a line of the list, a name, an address or a number. Members come first.

    A name with a business behind it means nobody of another business.
    """
    if is_channel(typed):
        return _reached_by(member, typed)
    wanted, parties = _folded(typed), [*_members_named(member, typed), *_namesakes(member, typed)]
    chosen = [party for label, party in told_apart(parties).items() if _folded(label) == wanted]
    called = [party for party in parties if _is_called(party, typed)]
    return chosen or [party for party in called if isinstance(party, Member)] or called


def is_channel(typed: str) -> bool:
    """Whether this is an address or a number, not a name."""
    return _canonical(typed) != ""


def told_apart(parties: Sequence[Party]) -> dict[str, Party]:
    """Each by its label; those whose label is another's label or name get what tells them apart."""
    said = [(label_of(party), party) for party in parties]
    taken = Counter(_folded(label) for label, _ in said)
    taken.update({_folded(party.name) for label, party in said if _folded(label) != _folded(party.name)})
    return {
        ", ".join(part for part in (label, _mark(party)) if part)
        if taken[_folded(label)] > 1
        else label: party
        for label, party in said
    }


def _mark(party: Party) -> str:
    if isinstance(party, Member):
        return party.email
    ways = [channel.shown for channel in party.channels.all()]
    return ways[0] if ways else party.how_met or f"added {party.created_at:%-d %b %Y, %H:%M:%S}"


def _is_called(party: Party, typed: str) -> bool:
    return plain(party.name) == plain(typed) or _folded(label_of(party)) == _folded(typed)


def _members_named(member: Member, typed: str) -> list[Party]:
    wanted = {plain(typed), plain(typed.split(",", maxsplit=1)[0])} - {""}
    return [other for other in _others(member) if plain(other.name) in wanted]


def _namesakes(member: Member, typed: str) -> list[Party]:
    names = {typed, typed.split(",", maxsplit=1)[0]}
    found = _people(member).filter(sort_key__in={sort_key(name) for name in names})
    wanted = {plain(name) for name in names} - {""}
    return [one for one in found[:MOST_NAMESAKES] if plain(one.name) in wanted]


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
    return book.select_related("company").prefetch_related("channels")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

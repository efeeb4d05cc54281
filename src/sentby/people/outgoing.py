"""A member's own book on its way into a file: who stands in it, as other programs are told."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import Count, Max

from sentby.accounts.models import Member
from sentby.engine.contacts import Address, Contact, Way, card, table
from sentby.people.models import Channel, Company, Person

FORMATS: Final = {
    "vcard4": ("vcf", "text/vcard; charset=utf-8"),
    "vcard3": ("vcf", "text/vcard; charset=utf-8"),
    "csv": ("csv", "text/csv; charset=utf-8"),
}
AT_ONCE: Final = 500  # entries that are read together
_KINDS: Final = {"email": "emails", "phone": "phones", "url": "urls"}


def written(member: Member, form: str) -> Iterator[str]:
    """The whole book as a file of this form, piece by piece: every person, and every business, in the order of the book."""
    if form == "csv":
        return table(contacts(member), _most(member))
    return (card(contact, "3.0" if form == "vcard3" else "4.0") for contact in contacts(member))


def contacts(member: Member) -> Iterator[Contact]:
    """Everybody in this member's own book, then the businesses. What was deleted is in no file."""
    people = Person.objects.visible_to(member).select_related("company").order_by("sort_key", "pk")
    for person in people.prefetch_related("channels", "taggings__tag").iterator(AT_ONCE):
        yield contact_of(person)
    businesses = Company.objects.visible_to(member).order_by("sort_key", "pk")
    for company in businesses.prefetch_related("channels").iterator(AT_ONCE):
        yield business_of(company)


def contact_of(person: Person) -> Contact:
    """One entry of the book."""
    firm = person.firm
    return Contact(
        0, person.name, firm.name if firm else "", person.title, *_ways(person.channels.all()),
        tuple(_address(said) for said in person.addresses), person.birthday, person.notes, firm.trade if firm else "",
        tuple(person.tags), uid=person.pk, met_on=person.met_on.isoformat() if person.met_on else "", how_met=person.how_met,
    )  # fmt: skip


def business_of(company: Company) -> Contact:
    """One business of the book."""
    address = (Address(place=company.place),) if company.place else ()
    return Contact(
        0, "", company.name, "", *_ways(company.channels.all()), address, "", company.notes, company.trade,
        uid=company.pk, is_company=True,
    )  # fmt: skip


def _ways(channels: Iterable[Channel]) -> tuple[tuple[Way, ...], tuple[Way, ...], tuple[Way, ...]]:
    found: dict[str, list[Way]] = {kind: [] for kind in _KINDS}
    for channel in channels:
        found[channel.kind].append(Way(channel.shown, channel.label))
    return tuple(found["email"]), tuple(found["phone"]), tuple(found["url"])


def _address(said: dict[str, str]) -> Address:
    return Address(**{part: said.get(part, "") for part in Address._fields})


def _most(member: Member) -> dict[str, int]:
    """How many of each kind of channel, and how many addresses, one entry of the book has at most."""
    most = dict.fromkeys([*_KINDS.values(), "addresses"], 0)
    for entry in ("person", "company"):
        own = Channel.objects.filter(**{f"{entry}__owner": member, f"{entry}__removed_at": None})
        each = own.order_by().values(entry, "kind").annotate(n=Count("*"))
        for kind, name in _KINDS.items():
            top = each.filter(kind=kind).aggregate(top=Max("n"))["top"] or 0
            most[name] = max(most[name], top)
    addresses = Person.objects.visible_to(member).exclude(addresses=[]).values_list("addresses", flat=True)
    most["addresses"] = max((len(several) for several in addresses.iterator()), default=0)
    return most | ({"addresses": max(most["addresses"], 1)} if _has_places(member) else {})


def _has_places(member: Member) -> bool:
    return Company.objects.visible_to(member).exclude(place="").exists()

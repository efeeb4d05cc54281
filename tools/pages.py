"""Every page that can be looked at, with something on it: for pictures, and for tests that visit them all."""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from django.db.models import Model, QuerySet
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.introductions.actions import make_link
from sentby.mail.models import Message
from sentby.people.models import Company, Person
from sentby.referrals.models import Referral

M = TypeVar("M", bound=Model)
NO_PAGES = ("api", "mfa_login", "health", "prospect-copy", "account_logout")
OPEN = {"account_login", "account_request_login_code", "welcome"}


@dataclass(frozen=True)
class Place:
    """A page's name, its address, and whether it is seen by somebody who is not signed in."""

    name: str
    path: str
    public: bool = False


def pages_of(member: Member) -> list[Place]:
    """The pages of one member of a desk with a story on it, and those that need no account."""
    places = [Place(name, reverse(name), name in OPEN) for name in _plain_names() if _is_page(name)]
    for name, kwargs in _with_something_on(member):
        places.append(Place(name, reverse(name, kwargs=kwargs)))
    return [*places, *_referrals_of(member), *_private_pages(member)]


def _plain_names() -> list[str]:
    """The names of all addresses without a variable part."""
    return sorted({p.name for p in _patterns(get_resolver()) if p.name and not p.pattern.converters})


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    """All patterns of pages; what stands in a namespace speaks to programs."""
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append(entry)
        elif not entry.namespace:
            found += _patterns(entry)
    return found


def _is_page(name: str) -> bool:
    """Whether GET shows something: addresses that only take a POST, or speak to programs, are left out."""
    return not name.startswith(NO_PAGES) and name not in {"pass-on-grade", "account_inactive"}


def _with_something_on(member: Member) -> list[tuple[str, dict[str, str]]]:
    person = _first(Person.objects.visible_to(member))
    company = _first(Company.objects.visible_to(member))
    letter = _first(Message.objects.visible_to(member))
    pages = []
    for name, argument, row in (
        ("person", "person_id", person),
        ("person-edit", "person_id", person),
        ("person-removal", "person_id", person),
        ("company", "company_id", company),
        ("company-edit", "company_id", company),
        ("company-removal", "company_id", company),
        ("message", "pk", letter),
    ):
        if row is not None:
            pages.append((name, {argument: str(row.pk)}))
    return pages


def _first(rows: "QuerySet[M]") -> "M | None":
    return rows.first()


def _referrals_of(member: Member) -> list[Place]:
    """One referral for each way in which they differ: its grade, its side, and how it ended."""
    seen: dict[str, Referral] = {}
    for referral in Referral.objects.visible_to(member).order_by("passed_on_at"):
        side = "received" if referral.receiver_member_id == member.pk else "given"
        state = "refused" if referral.refused_at else "ended" if referral.closed_at else "open"
        seen.setdefault(f"{side}-{referral.grade}-{state}", referral)
    places = [Place(f"referral-{kind}", f"/referrals/{row.pk}/") for kind, row in seen.items()]
    own = Referral.objects.filter(recorder=member, giver_member=member).open().first()
    if own is not None:
        for name in ("referral-details", "referral-withdrawal", "introduction"):
            places.append(Place(name, reverse(name, kwargs={"pk": own.pk})))
    return places


def _private_pages(member: Member) -> list[Place]:
    """The prospect's page and the receiver's, through fresh links."""
    with_person = Referral.objects.visible_to(member).open().exclude(prospect_person=None)
    row = with_person.exclude(released_at=None).first()
    if row is None:
        return []
    links = [("private-prospect", make_link(referral=row, side="prospect", at=now())[1])]
    links.append(("private-receiver", make_link(referral=row, side="receiver", at=now())[1]))
    return [Place(name, urlsplit(url).path, public=True) for name, url in links]

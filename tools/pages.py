"""Every page that can be looked at, with something on it: for pictures, and for tests that visit them all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db.models import Model, QuerySet
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sentby.accounts.actions import invite
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.introductions.actions.linking import make_link, use
from sentby.mail.models import Message
from sentby.people.models import Company, Import, Person
from sentby.referrals.models import Referral

M = TypeVar("M", bound=Model)
OPEN = {"account_login", "account_request_login_code", "account_signup", "account_inactive"}
FOR_THE_OWNER = {"settings-members"}
WITH_THE_APP = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"}
# Addresses that show no page of their own to somebody who just opens them, and why.
NO_PAGE = {
    "health": "for whoever watches over the desk: JSON",
    "account_logout": "leads to Today; one signs out by a button",
    "pass-on-grade": "answers a form while it is being written, with a part of its page",
    "mfa_login_webauthn": "answers the browser that asks for a passkey: JSON",
    "mfa_reauthenticate_webauthn": "answers the browser that asks for a passkey: JSON",
    "mfa_download_recovery_codes": "a file",
    "prospect-copy": "a file",
    "export-file": "a file",
    "apart": "a press, not a page",
    "invitation-stop": "leads to that part of the page of the invitation",
    "prospect-stop": "leads to that part of the prospect's page",
    "welcome": "only while the desk has no member: visited on an empty desk",
    "account_confirm_login_code": "only halfway in: visited by signing in",
    "mfa_authenticate": "only halfway in: visited by signing in",
}


@dataclass(frozen=True)
class Place:
    """A page's name, its address, and who looks at it: a member, or somebody who is not signed in."""

    name: str
    path: str
    member: Member | None


def every_page(members: Iterable[Member]) -> list[Place]:
    """Each kind of page once, as the first of these members sees it who has it."""
    places: dict[str, Place] = {}
    for member in members:
        for place in pages_of(member):
            places.setdefault(place.name, place)
    return list(places.values())


def pages_of(member: Member) -> list[Place]:
    """The pages of one member of a desk with a story on it, and those that need no account."""
    places = [
        Place(name, reverse(name), None if name in OPEN else member)
        for name in _plain_names()
        if name not in NO_PAGE and _has(member, name)
    ]
    places.append(Place("api", reverse("api:openapi-view"), None))
    two = list(Person.objects.visible_to(member).values_list("pk", flat=True)[:2])
    if len(two) > 1:
        places.append(Place("merge", reverse("merge", query={"one": two[0], "other": two[1]}), member))
    for name, kwargs in _with_something_on(member):
        places.append(Place(name, reverse(name, kwargs=kwargs), member))
    return [*places, *_referrals_of(member), *_private_pages(member), *_offers_of(member)]


def give_ways_in(member: Member, credential: dict[str, object]) -> None:
    """An authenticator app with its codes, and a passkey that registered with this credential."""
    TOTP.activate(member, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(member)
    data = {"name": "Phone", "credential": credential}
    Authenticator.objects.create(user=member, type=Authenticator.Type.WEBAUTHN, data=data)


def _has(member: Member, name: str) -> bool:
    if name in FOR_THE_OWNER:
        return member.is_owner
    if name in WITH_THE_APP or name == "mfa_activate_totp":
        has_one: bool = Authenticator.objects.filter(user=member, type="totp").exists()
        return has_one == (name in WITH_THE_APP)
    return True


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


def _with_something_on(member: Member) -> list[tuple[str, dict[str, object]]]:
    person = _first(Person.objects.visible_to(member))
    company = _first(Company.objects.visible_to(member))
    letter = _first(Message.objects.visible_to(member))
    passkey = _first(Authenticator.objects.filter(user=member, type="webauthn"))
    pages: list[tuple[str, dict[str, object]]] = []
    for name, argument, row in (
        ("person", "person_id", person),
        ("person-edit", "person_id", person),
        ("person-removal", "person_id", person),
        ("import", "import_id", _first(Import.objects.visible_to(member))),
        ("company", "company_id", company),
        ("company-edit", "company_id", company),
        ("company-removal", "company_id", company),
        ("message", "pk", letter),
        ("mfa_edit_webauthn", "pk", passkey),
        ("mfa_remove_webauthn", "pk", passkey),
    ):
        if row is not None:
            pages.append((name, {argument: row.pk}))
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
    places = [Place(f"referral-{kind}", f"/referrals/{row.pk}/", member) for kind, row in seen.items()]
    own = Referral.objects.filter(recorder=member, giver_member=member).open()
    first, asking = own.exclude(released_at=None).first(), own.filter(released_at=None).first()
    for row, names in (
        (first, ("referral-details", "referral-withdrawal", "introduction")),
        (asking, ("consent-ask",)),
    ):
        if row is not None:
            places += [Place(name, reverse(name, kwargs={"pk": row.pk}), member) for name in names]
    return places


def _private_pages(member: Member) -> list[Place]:
    """The prospect's page and what lies behind it, and the receiver's, through fresh links."""
    with_person = Referral.objects.visible_to(member).open().exclude(prospect_person=None)
    row = with_person.exclude(released_at=None).first()
    if row is None:
        return []
    theirs = urlsplit(make_link(referral=row, side="prospect", by=member.actor, at=now())[1]).path
    receivers = urlsplit(make_link(referral=row, side="receiver", by=member.actor, at=now())[1]).path
    pressed, url = make_link(referral=row, side="prospect", by=member.actor, at=now())
    use(pressed, "answers", now())
    by_hand = urlsplit(make_link(referral=row, side="prospect", by=member.actor, at=now(), way="own")[1]).path
    links = [
        ("private-prospect", theirs),
        ("private-prospect-by-hand", by_hand),
        ("private-receiver", receivers),
        ("private-erasure", f"{theirs}erasure/"),
        ("private-said", f"{urlsplit(url).path}said/?act=answers"),
    ]
    return [Place(name, path, None) for name, path in links]


def _offers_of(member: Member) -> list[Place]:
    """The page of an open invitation, if this member may make one."""
    if not member.is_owner:
        return []
    offer = invite(email="newcomer@brook.example.com", by=member, at=now())
    return [Place("invitation", urlsplit(offer.url).path, None)]

"""Reads of a member's book, shaped for its pages; and whether somebody has said "please don't"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sentby.accounts.models import Member
from sentby.core.access import the
from sentby.core.clock import now, today_in
from sentby.core.secret import keyed_hash
from sentby.people import matching
from sentby.people.models import Channel, Company, Import, ImportRecord, Person, Refusal, State, Tagging
from sentby.rules.channels import ChannelError, read_channel
from sentby.rules.countries import country_of
from sentby.rules.likeness import Degree, Somebody
from sentby.rules.names import LETTERS, OTHERS, plain, same_name, search_words

QUIET_AFTER = timedelta(days=91)
PAGE = 25
FEW = 500
MOST_TAGS = 16
MOST_ALIKE = 5
SHOWS = {
    "": "Everybody",
    "no-channel": "No channel",
    "quiet": "Quiet for 3 months",
    "for-referral": "Here for a referral",
}


@dataclass(frozen=True)
class Choice:
    """One line of a list to choose from."""

    id: str
    label: str


@dataclass(frozen=True)
class Tab:
    """One letter of the index; `filled` when somebody stands under it."""

    letter: str
    value: str
    filled: bool


@dataclass(frozen=True)
class Row:
    """One person on a line of the list, with when you last spoke, in words."""

    person: Person
    spoken: str
    quiet: bool


@dataclass(frozen=True)
class Filter:
    """One way to narrow the book down, and how many it leaves."""

    value: str
    words: str
    count: int


@dataclass(frozen=True)
class Alike:
    """Somebody of the book who is, surely or perhaps, the one who is about to be written down, and why."""

    person: Person
    is_sure: bool
    reason: str


# ---- the book ----


def book(
    member: Member,
    q: str = "",
    letter: str = "",
    show: str = "",
    tag: str = "",
    *,
    at: datetime | None = None,
) -> QuerySet[Person]:
    """The persons of a member's book in its order: who have every word of `q`, under `letter`, in `show`, under `tag`."""
    people: QuerySet[Person] = _found(Person.objects.visible_to(member), q)
    chosen = people.filter(_under(letter), _shown(show, member, at), _tagged(tag, member))
    chosen = chosen.order_by("sort_key", "id")
    firms = Prefetch("company", Company.objects.defer("search", "notes"))
    return chosen.prefetch_related(firms).defer("search", "notes")


def book_page(found: QuerySet[Person], number: str | None, *, searched: bool) -> "Page[Person]":
    """One page of what was found. A search that finds few is run once, not once to count and once to read."""
    few = list(found.values_list("pk", flat=True)[: FEW + 1]) if searched else []
    if not searched or len(few) > FEW:
        return Paginator(found, PAGE).get_page(number)
    page = Paginator(few, PAGE).get_page(number)
    there = {person.pk: person for person in found.filter(pk__in=list(page.object_list))}
    return Page([there[pk] for pk in page.object_list if pk in there], page.number, page.paginator)  # type: ignore[arg-type]


def companies(member: Member, q: str = "") -> QuerySet[Company]:
    """The companies of a member's book in its order, with how many people the member knows there."""
    found: QuerySet[Company] = _found(Company.objects.visible_to(member), q)
    there = Person.objects.visible_to(member).filter(company=OuterRef("pk")).order_by().values("company")
    known_there = Coalesce(Subquery(there.annotate(n=Count("*")).values("n")), 0)
    return found.annotate(known=known_there).order_by("sort_key", "id").defer("search", "notes")


def rows(people: Iterable[Person], today: date) -> list[Row]:
    """Persons as lines of a list."""
    return [row(person, today) for person in people]


def row(person: Person, today: date) -> Row:
    """One person as a line of a list."""
    since = person.last_contact_on or person.met_on
    return Row(person, _spoken(person, today), since is not None and since < today - QUIET_AFTER)


def filters(member: Member, at: datetime) -> list[Filter]:
    """How many the whole book shows under each of SHOWS, counted in one go."""
    wanted = {
        f"n{place}": Count("owner", filter=_shown(show, member, at)) for place, show in enumerate(SHOWS)
    }
    counted = Person.objects.visible_to(member).aggregate(**wanted)
    return [Filter(show, words, counted[f"n{place}"]) for place, (show, words) in enumerate(SHOWS.items())]


def tabs(member: Member) -> list[Tab]:
    """The letters of the index, A to Z and the others."""
    filled = set(Person.objects.visible_to(member).order_by().values_list("letter", flat=True).distinct())
    letters = [Tab(letter.upper(), letter, letter in filled) for letter in LETTERS]
    return [*letters, Tab("…", "others", OTHERS in filled)]


def tags(member: Member, chosen: str = "") -> list[Filter]:
    """The words under which people are kept, with how many: the fullest, and the one that is chosen."""
    taggings = Tagging.objects.visible_to(member).order_by()
    counted = taggings.values_list("tag__name", "tag__key").annotate(n=Count("*")).order_by("-n", "tag__key")
    rows = [Filter(name, name, count) for name, key, count in counted]
    return [row for place, row in enumerate(rows) if place < MOST_TAGS or plain(row.value) == plain(chosen)]


def has_companies(member: Member) -> bool:
    """Is there any company in the member's book?"""
    return bool(Company.objects.visible_to(member).exists())


def known(member: Member) -> int:
    """How many people a member knows."""
    return int(Person.objects.visible_to(member).count())


# ---- one entry ----


def person_page(member: Member, person_id: str) -> Person:
    """One person of the member's book with company and channels, or 404."""
    return the(_whole_people(member), pk=person_id)


def company_page(member: Member, company_id: str) -> Company:
    """One company of the member's book with channels and the people known there, or 404."""
    return the(
        Company.objects.visible_to(member).select_related("owner").prefetch_related("channels"), pk=company_id
    )


def people_at(company: Company) -> QuerySet[Person]:
    """Whom the owner of the book knows at a company."""
    here = Person.objects.visible_to(company.owner).filter(company=company)
    return here.select_related("company").order_by("sort_key", "id")


def removed_person(member: Member, person_id: str) -> Person:
    """One person of the member's book, taken out or not, as long as they can be brought back; or 404."""
    return the(Person.objects.returnable_to(member).select_related("owner", "company"), pk=person_id)


def removed_company(member: Member, company_id: str) -> Company:
    """One company of the member's book, taken out or not, as long as it can be brought back; or 404."""
    return the(Company.objects.returnable_to(member).select_related("owner"), pk=company_id)


# ---- who is meant ----


def people_with_channels(member: Member, canonical: Sequence[str]) -> QuerySet[Person]:
    """The people of a member's book who have one of these channels, oldest entry first."""
    # Of any book: the people they are asked for are this member's own.
    holders = Channel.objects.filter(canonical__in=canonical, person__isnull=False)
    return _whole_people(member).filter(pk__in=holders.values("person_id")).order_by("created_at", "id")


def person_meant(member: Member, name: str, canonical: Sequence[str]) -> Person | None:
    """The one person of this book with such a channel whose name agrees; none if two could be meant.

    Whoever is here for one referral only stays that: nothing else is joined to them.
    """
    if not canonical:
        return None
    known = people_with_channels(member, canonical).filter(for_referral_only=False)
    agreeing = [person for person in known if same_name(person.name, name)]
    exact = [person for person in agreeing if plain(person.name) == plain(name)]
    if exact:
        return exact[0]
    return agreeing[0] if len(agreeing) == 1 else None


def alike(member: Member, name: str, company: str = "", channels: Sequence[str] = ()) -> list[Alike]:
    """Who stands in this book already and is, or may be, the one who is about to be written down."""
    read = (read_channel(text, region=country_of(member.locale)) for text in channels if text.strip())
    one = Somebody(name, company, frozenset(channel.canonical for channel in read))
    found = matching.alike(matching.look_up(member, [one], matching.Book()), one)
    return [Alike(person, like.degree is Degree.SURELY, like.reason) for person, like in found[:MOST_ALIKE]]


def company_choices_for(member: Member, q: str = "", *, limit: int = 20) -> list[Choice]:
    """The first companies that fit what was typed."""
    found = _found(Company.objects.visible_to(member), q).order_by("sort_key", "id")[:limit]
    return [Choice(company.pk, company.name) for company in found]


# ---- please don't ----


def is_refused(channels: Iterable[str]) -> bool:
    """Has somebody who is reached by one of these said "please don't", however the address is spelt now?"""
    keys = refusal_keys(channels)
    return bool(keys) and Refusal.objects.filter(key_hash__in=keys).exists()


def ids_reachable_by(channels: Iterable[str]) -> tuple[set[str], set[str]]:
    """The ids of persons and of companies, in whosever book, that have one of these channels.

    For refusals only, never for a page.
    """
    same = Channel.objects.filter(canonical__in=_canonical(channels)).values_list("person_id", "company_id")
    persons, companies = {person for person, _ in same}, {company for _, company in same}
    return persons - {None}, companies - {None}


def refusal_keys(channels: Iterable[str]) -> dict[str, str]:
    """The keyed hash of each channel as it is shown, with its kind. What cannot be read is hashed as it is written."""
    keys: dict[str, str] = {}
    for text in channels:
        if not text.strip():
            continue
        try:
            channel = read_channel(text)
            kind, canonical = str(channel.kind), channel.canonical
        except ChannelError:
            kind, canonical = "other", " ".join(text.split()).casefold()
        keys[keyed_hash(canonical)] = kind
    return keys


def _canonical(channels: Iterable[str]) -> set[str]:
    return {read_channel(text).canonical for text in channels if text.strip()}


# ---- parts ----


def _whole_people(member: Member) -> QuerySet[Person]:
    people: QuerySet[Person] = Person.objects.visible_to(member)
    return people.select_related("owner", "company").prefetch_related("channels", "taggings__tag")


def _found(entries: QuerySet, q: str) -> QuerySet:  # type: ignore[type-arg]
    for word in sorted(search_words(q), key=len, reverse=True):  # the rarest first, most likely
        entries = entries.filter(search__contains=word)
    return entries


def _under(letter: str) -> Q:
    """The range lets the index by name be used; the letter itself decides."""
    if not letter:
        return Q()
    if letter not in LETTERS or len(letter) > 1:
        return Q(letter=OTHERS)
    upto = Q() if letter == "z" else Q(sort_key__lt=chr(ord(letter) + 1))
    return Q(letter=letter, sort_key__gte=letter) & upto


def _shown(show: str, member: Member, at: datetime | None) -> Q:
    if show == "no-channel":
        return Q(reachable=False)
    if show == "quiet":
        return _quiet(today_in(member.time_zone, at or now()) - QUIET_AFTER)
    return Q(for_referral_only=True) if show == "for-referral" else Q()


def _tagged(tag: str, member: Member) -> Q:
    if not tag.strip():
        return Q()
    return Q(pk__in=Tagging.objects.visible_to(member).filter(tag__key=plain(tag)).values("person_id"))


def _quiet(since: date) -> Q:
    return Q(last_contact_on__lt=since) | Q(last_contact_on=None, met_on__lt=since)


def _spoken(person: Person, today: date) -> str:
    if person.last_contact_on is None:
        return "No contact noted" if person.met_on is None else f"Met {_ago(person.met_on, today)}"
    if person.last_contact_on < today - QUIET_AFTER:
        return f"{_span((today - person.last_contact_on).days)} quiet"
    return f"Spoke {_ago(person.last_contact_on, today)}"


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    near = {0: "today", 1: "yesterday"}
    return near.get(days) or f"{_span(days)} ago"


def _span(days: int) -> str:
    """Say "6 days", "3 weeks", "7 months", "2 years": whole ones, rounded down."""
    if days < 14:
        return f"{days} days"
    if days < 61:
        return f"{days // 7} weeks"
    months = int(days / 30.44)
    return f"{months} months" if months < 24 else f"{int(days / 365.25)} years"


def import_of(member: Member, import_id: str) -> Import:
    """One file of this member's."""
    return the(Import.objects.visible_to(member).select_related("owner"), pk=import_id)


def imports(member: Member) -> QuerySet[Import]:
    """The files of a member that are on their way, or did something; the latest first."""
    untouched = Q(state=State.STOPPED, counts={}, trouble="")
    return Import.objects.visible_to(member).exclude(untouched).order_by("-created_at", "-id")


def imports_under_way(limit: int) -> list[Import]:
    """The files of everybody with which the worker has to go on, the oldest first."""
    return list(Import.objects.under_way().select_related("owner").order_by("created_at", "id")[:limit])


def import_records(batch: Import, status: str = "") -> QuerySet[ImportRecord]:
    """What a file did or would do, record by record, in its own order."""
    records = batch.records.select_related("person", "company", "like").order_by("id")
    return records.filter(status=status) if status else records


def wanted_records(batch: Import) -> int:
    """How many records of a file that was looked at would change the book."""
    changing = batch.records.filter(status__in=["new", "changed", "duplicate"], left_out=False)
    return changing.count()


def size_of_book(member: Member) -> int:
    """How many people and businesses stand in this member's book."""
    return Person.objects.visible_to(member).count() + Company.objects.visible_to(member).count()

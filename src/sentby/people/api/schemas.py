"""What the API of the book takes and gives: bounded, without NUL, and nothing that it does not know."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator

from sentby.core.wire import Strict
from sentby.engine.contacts.days import birthday_of
from sentby.people.forms import EARLIEST
from sentby.people.models import Company, Person


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("There is a character in it that cannot be stored (NUL).")
    return text


def _recent(day: date) -> date:
    if day < EARLIEST:
        raise ValueError("That is too long ago. Give the year with four figures.")
    return day


NoNul = AfterValidator(_without_nul)
Name = Annotated[str, Field(min_length=1, max_length=160), NoNul]
Line = Annotated[str, Field(max_length=160), NoNul]
Trade = Annotated[str, Field(max_length=120), NoNul]
Story = Annotated[str, Field(max_length=300), NoNul]
Notes = Annotated[str, Field(max_length=10_000), NoNul]
Channels = Annotated[list[Annotated[str, Field(max_length=320), NoNul]], Field(max_length=20)]
Day = Annotated[date, AfterValidator(_recent)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Mode = Literal["", "tell", "ask-one"]


def _a_birthday(text: str) -> str:
    day = birthday_of(text)
    if text and day != text:
        raise ValueError("Give a day as YYYY-MM-DD, or as --MM-DD where the year is not known.")
    return text


class Address(Strict):
    """A postal address in its parts; at least one beside the label."""

    label: Annotated[str, Field(max_length=40), NoNul] = ""
    street: Line = ""
    place: Line = ""
    region: Line = ""
    code: Line = ""
    country: Line = ""


Birthday = Annotated[str, Field(max_length=10), AfterValidator(_a_birthday)]
Tags = Annotated[list[Annotated[str, Field(min_length=1, max_length=60), NoNul]], Field(max_length=20)]


class PersonIn(Strict):
    name: Name
    company: Line = ""
    title: Line = ""
    channels: Channels = []
    how_met: Story = ""
    met_on: Day | None = None
    birthday: Birthday = ""
    addresses: Annotated[list[Address], Field(max_length=5)] = []
    tags: Tags = []
    notes: Notes = ""
    last_contact_on: Day | None = None
    consent_mode: Mode = ""
    for_referral_only: bool = False


class PersonPatch(PersonIn):
    """What is left out stays as it is. Say which version you saw, here or by If-Match."""

    name: Name = "-"
    version: Version | None = None


class CompanyIn(Strict):
    name: Name
    place: Line = ""
    trade: Trade = ""
    channels: Channels = []
    notes: Notes = ""


class CompanyPatch(CompanyIn):
    """What is left out stays as it is. Say which version you saw, here or by If-Match."""

    name: Name = "-"
    version: Version | None = None


class ContactIn(Strict):
    """We spoke on that day."""

    on: Day
    note: Annotated[str, Field(max_length=2_000), NoNul] = ""


class PeopleAsked(Strict):
    q: Annotated[str, Field(max_length=200), NoNul] = ""
    letter: Literal["", "others"] | Annotated[str, Field(pattern="^[a-z]$")] = ""
    show: Literal["", "no-channel", "quiet", "for-referral"] = ""
    tag: Annotated[str, Field(max_length=60), NoNul] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class AlikeAsked(Strict):
    """Somebody who is about to be written down."""

    name: Annotated[str, Field(min_length=1, max_length=160), NoNul]
    company: Line = ""
    channel: Channels = []


class CompaniesAsked(Strict):
    q: Annotated[str, Field(max_length=200), NoNul] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class ChannelOut(Schema):
    kind: str
    shown: str
    label: str


class CompanyLine(Schema):
    id: str
    name: str
    place: str
    trade: str


class PersonLine(Schema):
    id: str
    name: str
    title: str
    company: CompanyLine | None = Field(None, alias="firm")
    last_contact_on: date | None
    for_referral_only: bool


class PersonOut(PersonLine):
    channels: list[ChannelOut]
    how_met: str
    met_on: date | None
    birthday: str
    addresses: list[Address]
    tags: list[str]
    notes: str
    consent_mode: str
    version: int

    @staticmethod
    def resolve_channels(person: Person) -> list[Any]:
        return list(person.channels.all())


class CompanyOut(CompanyLine):
    channels: list[ChannelOut]
    notes: str
    version: int

    @staticmethod
    def resolve_channels(company: Company) -> list[Any]:
        return list(company.channels.all())


class PeoplePage(Schema):
    items: list[PersonLine]
    total: int


class CompaniesPage(Schema):
    items: list[CompanyLine]
    total: int


class AlikeOut(Schema):
    person: PersonLine
    is_sure: bool
    reason: str

"""Who is who on a referral: names for sentences, details for a slip, members for letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from sentby.accounts.models import Member
from sentby.people.models import Channel, Company, Person
from sentby.referrals.models import Party, Referral
from sentby.rules.channels import read_channel
from sentby.rules.facts import YOU, Names


def first_name(party: "Party | Company | None", otherwise: str) -> str:
    """The word to call somebody by: a first name, or the whole name of a business."""
    if party is None:
        return otherwise
    return party.name if isinstance(party, Company) else party.first_name


def full_name(party: "Party | Company | None", otherwise: str) -> str:
    return str(party) if party is not None else otherwise


def names(referral: Referral, reader: Member | None = None) -> Names:
    """The three first names that the rulebook writes its sentences with; whoever reads them is called "you"."""
    receiver = _called(referral.receiver, "the receiver", reader)
    found_alone = receiver if receiver is YOU and not referral.given else "the giver"
    return Names(
        giver=_called(referral.giver, found_alone, reader),
        receiver=receiver,
        prospect=first_name(referral.prospect, "the prospect"),
    )


def _called(party: Party | None, otherwise: str, reader: Member | None) -> str:
    return YOU if party is not None and party == reader else first_name(party, otherwise)


@dataclass(frozen=True)
class Details:
    """What one side is given of another: a name, what they do, and how to reach them."""

    name: str
    about: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    urls: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The slip, line by line, without the name."""
        return tuple(line for line in (self.about, *self.phones, *self.emails, *self.urls) if line)


def is_open_to(party: "Party | Company | None", reader: Member, referral: Referral) -> bool:
    """Whether a reader may see, and complete, how a prospect is reached.

    Whose book it stands in, and the receiver; anybody who takes part, if the entry was made for a referral only. A
    giver whose receiver wrote it down does not look into the receiver's book.
    """
    if party is None or isinstance(party, Member):
        return True
    mine = reader.pk in (party.owner_id, referral.receiver_member_id)
    return mine or (isinstance(party, Person) and party.for_referral_only)


def is_mailbox_of(side: Party | None, channel: Channel) -> bool:
    """Whether this is a member's own mailbox, however it is spelt: as the prospect's it would answer in their name."""
    return isinstance(side, Member) and channel.canonical == read_channel(side.email).canonical


def all_details(*parties: "Party | Company | None") -> list[Details]:
    """The details slips of all sides, with the channels of all of them asked for at once."""
    keys = [party.pk for party in parties if party is not None]
    ways: dict[str, list[Channel]] = {key: [] for key in keys}
    for channel in Channel.objects.filter(Q(person__in=keys) | Q(company__in=keys)):
        ways[channel.person_id or channel.company_id].append(channel)
    return [details_of(party, ways[party.pk] if party else None) for party in parties]


def addresses(ways: "Iterable[Channel]") -> tuple[str, ...]:
    """The e-mail addresses among them, as they are written to."""
    return tuple(way.shown for way in ways if way.kind == "email")


def number(ways: "Iterable[Channel]") -> str:
    """The first number among them, in the form that is dialled; or nothing."""
    return next((way.canonical for way in ways if way.kind == "phone"), "")


def details_of(party: "Party | Company | None", ways: "list[Channel] | None" = None) -> Details:
    """The details slip of a member, a person or a business. `ways` are its channels, if they are known already."""
    if party is None:
        return Details("", "", (), ())
    if isinstance(party, Member):
        about = ": ".join(part for part in (party.business, party.headline) if part)
        return Details(party.name, about, (party.phone,) if party.phone else (), (party.email,))
    channels = list(party.channels.all()) if ways is None else ways
    about = party.place if isinstance(party, Company) else _position(party)
    return Details(
        party.name, about, _shown(channels, "phone"), _shown(channels, "email"), _shown(channels, "url")
    )


def _position(person: Person) -> str:
    return ", ".join(part for part in (person.title, person.company.name if person.company else "") if part)


def _shown(channels: list[Channel], kind: str) -> tuple[str, ...]:
    return tuple(channel.shown for channel in channels if channel.kind == kind)

"""What a body means: members, persons of the book and amounts, found or refused in a sentence beside their field."""

from sentby.accounts import queries as accounts
from sentby.accounts.models import Member
from sentby.core.problems import TITLES, Problem
from sentby.core.wire import SOMEBODY_ELSES
from sentby.people.models import Person
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.api.schemas import ClaimIn, OutcomeIn, PartyIn, ProspectIn, Side
from sentby.referrals.models import Party, Referral
from sentby.rules.earnings import earned
from sentby.rules.money import Amount


def party(member: Member, side: Side, field: str) -> Party:
    """The member or the person of the book that a side names."""
    if not isinstance(side, PartyIn):
        return member
    found: Party | None
    if side.member is not None:
        found = accounts.active_members().filter(pk=side.member).first()
    else:
        found = Person.objects.visible_to(member).filter(pk=side.person).first()
    if found is None:
        raise refused(field, SOMEBODY_ELSES)
    return found


def prospect(member: Member, said: ProspectIn) -> Prospect:
    """Who is passed on, with at least a name or a business to look up."""
    if said.person is not None:
        person = Person.objects.visible_to(member).filter(pk=said.person).first()
        if person is None:
            raise refused("prospect.person", SOMEBODY_ELSES)
        return Prospect(person=person)
    return Prospect(said.name.strip(), tuple(said.channels), said.company.strip(), said.place.strip())


def somebody(member: Member, said: ProspectIn) -> Prospect:
    """The same for a passing on, which needs at least a name or a business."""
    found = prospect(member, said)
    if not (found.person or found.name or found.company):
        raise refused("prospect.name", "Write at least a name, or a business to look up.")
    return found


def claims(said: list[ClaimIn]) -> list[Claim]:
    """The facts that are claimed."""
    return [Claim(claim.kind, claim.on, claim.note) for claim in said]


def worth(member: Member, said: OutcomeIn) -> Amount | None:
    """What business came to."""
    if said.amount is None or not said.amount.strip():
        return None
    if said.kind != "won":
        raise refused("amount", "An amount belongs to business that was won.")
    try:
        return earned(said.amount, said.currency or "", member.locale, by_machine=True)
    except ValueError as trouble:
        raise refused("amount", str(trouble)) from None


def nobody_or_several(meant: list[Referral]) -> Problem:
    """A call that belongs to no open referral, or that could belong to more than one."""
    if not meant:
        return refused(
            "caller", "No open referral is about them. Record it as received, and the clock starts."
        )
    ids = ", ".join(item.pk for item in meant)
    return refused(
        "caller", f"More than one could be meant: log the contact with the one that it is of {ids}."
    )


def refused(field: str, sentence: str) -> Problem:
    """Nothing was saved, because of one field."""
    return Problem(422, TITLES[422], errors={field: sentence})

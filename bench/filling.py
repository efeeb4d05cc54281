"""A desk of 10,000 people and 2,000 referrals: a tenth is written by the actions that members use, the rest are its copies."""

import hashlib
import random
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from bench import copying
from demo.stage import GATES, quick_passwords
from sentby.accounts import actions as accounts
from sentby.accounts.actions import Newcomer
from sentby.accounts.models import Member
from sentby.core.audit import OPERATOR
from sentby.gratitude import actions as gratitude
from sentby.people import actions as people
from sentby.people.models import Person
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Claim, Prospect
from sentby.referrals.models import Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.facts import FactKind
from sentby.rules.standing import Outcome

PEOPLE, REFERRALS = 10_000, 2_000
TIMES = 10
OPEN = 40  # of the latest, nothing has been done about these yet: a busy desk, not a dead one
FIRST = [
    "Ada",
    "Bela",
    "Cleo",
    "Dora",
    "Edna",
    "Fara",
    "Gwen",
    "Hugo",
    "Ines",
    "Jory",
    "Kari",
    "Lena",
    "Mona",
    "Nils",
    "Olga",
    "Piet",
    "Rosa",
    "Sven",
    "Tove",
    "Ulla",
]
LAST = [
    "Aldous",
    "Brightwater",
    "Copperfield",
    "Dunmore",
    "Eastlake",
    "Fairweather",
    "Greenhalgh",
    "Hollins",
    "Inkpen",
    "Jessop",
]
NOTES = "Knows the harbour, the choir and half of the school governors. Asks about gutters every spring."


def fingerprint(root: Path) -> str:
    """What the filled desk depends on: when it changes, the desk is filled anew."""
    seen = hashlib.sha256()
    for place in sorted(
        [
            *root.glob("src/sentby/**/migrations/*.py"),
            *root.glob("src/sentby/**/actions/*.py"),
            Path(__file__),
        ]
    ):
        seen.update(place.read_bytes())
    return seen.hexdigest()[:16]


def fill(*, at: datetime, progress: bool = True) -> Member:
    """Fill an empty desk; returns the member whose pages are measured."""
    chance = random.Random(7)
    with transaction.atomic():
        with quick_passwords():
            sam, others = _members(at - timedelta(days=400))
        for number in range(PEOPLE // TIMES):
            _person(sam, number, at, chance)
        copying.copy_people(list(Person.objects.filter(owner=sam)), TIMES - 1)
    _say(progress, f"{Person.objects.filter(owner=sam).count()} people")
    with transaction.atomic():
        for number in range(REFERRALS // TIMES):
            _referral(sam, others, number, at, chance)
        copying.copy_referrals(
            list(Referral.objects.filter(closed_at__isnull=False)), TIMES - 1, timedelta(days=30)
        )
        short = REFERRALS - Referral.objects.count()
        copying.copy_referrals(
            list(Referral.objects.filter(closed_at__isnull=False)[:short]), 1, timedelta(days=310)
        )
    _say(progress, f"{Referral.objects.count()} referrals")
    return sam


def _members(at: datetime) -> tuple[Member, list[Member]]:
    sam = accounts.found_desk(
        email="sam@okafor-roofing.example.com", newcomer=Newcomer("Sam Okafor", "bench"), by=OPERATOR, at=at
    )
    others = []
    for number in range(20):
        offer = accounts.invite(email=f"member{number}@example.com", by=sam, at=at)
        newcomer = Newcomer(f"{FIRST[number]} Member", "bench", business="Member & Co")
        others.append(
            accounts.accept_invitation(invitation=offer.invitation, newcomer=newcomer, by=OPERATOR, at=at)
        )
    return sam, others


def _person(owner: Member, number: int, at: datetime, chance: random.Random) -> None:
    people.add_person(
        owner=owner, name=f"{chance.choice(FIRST)} {chance.choice(LAST)}-{number}", company=f"Firm {number % 900}",
        title="Owner", channels=[f"p{number}@example.com", f"+44 1632 96{number:04}"[:16]] if number % 9 else [],
        how_met="At the spring fair", notes=NOTES if number % 3 else "",
        last_contact_on=(at - timedelta(days=chance.randrange(400))).date(), at=at - timedelta(days=300),
    )  # fmt: skip


def _referral(sam: Member, others: list[Member], number: int, at: datetime, chance: random.Random) -> None:
    other = others[number % len(others)]
    giver, receiver = (other, sam) if number % 2 else (sam, other)
    is_open = number >= REFERRALS // TIMES - OPEN
    passed_on = at - (
        timedelta(hours=number % 40) if is_open else timedelta(days=29) - timedelta(hours=4 * number)
    )
    facts = [*GATES, FactKind.SPOKE, FactKind.MAY_USE_NAME] if number % 5 else []
    referral = referrals.pass_on(
        by=giver, giver=giver, receiver=receiver, at=passed_on, need="A roof that lets in water after heavy rain.",
        prospect=Prospect(f"{chance.choice(FIRST)} Prospect-{number}", [f"r{number}@example.org"], f"Shop {number}"),
        claims=[Claim(kind, passed_on.date()) for kind in facts], endorsement="They did ours, and it is dry.",
    )  # fmt: skip
    if not is_open:
        _what_became(referral, receiver, passed_on, number)


def _what_became(referral: Referral, receiver: Member, passed_on: datetime, number: int) -> None:
    later = passed_on + timedelta(hours=3)
    referrals.log_contact(
        referral=referral, kind=ContactKind.CALLED, by=receiver.actor, at=later, note="They knew my name."
    )
    gratitude.thank(referral=referral, occasion="receipt", by=receiver, at=later, words="Thank you.")
    ends = Outcome.WON if number % 3 else Outcome.LOST
    if number % 20:
        referrals.record_outcome(
            referral=referral, kind=ends, by=receiver, at=later + timedelta(days=1), reason=""
        )


def _say(progress: bool, words: str) -> None:
    if progress:
        print(f"  filled: {words}", flush=True)

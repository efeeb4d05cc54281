"""The story: a networking group's last weeks, so that whoever comes in finds something to do."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from demo import chapters
from demo.cast import (
    ADDRESSES,
    BIRTHDAYS,
    CIRCLES,
    EVENING,
    GUESTS,
    OWNER,
    SAMS_BOOK,
    THURSDAY,
    Known,
    Player,
)
from demo.files import give_file
from demo.stage import Stage, ago, quick_passwords
from sentby.accounts import actions as accounts
from sentby.accounts.actions import Newcomer
from sentby.accounts.models import Member
from sentby.core import audit
from sentby.people import actions as people
from sentby.people.models import Person

FOUNDED = ago(days=400)
BEGUN, TOLD = "demo.begun", "demo.told"
THE_DEMO = ("desk", "demo")


def tell(*, at: datetime) -> list[Member]:
    """Tell it into an empty database, as it would have happened up to `at`. Returns the cast, the owner first."""
    stage = Stage(at)
    with transaction.atomic(), quick_passwords():
        audit.record(BEGUN, subject=THE_DEMO, by=audit.OPERATOR, at=at)
        _take_seats(stage)
        _write_sams_book(stage)
    chapters.plan(stage)
    stage.play()
    give_file(stage.members["sam"], at)
    audit.record(TOLD, subject=THE_DEMO, by=audit.OPERATOR, at=at)
    return list(stage.members.values())


def _take_seats(stage: Stage) -> None:
    founded = stage.now - FOUNDED
    ruth = accounts.found_desk(email=OWNER.email, newcomer=_newcomer(OWNER), by=audit.OPERATOR, at=founded)
    stage.members[OWNER.key] = ruth
    for number, player in enumerate(GUESTS, 1):
        joined = founded + timedelta(days=number)
        offer = accounts.invite(email=player.email, by=ruth, at=joined - timedelta(hours=5))
        stage.members[player.key] = accounts.accept_invitation(
            invitation=offer.invitation, newcomer=_newcomer(player), by=audit.OPERATOR, at=joined
        )
    for player in (OWNER, *GUESTS):
        _settle_in(stage.members[player.key], player, founded + timedelta(days=8))


def _newcomer(player: Player) -> Newcomer:
    return Newcomer(
        name=player.name,
        password=settings.DEMO_PASSWORD,
        business=player.business,
        headline=player.headline,
        phone=player.phone,
    )


def _settle_in(member: Member, player: Player, at: datetime) -> None:
    changes = {"meets_weekday": THURSDAY, "meets_time": EVENING, "ladder": player.ladder}
    accounts.update_profile(member=member, version=member.version, changes=changes, by=member.actor, at=at)
    member.refresh_from_db()


def _write_sams_book(stage: Stage) -> None:
    written = stage.now - ago(days=300)
    for known in SAMS_BOOK:
        stage.people[known.name] = _write(stage, known, max(written, stage.now - ago(days=known.met)))


def _write(stage: Stage, known: Known, at: datetime) -> Person:
    def day(days_ago: int) -> date | None:
        return (stage.now - timedelta(days=days_ago)).date() if days_ago else None

    return people.add_person(
        owner=stage.members["sam"], name=known.name, company=known.company, title=known.title,
        channels=known.channels, how_met=known.how_met, met_on=day(known.met), notes=known.notes,
        last_contact_on=day(known.spoke), tags=[known.how_met] if known.how_met in CIRCLES else [],
        birthday=BIRTHDAYS.get(known.name, ""), addresses=ADDRESSES.get(known.name, []), at=at,
    )  # fmt: skip

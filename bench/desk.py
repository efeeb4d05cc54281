"""The filled desk: made once, kept in bench/out until something it depends on has changed."""

from pathlib import Path
from typing import Literal

from django.conf import settings

from bench.filling import fill, fingerprint
from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.cli.starting import migrate
from sentby.core import databases
from sentby.core.clock import now
from sentby.introductions import actions as introductions
from sentby.mail.models import Message
from sentby.people.models import Company, Person
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Prospect
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode
from tests.support.cast import proven_client_for


def desk(out: Path) -> tuple[dict[str, list[str]], str]:
    """Ids for each noun that addresses begin with, and the cookie of a browser in which the desk's owner is signed in."""
    mark, wanted = out / "desk.filled", fingerprint(Path(settings.ROOT))
    if not mark.exists() or mark.read_text() != wanted:
        for file in Path(settings.DATABASES["default"]["NAME"]).parent.glob("sentby.sqlite3*"):
            file.unlink()
        migrate()
        fill(at=now())
        databases.count_anew()  # as the worker does every day
        mark.write_text(wanted)
    sam = Member.objects.get(is_owner=True)
    cookie = proven_client_for(sam).cookies[settings.SESSION_COOKIE_NAME]
    return _ids(sam), f"{cookie.key}={cookie.value}"


def _ids(sam: Member) -> dict[str, list[str]]:
    """What there is to open: a referral that was received, one that was given, and one whose prospect is asked first."""
    latest = Referral.objects.filter(closed_at=None).order_by("-passed_on_at")
    received, given = (
        latest.filter(receiver_member=sam)[0],
        latest.filter(giver_member=sam, consent_mode="tell")[0],
    )
    sides: tuple[Literal["prospect", "receiver"], ...] = ("prospect", "receiver")
    links = [introductions.make_link(referral=given, side=side, by=sam.actor, at=now())[1] for side in sides]
    offer = accounts.invite(email="newcomer@example.com", by=sam, at=now())
    return {
        "people": [Person.objects.filter(owner=sam)[0].pk],
        "companies": [Company.objects.filter(owner=sam)[0].pk],
        "referrals": [received.pk, given.pk, _asked_first(sam, given).pk],
        "outbox": [Message.objects.filter(sender=sam)[0].pk],
        "p": [_last_part(url) for url in links],
        "account": [_last_part(offer.url)],
    }


def _asked_first(sam: Member, given: Referral) -> Referral:
    asked = Referral.objects.filter(giver_member=sam, consent_mode="ask-one", closed_at=None).first()
    assert given.receiver is not None
    return asked or referrals.pass_on(
        by=sam, giver=sam, receiver=given.receiver, at=now(), need="A roof.", consent_mode=Mode.ASK_ONE,
        prospect=Prospect("Asked First", ["asked@example.org"]), claims=[],
    )  # fmt: skip


def _last_part(url: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[-1]

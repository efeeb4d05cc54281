"""The filled desk: made once, kept in bench/out until something it depends on has changed."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bench.filling import fill, fingerprint
from sentby.accounts.models import Member
from sentby.cli.starting import migrate
from sentby.core.clock import now
from sentby.mail.models import Message
from sentby.people.models import Company, Person
from sentby.referrals.models import Referral


def desk(out: Path) -> tuple[dict[str, str], str]:
    """An id for each noun that addresses begin with, and the cookie of a browser in which the desk's owner is signed in."""
    mark, wanted = out / "desk.filled", fingerprint(Path(settings.ROOT))
    if not mark.exists() or mark.read_text() != wanted:
        for file in Path(settings.DATABASES["default"]["NAME"]).parent.glob("sentby.sqlite3*"):
            file.unlink()
        migrate()
        fill(at=now())
        mark.write_text(wanted)
    sam = Member.objects.get(is_owner=True)
    return _ids(sam), f"{settings.SESSION_COOKIE_NAME}={_signed_in(sam)}"


def _ids(sam: Member) -> dict[str, str]:
    referral = Referral.objects.filter(receiver_member=sam, closed_at=None).order_by("-passed_on_at").first()
    person, company = Person.objects.filter(owner=sam).first(), Company.objects.filter(owner=sam).first()
    message = Message.objects.filter(sender=sam).first()
    found = {"people": person, "companies": company, "referrals": referral, "outbox": message}
    return {noun: str(thing.pk) for noun, thing in found.items() if thing is not None}


def _signed_in(member: Member) -> str:
    session = SessionStore()
    session[SESSION_KEY] = member.pk
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    return str(session.session_key)

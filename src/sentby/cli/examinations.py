"""What the doctor looks at."""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core import checks
from django.db import connection

from sentby.cli.doctor import Check, Finding
from sentby.cli.starting import pending_migrations
from sentby.core import durability, heartbeat, quarantine
from sentby.core.models import AuditEntry
from sentby.followups.models import FollowUp
from sentby.mail import queries as mail
from sentby.mail import transports
from sentby.mail.models import Message
from sentby.mail.outcomes import Unreachable
from sentby.referrals.judging import judge
from sentby.referrals.models import Referral

OFF_BY_AT_MOST = timedelta(seconds=5)
FEWEST_ZONES = 400
NAMED_AT_MOST = 5
BATCH = 500


def database(at: datetime) -> Iterator[Finding]:
    """Would it keep what it acknowledged?"""
    faults = durability.faults()
    for fault in faults:
        yield Finding("database", False, "a setting is not as it should be", fault.sentence)
    if not faults:
        yield Finding("database", True, f"{connection.display_name}; what is acknowledged is on the disk")


def migrations(at: datetime) -> Iterator[Finding]:
    """Is the database of this version?"""
    pending = pending_migrations()
    says = f"{len(pending)} steps are missing" if pending else "up to date"
    yield Finding("migrations", not pending, says, "Run `sentby migrate`." if pending else "")


def program(at: datetime) -> Iterator[Finding]:
    """Django's own checks, and ours."""
    serious = [message for message in checks.run_checks() if message.is_serious()]
    for message in serious:
        yield Finding("program", False, message.msg, str(message.hint or "Report this."))
    if not serious:
        yield Finding("program", True, "its own checks pass")


def clock(at: datetime) -> Iterator[Finding]:
    """Is it later here than at anything that is kept, does the database agree, and are the time zones there?"""
    behind = max((moment - at for moment in _newest()), default=timedelta(0))
    ok = behind < OFF_BY_AT_MOST
    says = "later than whatever is kept" if ok else f"{_seconds(behind)} behind what is kept here already"
    do = "" if ok else "Set the clock of this machine right, and switch time synchronisation on."
    yield Finding("clock", ok, says, do)
    if connection.vendor == "postgresql":  # SQLite has no clock but this machine's
        apart = abs(at - _time_of_the_server())
        ok = apart < OFF_BY_AT_MOST
        do = "" if ok else "Switch time synchronisation on, on both machines."
        yield Finding("database's clock", ok, f"{_seconds(apart)} apart from this machine's", do)
    zones = len(available_timezones())
    summer = datetime(2026, 7, 1, tzinfo=UTC).astimezone(ZoneInfo("Europe/London")).utcoffset()
    known = zones >= FEWEST_ZONES and summer == timedelta(hours=1)
    yield Finding("time zones", known, f"{zones} are known", "" if known else "Install the package `tzdata`.")


def _newest() -> Iterator[datetime]:
    """The latest moments that were written down: of whatever was done, and of the worker's last round."""
    done = AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()
    beaten = heartbeat.last()
    yield from (moment for moment in (done, beaten.at if beaten else None) if moment is not None)


def _time_of_the_server() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        said: datetime = cursor.fetchone()[0]
    return said


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.0f} s"


def worker(at: datetime) -> Iterator[Finding]:
    """Does it come round?"""
    state, last = heartbeat.state(at), heartbeat.last()
    says = f"last seen {int((at - last.at).total_seconds())} s ago" if last else "never seen"
    do = "" if state == "fresh" else "Start it: `sentby run`, or `sentby work` beside your own web server."
    yield Finding("worker", state == "fresh", says, do)


def given_up(at: datetime) -> Iterator[Finding]:
    """What could the worker not do?"""
    rows = list(quarantine.given_up()[:NAMED_AT_MOST])
    for row in rows:
        yield Finding(
            "given up", False, f"{row.sweep} {row.item_id}, after {row.tries} tries: {row.error}",
            "Report the line of code. Once it is put right, `sentby doctor --try-again` gives it five more tries.",
        )  # fmt: skip
    if not rows:
        yield Finding("given up", True, "nothing")


def keys(at: datetime) -> Iterator[Finding]:
    """Can somebody else on this machine read the keys?"""
    for name in ("secret-key", "refusal-key"):
        place = settings.DATA / name
        if not place.exists():
            continue
        mode = stat.S_IMODE(os.stat(place).st_mode)
        ok = mode & 0o077 == 0
        yield Finding(name, ok, f"mode {mode:04o}", "" if ok else f"Run: chmod 600 {place}")


def post(at: datetime) -> Iterator[Finding]:
    """Does mail leave?"""
    if mail.is_held():
        yield Finding("mail", False, "held since the restore", "Let it leave: `sentby outbox --release`.")
    yield _server()
    late = Message.objects.filter(state="queued", due_at__lt=at - timedelta(minutes=10)).count()
    do = "See why in the outbox, in the browser." if late else ""
    yield Finding("letters waiting", not late, f"{late} for more than ten minutes", do)
    stuck = Message.objects.filter(
        state__in=["failed", "uncertain"], ended_at__gt=at - timedelta(days=7)
    ).count()
    do = "Their senders see them in the outbox, and can send them again." if stuck else ""
    yield Finding("letters in trouble", not stuck, f"{stuck} in the last seven days", do)


def _server() -> Finding:
    try:
        carrier = transports.configured()
        if not isinstance(carrier, transports.Smtp):
            return Finding(
                "mail server", True, "none is configured (MAIL_URL); letters stay in the local outbox"
            )
        carrier.check()
    except ValueError as problem:
        return Finding("mail server", False, "its address can't be read", str(problem))
    except Unreachable as problem:
        return Finding(
            "mail server", False, str(problem), "Look at MAIL_URL, the network, and the server's log."
        )
    return Finding("mail server", True, "answers, and accepts our name")


def grades(at: datetime) -> Iterator[Finding]:
    """Is every grade that is kept the one that the facts add up to?"""
    wrong, looked = [], 0
    for referral in Referral.objects.for_page().select_related("recorder").iterator(chunk_size=BATCH):
        looked += 1
        if judge(referral, ladder=8).claimed.grade != referral.grade:
            wrong.append(referral.pk)
    yield _listed(
        "grades", wrong, f"{looked} referrals are graded as their facts say", "are graded otherwise"
    )


def next_actions(at: datetime) -> Iterator[Finding]:
    """Has every open referral exactly one next action, and no closed one any?"""
    wanted = set(Referral.objects.open().values_list("pk", flat=True))
    open_ones = FollowUp.objects.filter(subject_kind="referral", closed_at=None)
    there = Counter(open_ones.values_list("subject_id", flat=True))
    wrong = sorted((wanted ^ set(there)) | {pk for pk, number in there.items() if number > 1})
    yield _listed(
        "next actions", wrong, f"{len(wanted)} open referrals have exactly one", "have none, or too many"
    )


def _listed(check: str, wrong: list[str], well: str, ill: str) -> Finding:
    if not wrong:
        return Finding(check, True, well)
    named = ", ".join(wrong[:NAMED_AT_MOST])
    do = "Record anything on each of them, and it is reckoned anew. Then report this: it must not happen."
    return Finding(check, False, f"{len(wrong)} referrals {ill}: {named}", do)


CHECKS: Final[Mapping[str, Check]] = {
    "database": database,
    "migrations": migrations,
    "program": program,
    "clock": clock,
    "worker": worker,
    "given up": given_up,
    "keys": keys,
    "mail": post,
    "grades": grades,
    "next actions": next_actions,
}

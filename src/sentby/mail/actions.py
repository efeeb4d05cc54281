"""What can be done with a letter: post it, permit it, hold it back, try it again."""

from datetime import datetime

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.audit import SENTBY, Actor
from sentby.mail.letters import Letter
from sentby.mail.models import Message, MessageQuerySet, Permission
from sentby.mail.posting import columns_of
from sentby.mail.queries import HELD, THE_MAIL, about

SIGN_IN = "sign-in"
RESTORED = "restored; release with `sentby outbox --release`"
DOOR = SENTBY.because("asked for at the door, or a change of who comes in there")


class NoPermission(Exception):
    """Sentby writes to somebody without an account only on a recorded permission, and none was given."""


class PermissionEnded(Exception):
    """The permission to write to this person has ended. Ask them again first."""


class NotToBeRetried(Exception):
    """Only a letter that failed, or may not have left, and whose words are still here, can be tried again."""


def permit(*, basis: str, reference: str, by: Actor, at: datetime) -> Permission:
    """Record why Sentby may write to somebody without an account."""
    with transaction.atomic():
        permission = Permission.objects.create(basis=basis, reference=reference, granted_by=str(by), at=at)
        audit.record("mail.permitted", subject=("permission", permission.pk), by=by, at=at, basis=basis)
    return permission


def end_permission(*, permission: Permission, by: Actor, at: datetime, why: str = "") -> None:
    """From now on nothing leaves on this permission, not even what is waiting already. Ending it twice is no error."""
    with transaction.atomic():
        if Permission.objects.filter(pk=permission.pk, ended_at=None).update(ended_at=at):
            ended = ("permission", permission.pk)
            audit.record("mail.permission_ended", subject=ended, by=by, at=at, why=why)


def queue(
    *,
    letter: Letter,
    sender: Member | None,
    permission: Permission | None,
    by: Actor,
    at: datetime,
    due_at: datetime | None = None,
) -> Message:
    """Post a letter: it leaves with the worker's next round, or from `due_at` on."""
    _check_permission(letter, permission)
    with transaction.atomic():
        message = Message.objects.create(
            sender=sender,
            permission=permission,
            queued_at=at,
            due_at=due_at or at,
            **columns_of(letter),
        )
        _record("mail.queued", message, by=by, at=at)
    return message


def queue_sign_in(
    *, to_address: str, to_member: Member | None, subject: str, text: str, html: str = "", at: datetime
) -> Message | None:
    """Post a sign-in code or account notice; what an earlier one said is dropped. Without an account: nothing, None."""
    if to_member is None:
        return None
    earlier = Message.objects.filter(to_member=to_member, kind=SIGN_IN, state="sent").exclude(text="")
    earlier.update(text="", html="")
    letter = Letter(
        kind=SIGN_IN,
        subject=subject,
        text=text,
        html=html,
        to_name=to_member.name,
        to_address=to_address,
        to_member=to_member,
    )
    return queue(letter=letter, sender=None, permission=None, by=DOOR, at=at)


def try_again(*, message: Message, by: Actor, at: datetime) -> Message:
    """Send a letter once more that failed, or that may not have left. It keeps its Message-ID."""
    with transaction.atomic():
        again = Message.objects.filter(pk=message.pk, state=message.state, state__in=["failed", "uncertain"])
        changed = again.exclude(kind=SIGN_IN).exclude(text="").update(
            state="queued", due_at=at, tries=0, claim="", leased_until=None, data_started_at=None, ended_at=None,
            trouble="", queued_at=at,
        )  # fmt: skip
        if not changed:
            raise NotToBeRetried
        _record("mail.again", message, by=by, at=at)
    message.refresh_from_db()
    return message


def recall(*, about: tuple[str, str], why: str, by: Actor, at: datetime) -> int:
    """What was written about this may leave no more: its permissions end, and what waits is held back. Says how many."""
    kind, subject_id = about
    letters = Message.objects.filter(subject_kind=kind, subject_id=subject_id)
    with transaction.atomic():
        for permission in Permission.objects.filter(messages__in=letters, ended_at=None).distinct():
            end_permission(permission=permission, by=by, at=at, why=why)
        return withhold_waiting(chosen=letters, why=why, by=by, at=at)


def withhold_waiting(*, chosen: MessageQuerySet, why: str, by: Actor, at: datetime) -> int:
    """Hold back those of the chosen letters that have not begun to leave; their words are dropped. Says how many."""
    held = 0
    with transaction.atomic():
        for message in chosen.not_yet_leaving():
            still = Message.objects.filter(pk=message.pk).not_yet_leaving()
            if still.update(state="withheld", ended_at=at, trouble=why[:300], text="", html=""):
                _record("mail.withheld", message, by=by, at=at, why=why)
                held += 1
    return held


def forget(*, chosen: MessageQuerySet, by: Actor, at: datetime) -> None:
    """Somebody in the chosen letters asked to be erased: their words go, and so do addresses of those without an account.

    What waits, or could be tried again, never leaves.
    """
    why = "Somebody in it asked to be erased."
    with transaction.atomic():
        withhold_waiting(chosen=chosen, why=why, by=by, at=at)
        chosen.in_trouble().update(state="withheld", trouble=why, ended_at=at)
        chosen.filter(to_member=None).update(to_name="", to_address="")
        for message in chosen:
            _record("mail.forgotten", message, by=by, at=at, why=why)
        chosen.update(subject="(erased)", text="", html="", stop_url="", reply_to="")


def hold_restored(*, by: Actor, at: datetime) -> int:
    """After a restore nothing leaves until it is released: some of it may have left before. Says how many waited."""
    held = 0
    with transaction.atomic():
        audit.record(HELD, subject=THE_MAIL, by=by, at=at, why=RESTORED)
        for message in Message.objects.not_yet_leaving():
            Message.objects.filter(pk=message.pk).update(
                state="withheld", trouble=RESTORED, ended_at=at, claim="", leased_until=None
            )
            _record("mail.withheld", message, by=by, at=at, why=RESTORED)
            held += 1
    return held


def release_restored(*, by: Actor, at: datetime) -> int:
    """Let the mail of a restored desk leave. Says how many letters wait to go now."""
    with transaction.atomic():
        audit.record("mail.released", subject=THE_MAIL, by=by, at=at)
        waiting = Message.objects.filter(state="withheld", trouble=RESTORED)
        for message in waiting:
            _record("mail.released", message, by=by, at=at)
        return waiting.update(state="queued", trouble="", ended_at=None, due_at=at, tries=0)


def _record(what: str, message: Message, *, by: Actor, at: datetime, why: str = "") -> None:
    audit.record(what, subject=about(message), by=by, at=at, why=why, kind=message.kind, message=message.pk)


def _check_permission(letter: Letter, permission: Permission | None) -> None:
    if letter.to_member is None and permission is None:
        raise NoPermission(NoPermission.__doc__)
    if permission is not None and permission.ended_at is not None:
        raise PermissionEnded(PermissionEnded.__doc__)

"""What the outbox pages read."""

from collections.abc import Mapping
from typing import Literal

from django.db.models import Count

from sentby.accounts.models import Member
from sentby.core.models import AuditEntry
from sentby.mail.models import Message, MessageQuerySet

Shown = Literal["all", "trouble", "waiting", "left", "held"]
SHOWN: Mapping[str, tuple[str, list[str]]] = {
    "trouble": ("Failed or in doubt", ["failed", "uncertain"]),
    "waiting": ("Waiting", ["queued", "sending"]),
    "left": ("Left", ["sent"]),
    "held": ("Held back", ["withheld"]),
}


HELD, THE_MAIL = "mail.held", ("desk", "mail")


def is_held() -> bool:
    """Whether this desk was restored from a backup, and nobody has let its mail leave yet."""
    kind, subject_id = THE_MAIL
    latest = (
        AuditEntry.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("-at", "-pk").first()
    )
    return latest is not None and latest.what == HELD


def about(message: Message) -> tuple[str, str]:
    """What a letter is about, as the audit trail names it: its subject, or the letter itself."""
    return (message.subject_kind, message.subject_id) if message.subject_kind else ("message", message.pk)


def letters_of(member: Member, *, shown: str = "all") -> MessageQuerySet:
    """The member's letters, those in trouble first; `shown` is a key of SHOWN, anything else shows all."""
    letters = Message.objects.visible_to(member).select_related("sender", "to_member").defer("html")
    if shown in SHOWN:
        letters = letters.filter(state__in=SHOWN[shown][1])
    return letters.troubled_first()


def in_trouble(member: Member) -> int:
    """How many letters that the member caused failed, or may not have left."""
    return Message.objects.filter(sender=member).in_trouble().exclude(kind="sign-in").count()


def counts_of_the_desk() -> list[tuple[str, str, int]]:
    """State, its words, and how many of all the desk's letters are in it: for the owner, who runs the mail."""
    found = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    return [(state, words, found[state]) for state, words in Message.STATES if state in found]


def counts_of(member: Member) -> dict[str, int]:
    """How many of the member's letters each choice of SHOWN would list."""
    found = dict(Message.objects.visible_to(member).order_by().values_list("state").annotate(Count("pk")))
    return {shown: sum(found.get(state, 0) for state in states) for shown, (_, states) in SHOWN.items()}

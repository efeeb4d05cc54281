"""Who did what, when and why: one line for every change of state."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sentby.core.models import AuditEntry

Detail = str | int | bool | None


class HasId(Protocol):
    @property
    def pk(self) -> object: ...


@dataclass(frozen=True)
class Actor:
    """Who acts. Members have an id; a prospect acts through a link, Sentby through its worker.

    `why` is the reason for everything they do in this act; an entry may add one of its own.
    """

    kind: str
    id: str = ""
    why: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    def because(self, why: str) -> "Actor":
        """The same one, and the reason for what they do now: a rule of ours, or how we know. Never a member's words."""
        return replace(self, why=why)


SENTBY = Actor("sentby")
OPERATOR = Actor("operator")


def member_actor(member: HasId) -> Actor:
    return Actor("member", str(member.pk))


def record(
    what: str, *, subject: tuple[str, object], by: Actor, at: datetime, why: str = "", **details: Detail
) -> AuditEntry:
    """Write one audit line. `subject` is a kind and an id, `details` ids and words from our own vocabulary, never notes.

    Every row that was written is named: as the subject, or in the details, where one line may name several rows.
    """
    entry = line(what, subject=subject, by=by, at=at, why=why, **details)
    entry.save(force_insert=True)
    return entry


def record_all(lines: Iterable[AuditEntry]) -> None:
    """Write several lines at once, in their order."""
    AuditEntry.objects.bulk_create(lines)


def line(
    what: str, *, subject: tuple[str, object], by: Actor, at: datetime, why: str = "", **details: Detail
) -> AuditEntry:
    """One audit line that is not written yet."""
    kind, subject_id = subject
    return AuditEntry(
        what=what,
        subject_kind=kind,
        subject_id=str(subject_id),
        actor_kind=by.kind,
        actor_id=by.id,
        at=at,
        why="; ".join(each for each in (by.why, why) if each),
        details=details,
    )


def ids(keys: Iterable[object]) -> str:
    """Several rows, as one detail names them."""
    return " ".join(str(key) for key in keys)

"""Who did what, when and why: one line for every change of state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sentby.core.models import AuditEntry

Detail = str | int | bool | None


class HasId(Protocol):
    @property
    def pk(self) -> object: ...


@dataclass(frozen=True)
class Actor:
    """Who acts. Members have an id; a prospect acts through a link, Sentby through its worker."""

    kind: str
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


SENTBY = Actor("sentby")
OPERATOR = Actor("operator")


def member_actor(member: HasId) -> Actor:
    return Actor("member", str(member.pk))


def record(
    what: str, *, subject: tuple[str, object], by: Actor, at: datetime, why: str = "", **details: Detail
) -> AuditEntry:
    """Write one audit line. `subject` is a kind and an id, `details` ids and words from our own vocabulary, never notes."""
    kind, subject_id = subject
    return AuditEntry.objects.create(
        what=what,
        subject_kind=kind,
        subject_id=str(subject_id),
        actor_kind=by.kind,
        actor_id=by.id,
        at=at,
        why=why,
        details=details,
    )

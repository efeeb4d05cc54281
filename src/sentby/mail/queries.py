"""What the outbox pages read."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, overload

from django.conf import settings
from django.db.models import Count

from sentby.accounts.models import Member
from sentby.core.models import AuditEntry
from sentby.mail.models import TROUBLE, Message

Shown = Literal["all", "trouble", "waiting", "left", "held"]
SHOWN: Mapping[str, tuple[str, list[str]]] = {
    "trouble": ("Failed or in doubt", list(TROUBLE)),
    "waiting": ("Waiting", ["queued", "sending"]),
    "left": ("Left", ["sent"]),
    "held": ("Held back", ["withheld"]),
}
KEPT_HERE = "Kept here, not sent"  # what stands for "Left" where nothing leaves

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


class Letters(Sequence[Message]):
    """A member's letters, those in trouble first, then the newest; cut like a list.

    An outbox grows for years. Each piece comes straight out of an index: first what the member sent, and merged
    with it what others sent to them.
    """

    def __init__(self, member: Member, states: Collection[str], counted: Mapping[str, int]) -> None:
        self.member, self.counted = member, counted
        self.parts = [[state for state in states if (state in TROUBLE) is first] for first in (True, False)]
        self.sizes = [sum(counted.get(state, 0) for state in part) for part in self.parts]

    def __len__(self) -> int:
        return sum(self.sizes)

    def __iter__(self) -> Iterator[Message]:
        return iter(self[:])

    @overload
    def __getitem__(self, piece: int) -> Message: ...
    @overload
    def __getitem__(self, piece: slice) -> list[Message]: ...
    def __getitem__(self, piece: int | slice) -> Message | list[Message]:
        if isinstance(piece, int):
            return self[:][piece]
        start, stop, _ = piece.indices(len(self))
        troubled = self.sizes[0]
        return [
            *self._newest(self.parts[0], start, min(stop, troubled)),
            *self._newest(self.parts[1], max(start - troubled, 0), stop - troubled),
        ]

    def _newest(self, states: list[str], start: int, stop: int) -> Iterator[Message]:
        if start >= stop:
            return iter(())
        sent, received = (
            half.filter(state__in=states).for_list() for half in Message.objects.halves_of(self.member)
        )
        return iter(sent.union(received, all=True).order_by("-queued_at", "id")[start:stop])


def letters_of(member: Member, *, shown: str = "all") -> Letters:
    """The member's letters, those in trouble first; `shown` is a key of SHOWN, anything else shows all."""
    states = SHOWN[shown][1] if shown in SHOWN else [state for state, _ in Message.STATES]
    return Letters(member, states, states_of(member))


def shown_as() -> list[tuple[str, str]]:
    """The choices of SHOWN in words that are true of this desk."""
    said = {} if settings.MAIL_URL else {"left": KEPT_HERE}
    return [(key, said.get(key, words)) for key, (words, _) in SHOWN.items()]


def in_trouble(member: Member) -> int:
    """How many letters that the member caused failed, or may not have left."""
    sent, _ = Message.objects.halves_of(member)
    return sent.in_trouble().count()


def counts_of_the_desk() -> list[tuple[str, str, int]]:
    """State, its words, and how many of all the desk's letters are in it: for the owner, who runs the mail."""
    found = dict(Message.objects.order_by().values_list("state").annotate(n=Count("*")))
    said = dict(Message.STATES) | ({} if settings.MAIL_URL else {"sent": KEPT_HERE})
    return [(state, said[state], found[state]) for state, _ in Message.STATES if state in found]


def states_of(member: Member) -> Counter[str]:
    """How many of the member's letters are in each state."""
    counted: Counter[str] = Counter()
    for half in Message.objects.halves_of(member):
        counted.update(dict(half.order_by().values_list("state").annotate(n=Count("*"))))
    return counted


def counts_of(found: Mapping[str, int]) -> dict[str, int]:
    """How many letters each choice of SHOWN would list, from how many are in each state."""
    return {shown: sum(found.get(state, 0) for state in states) for shown, (_, states) in SHOWN.items()}

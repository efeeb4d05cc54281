"""Two entries of a book side by side: what can be chosen where they say different things."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sentby.people.models import Person

FIELDS: Final = {
    "name": "Name", "company": "Company", "title": "What they do", "birthday": "Birthday", "how_met": "How you met",
    "met_on": "Met on", "consent_mode": "Before you pass them on", "notes": "Notes",
}  # fmt: skip
_MODES: Final = {"ask-one": "Ask them first", "tell": "Tell them"}
_ALSO_CHANGED: Final = {"addresses": "addresses", "member": "which member they are"}


@dataclass(frozen=True)
class Side:
    """One line of two entries side by side: what it is, what each of them says, and whose word is chosen."""

    name: str
    words: str
    kept: Any
    other: Any
    chosen: str

    @property
    def differs(self) -> bool:
        """Both say something, and not the same."""
        return bool(self.kept and self.other) and self.kept != self.other

    @property
    def agreed(self) -> Any:
        """What one entry says where nothing has to be chosen."""
        return self.kept or self.other


def sides(kept: Person, other: Person, said: Mapping[str, str]) -> list[Side]:
    """Everything that can be chosen of two entries; nothing of which neither says anything."""
    lines = (
        Side(
            name,
            words,
            _shown(kept, name),
            _shown(other, name),
            said.get(name, "both" if name == "notes" else "kept"),
        )
        for name, words in FIELDS.items()
    )
    return [line for line in lines if line.agreed]


def listed(names: Iterable[str]) -> str:
    """Fields of an entry, in words."""
    words = {name: text.lower() for name, text in FIELDS.items()} | _ALSO_CHANGED
    return ", ".join(words.get(name, "when you spoke") for name in names)


def _shown(person: Person, name: str) -> Any:
    if name == "company":
        return person.firm.name if person.firm else ""
    value = getattr(person, name)
    return _MODES.get(value, value) if name == "consent_mode" else value

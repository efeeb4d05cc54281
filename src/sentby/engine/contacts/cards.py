"""A card, read: who it is about and how they are reached. What each property says is in `sayings`."""

from collections.abc import Iterable, Iterator
from typing import Final

from sentby.engine.contacts.days import day_of
from sentby.engine.contacts.lines import Card, cards, properties
from sentby.engine.contacts.sayings import SAYINGS, Draft, clean_of
from sentby.engine.contacts.shapes import LIMITS, Contact, Limits, Read, Unreadable

NO_PERSON: Final = "There is no name, no company and no way to reach anybody in this card."
A_LIST: Final = "This card is a list of other cards, not somebody."
DOUBTS: Final = 5


def contacts(chunks: Iterable[str], limits: Limits = LIMITS) -> Iterator[Read]:
    """Everybody in a vCard file that comes in pieces of text."""
    for card in cards(chunks, limits):
        yield card if isinstance(card, Unreadable) else contact(card, limits)


def contact(card: Card, limits: Limits = LIMITS) -> Read:
    """Whom one card tells of."""
    if card.text.count("\n") > limits.lines:
        return Unreadable(card.line, f"This card has more than {limits.lines:,} lines.")
    found, broken = properties(card.text, limits)
    if len(found) > limits.properties:
        return Unreadable(card.line, f"This card says more than {limits.properties:,} things.")
    draft = Draft(clean_of(card.text))
    for group, name, params, value in found:
        if say := SAYINGS.get(name) or SAYINGS.get(name.upper()):
            if len(value) > limits.value and name.upper() != "PHOTO":
                say(draft, _cut(draft, value, limits), params, group)
            else:
                say(draft, value, params, group)
    if broken:
        draft.doubts += [
            f"Line {card.line + line} could not be read and was left out." for line in broken[:DOUBTS]
        ]
    return _finished(draft, card.line)


def _cut(draft: Draft, value: str, limits: Limits) -> str:
    draft.doubts.append(f"A value of more than {limits.value:,} characters was cut.")
    return value[: limits.value]


def _finished(draft: Draft, line: int) -> Read:
    name = draft.full_name or draft.name_in_parts or draft.nickname
    if draft.kind == "group":
        return Unreadable(line, A_LIST)
    if not (name or draft.company or draft.emails or draft.phones):
        return Unreadable(line, NO_PERSON)
    if draft.labelled:
        draft.name_groups()
    return Contact(
        line, name, draft.company, draft.title or draft.role, tuple(draft.emails.values()),
        tuple(draft.phones.values()), tuple(draft.urls.values()), draft.all_addresses(), draft.birthday,
        "\n\n".join(draft.notes), draft.met.get("trade", ""), tuple(draft.tags), draft.all_else(name) if draft.more else (), draft.uid,
        day_of(draft.met.get("on", "")), draft.met.get("how", ""),
        draft.photo, draft.kind == "org", tuple(draft.doubts),
    )  # fmt: skip

"""When the owner of a book last spoke with somebody: written down by hand, or noted because something else says so."""

from datetime import date, datetime

from django.db import transaction

from sentby.core.clock import today_in
from sentby.people.actions.errors import Conflict, NotYet, TooLong
from sentby.people.actions.parts import By, actor, change, hold, index_person, record
from sentby.people.models import Conversation, Person

MOST_NOTES = 10_000


@transaction.atomic
def log_contact(*, person: Person, on: date, by: By, at: datetime, note: str = "") -> Person:
    """We spoke on that day. The latest day counts; a note is added on top of the person's notes."""
    if on > today_in(person.owner.time_zone, at):
        raise NotYet
    standing = hold(person)
    if standing.removed_at:
        raise Conflict(standing)
    notes = f"{on:%-d %B %Y}: {note.strip()}\n{standing.notes}".strip() if note.strip() else standing.notes
    if len(notes) > MOST_NOTES:
        raise TooLong
    change(
        person, version=standing.version, notes=notes,
        last_contact_on=max(on, standing.last_contact_on or on),
        last_contact_by_hand=max(on, standing.last_contact_by_hand or on),
    )  # fmt: skip
    index_person(person)
    record("person.spoken_with", person, by, at, on=on.isoformat())
    return person


@transaction.atomic
def note_conversation(*, person: Person, on: date, source: str, by: By, at: datetime) -> bool:
    """We spoke on that day, as `source` says, which is the id of something written down elsewhere. False if noted before.

    A day that is still to come where the owner is now is today.
    """
    standing = hold(person)
    day = min(on, today_in(person.owner.time_zone, at))
    _, is_new = standing.conversations.get_or_create(source=source, defaults={"on": day})
    if is_new:
        record("person.spoken_with", person, by, at, on=day.isoformat(), source=source)
        _let_the_latest_count(standing)
    return is_new


@transaction.atomic
def forget_conversation(*, source: str, by: By, at: datetime) -> bool:
    """What `source` says was a mistake, wherever it stands in the book of whoever says so. False when it stands nowhere."""
    noted = Conversation.objects.filter(source=source, person__owner_id=actor(by).id, overruled=False)
    said = list(noted.select_related("person").order_by("person_id"))
    for conversation in said:
        standing = hold(conversation.person)
        conversation.delete()
        record("person.not_spoken_with", standing, by, at, on=conversation.on.isoformat(), source=source)
        _let_the_latest_count(standing)
    return bool(said)


def days_as_corrected(standing: Person, last_contact_on: date | None) -> dict[str, date | None]:
    """What to write when the owner gives this day as the last: unless it stood there, nothing noted before counts.

    For other actions, inside their transaction.
    """
    if last_contact_on == standing.last_contact_on:
        return {}
    standing.conversations.update(overruled=True)
    return {"last_contact_on": last_contact_on, "last_contact_by_hand": last_contact_on}


def _let_the_latest_count(standing: Person) -> None:
    noted = standing.conversations.filter(overruled=False).values_list("on", flat=True)
    days = [day for day in (standing.last_contact_by_hand, *noted) if day]
    latest = max(days, default=None)
    if latest != standing.last_contact_on:
        change(standing, version=standing.version, last_contact_on=latest)

"""Copies of what actions wrote, so that a big desk is made in a minute: the same rows, with ids and moments of their own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import models

from sentby.core.ids import new_id
from sentby.core.models import AuditEntry
from sentby.followups.models import FollowUp, Reminder
from sentby.gratitude.models import Thanks
from sentby.mail.models import Message
from sentby.people.models import Channel, Person
from sentby.referrals.models import Contact, Fact, Outcome, Referral

BATCH = 400


def copy_people(people: Sequence[Person], times: int) -> None:
    """Each of them `times` more, under names of their own."""
    channels = list(Channel.objects.filter(person__in=[person.pk for person in people]))
    for number in range(times):
        ids = {person.pk: new_id() for person in people}
        word = f"-{chr(97 + number)}"
        _make(
            Person,
            [
                _copied(
                    p, pk=ids[p.pk], name=p.name + word, sort_key=p.sort_key + word, search=p.search + word
                )
                for p in people
            ],
        )
        _make(
            Channel,
            [
                _copied(
                    c,
                    pk=new_id(),
                    person_id=ids[str(c.person_id)],
                    shown=c.shown + word,
                    canonical=c.canonical + word,
                )
                for c in channels
            ],
        )


def copy_referrals(referrals: Sequence[Referral], times: int, earlier: timedelta) -> None:
    """Each of them `times` more, each time `earlier` than before, with all that belongs to it."""
    keys = [referral.pk for referral in referrals]
    for number in range(1, times + 1):
        ids, back = {key: new_id() for key in keys}, earlier * number
        _make(Referral, [_copied(row, back, pk=ids[row.pk]) for row in referrals])
        for model in (Fact, Contact, Outcome, Thanks):
            rows = model._base_manager.filter(referral__in=keys)
            more = {"message_id": None} if model is Thanks else {}
            _make(
                model,
                [_copied(row, back, pk=new_id(), referral_id=ids[row.referral_id], **more) for row in rows],
            )
        for message in Message.objects.filter(subject_id__in=keys):
            pk = new_id()
            _copied(
                message, back, pk=pk, subject_id=ids[message.subject_id], message_id=f"<{pk}@localhost>"
            ).save(force_insert=True)
        _copy_promises(keys, ids, back)
        trail = AuditEntry.objects.filter(subject_kind="referral", subject_id__in=keys)
        _make(AuditEntry, [_copied(row, back, pk=None, subject_id=ids[row.subject_id]) for row in trail])


def _copy_promises(keys: Sequence[str], ids: dict[str, str], back: timedelta) -> None:
    promises = list(FollowUp.objects.filter(subject_id__in=keys))
    places = {promise.pk: new_id() for promise in promises}
    _make(
        FollowUp, [_copied(row, back, pk=places[row.pk], subject_id=ids[row.subject_id]) for row in promises]
    )
    steps = Reminder.objects.filter(follow_up__in=list(places))
    _make(Reminder, [_copied(row, back, pk=None, follow_up_id=places[row.follow_up_id]) for row in steps])


def _copied(row: Any, back: timedelta = timedelta(), **changes: Any) -> Any:
    """The same row, not yet stored, with every moment moved back."""
    values = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
    for column in row._meta.concrete_fields:
        if isinstance(column, models.DateTimeField) and values[column.attname] is not None:
            values[column.attname] -= back
    pk = changes.pop("pk")
    values[row._meta.pk.attname] = pk
    return type(row)(**(values | changes))


def _make(model: type[models.Model], rows: list[Any]) -> None:
    model._base_manager.bulk_create(rows, batch_size=BATCH)

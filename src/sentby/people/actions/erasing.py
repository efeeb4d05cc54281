"""Erase an entry at once, because the person asked for it."""

from datetime import datetime

from django.db import transaction

from sentby.core import audit
from sentby.people.models import Person


def erase_person(*, person: Person, by: audit.Actor, at: datetime) -> bool:
    """Erase somebody from a book for good: name, channels, notes. Referrals keep dates and credit, no name."""
    with transaction.atomic():
        _, erased = Person.objects.filter(pk=person.pk).delete()
        if erased:
            audit.record("person.erased", subject=("person", person.pk), by=by, at=at)
    return bool(erased)

"""Files of contacts, whichever program wrote them, read as one stream of people. Knows no database and no member."""

from sentby.engine.contacts.files import FORMATS, Plan, look, read
from sentby.engine.contacts.headings import FIELDS, Column
from sentby.engine.contacts.mapping import Mapping
from sentby.engine.contacts.shapes import LIMITS, Address, Contact, Limits, Read, Refused, Unreadable, Way
from sentby.engine.contacts.writing import card, table

__all__ = [
    "FIELDS", "FORMATS", "LIMITS", "Address", "Column", "Contact", "Limits", "Mapping", "Plan", "Read", "Refused",
    "Unreadable", "Way", "card", "look", "read", "table",
]  # fmt: skip

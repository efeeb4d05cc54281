"""What a member's book is made of."""

from sentby.people.models.book import Channel, Company, Conversation, Person, Refusal
from sentby.people.models.importing import Import, ImportRecord, State
from sentby.people.models.merging import Apart, Merge
from sentby.people.models.tags import Tag, Tagging

__all__ = [
    "Apart",
    "Channel",
    "Company",
    "Conversation",
    "Import",
    "ImportRecord",
    "Merge",
    "Person",
    "Refusal",
    "State",
    "Tag",
    "Tagging",
]

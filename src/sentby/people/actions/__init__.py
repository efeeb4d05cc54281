"""Every sentence a member can say about the people they know."""

from sentby.people.actions.companies import (
    add_company,
    bring_back_company,
    edit_company,
    find_or_add_company,
    hold_with_colleagues,
    remove_company,
)
from sentby.people.actions.errors import Conflict, NoName, NotNow, NotTogether, NotYet, TooLong
from sentby.people.actions.following import follow_entries
from sentby.people.actions.importing import AT_ONCE, begin_import, bring_in, end_import
from sentby.people.actions.intake import (
    choose,
    drop_strays,
    go_on,
    is_small,
    set_columns,
    start_writing,
    stop_import,
    take_in,
)
from sentby.people.actions.merging import CHOSEN, forget_apart, keep_apart, merge_people, unmerge_people
from sentby.people.actions.parts import as_said, hold_all, read_channels
from sentby.people.actions.persons import (
    add_person,
    bring_back_person,
    edit_person,
    erase_entry,
    remove_person,
    returnable_for,
    to_erase,
)
from sentby.people.actions.prospects import complete_prospect, find_or_add_prospect
from sentby.people.actions.refusals import refuse, take_turns_about
from sentby.people.actions.speaking import forget_conversation, log_contact, note_conversation
from sentby.people.actions.undoing import Kept, Undone, undo_import
from sentby.rules.channels import ChannelError

__all__ = [
    "AT_ONCE",
    "CHOSEN",
    "ChannelError",
    "Conflict",
    "Kept",
    "NoName",
    "NotNow",
    "NotTogether",
    "NotYet",
    "TooLong",
    "Undone",
    "add_company",
    "add_person",
    "as_said",
    "begin_import",
    "bring_back_company",
    "bring_back_person",
    "bring_in",
    "choose",
    "complete_prospect",
    "drop_strays",
    "edit_company",
    "edit_person",
    "end_import",
    "erase_entry",
    "find_or_add_company",
    "find_or_add_prospect",
    "follow_entries",
    "forget_apart",
    "forget_conversation",
    "go_on",
    "hold_all",
    "hold_with_colleagues",
    "is_small",
    "keep_apart",
    "log_contact",
    "merge_people",
    "note_conversation",
    "read_channels",
    "refuse",
    "remove_company",
    "remove_person",
    "returnable_for",
    "set_columns",
    "start_writing",
    "stop_import",
    "take_in",
    "take_turns_about",
    "to_erase",
    "undo_import",
    "unmerge_people",
]

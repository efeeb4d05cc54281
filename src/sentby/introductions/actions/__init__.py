"""What members say with an introduction, and what prospects say through their links."""

from sentby.introductions.actions.answering import answer, consent, in_touch, send_own_link, stop
from sentby.introductions.actions.erasing import erase_from_book, erase_prospect, erase_somebody
from sentby.introductions.actions.errors import AlreadyLeft, AlreadyPressed, Closed, Conflict, NotPossible
from sentby.introductions.actions.inviting import turn_down_invitation
from sentby.introductions.actions.linking import make_link, own_link
from sentby.introductions.actions.ringing import Said, heard_by_telephone
from sentby.introductions.actions.telling import ask_first, mark_asked, prepare_question, tell
from sentby.introductions.actions.writing import (
    call_back,
    draft,
    drop,
    mark_sent,
    note_departure,
    save_draft,
    send,
)

__all__ = [
    "AlreadyLeft",
    "AlreadyPressed",
    "Closed",
    "Conflict",
    "NotPossible",
    "Said",
    "answer",
    "ask_first",
    "call_back",
    "consent",
    "draft",
    "drop",
    "erase_from_book",
    "erase_prospect",
    "erase_somebody",
    "heard_by_telephone",
    "in_touch",
    "make_link",
    "mark_asked",
    "mark_sent",
    "note_departure",
    "own_link",
    "prepare_question",
    "save_draft",
    "send",
    "send_own_link",
    "stop",
    "tell",
    "turn_down_invitation",
]

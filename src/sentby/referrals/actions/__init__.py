"""What a member can do with a referral: one function for each sentence they could say."""

from sentby.referrals.actions.closing import (
    answer_question,
    ask_what_became,
    record_outcome,
    take_back_outcome,
)
from sentby.referrals.actions.contacting import log_contact, take_back_contact, they_called
from sentby.referrals.actions.errors import AlreadyEnded, Conflict, NotOpen, NotPossible
from sentby.referrals.actions.following import follow_entry
from sentby.referrals.actions.handing import note_receiver_told, take_back_told
from sentby.referrals.actions.passing import (
    Change,
    Prospect,
    add_details,
    bring_back,
    pass_on,
    withdraw,
)
from sentby.referrals.actions.permitting import (
    accept_passing,
    answer_three_questions,
    note_letter_both,
    refuse,
)
from sentby.referrals.actions.reminding import remind
from sentby.referrals.actions.settling import settle
from sentby.referrals.actions.stating import Claim, claim_fact, claim_facts, lock, withdraw_fact

__all__ = [
    "AlreadyEnded",
    "Change",
    "Claim",
    "Conflict",
    "NotOpen",
    "NotPossible",
    "Prospect",
    "accept_passing",
    "add_details",
    "answer_question",
    "answer_three_questions",
    "ask_what_became",
    "bring_back",
    "claim_fact",
    "claim_facts",
    "follow_entry",
    "lock",
    "log_contact",
    "note_letter_both",
    "note_receiver_told",
    "pass_on",
    "record_outcome",
    "refuse",
    "remind",
    "settle",
    "take_back_contact",
    "take_back_outcome",
    "take_back_told",
    "they_called",
    "withdraw",
    "withdraw_fact",
]

"""Consent: when Sentby may write to a prospect, and what the receiver may see before the prospect agrees.

Described in docs/rules/consent.md. The gate of a referral is also the permission to write.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sentby.rules.facts import Fact, FactKind, Names, Source
from sentby.rules.footing import Passing, footing
from sentby.rules.grading import Grade, judge

REFUSAL_IS_FINAL: Final = "{prospect} said: please don’t. That is final."
"""No later fact, import, merge or other giver lifts a refusal."""

OWN_LINK_EVERY: Final = timedelta(days=1)
OWN_LINKS: Final = 3  # enough for a letter that was lost or a typing slip, too few to be a nuisance

_ROLES: Final = Names()


class Mode(StrEnum):
    """`tell`: the prospect is informed, and can stop it. `ask-one`: the prospect is asked first."""

    TELL = "tell"
    ASK_ONE = "ask-one"


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether Sentby may write, and the sentence that says why."""

    allowed: bool
    because: str


def may_sentby_write(
    facts: Collection[Fact],
    *,
    mode: Mode = Mode.TELL,
    refused: bool = False,
    consented: bool | None = None,
    passed_on: datetime | None = None,
    meeting_at: datetime | None = None,
    last_minute_hours: float = 3,
    names: Names = _ROLES,
) -> Permission:
    """Say whether Sentby itself may write to the prospect.

    Only for a referral (a lead never gets mail from the server), only when somebody recorded that the prospect
    expects the contact, and never after a refusal: `refused` is one known from elsewhere. `consented` is the
    prospect's answer for this item: None while there is none, and then, under `ask-one`, the question is the
    only letter that may go.
    """
    judgement = judge(facts, passed_on=passed_on, meeting_at=meeting_at, last_minute_hours=last_minute_hours)
    if refused or judgement.refused:
        return _no(REFUSAL_IS_FINAL, names)
    if consented is False:
        return _no("{prospect} said no to this one.", names)
    if judgement.claimed.grade is not Grade.REFERRAL:
        return _no(f"This is a {judgement.claimed.grade}: Sentby writes to people who expect it.", names)
    if not _is_expected(facts, Passing(passed_on, meeting_at, last_minute_hours)):
        return _no("Nobody has recorded that {prospect} expects to hear from {receiver}.", names)
    if mode is Mode.ASK_ONE and consented is None:
        return _yes(
            "{prospect} expects it. The first letter asks; {receiver} sees nothing before the answer.", names
        )
    return _yes("{prospect} expects to hear from {receiver}.", names)


def receiver_may_see(mode: Mode, accepted: bool | None) -> bool:
    """Whether the receiver may see who the prospect is. Under `ask-one`: nothing before the yes."""
    return mode is Mode.TELL or accepted is True


def may_have_own_link(earlier: Collection[datetime], *, at: datetime) -> bool:
    """Whether somebody who asks for a link of their own gets one now: one a day, three for one referral."""
    return len(earlier) < OWN_LINKS and all(at - sent >= OWN_LINK_EVERY for sent in earlier)


def _is_expected(facts: Collection[Fact], passing: Passing) -> bool:
    """Whether it was said outright, or follows from a letter that Sentby saw; a claimed letter is not enough."""
    said_outright = any(fact.kind is FactKind.EXPECTS_CONTACT and fact.holds for fact in facts)
    seen = footing([fact for fact in facts if fact.source is not Source.CLAIMED], passing)
    return said_outright or FactKind.EXPECTS_CONTACT in seen.present


def _no(sentence: str, names: Names) -> Permission:
    return Permission(allowed=False, because=names.write(sentence))


def _yes(sentence: str, names: Names) -> Permission:
    return Permission(allowed=True, because=names.write(sentence))

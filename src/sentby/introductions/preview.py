"""Exactly what each side would get: the letters themselves, composed as they will be sent."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from sentby.accounts.models import Member
from sentby.introductions import letters, queries
from sentby.introductions.models import Introduction, Question
from sentby.introductions.tokens import PLACEHOLDER, address_of, url_of
from sentby.mail.letters import Letter
from sentby.mail.own import Own
from sentby.referrals.models import Referral
from sentby.referrals.parties import addresses, details_of, full_name, names
from sentby.rules.consent import Permission


@dataclass(frozen=True)
class Part:
    """A piece of a letter: words, or a slip of details with a name on top."""

    words: str
    name: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Side:
    """One letter as it is read: whose side it is, its head, its words, and what stands below the line."""

    whose: str
    to: str
    sender: str
    subject: str
    parts: list[Part]
    foot: str


@dataclass(frozen=True)
class Desk:
    """Everything on the page where an introduction, or the question before it, is written."""

    referral: Referral
    receiver: str
    prospect: str
    introduction: Introduction | None
    question: Question | None
    by_sentby: Permission
    possible: Permission
    sides: list[Side]
    own: Own | None
    words: dict[str, Any] = field(default_factory=dict)

    @property
    def has_left(self) -> bool:
        item = self.introduction or self.question
        return item is not None and item.left_at is not None and not self.was_held_back

    @property
    def was_held_back(self) -> bool:
        """Whether the question stayed here after all, so that it can be asked again."""
        letter = self.question.message if self.question else None
        return letter is not None and letter.state == "withheld"


def introduction_desk(referral: Referral, by: Member, typed: dict[str, str], at: datetime) -> Desk:
    """The letter as it was typed, or as it stands, or as it begins; seen from both sides."""
    standing = queries.introduction_seen_by(by, referral)
    if standing is not None:
        standing.referral = referral
    by_sentby = queries.may_go_by_sentby(referral)
    usual = {"way": "sentby" if by_sentby.allowed else "own", "version": 0}
    words = letters.first_draft(referral, at) | usual if standing is None else _words(standing)
    shown = Introduction(referral=referral, by=by, **({**words, **typed} | {"version": 1}))
    own = None
    if standing and standing.way == "own" and not standing.left_at:
        links = [_own_link(by, referral, at, side) for side in ("prospect", "receiver")]
        own = letters.own_introduction(standing, *links) if all(links) else None
    who = names(referral)
    return Desk(
        referral=referral,
        receiver=who.receiver,
        prospect=who.prospect,
        introduction=standing,
        question=None,
        by_sentby=by_sentby,
        possible=queries.may_introduce(referral),
        sides=_sides(shown),
        own=own,
        words=words,
    )


def question_desk(referral: Referral, by: Member, at: datetime) -> Desk:
    """The question to the prospect, before anything is passed on."""
    question, who = queries.question_seen_by(by, referral), names(referral)
    link = _own_link(by, referral, at) if question and question.way == "own" and not question.left_at else ""
    by_sentby = queries.may_write_letter(referral)
    return Desk(
        referral=referral,
        receiver=who.receiver,
        prospect=who.prospect,
        introduction=None,
        question=question,
        by_sentby=by_sentby,
        possible=Permission(not queries.why_stopped(referral), queries.why_stopped(referral)),
        sides=[_question(referral, from_own=not by_sentby.allowed or bool(link))],
        own=letters.own_question(referral, link) if link else None,
    )


def _sides(introduction: Introduction) -> list[Side]:
    """By Sentby each side gets its own letter; from the member's mailbox one letter goes to both."""
    referral, url = introduction.referral, url_of(PLACEHOLDER)
    who = names(referral)
    if introduction.way == "own":
        own = letters.own_introduction(introduction, url, url)
        giver = full_name(referral.giver, "")
        sides = [
            Side(text.whose, text.number, f"{giver}, by text message", "", [Part(text.words)], "")
            for text in own.texts
        ]
        if own.to:
            one = who.prospect if addresses(queries.channels_of(referral)) else who.receiver
            whose = one if len(own.to) == 1 else "Both"
            to, parts = ", ".join(own.to), _parts(own.text, referral)
            sides.append(Side(whose, to, f"{giver}, own mailbox", introduction.subject, parts, ""))
        return sides
    return [
        _side(letters.to_prospect(introduction, url), who.prospect, referral),
        _side(letters.to_receiver(introduction, url), who.receiver, referral),
    ]


def _question(referral: Referral, *, from_own: bool) -> Side:
    """The question as it is read: a letter of Sentby’s, one of the giver’s own, or a text message to a number."""
    url, giver = url_of(PLACEHOLDER), full_name(referral.giver, "")
    own = letters.own_question(referral, url)
    for text in own.texts:
        return Side(text.whose, text.number, f"{giver}, by text message", "", [Part(text.words)], "")
    side = _side(letters.ask_first(referral, url), names(referral).prospect, referral)
    return (
        replace(side, to=", ".join(own.to) or side.to, sender=f"{giver}, own mailbox") if from_own else side
    )


def _side(letter: Letter, whose: str, referral: Referral) -> Side:
    body, _, foot = letter.text.partition(letters.FOOT)
    sender = f"{full_name(referral.giver, '')} via {settings.SITE_NAME}"
    return Side(whose, letter.to_name, sender, letter.subject, _parts(body, referral), foot)


def _parts(body: str, referral: Referral) -> list[Part]:
    """The same words in the same order, with the slips of details set apart."""
    parts, rest = [], body
    for slip in (details_of(referral.prospect), details_of(referral.receiver)):
        before, found, after = rest.partition("\n\n" + "\n".join([slip.name, *slip.lines]) + "\n\n")
        if found:
            parts += [Part(before), Part("", slip.name, slip.lines)]
            rest = "\n\n" + after
    return [*parts, Part(rest)]


def _words(introduction: Introduction) -> dict[str, Any]:
    return {name: getattr(introduction, name) for name in ("subject", "why", "what_next", "way", "version")}


def _own_link(by: Member, referral: Referral, at: datetime, side: str = "prospect") -> str:
    link = queries.own_link(by, referral, at, side)
    return address_of(link) if link else ""

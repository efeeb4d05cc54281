"""Facts: the one vocabulary in which everything that is known about a referral is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sentby.rules.moments import Day, in_utc


class FactKind(StrEnum):
    """What a fact can say. The same words serve forms, API, command line, import and reading."""

    BUSINESS_NAMED = "business_named"
    PERSON_NAMED = "person_named"
    REACHABLE = "reachable"
    SPOKE = "spoke"
    KNOWS_RECEIVER = "knows_receiver"
    EXPECTS_CONTACT = "expects_contact"

    MAY_USE_NAME = "may_use_name"
    TESTIMONIAL = "testimonial"
    INTRODUCED_IN_WRITING = "introduced_in_writing"
    CALLED = "called"
    RECOMMENDED = "recommended"
    MEETING_ARRANGED = "meeting_arranged"
    INTRODUCED_IN_PERSON = "introduced_in_person"
    CLOSED = "closed"

    NEED_STATED = "need_stated"
    TIMING_KNOWN = "timing_known"
    PRICE_KNOWN = "price_known"
    PROCESS_KNOWN = "process_known"
    OPEN_QUESTIONS = "open_questions"

    FIRST_HAND = "first_hand"
    HAS_RECEIVERS_DETAILS = "has_receivers_details"
    REFUSED = "refused"


class Source(StrEnum):
    """Who vouches for a fact: the giver claims, the prospect confirms, Sentby observes."""

    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    OBSERVED = "observed"


class Origin(StrEnum):
    """Where the name came from."""

    CONVERSATION = "conversation"
    CARD = "card"
    EVENT = "event"
    NAME_GIVEN = "name_given"
    LIST = "list"
    SCRAPED = "scraped"
    PHONE_BOOK = "phone_book"
    UNKNOWN = "unknown"


GATES: Final = (
    FactKind.PERSON_NAMED,
    FactKind.REACHABLE,
    FactKind.SPOKE,
    FactKind.KNOWS_RECEIVER,
    FactKind.EXPECTS_CONTACT,
)
"""The five facts that a referral stands on, in the order in which they are asked for."""

READINESS: Final = (
    FactKind.NEED_STATED,
    FactKind.TIMING_KNOWN,
    FactKind.PRICE_KNOWN,
    FactKind.PROCESS_KNOWN,
    FactKind.OPEN_QUESTIONS,
)
"""What tells how likely the prospect is to buy. It never moves a grade or a level."""

COLD_ORIGINS: Final[Mapping[Origin, str]] = MappingProxyType(
    {
        Origin.LIST: "a bought list",
        Origin.SCRAPED: "scraped pages",
        Origin.PHONE_BOOK: "a phone book",
    }
)
"""Origins in which nobody talked to anybody, with the words for them."""


class _Name(str):
    """A name in a sentence: `{giver:’s}` is "Ana’s", `{giver:knows}` is "Ana knows"."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        if form in ("", "self"):
            return str(self)
        return f"{self!s}’s" if form == "’s" else f"{self!s} {form}"


class _You(str):
    """Whoever reads the sentence: "your", "you know"."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        return _OF_YOU[form]


_OF_YOU: Final = {
    "": "you", "self": "you", "’s": "your", "is": "you are", "was": "you were", "does": "you do", "knows": "you know",
}  # fmt: skip
YOU: Final = _You("you")
"""What whoever reads a sentence is called in it."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that sentences are written with: first names, or the roles while nobody is named.

    Whoever reads them is YOU, in each of their roles.
    """

    giver: str = "the giver"
    receiver: str = "the receiver"
    prospect: str = "the prospect"

    @property
    def to_giver(self) -> bool:
        """Whether the giver is the one who reads them."""
        return self.giver is YOU

    def fill(self, sentence: str, **more: str) -> str:
        """Put the names, and what else it speaks of, into `sentence`."""
        if self.giver is YOU and self.receiver is YOU:
            sentence = sentence.replace("{receiver:self}", "yourself")
        called = {"giver": self.giver, "receiver": self.receiver, "prospect": self.prospect} | more
        return sentence.format(
            **{role: name if name is YOU else _Name(name) for role, name in called.items()}
        )

    def write(self, sentence: str, **more: str) -> str:
        """The same, begun with a capital letter."""
        written = self.fill(sentence, **more)
        return written[:1].upper() + written[1:]


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated statement about a referral.

    `on` is when the thing happened (for `spoke`, the day of the conversation). `holds=False` is a "no":
    said by the prospect (`confirmed`) it strikes what others claim; from anybody else it is merely not a yes.
    ValueError for a moment without a time zone.
    """

    kind: FactKind
    source: Source
    on: Day | None = None
    holds: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.on, datetime):
            in_utc(self.on, f"The moment of {self.kind}")

    @property
    def is_prospects_no(self) -> bool:
        """Whether the prospect said that this is not so."""
        return self.source is Source.CONFIRMED and not self.holds

    @property
    def is_prospects_yes(self) -> bool:
        """Whether the prospect said that this is so."""
        return self.source is Source.CONFIRMED and self.holds


LABELS: Final[Mapping[FactKind, str]] = MappingProxyType(
    {
        FactKind.BUSINESS_NAMED: "there is a business to look up",
        FactKind.PERSON_NAMED: "{prospect} is a named person",
        FactKind.REACHABLE: "{receiver} can reach {prospect}",
        FactKind.SPOKE: "{giver} spoke with {prospect} about {receiver:self}",
        FactKind.KNOWS_RECEIVER: "{prospect} knows who {receiver:is} and what {receiver:does}",
        FactKind.EXPECTS_CONTACT: "{prospect} expects {receiver:’s} call",
        FactKind.MAY_USE_NAME: "{receiver} may use {giver:’s} name",
        FactKind.TESTIMONIAL: "{giver} wrote a testimonial for {receiver:self}",
        FactKind.INTRODUCED_IN_WRITING: "{giver} introduced {prospect} and {receiver:self} in writing",
        FactKind.CALLED: "{giver} called {prospect} to introduce {receiver:self}",
        FactKind.RECOMMENDED: "{giver} recommended {receiver:self} and named the benefits",
        FactKind.MEETING_ARRANGED: "{giver} arranged a meeting",
        FactKind.INTRODUCED_IN_PERSON: "{giver} introduced {prospect} and {receiver:self} face to face",
        FactKind.CLOSED: "{prospect} and {receiver} did business",
        FactKind.NEED_STATED: "{prospect} said what is needed",
        FactKind.TIMING_KNOWN: "it is known when {prospect} needs it",
        FactKind.PRICE_KNOWN: "it is known what {prospect} would pay",
        FactKind.PROCESS_KNOWN: "it is known how {prospect} decides",
        FactKind.OPEN_QUESTIONS: "{prospect} has open questions",
        FactKind.FIRST_HAND: "{giver:knows} {receiver:’s} work at first hand",
        FactKind.HAS_RECEIVERS_DETAILS: "{prospect} has {receiver:’s} details",
        FactKind.REFUSED: "{prospect} said: please don’t",
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """One of the three that the prospect is asked: as it is asked, as its answer is told, and the fact it is about."""

    kind: FactKind
    asked: str
    told: str


THREE_QUESTIONS: Final[Mapping[str, Question]] = MappingProxyType(
    {
        "knows_who": Question(FactKind.SPOKE, "Do you know who will call?", "knows who will call"),
        "knows_how": Question(
            FactKind.KNOWS_RECEIVER, "Do you know how {receiver} may help?", "knows how {receiver} may help"
        ),
        "expects": Question(FactKind.EXPECTS_CONTACT, "Do you expect {receiver:’s} call?", "expects it"),
    }
)
_ROLES: Final = Names()


def answered(answers: Mapping[str, str], names: Names = _ROLES) -> tuple[tuple[str, str], ...]:
    """The three questions as they are told to others, each with its answer: "Expects it", "not sure"."""
    return tuple(
        (names.write(question.told), _ANSWERS.get(answers.get(name, ""), "not sure"))
        for name, question in THREE_QUESTIONS.items()
    )


_ANSWERS: Final = {"yes": "yes", "no": "no"}


def label(kind: FactKind, names: Names = _ROLES) -> str:
    """Say the fact as a short sentence without a full stop: "Dana expects Sam’s call"."""
    return names.write(LABELS[kind])

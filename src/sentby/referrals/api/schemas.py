"""What can be said about a referral. There is no field for a grade or a level: they follow from the facts."""

from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import model_validator

from sentby.core.wire import Day, Id, Line, Moment, NoNul, Paged, Story, Strict, Version, Words, YesNo
from sentby.referrals.documents import LineOut
from sentby.rules.clocks import ContactKind
from sentby.rules.facts import FactKind, Origin

Channels = Annotated[list[Annotated[str, Field(min_length=1, max_length=320), NoNul]], Field(max_length=20)]
Reason = Annotated[str, Field(max_length=500), NoNul]
Why = Annotated[str, Field(max_length=300), NoNul]


class PartyIn(Strict):
    """A member of the desk, or a person of your book."""

    member: Id | None = None
    person: Id | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "PartyIn":
        if (self.member is None) == (self.person is None):
            raise ValueError("Give the id of a member, or of a person in your book.")
        return self


Side = Literal["me"] | PartyIn


class ProspectIn(Strict):
    """Who is passed on: as you know them, or a person of your book by id."""

    name: Line = ""
    channels: Channels = []
    company: Line = ""
    place: Line = ""
    person: Id | None = None

    @model_validator(mode="after")
    def _is_somebody(self) -> "ProspectIn":
        written = bool(self.name.strip() or self.channels or self.company.strip() or self.place.strip())
        if self.person is not None and written:
            raise ValueError("Give a person's id, or write who it is; not both.")
        return self


class ClaimIn(Strict):
    """One fact, as you claim it. Without a day it is dated today.

    That somebody is named and can be reached is no claim: it follows from the details.
    """

    kind: Annotated[FactKind, Field(examples=[FactKind.SPOKE.value])]
    on: Day | None = None
    note: Story = ""


class ReferralIn(Strict):
    """Pass somebody on, record what you received, or keep one for yourself (giver null, receiver "me")."""

    giver: Side | None = None
    receiver: Side
    prospect: ProspectIn
    claims: Annotated[list[ClaimIn], Field(max_length=40)] = []
    need: Story = ""
    endorsement: Story = ""
    origin: Origin = Origin.CONVERSATION
    consent_mode: Literal["tell", "ask-one"] | None = None
    meeting_at: Moment | None = None


class DetailsIn(Strict):
    """Complete it. What is left out stays as it is; say which version you saw."""

    version: Version
    need: Story | None = None
    endorsement: Story | None = None
    prospect: ProspectIn | None = None


class WithdrawalIn(Strict):
    why: Why = ""


class LoggedIn(Strict):
    """Somebody was in touch. A message left is an attempt, and stops no clock."""

    kind: ContactKind
    happened_at: Moment | None = None
    note: Story = ""


class CallIn(Strict):
    """They called you: by which number, or by which name."""

    caller: Annotated[str, Field(min_length=1, max_length=200), NoNul]
    happened_at: Moment | None = None


class OutcomeIn(Strict):
    """What became of it. An amount belongs to business that was won, and is hidden unless you share it.

    An amount that names no currency is in that of your country.
    """

    kind: Literal["talked", "met", "proposed", "won", "lost"]
    amount: Annotated[str, Field(max_length=40), NoNul] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    share_amount: YesNo = False
    reason: Reason = ""


class QuestionIn(Strict):
    question: Annotated[str, Field(max_length=1_000), NoNul] = ""


class AnswerIn(Strict):
    answer: Annotated[str, Field(min_length=1, max_length=2_000), NoNul]


class ReferralsAsked(Paged):
    show: Literal["received", "given", "recorded", "ended"] = "received"
    q: Words = ""


class ReferralsPage(Schema):
    items: list[LineOut]
    total: int
    page: int
    size: int

"""A referral as the API shows it to one reader: a line of a list, and everything on its page."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from sentby.accounts.models import Member
from sentby.followups.models import FollowUp
from sentby.people.models import Company, Person
from sentby.referrals.models import Contact, FeedbackAsk, Outcome, Party, Referral
from sentby.referrals.page import Page
from sentby.referrals.parties import Details
from sentby.referrals.queries import Line
from sentby.referrals.rungs import Mark
from sentby.rules import clocks
from sentby.rules.exchange import write_judgement
from sentby.rules.money import Amount


class VerdictOut(Schema):
    grade: str
    level: int


class StepOut(Schema):
    """The cheapest next step."""

    fact: str
    grade: str
    level: int
    say: str


class JudgementOut(Schema):
    """What the facts add up to, by claimed and by confirmed ones, with the reasons."""

    claimed: VerdictOut
    confirmed: VerdictOut
    missing: list[str]
    next: StepOut | None
    reasons: list[str]
    introduction: bool
    refused: bool


class PartyOut(Schema):
    """Somebody on a referral. An id stands here only where you can use it."""

    name: str
    member: str | None = None
    person: str | None = None
    company: str | None = None


class PartyDetailsOut(PartyOut):
    about: str
    phones: list[str]
    emails: list[str]
    urls: list[str]


class ClockOut(Schema):
    started: datetime
    due: datetime
    stopped: datetime | None
    state: str


class NextOut(Schema):
    """The one next action."""

    act: str
    say: str
    mine: bool
    due_at: datetime


class LineOut(Schema):
    id: str
    title: str
    judgement: JudgementOut
    giver: PartyOut | None
    receiver: PartyOut | None
    prospect: PartyOut | None
    passed_on_at: datetime
    clock: ClockOut | None
    next_action: NextOut | None
    last_outcome: str | None
    ended: bool


class FactOut(Schema):
    id: str
    kind: str
    source: str
    holds: bool
    on: date | None
    recorded_at: datetime
    note: str


class ContactOut(Schema):
    id: str
    kind: str
    at: datetime
    note: str
    mine: bool


class OutcomeOut(Schema):
    """An amount stands here for whoever follows it up; for others when it is shared."""

    id: str
    kind: str
    at: datetime
    reason: str
    amount: str | None
    currency: str | None
    amount_shared: bool


class QuestionOut(Schema):
    id: str
    referral: str
    asked_by: str
    mine: bool
    at: datetime
    question: str


class RungOut(Schema):
    level: int
    title: str
    state: str
    source: str
    next: bool


class GateOut(Schema):
    kind: str
    text: str
    state: str
    source: str


class EntryOut(Schema):
    at: datetime
    text: str
    source: str
    words: str


class BriefOut(Schema):
    kind: str
    title: str
    text: str
    source: str


class ReferralOut(LineOut):
    giver: PartyDetailsOut | None
    receiver: PartyDetailsOut | None
    prospect: PartyDetailsOut | None
    ladder: int
    rungs: list[RungOut]
    gates: list[GateOut]
    need: str
    endorsement: str
    origin: str
    consent_mode: str
    meeting_at: datetime | None
    released_at: datetime | None
    promoted_at: datetime | None
    first_contact_at: datetime | None
    receiver_told_at: datetime | None
    closed_at: datetime | None
    refused_at: datetime | None
    declined_at: datetime | None
    withdrawn_at: datetime | None
    version: int
    facts: list[FactOut]
    contacts: list[ContactOut]
    outcomes: list[OutcomeOut]
    question: QuestionOut | None
    brief: list[BriefOut]
    timeline: list[EntryOut]


KEPT = (
    "need", "endorsement", "origin", "consent_mode", "meeting_at", "released_at", "promoted_at", "first_contact_at",
    "receiver_told_at", "closed_at", "refused_at", "declined_at", "withdrawn_at", "version",
)  # fmt: skip


def line_document(line: Line, reader: Member, at: datetime) -> dict[str, Any]:
    """One line of a list."""
    item = line.referral
    return _head(item, reader) | {
        "title": line.title,
        "judgement": write_judgement(line.judgement),
        "clock": _clock(line.clock, at),
        "next_action": _next(line.follow_up, line.act, mine=line.mine),
        "last_outcome": line.last_outcome.kind if line.last_outcome else None,
    }


def page_document(page: Page, at: datetime) -> dict[str, Any]:
    """Everything that the reader's page shows."""
    item, reader = page.referral, page.reader
    contacts = [contact for contact in item.contacts.all() if contact.withdrawn_at is None]
    return {name: getattr(item, name) for name in KEPT} | {
        "id": item.pk,
        "passed_on_at": item.passed_on_at,
        "ended": not item.is_open,
        "title": page.title,
        "judgement": write_judgement(page.judgement),
        "giver": _with_details(item.giver, page.giver, reader),
        "receiver": _with_details(item.receiver, page.receiver, reader),
        "prospect": _with_details(item.prospect, page.prospect, reader),
        "ladder": reader.ladder,
        "rungs": [_mark(rung) for rung in page.rungs],
        "gates": [_mark(gate) for gate in page.gates],
        "clock": _clock(page.clock, at),
        "next_action": _next(page.follow_up, page.act, mine=page.is_mine),
        "last_outcome": page.outcomes[-1].kind if page.outcomes else None,
        "facts": item.stated,
        "contacts": [_contact(contact, reader) for contact in contacts],
        "outcomes": [_outcome(outcome, page) for outcome in page.outcomes],
        "question": question_document(page.question, reader) if page.question else None,
        "brief": page.brief,
        "timeline": page.timeline,
    }


def question_document(ask: FeedbackAsk, reader: Member) -> dict[str, Any]:
    """A question that waits for its answer."""
    return {
        "id": ask.pk,
        "referral": ask.referral_id,
        "asked_by": str(ask.asked_by),
        "mine": ask.asked_by_id == reader.pk,
        "at": ask.at,
        "question": ask.question,
    }


def party_document(party: "Party | Company | None", reader: Member) -> dict[str, Any] | None:
    """Somebody by name, with an id where the reader can use it."""
    if party is None:
        return None
    ids = {"member": party.pk} if isinstance(party, Member) else _entry(party, reader)
    return {"name": str(party), **ids}


def _head(item: Referral, reader: Member) -> dict[str, Any]:
    parties = {"giver": item.giver, "receiver": item.receiver, "prospect": item.prospect}
    shown = {role: party_document(party, reader) for role, party in parties.items()}
    return shown | {"id": item.pk, "passed_on_at": item.passed_on_at, "ended": not item.is_open}


def _entry(party: Person | Company, reader: Member) -> dict[str, Any]:
    if party.owner_id != reader.pk or party.removed_at is not None:
        return {}
    return {"company" if isinstance(party, Company) else "person": party.pk}


def _with_details(party: "Party | Company | None", details: Details, reader: Member) -> dict[str, Any] | None:
    shown = party_document(party, reader)
    if shown is None:
        return None
    return shown | {name: getattr(details, name) for name in ("about", "phones", "emails", "urls")}


def _clock(clock: clocks.Clock | None, at: datetime) -> dict[str, Any] | None:
    if clock is None:
        return None
    state = clocks.state(clock, at)
    return {"started": clock.started, "due": clock.due, "stopped": clock.stopped, "state": str(state)}


def _next(promise: FollowUp | None, say: str, *, mine: bool) -> dict[str, Any] | None:
    if promise is None:
        return None
    return {"act": promise.act, "say": say, "mine": mine, "due_at": promise.due_at}


def _mark(mark: Mark) -> dict[str, Any]:
    return {"next": False, **mark, "source": mark["small"]}


def _contact(contact: Contact, reader: Member) -> dict[str, Any]:
    mine = (contact.actor_kind, contact.actor_id) == ("member", reader.pk)
    return {"id": contact.pk, "kind": contact.kind, "at": contact.at, "note": contact.note, "mine": mine}


def _outcome(outcome: Outcome, page: Page) -> dict[str, Any]:
    worth = None
    if outcome.amount is not None and (outcome.amount_shared or page.follows_up):
        worth = Amount(outcome.amount, outcome.currency)
    return {
        "id": outcome.pk,
        "kind": outcome.kind,
        "at": outcome.at,
        "reason": outcome.reason,
        "amount": str(worth.value) if worth else None,
        "currency": worth.currency if worth else None,
        "amount_shared": outcome.amount_shared,
    }

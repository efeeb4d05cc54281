"""What somebody without an account sees on their page: their own side of one referral, and nobody else's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from sentby.accounts import queries as accounts
from sentby.introductions import queries
from sentby.introductions.letters import how_long
from sentby.introductions.models import Link
from sentby.referrals.models import Referral
from sentby.referrals.parties import Details, details_of, names
from sentby.rules.channels import ChannelError, read_channel
from sentby.rules.consent import Mode, may_have_own_link
from sentby.rules.facts import THREE_QUESTIONS, FactKind, Names

SAID = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True)
class Way:
    """One way to reach somebody: as it is shown, and where it leads."""

    words: str
    href: str


@dataclass(frozen=True)
class Mailbox:
    """An address of the prospect's, shown so that they know which one is meant."""

    id: str
    shown: str


@dataclass(frozen=True)
class OwnLink:
    """How it stands with a link that nobody but the prospect has seen: where it can go, what went, whether one more may."""

    mailboxes: tuple[Mailbox, ...]
    sent_at: datetime | None
    sent_to: str
    may_go: bool


@dataclass(frozen=True)
class Page:
    """One side's page."""

    link: Link
    referral: Referral
    names: Names
    giver: Details
    receiver: Details
    prospect: Details
    presses: frozenset[str]
    how_long: str
    desk_owner: str
    stopped: str
    own_link: OwnLink | None = None

    @property
    def is_prospects(self) -> bool:
        return self.link.side == "prospect"

    @property
    def waits_for_yes(self) -> bool:
        """Whether nothing was passed on yet: under `ask-one`, before the answer."""
        return Mode(self.referral.consent_mode) is Mode.ASK_ONE and self.referral.released_at is None

    @property
    def other(self) -> Details:
        """Whose slip stands on the page."""
        return self.receiver if self.is_prospects else self.prospect

    @property
    def shows_slip(self) -> bool:
        """The receiver's details for the prospect once they were passed on; the prospect's while they may be used."""
        if self.is_prospects:
            return not self.waits_for_yes
        return not self.stopped and not self.waits_for_yes

    @property
    def ways(self) -> list[Way]:
        """The slip's ways to reach the other side, each as a link."""
        return [_way(text) for text in (*self.other.phones, *self.other.emails, *self.other.urls)]

    @property
    def data(self) -> str:
        """What was passed on of the prospect, in a row."""
        return ", ".join(["your name", *self.prospect.phones, *self.prospect.emails, *self.prospect.urls])

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What the prospect answered, question by question."""
        said = queries.answers_to(self.referral)
        return [
            (self.names.write(question.asked), SAID.get(said.get(name, ""), "Not sure"))
            for name, question in THREE_QUESTIONS.items()
        ]

    @property
    def wrote(self) -> str:
        """What the prospect wrote with the answers."""
        asked = [fact for fact in self.referral.stated if fact.kind == FactKind.OPEN_QUESTIONS]
        return next((fact.note for fact in asked if fact.actor_kind == "prospect"), "")

    @property
    def hearers(self) -> str:
        """Who reads what is said here: giver and receiver, as far as they have an account."""
        who = self.names
        return f"{who.giver} and {who.receiver}" if self.receiver_reads else who.giver

    @property
    def receiver_reads(self) -> bool:
        return self.referral.receiver_member_id is not None

    @property
    def are_told(self) -> str:
        """What becomes of a word said here: "Ana and Sam are told"."""
        return f"{self.hearers} {'are' if self.receiver_reads else 'is'} told"

    @property
    def told_to_stop(self) -> str:
        """Who sees to it that the receiver does not call: Sentby itself, or the giver; nothing where nobody knows."""
        who = self.names
        if self.referral.released_at is None or not (self.receiver_reads or self.referral.receiver_told_at):
            return ""
        return (
            f"{who.receiver} is told not to call"
            if self.receiver_reads
            else f"{who.giver} is asked to tell {who.receiver} not to call"
        )

    @property
    def refused(self) -> bool:
        return self.referral.refused_at is not None

    @property
    def noted_by_another(self) -> bool:
        """Whether the giver did not write it down themselves."""
        return bool(self.referral.recorder_id != self.referral.giver_member_id)

    @property
    def desk_address(self) -> str:
        return str(settings.DESK_ADDRESS)

    @property
    def is_a_person(self) -> bool:
        return self.referral.prospect_person_id is not None


def page_of(link: Link, at: datetime) -> Page:
    """The page that a link opens."""
    referral, owner = link.referral, accounts.owner()
    stopped = queries.why_stopped(referral)
    in_givers_hands = link.side == "prospect" and link.way == "own"
    return Page(
        link=link,
        referral=referral,
        names=names(referral),
        giver=details_of(referral.giver),
        receiver=details_of(referral.receiver),
        prospect=details_of(referral.prospect),
        presses=frozenset(link.presses.values_list("act", flat=True)),
        how_long=how_long(referral),
        desk_owner=owner.name if owner else "its owner",
        stopped=stopped,
        own_link=_own_link(referral, at) if in_givers_hands and not stopped else None,
    )


def _own_link(referral: Referral, at: datetime) -> OwnLink:
    sent = queries.own_links_sent(referral)
    return OwnLink(
        mailboxes=tuple(Mailbox(one.pk, masked(one.shown)) for one in queries.mailboxes_of(referral)),
        sent_at=sent[0].queued_at if sent else None,
        sent_to=masked(sent[0].to_address) if sent else "",
        may_go=may_have_own_link([letter.queued_at for letter in sent], at=at),
    )


def masked(address: str) -> str:
    """An address as its owner knows it again: d…@millane.example.org."""
    local, _, host = address.rpartition("@")
    return f"{local[:1]}…@{host}"


def said(page: Page, act: str) -> tuple[str, str]:
    """After a press: what was said, and what follows from it. Empty when this act was not used."""
    if act == "link" and page.own_link and page.own_link.sent_at:
        return "A link of your own is posted.", f"It goes to {page.own_link.sent_to}. Answer through it."
    if act not in page.presses:
        return "", ""
    who = page.names
    if act == "stop":
        return _said_stop(page)
    if act == "consent":
        return _said_consent(page)
    if act == "answers":
        return "Your answers are noted.", f"{page.are_told}."
    return "Noted: you have been in touch.", f"Nobody has to remind {who.receiver} any more."


def _said_stop(page: Page) -> tuple[str, str]:
    who = page.names
    if not page.is_prospects:
        return (
            "You said: rather not.",
            f"{who.giver} is told, and can ask somebody else. Please do not use the details.",
        )
    knew = f"{page.told_to_stop}, and " if page.told_to_stop else ""
    rest = "nobody here can pass you on again. No letter of this desk leaves for you from now on."
    return "You said: please don’t.", (knew + rest)[:1].upper() + (knew + rest)[1:]


def _said_consent(page: Page) -> tuple[str, str]:
    who = page.names
    if page.referral.released_at:
        then = (
            "has your details now, and 24 hours"
            if page.receiver_reads
            else f"gets your details from {who.giver} now, and is asked"
        )
        return "You said yes.", f"{who.receiver} {then} to be in touch."
    return "You said no.", f"Nothing was passed on, and {who.receiver} was told nothing."


def copy_of(page: Page) -> dict[str, Any]:
    """Everything that is held about the prospect for this referral. Nobody's private notes are part of it."""
    referral = page.referral
    contacts = referral.contacts.filter(withdrawn_at=None)
    outcomes = referral.outcomes.filter(withdrawn_at=None)
    letters = [
        link.message
        for link in referral.links.filter(side="prospect").select_related("message")
        if link.message
    ]
    return {
        "you": {
            "name": page.prospect.name, "about": page.prospect.about, "phones": list(page.prospect.phones),
            "emails": list(page.prospect.emails), "web pages": list(page.prospect.urls),
        },
        "passed on": {
            "by": page.giver.name, "noted by": referral.recorder.name,
            "to": page.receiver.name, "at": referral.passed_on_at.isoformat(),
            "need": referral.need, "in the giver’s words": referral.endorsement, "came from": referral.origin,
            "consent": referral.consent_mode, "kept": page.how_long,
            "you said please don’t": _iso(referral.refused_at),
        },
        "statements": [
            {
                "what": fact.kind, "holds": fact.holds, "source": fact.source, "on": _iso(fact.on),
                "words": fact.note if fact.actor_kind == "prospect" else "",
            }
            for fact in referral.stated
        ],
        "contacts": [{"how": contact.kind, "at": _iso(contact.at)} for contact in contacts],
        "steps": [{"what": outcome.kind, "at": _iso(outcome.at)} for outcome in outcomes],
        "letters to you": [{"about": m.subject, "state": m.state, "at": _iso(m.ended_at or m.queued_at)} for m in letters],
        "what you pressed": [
            {"what": press.act, "at": _iso(press.at)} for press in page.link.presses.order_by("at")
        ],
        "kept by": {"desk": settings.SITE_NAME, "owner": page.desk_owner, "address": settings.DESK_ADDRESS},
    }  # fmt: skip


def copy_as_text(copy: dict[str, Any]) -> str:
    """The same, to read."""
    lines = ["Everything that is held about you for this referral.", ""]
    for title, content in copy.items():
        lines.append(title.capitalize())
        entries = content if isinstance(content, list) else [content]
        lines += [f"- {_in_line(entry)}" for entry in entries] or ["- nothing"]
        lines.append("")
    return "\n".join(lines)


def _in_line(entry: dict[str, Any]) -> str:
    filled = ((name, ", ".join(value) if isinstance(value, list) else value) for name, value in entry.items())
    return "; ".join(f"{name}: {value}" for name, value in filled if value not in ("", None))


def _iso(moment: Any) -> str:
    return moment.isoformat() if moment else ""


def _way(text: str) -> Way:
    try:
        channel = read_channel(text)
    except ChannelError:
        return Way(text, "")
    lead = {"phone": "tel:", "email": "mailto:"}.get(channel.kind, "")
    return Way(text, f"{lead}{channel.canonical if channel.kind == 'phone' else channel.shown}")

"""How the introduction of a referral stands, for its page: what left, what waits, and the one act."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from sentby.accounts.models import Member
from sentby.introductions import queries
from sentby.introductions.models import Introduction
from sentby.mail.models import Message
from sentby.referrals.models import Referral
from sentby.referrals.parties import names
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind, Names, label

SAYS = {
    "queued": "waits to leave",
    "sending": "is leaving now",
    "sent": "left",
    "uncertain": "may have left, or not",
    "failed": "could not be sent",
    "withheld": "was held back",
}
ICONS = {"sent": "check", "uncertain": "alert", "failed": "alert", "withheld": "stop"}


@dataclass(frozen=True)
class Line:
    """One letter, or one thing that was said by hand: what, how it stands, when, and why it stands so."""

    words: str
    at: datetime | None
    icon: str = "mail"
    trouble: str = ""
    url: str = ""


@dataclass(frozen=True)
class Card:
    """What stands, in order, and what its reader can do about it."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""
    act: str = ""
    url: str = ""
    to_be_heard: Referral | None = None  # whose answer the giver may note, if they rang and asked
    promise: str = ""  # what the letter that left says of what happens next


def card_for(referral: Referral, reader: Member) -> Card | None:
    """The card of one referral as its reader may see it; None when there is nothing to show."""
    who = names(referral)
    if reader.pk == referral.giver_member_id:
        of_giver = _to_be_asked if _waits_for_yes(referral) else _for_giver
        return of_giver(referral, reader, who)
    introduction = queries.introduction_heard_of_by(reader, referral)
    if introduction is None:
        return None
    said = f"{label(FactKind.INTRODUCED_IN_WRITING, names(referral, reader))}."
    return Card("Introduction", (Line(said, introduction.left_at, "both"),), promise=introduction.what_next)


def _waits_for_yes(referral: Referral) -> bool:
    return Mode(referral.consent_mode) is Mode.ASK_ONE and referral.released_at is None


def _to_be_asked(referral: Referral, reader: Member, who: Names) -> Card | None:
    question = queries.question_seen_by(reader, referral)
    url = reverse("consent-ask", args=[referral.pk])
    hears = f"{who.receiver} hears nothing before {who.prospect} says yes."
    if not referral.is_open:
        return None
    if question is None or question.left_at is None:
        return Card(
            "Consent", (), f"{who.prospect} has not been asked yet. {hears}", f"Ask {who.prospect}", url,
            to_be_heard=referral,
        )  # fmt: skip
    if question.message is None:
        line = Line(f"You asked {who.prospect} from your own mailbox, as you said.", question.left_at)
    else:
        line = _line(f"The question to {who.prospect}", question.message)
    return Card("Consent", (line,), f"{hears} Nobody is reminded.", "Look at the question", url, referral)


def _for_giver(referral: Referral, reader: Member, who: Names) -> Card | None:
    introduction = queries.introduction_seen_by(reader, referral)
    lines = _telling(referral, who)
    url = reverse("introduction", args=[referral.pk])
    if introduction is not None and introduction.left_at:
        return Card(
            "Introduction", (*lines, *_departure(introduction, who)), act="Look at the letter", url=url,
            promise=introduction.what_next,
        )  # fmt: skip
    if not referral.is_open or referral.prospect is None:
        return Card("Introduction", lines) if lines else None
    if introduction is not None:
        return Card(
            "Introduction", lines, "A letter to both is begun. It has not left.", "Finish the letter", url
        )
    note = f"One letter gives {who.prospect} and {who.receiver} each other’s details, so that either may act."
    return Card("Introduction", lines, note, f"Introduce {who.prospect} and {who.receiver}", url)


def _telling(referral: Referral, who: Names) -> tuple[Line, ...]:
    if referral.told_at is None:
        return ()
    letters = Message.objects.filter(subject_kind="referral", subject_id=referral.pk, kind="tell")
    letter = letters.defer("text", "html").first()
    return (_line(f"The letter that tells {who.prospect}", letter),) if letter else ()


def _departure(introduction: Introduction, who: Names) -> tuple[Line, ...]:
    if introduction.way == "own":
        return (Line("It left from your own mailbox, as you said.", introduction.left_at, "both"),)
    sides = ((who.prospect, introduction.to_prospect), (who.receiver, introduction.to_receiver))
    return tuple(_line(f"The letter to {name}", letter) for name, letter in sides if letter)


def _line(what: str, letter: Message) -> Line:
    kept_here = letter.state == "sent" and letter.via == "local"
    says = "is kept here: this desk has no mail server" if kept_here else SAYS[letter.state]
    return Line(
        f"{what} {says}.", letter.ended_at or letter.queued_at, "info" if kept_here else ICONS.get(letter.state, "mail"),
        letter.trouble if letter.state != "sent" else "", reverse("message", args=[letter.pk]),
    )  # fmt: skip

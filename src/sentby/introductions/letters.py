"""The letters of an introduction, each as a value: what is previewed is what is sent. None is sent from here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

from sentby.accounts import queries as accounts
from sentby.core import privacy
from sentby.core.words import moment, stopped
from sentby.introductions import queries
from sentby.introductions.models import Introduction
from sentby.mail.addresses import one_line
from sentby.mail.letters import Letter, thread_of, words
from sentby.mail.own import Own, TextMessage
from sentby.people.models import Channel
from sentby.referrals.models import Referral
from sentby.referrals.parties import Details, addresses, details_of, first_name, full_name, names, number
from sentby.rules import clocks

KINDS = {
    "introduction_prospect": "introduction",
    "tell": "tell",
    "ask_first": "consent",
    "own_link": queries.OWN_LINK,
}
OPENING = "I would like to introduce you to each other."
FOOT = "\n-- \n"  # what mail programs take for the beginning of a signature


def first_draft(referral: Referral, at: datetime) -> dict[str, str]:
    """The words that an introduction begins with: the need, the endorsement, and what happens next."""
    who = names(referral)
    receiver = details_of(referral.receiver)
    about = f" ({receiver.about})" if receiver.about else ""
    need = f"What it is about: {stopped(referral.need)}" if referral.need else ""
    said = [text for text in (need, referral.endorsement) if text]
    usual = f"I think that you, {who.prospect}, and {receiver.name}{about} should talk."
    by = _called_by(referral, at).astimezone(zone_of(referral))
    rings = "rings" if number_of(referral) else "writes to"
    return {
        "subject": f"{who.prospect}, meet {receiver.name}"[:200],
        "why": "\n\n".join([OPENING, *said]) if said else usual,
        "what_next": f"{who.receiver} {rings} {who.prospect} by {by:%A, %H:%M}."[:300],
    }


def _called_by(referral: Referral, at: datetime) -> datetime:
    """When the receiver will have called: when their clock says, as long as that leaves them time."""
    if referral.actionable_at is not None and referral.first_contact_at is None:
        due = clocks.due(referral.actionable_at)
        if due - at >= clocks.WARN_BEFORE:
            return due
    return clocks.due(at)


def to_prospect(introduction: Introduction, url: str) -> Letter:
    """The prospect's side of an introduction that Sentby sends."""
    referral = introduction.referral
    said = _of(introduction, reader=referral.prospect, other=referral.receiver, url=url)
    answer_to = details_of(referral.receiver).emails
    reply_to = answer_to[0] if answer_to else ""
    return _letter(referral, "introduction_prospect", introduction.subject, said, reply_to=reply_to)


def to_receiver(introduction: Introduction, url: str) -> Letter:
    """The receiver's side. Their 24 hours are running."""
    referral = introduction.referral
    said = _of(introduction, reader=referral.receiver, other=referral.prospect, url=url)
    text, html = words("introductions/mail/introduction_receiver", **said)
    member = referral.receiver_member
    return Letter(
        kind="introduction", subject=introduction.subject, text=text, html=html,
        to_name=full_name(referral.receiver, ""), to_address=member.email if member else "", to_member=member,
        reply_to=queries.address_of(referral), thread=thread_of("referral", referral.pk),
        stop_url=f"{url}stop/", subject_ref=("referral", referral.pk),
    )  # fmt: skip


def tell(referral: Referral, url: str) -> Letter:
    """Who passed what to whom, when and why; and how to stop it with one press."""
    who = names(referral)
    subject = f"{full_name(referral.giver, who.giver)} gave your details to {full_name(referral.receiver, who.receiver)}"
    said = _everybody(referral, url) | {"noted": referral.recorder_id != referral.giver_member_id}
    return _letter(referral, "tell", subject, said, reply_to=referral.recorder.email)


def ask_first(referral: Referral, url: str) -> Letter:
    """Under `ask-one`: may the details be passed on? The receiver hears nothing before the yes."""
    subject = f"May I pass your details on to {full_name(referral.receiver, 'somebody')}?"
    return _letter(
        referral, "ask_first", subject, _everybody(referral, url), reply_to=referral.recorder.email
    )


def own_link(referral: Referral, url: str, mailbox: Channel) -> Letter:
    """What the prospect asked for: a link that nobody else has seen."""
    said = _everybody(referral, url) | {"deed": "" if referral.released_at else "would like to give"}
    subject = f"Your own link, instead of the one in {said['giver_first']}’s letter"
    letter = _letter(referral, "own_link", subject, said, reply_to=referral.recorder.email)
    return replace(letter, to_address=mailbox.shown)


def own_introduction(introduction: Introduction, url: str, receivers_url: str) -> Own:
    """One letter to both, for the member's own mail program; for whoever has a number only, a text message.

    Each side that gets the letter has a link of its own in it; where both get it, both can read both.
    """
    referral = introduction.referral
    said = _of(introduction, reader=referral.prospect, other=referral.receiver, url=url)
    said |= {"receivers_stop": f"{receivers_url}#stop"}
    said |= {"prospect_slip": details_of(referral.prospect), "receiver_slip": details_of(referral.receiver)}
    prospects_mail = addresses(queries.channels_of(referral))[:1]
    receivers_mail = said["receiver_slip"].emails[:1]
    one_only = bool(prospects_mail) != bool(receivers_mail)
    said |= {"to_prospect": prospects_mail or not one_only, "to_receiver": receivers_mail or not one_only}
    text = _plain("introductions/mail/own_introduction.txt", said)
    text_to_prospect = _text_message(
        queries.channels_of(referral), said["prospect_first"],
        f"{_meet(said, said['prospect_first'], said['receiver_slip'])} {_to_prospect(introduction)} "
        f"What is kept about you, and how to stop it: {url}",
    )  # fmt: skip
    text_to_receiver = _text_message(
        queries.receivers_channels(referral), said["receiver_first"],
        f"{_meet(said, said['receiver_first'], said['prospect_slip'])} {_to_receiver(introduction)} "
        f"Rather not? {said['receivers_stop']}",
    )  # fmt: skip
    return Own(
        (*prospects_mail, *receivers_mail), introduction.subject, text, (*text_to_prospect, *text_to_receiver)
    )


def own_question(referral: Referral, url: str) -> Own:
    """The question to the prospect, for the member's own mail program."""
    letter = ask_first(referral, url)
    receiver = details_of(referral.receiver)
    about = f" ({receiver.about})" if receiver.about else ""
    ways, prospect = queries.channels_of(referral), first_name(referral.prospect, "Hello")
    short = (
        f"{prospect}, this is {full_name(referral.giver, '')}. May I pass your details on to {receiver.name}{about}? "
        f"{f'What it is about: {stopped(referral.need)} ' if referral.need else ''}"
        f"Say yes or no here: {url}"
    )
    return Own(addresses(ways)[:1], letter.subject, letter.text, _text_message(ways, prospect, short))


def number_of(referral: Referral) -> str:
    """The prospect's number in the form that is dialled, or nothing."""
    return number(queries.channels_of(referral))


def zone_of(referral: Referral) -> ZoneInfo:
    """The time zone that a referral's moments are told in to people without an account: its recorder's."""
    return ZoneInfo(referral.recorder.time_zone)


def how_long(referral: Referral) -> str:
    """How long the prospect's details are kept here: what the register of personal data says, in a sentence."""
    person = referral.prospect_person
    if person is not None and person.for_referral_only:
        lasts = f"until {privacy.kept_for('referral-only').days} days after the last thing that happens on it"
    else:
        lasts = f"as long as {referral.recorder.name} keeps you in a book of their own here"
    return f"For this matter only, {lasts}, or until you say otherwise."


def _meet(said: dict[str, Any], reader: str, slip: Details) -> str:
    about = ", ".join([slip.about, *(slip.phones or slip.emails)[:1]]).strip(", ")
    need = f" What it is about: {stopped(said['need'])}" if said["need"] else ""
    return f"{reader}, this is {said['giver_name']}. Meet {slip.name}{f' ({about})' if about else ''}.{need}"


def _to_prospect(introduction: Introduction) -> str:
    """What happens next, said to the prospect alone: "Sam rings you by Thursday"."""
    who = names(introduction.referral)
    return introduction.what_next.replace(f" {who.prospect} ", " you ")


def _to_receiver(introduction: Introduction) -> str:
    """The same to the receiver, who does it: "Please ring Dana by Thursday". Other words of the giver stay as they are."""
    who = names(introduction.referral)
    for says, asks in (("rings", "ring"), ("writes to", "write to")):
        begins = f"{who.receiver} {says} {who.prospect} "
        if introduction.what_next.startswith(begins):
            return f"Please {asks} {who.prospect} {introduction.what_next.removeprefix(begins)}"
    return introduction.what_next


def _text_message(ways: Sequence[Channel], whose: str, words: str) -> tuple[TextMessage, ...]:
    """For somebody with a number and no address: everybody else gets the letter."""
    dialled = "" if addresses(ways) else number(ways)
    return (TextMessage(whose, dialled, words),) if dialled else ()


def _letter(
    referral: Referral, template: str, subject: str, said: dict[str, Any], *, reply_to: str
) -> Letter:
    """A letter to the prospect: with everything that the first letter to somebody without an account has to say."""
    text, html = words(f"introductions/mail/{template}", **said)
    return Letter(
        kind=KINDS[template], subject=one_line(subject)[:300], text=text, html=html,
        to_name=full_name(referral.prospect, ""), to_address=queries.address_of(referral), reply_to=reply_to,
        thread=thread_of("referral", referral.pk), stop_url=f"{said['url']}stop/",
        subject_ref=("referral", referral.pk),
    )  # fmt: skip


def _of(introduction: Introduction, *, reader: Any, other: Any, url: str) -> dict[str, Any]:
    slip: Details = details_of(other)
    return _everybody(introduction.referral, url) | {
        "reader": first_name(reader, "you"), "other": first_name(other, "somebody"), "slip": slip,
        "why": introduction.why.strip(), "what_next": introduction.what_next.strip(),
        "first": f"Ring {first_name(other, 'them')} sooner if you like." if slip.phones else "",
    }  # fmt: skip


def _everybody(referral: Referral, url: str) -> dict[str, Any]:
    """Who, from whom, why, which data, for how long, the rights, and where to press: the same in every letter."""
    who, giver, owner = names(referral), details_of(referral.giver), accounts.owner()
    prospect = details_of(referral.prospect)
    return {
        "url": url, "stop": f"{url}#stop", "prospect_first": who.prospect, "giver_first": who.giver,
        "giver_name": giver.name or "Somebody", "giver_about": giver.about, "receiver_first": who.receiver,
        "receiver": details_of(referral.receiver), "prospect": prospect,
        "data": ", ".join(["your name", *prospect.phones, *prospect.emails, *prospect.urls]),
        "need": referral.need, "endorsement": referral.endorsement,
        "passed_on": moment(referral.passed_on_at.astimezone(zone_of(referral))),
        "recorder_name": referral.recorder.name, "how_long": how_long(referral),
        "desk_address": settings.DESK_ADDRESS, "desk_owner": owner.name if owner else "",
    }  # fmt: skip


def _plain(template: str, said: dict[str, Any]) -> str:
    text: str = get_template(template).template.render(Context(said, autoescape=False))  # type: ignore[attr-defined]
    return text.strip() + "\n"

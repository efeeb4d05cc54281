"""Letters between members about a referral. Each says who, what, by when; none is sent from here."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from sentby.accounts.models import Member
from sentby.core.words import moment, stopped
from sentby.followups.models import FollowUp
from sentby.mail.letters import Letter, html_of, thread_of
from sentby.mail.own import Own, TextMessage
from sentby.referrals.judging import judge
from sentby.referrals.models import FeedbackAsk, Outcome, Referral
from sentby.referrals.parties import addresses, details_of, first_name, full_name, names, number
from sentby.rules import clocks, standing
from sentby.rules.facts import FactKind, answered

STEPS = {
    "talked": "{receiver} talked with {prospect}.",
    "met": "{receiver} met {prospect}.",
    "proposed": "{receiver} made {prospect} a proposal.",
    "won": "{receiver} and {prospect} do business together.",
    "lost": "It came to nothing this time.",
}


def page_of(referral: Referral) -> str:
    """The address of a referral's page, for its members."""
    return f"{settings.SITE_URL}/referrals/{referral.pk}/"


def passed_on(referral: Referral) -> Letter:
    """To the receiver, the moment somebody is passed on to them."""
    receiver = _must(referral.receiver_member)
    giver, prospect = full_name(referral.giver, "Somebody"), full_name(referral.prospect, "somebody")
    slip = "\n".join(details_of(referral.prospect).lines)
    return _to(
        receiver, "passed-on", f"{giver} passed {prospect} on to you", referral,
        f"Dear {receiver.first_name},",
        f"{giver} passed {prospect} on to you.",
        referral.need and f"What it is about: {referral.need}",
        referral.endorsement and f"{first_name(referral.giver, 'They')} writes: “{referral.endorsement}”",
        slip and f"{prospect}\n{slip}",
        _what_to_do(referral, receiver),
        f"Everything that is known: {page_of(referral)}",
    )  # fmt: skip


def _what_to_do(referral: Referral, receiver: Member) -> str:
    if referral.actionable_at is None:
        giver = first_name(referral.giver, "the giver")
        return f"You can’t act on this yet: there is nobody to reach. Ask {giver} for the details."
    due = clocks.due(referral.actionable_at)
    return f"Be in touch by {_when(due, receiver)}. Use these details for this and for nothing else."


def by_hand(referral: Referral) -> Own:
    """What the recorder tells a receiver without an account, whom no letter of this desk reaches: in their own mail or a text."""
    receiver, giver = first_name(referral.receiver, "Hello"), full_name(referral.giver, "")
    prospect, slip = full_name(referral.prospect, "somebody"), details_of(referral.prospect)
    need, ask = _spaced(referral.need), "Please be in touch within 24 hours, and tell me what became of it."
    is_expected = FactKind.EXPECTS_CONTACT not in judge(referral, ladder=8).missing
    expects = "expects your call" if is_expected else "does not expect a call yet: say who sent you"
    letter = (
        f"{prospect} may be somebody for you.{need}",
        "\n".join([prospect, *slip.lines]),
        f"{first_name(referral.prospect, 'The business')} {expects}. {ask} The details are for this and for nothing else.",
    )
    about = f" ({', '.join(slip.lines)})" if slip.lines else ""
    short = f"{receiver}, this is {giver}. {prospect}{about} may be somebody for you.{need} {ask}"
    return _in_own_hand(referral, f"{prospect}, for you", letter, short)


def calling_off(referral: Referral) -> Own:
    """The same for a receiver who was told, and must not call any more."""
    prospect = full_name(referral.prospect, "the person I told you of")
    words = f"Please do not call or write to {prospect} after all, and delete the details. I am sorry for the trouble."
    short = f"{first_name(referral.receiver, 'Hello')}, this is {full_name(referral.giver, '')}. {words}"
    return _in_own_hand(referral, f"Please do not contact {prospect}", (words,), short)


def _in_own_hand(referral: Referral, subject: str, paragraphs: tuple[str, ...], short: str) -> Own:
    receiver, giver = first_name(referral.receiver, "Hello"), full_name(referral.giver, "")
    ways = list(referral.receiver_person.channels.all()) if referral.receiver_person else []
    dialled = number(ways)
    texts = (TextMessage(receiver, dialled, short),) if dialled else ()
    text = "\n\n".join((f"Dear {receiver},", *paragraphs, giver)) + "\n"
    return Own(addresses(ways)[:1], subject, text, texts)


def _spaced(words: str) -> str:
    return f" {stopped(words)}" if words else ""


def reminder(referral: Referral, follow_up: FollowUp, step: str, at: datetime) -> Letter:
    """To the owner of a promise before and after it is due; to the giver when the first call is overdue."""
    if step == "tell_giver":
        return _overdue_for_giver(referral, follow_up, at)
    owner = follow_up.owner
    act = standing.label(standing.ActKind(follow_up.act), names(referral))
    clock = clocks.Clock(follow_up.started_at, follow_up.due_at)
    left = clocks.words(clock, at)
    return _to(
        owner, "reminder", f"{act}: {left[0].lower() + left[1:]}", referral,
        f"Dear {owner.first_name},",
        f"{act}. {left}: {'it was' if follow_up.due_at <= at else 'it is'} due {_when(follow_up.due_at, owner)}.",
        referral.need and f"What it is about: {referral.need}",
        f"{_first(follow_up.act)} what happened: {page_of(referral)}",
    )  # fmt: skip


def _first(act: str) -> str:
    if act in (standing.ActKind.WRITE, standing.ActKind.WRITE_AGAIN):
        return "Write, then press"
    return "Call, then press" if act in standing.FIRST_CALLS else "Press"


def _overdue_for_giver(referral: Referral, follow_up: FollowUp, at: datetime) -> Letter:
    giver = _must(referral.giver_member)
    who = names(referral)
    return _to(
        giver, "reminder", f"{who.receiver} has not been in touch with {who.prospect} yet", referral,
        f"Dear {giver.first_name},",
        f"You passed {who.prospect} on to {who.receiver}. The 24 hours ended {_when(follow_up.due_at, giver)}, "
        "and no contact is recorded. A word from you may help.",
        f"Ask {who.receiver}: {page_of(referral)}",
    )  # fmt: skip


def report_back(referral: Referral, outcome: Outcome) -> Letter:
    """To the giver: what became of it. The amount stands in it only when the receiver shares it."""
    giver = _must(referral.giver_member)
    step = STEPS[outcome.kind].format(**vars_of(referral))
    return _to(
        giver, "report", f"What became of {full_name(referral.prospect, 'what you gave')}", referral,
        f"Dear {giver.first_name},",
        step,
        _worth(outcome),
        outcome.reason and f"Why: {outcome.reason}",
        f"The whole story: {page_of(referral)}",
    )  # fmt: skip


def taken_back(referral: Referral, outcome: Outcome) -> Letter:
    """To the giver, who was told of an outcome that was none."""
    giver, who = _must(referral.giver_member), names(referral)
    return _to(
        giver, "report", f"Not so: {full_name(referral.prospect, 'what you gave')}", referral,
        f"Dear {giver.first_name},",
        f"{who.receiver} took back what the last letter said: {STEPS[outcome.kind].format(**vars_of(referral))}",
        f"The whole story: {page_of(referral)}",
    )  # fmt: skip


def other_side(referral: Referral, member: Member) -> Member | None:
    """The member on the other side of a referral, if there is one."""
    other = referral.giver_member if member.pk == referral.receiver_member_id else referral.receiver_member
    return None if other == member else other


def question(referral: Referral, ask: FeedbackAsk) -> Letter:
    """From one side to the other, both of them members."""
    asker = ask.asked_by
    other = _must(other_side(referral, asker))
    who = names(referral)
    for_details = asker.pk == referral.receiver_member_id
    subject = (
        f"{asker.first_name} needs {who.prospect}’s details"
        if for_details
        else f"{asker.first_name} asks what became of {who.prospect}"
    )
    usual = (
        "I can’t act on this yet: how can I reach them, and do they expect me?"
        if for_details
        else "What became of it?"
    )
    return _to(
        other, "question", subject, referral,
        f"Dear {other.first_name},",
        f"{asker.name} asks: “{ask.question or usual}”",
        f"Answer here: {page_of(referral)}",
    )  # fmt: skip


def answer(ask: FeedbackAsk, by: Member) -> Letter:
    """To whoever asked."""
    return _to(
        ask.asked_by, "answer", f"{by.first_name} answered about {names(ask.referral).prospect}", ask.referral,
        f"Dear {ask.asked_by.first_name},",
        f"{by.name} writes: “{ask.answer}”",
        page_of(ask.referral),
    )  # fmt: skip


def prospect_answered(referral: Referral, answers: Mapping[str, str], words: str) -> list[Letter]:
    """To giver and receiver: what the prospect answered, question by question, and wrote."""
    who = names(referral)
    said = "\n".join(f"{question}: {answer}." for question, answer in answered(answers, who))
    return [
        _to(
            member, "answered", f"{who.prospect} answered the three questions", referral,
            f"Dear {member.first_name},",
            f"{who.prospect} answered the three questions.",
            said,
            words and f"{who.prospect} writes: “{words}”",
            page_of(referral),
        )
        for member in _members(referral)
    ]  # fmt: skip


def prospect_consented(referral: Referral, accepted: bool) -> list[Letter]:
    """Under `ask-one`: a yes goes to both, with the receiver's 24 hours; a no to the giver only."""
    who = names(referral)
    letters = [passed_on(referral)] if accepted and referral.receiver_member else []
    if referral.giver_member:
        subject = f"{who.prospect} said yes" if accepted else f"{who.prospect} would rather not"
        now = (
            f"{who.receiver}’s 24 hours start now."
            if referral.receiver_member
            else f"Tell {who.receiver} now."
        )
        news = now if accepted else f"Nothing was passed on, and {who.receiver} was told nothing."
        letters.append(
            _to(
                referral.giver_member, "answered", subject, referral,
                f"Dear {referral.giver_member.first_name},", f"{subject}. {news}", page_of(referral),
            )
        )  # fmt: skip
    return letters


def prospect_refused(referral: Referral) -> list[Letter]:
    """To everybody who could still call: don't."""
    who = names(referral)
    return [
        _to(
            member, "refused", f"Please do not contact {who.prospect}", referral,
            f"Dear {member.first_name},",
            f"{who.prospect} said: please don’t. That is final. Please do not call or write, "
            "and do not pass them on again.",
            _call_it_off(referral),
            page_of(referral),
        )
        for member in _members(referral)
    ]  # fmt: skip


def prospect_erased(referral: Referral) -> list[Letter]:
    """To everybody who could still call. Names nobody: there is no name any more."""
    return [
        _to(
            member, "refused", "Somebody who was passed on has been erased", referral,
            f"Dear {member.first_name},",
            "They asked for it, they were taken out of the book, or half a year went by. Please do not call or write, and delete what you "
            "noted elsewhere.",
            _call_it_off(referral),
            f"Which one it was: {page_of(referral)}",
        )
        for member in _members(referral)
    ]  # fmt: skip


def _call_it_off(referral: Referral) -> str:
    """To the giver, of a receiver who was told by hand, and reads nothing here."""
    receiver = names(referral).receiver
    return (
        f"{receiver} knows of it, and hears nothing from Sentby: tell {receiver} not to call."
        if referral.receiver_told_at
        else ""
    )


def vars_of(referral: Referral) -> dict[str, str]:
    """Giver, receiver and prospect by first name, for sentences."""
    who = names(referral)
    return {"giver": who.giver, "receiver": who.receiver, "prospect": who.prospect}


def _to(member: Member, kind: str, subject: str, referral: Referral, *paragraphs: str) -> Letter:
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
    return Letter(
        kind=kind, subject=subject, text=text, html=html_of(text), to_name=member.name,
        to_address=member.email, to_member=member, thread=thread_of("referral", referral.pk),
        subject_ref=("referral", referral.pk),
    )  # fmt: skip


def _members(referral: Referral) -> list[Member]:
    """Giver and receiver as far as they are members, and the receiver only once they may know of it."""
    receiver = referral.receiver_member if referral.released_at else None
    return [member for member in (referral.giver_member, receiver) if member is not None]


def _worth(outcome: Outcome) -> str:
    """What it came to, when the receiver shares it."""
    if outcome.amount is None or not outcome.amount_shared:
        return ""
    return f"It came to {outcome.amount.normalize():f} {outcome.currency}."


def _must(member: Member | None) -> Member:
    if member is None:
        raise ValueError("This letter goes to members only.")
    return member


def _when(at: datetime, reader: Member) -> str:
    return moment(at.astimezone(ZoneInfo(reader.time_zone)))

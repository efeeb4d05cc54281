"""Who may be written to, what may leave at this moment, and whose page a link opens."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects

from sentby.accounts.models import Member
from sentby.core.access import the
from sentby.core.models import AuditEntry
from sentby.introductions.models import Introduction, Link, Question
from sentby.introductions.tokens import hashed
from sentby.mail.models import Message
from sentby.people import queries as people
from sentby.people.models import Channel
from sentby.referrals.judging import passing_moment, rule_facts
from sentby.referrals.models import Fact, Referral
from sentby.referrals.parties import is_mailbox_of, names
from sentby.rules import consent
from sentby.rules.channels import same_person_key
from sentby.rules.consent import Mode, Permission
from sentby.rules.facts import FactKind

OWN_LINK = "own-link"  # the letter that a prospect asks for on their own page
NOT_LEFT = ("queued", "sending", "withheld")
ASKS_OR_WAS_ASKED_FOR = ("consent", OWN_LINK)
NOWHERE = "Nothing is known by which {name} can be written to. Add a number or an address."
REFUSED = "They said: please don’t. That is final."
MOVED = "The prospect’s address was changed or taken out after this was written."
LEADS_TO_A_CALL = frozenset({"passed-on", "introduction", "reminder"})
"""Members' letters that would have somebody called or hold the details for it. All others may always go."""


def introducible(member: Member, pk: str) -> Referral:
    """A referral that this member gave, with everybody on it; 404 for anybody else's."""
    given = Referral.objects.visible_to(member).filter(giver_member=member)
    return _with_channels(the(_whole(given), pk=pk))


def whole(pk: str) -> Referral:
    """One referral with everybody on it, for the actions."""
    return _with_channels(_whole(Referral.objects.all()).get(pk=pk))


def introduction_of(referral: Referral) -> Introduction | None:
    """The draft, or the letter that left: for the actions."""
    return _standing(Introduction.objects.all(), referral)


def introduction_seen_by(member: Member, referral: Referral) -> Introduction | None:
    """The letter that left, as far as it concerns this member; the draft, if it is theirs."""
    return _standing(Introduction.objects.visible_to(member), referral)


def introduction_heard_of_by(member: Member, referral: Referral) -> Introduction | None:
    """The same for somebody who reads that it left, and nothing of its letters."""
    return Introduction.objects.visible_to(member).live().filter(referral=referral).first()


def _standing(letters: "QuerySet[Introduction]", referral: Referral) -> Introduction | None:
    live = letters.filter(dropped_at=None).select_related("by", "to_prospect", "to_receiver")
    return live.filter(referral=referral).first()


def question_seen_by(member: Member, referral: Referral) -> Question | None:
    """The question to the prospect, under `ask-one`, if it was begun."""
    asked = Question.objects.visible_to(member).select_related("by", "message")
    found: Question | None = asked.filter(referral=referral).first()
    return found


def link_for(token: str, at: datetime) -> Link | None:
    """The link that this token opens; None for one that is wrong, and the same for one that is out of date."""
    found = Link.objects.filter(token_hash=hashed(token)).first()
    if found is None or not found.is_live(at):
        return None
    found.referral = whole(found.referral_id)
    return found


def own_link(member: Member, referral: Referral, at: datetime, side: str = "prospect") -> Link | None:
    """The link that a giver sends to one side from their own mailbox."""
    live = Link.objects.visible_to(member).filter(referral=referral, side=side, expires_at__gt=at)
    newest: Link | None = live.order_by("-created_at", "-pk").first()
    return newest


def answers_to(referral: Referral) -> dict[str, str]:
    """What the prospect answered to each of the three questions, the last time they did."""
    said = AuditEntry.objects.filter(
        what="prospect.answered", subject_kind="referral", subject_id=referral.pk
    ).order_by("-at", "-pk")
    last = said.first()
    return {name: str(answer) for name, answer in last.details.items()} if last else {}


def own_links_sent(referral: Referral) -> list[Message]:
    """The letters that brought the prospect a link of their own, the latest first."""
    about = Message.objects.filter(subject_kind="referral", subject_id=referral.pk, kind=OWN_LINK)
    return list(about.only("queued_at", "to_address").order_by("-queued_at"))


def due_to_be_told(at: datetime, limit: int = 50) -> list[str]:
    """The referrals whose prospects are to be told by now."""
    due = Referral.objects.filter(tell_due_at__lte=at).order_by("tell_due_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


# ---- permission ----


def channels_of(referral: Referral) -> Sequence[Channel]:
    """By what the prospect is reached."""
    return list(referral.prospect.channels.all()) if referral.prospect is not None else []


def receivers_channels(referral: Referral) -> Sequence[Channel]:
    """By what a receiver without an account is reached; a member's are their own affair."""
    return list(referral.receiver_person.channels.all()) if referral.receiver_person else []


def address_of(referral: Referral) -> str:
    """The prospect's e-mail address; a business has none of its own that Sentby writes to."""
    return next((channel.shown for channel in mailboxes_of(referral)), "")


def mailboxes_of(referral: Referral) -> list[Channel]:
    """Every e-mail address that is kept of the prospect, if that is a person, and is not the giver's or receiver's own."""
    if referral.prospect_person is None:
        return []
    theirs = [channel for channel in channels_of(referral) if channel.kind == "email"]
    sides = (referral.giver, referral.receiver)
    return [channel for channel in theirs if not any(is_mailbox_of(side, channel) for side in sides)]


def permission_to_write(referral: Referral) -> Permission:
    """Whether Sentby may write to the prospect now, and why: the rule, the facts as they stand, and every refusal."""
    answered = True if referral.released_at else None
    return consent.may_sentby_write(
        rule_facts(referral),
        mode=Mode(referral.consent_mode),
        refused=is_refused(referral),
        consented=False if referral.declined_at else answered,
        passed_on=passing_moment(referral),
        meeting_at=referral.meeting_at,
        last_minute_hours=referral.last_minute_hours,
        names=names(referral),
    )


def is_refused(referral: Referral) -> bool:
    """Whether the prospect said "please don't", on this referral or by anything else that reaches them."""
    return referral.refused_at is not None or people.is_refused(
        channel.shown for channel in channels_of(referral) if channel.kind != "url"
    )


def may_introduce(referral: Referral) -> Permission:
    """Whether both sides can be introduced at all, whichever way the letter leaves."""
    who = names(referral)
    obstacle = next(_obstacles(referral), "")
    return Permission(not obstacle, obstacle or f"{who.prospect} and {who.receiver} can be introduced.")


def _obstacles(referral: Referral) -> Iterator[str]:
    """What stands in the way, the weightiest first."""
    who = names(referral)
    if stopped := why_stopped(referral):
        yield stopped
    if referral.receiver is None:
        yield "Whoever received it is no longer in your book."
    if referral.prospect is None:
        yield f"Say first who {who.prospect} is and how they can be reached."
    if not _can_be_written_to(channels_of(referral)):
        yield NOWHERE.format(name=who.prospect)
    if referral.receiver_member is None and not _can_be_written_to(receivers_channels(referral)):
        yield NOWHERE.format(name=who.receiver)
    if referral.released_at is None:
        yield f"Ask {who.prospect} first: {who.receiver} hears nothing before the yes."


def _can_be_written_to(ways: Sequence[Channel]) -> bool:
    """Whether one of two sides can have a letter or a text message: a web page takes neither."""
    return any(way.kind != "url" for way in ways)


def may_go_by_sentby(referral: Referral) -> Permission:
    """Whether Sentby may send the introduction to both sides."""
    possible = may_introduce(referral)
    if not possible.allowed:
        return possible
    if referral.receiver_member is None:
        receiver = names(referral).receiver
        return Permission(
            False, f"{receiver} has no account here, and has not agreed to letters from Sentby."
        )
    return may_write_letter(referral)


def may_write_letter(referral: Referral) -> Permission:
    """Whether the rule allows a letter, and there is an address for it."""
    rule = permission_to_write(referral)
    if rule.allowed and not address_of(referral):
        return Permission(False, f"No e-mail address of {names(referral).prospect} is known.")
    return rule


def fact_that_permits(referral: Referral) -> Fact:
    """The recorded fact that a permission rests on: somebody said that the prospect expects it."""
    live = [fact for fact in referral.stated if fact.holds]
    by_kind = {fact.kind: fact for fact in live}
    return by_kind.get(FactKind.EXPECTS_CONTACT) or by_kind[FactKind.INTRODUCED_IN_WRITING]


def why_stopped(referral: Referral) -> str:
    """Why nothing more may happen on this referral; empty while it is open."""
    who = names(referral)
    if referral.refused_at:
        return who.write(consent.REFUSAL_IS_FINAL)
    if referral.declined_at:
        return who.write("{prospect} said no to this one.")
    if referral.withdrawn_at:
        return "This was taken back."
    return "This has ended." if referral.closed_at else ""


# ---- at the moment of sending ----


def may_send(message: Message) -> str | None:
    """Why this letter must not leave at this moment, or None. The outbox asks it last, when the words would start."""
    if message.to_member_id is None and people.is_refused([message.to_address]):
        return REFUSED
    if message.subject_kind != "referral":
        return None
    if message.to_member_id is not None and message.kind not in LEADS_TO_A_CALL:
        return None
    referral = _whole(Referral.objects.all()).filter(pk=message.subject_id).first()
    if referral is None:
        return "What it was about is gone."
    if stopped := why_stopped(referral) or (REFUSED if is_refused(referral) else ""):
        return stopped
    return (
        _too_early(referral, message)
        or _address_is_gone(referral, message)
        or _not_permitted(referral, message)
    )


def _too_early(referral: Referral, message: Message) -> str | None:
    """Before the yes the prospect gets the question, and what they ask for; the receiver nothing at all."""
    if referral.released_at is not None or message.kind in ASKS_OR_WAS_ASKED_FOR:
        return None
    is_givers_own = message.to_member_id is not None and message.to_member_id != referral.receiver_member_id
    return None if is_givers_own else names(referral).write("{prospect} has not said yes yet.")


def _address_is_gone(referral: Referral, message: Message) -> str | None:
    """A letter goes to an address that is still the prospect's; the receiver's half of an introduction waits for theirs."""
    to_prospect = message if message.to_member_id is None else _prospects_half(message)
    if to_prospect is None:
        return None
    kept = {channel.canonical for channel in mailboxes_of(referral)}
    return None if same_person_key(to_prospect.to_address) in kept else MOVED


def _prospects_half(message: Message) -> Message | None:
    """If this is the receiver's half of an introduction: the prospect's, unless that has left."""
    of_this = Introduction.objects.filter(to_receiver=message)
    return Message.objects.filter(pk__in=of_this.values("to_prospect"), state__in=NOT_LEFT).first()


def _not_permitted(referral: Referral, message: Message) -> str | None:
    if message.to_member_id is not None or message.kind == OWN_LINK:
        return None
    permission = permission_to_write(referral)
    return None if permission.allowed else permission.because


def _whole(referrals: "QuerySet[Referral]") -> "QuerySet[Referral]":
    return referrals.select_related(
        "recorder", "giver_member", "giver_person", "receiver_member", "receiver_person", "receiver_person__company",
        "prospect_person", "prospect_company", "prospect_person__company",
    ).prefetch_related("facts", "prospect_person__channels", "receiver_person__channels")  # fmt: skip


def _with_channels(referral: Referral) -> Referral:
    """A business stands for the prospect only where nobody is named: then it is read with its channels as well."""
    if referral.prospect_person is None and referral.prospect_company is not None:
        prefetch_related_objects([referral.prospect_company], "channels")
    return referral

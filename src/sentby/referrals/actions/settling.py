"""After every change: what the facts add up to now, and the one next action that follows."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import prefetch_related_objects

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.followups import actions as followups
from sentby.followups.actions import Nudge, Subject
from sentby.referrals.judging import judge
from sentby.referrals.models import Contact, Referral
from sentby.rules import clocks, standing
from sentby.rules.channels import ChannelKind
from sentby.rules.consent import Mode
from sentby.rules.grading import Grade, Judgement

# What follows from facts, contacts and outcomes, and is kept so that lists and the worker can ask for it.
FOLLOWS = ("grade", "promoted_at", "actionable_at", "receiver_told_at", "first_contact_at", "tell_due_at")
UNDO_WITHIN = timedelta(seconds=30)  # the prospect is told after this; until then it can be taken back unseen


def settle_standing(*, referral: Referral, by: audit.Actor, at: datetime) -> Judgement:
    """Bring grade, first contact and next action up to date. For other actions, inside their transaction."""
    _read_anew(referral)
    judgement = judge(referral, ladder=8)
    stood = {name: getattr(referral, name) for name in FOLLOWS}
    _note_grade(referral, judgement, by, at)
    _note_actionable(referral, judgement, at)
    _note_first_contact(referral)
    _note_telling(referral, judgement, at)
    changed = [name for name, value in stood.items() if value != getattr(referral, name)]
    if changed:
        referral.save(update_fields=changed)
    _note_next_action(referral, judgement, by, at)
    _forget_parts(referral)
    return judgement


@transaction.atomic
def settle(*, referral_id: str, by: audit.Actor, at: datetime) -> None:
    """Bring one referral up to date, because something around it changed."""
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral_id)
    settle_standing(referral=referral, by=by, at=at)


def situation(referral: Referral, judgement: Judgement) -> standing.Situation:
    """A stored referral as the playbooks read it."""
    step, since = _furthest(referral)
    attempts = [
        contact.at
        for contact in _live_contacts(referral)
        if not clocks.ContactKind(contact.kind).reaches and contact.at >= _since(referral)
    ]
    return standing.Situation(
        grade=judgement.claimed.grade,
        introduction=judgement.claimed.introduction,
        passed_on=referral.actionable_at or referral.released_at or referral.passed_on_at,
        refused=referral.refused_at is not None or judgement.refused,
        withdrawn=referral.withdrawn_at is not None,
        consent_mode=Mode(referral.consent_mode),
        consent_accepted=_answer(referral),
        receiver_is_member=referral.receiver_member_id is not None,
        receiver_told=_told(referral),
        giver_is_member=referral.giver_member_id is not None,
        by_mail_only=_is_reached_by_mail_only(referral),
        first_contact=referral.first_contact_at,
        last_attempt=max(attempts, default=None),
        outcome=step,
        outcome_at=since,
    )


def _is_reached_by_mail_only(referral: Referral) -> bool:
    ways = {way.kind for way in referral.prospect.channels.all()} if referral.prospect else set()
    return ChannelKind.EMAIL in ways and ChannelKind.PHONE not in ways


def _furthest(referral: Referral) -> tuple[standing.Outcome, datetime | None]:
    """How far it has come, and since when: the end, if it has ended; otherwise the latest step.

    Who noted that they met has met, whether it was noted as a contact or as a step; a later talk does not undo it.
    """
    live = referral.came_of_it
    ends = [outcome for outcome in live if outcome.kind in ("won", "lost")]
    last = next(reversed(ends or live), None)
    if last is not None and last.kind not in (standing.Outcome.TALKED, standing.Outcome.MET):
        return standing.Outcome(last.kind), last.at
    met = [step.at for step in live if step.kind == standing.Outcome.MET] + _meetings(referral)
    if met:
        return standing.Outcome.MET, max([*met, *(step.at for step in live)])
    return (standing.Outcome.TALKED, last.at) if last else (standing.Outcome.NONE, None)


def _meetings(referral: Referral) -> list[datetime]:
    """When they met, as far as it was noted as a contact, and not of a time before."""
    met = [row.at for row in _live_contacts(referral) if row.kind == clocks.ContactKind.MET]
    return [moment for moment in met if moment >= _since(referral)]


def _told(referral: Referral) -> datetime | None:
    """When a receiver without an account heard of it; nobody is left to be told whose entry was erased."""
    return referral.receiver_told_at or (referral.passed_on_at if referral.receiver is None else None)


def _answer(referral: Referral) -> bool | None:
    if referral.declined_at is not None:
        return False
    return True if referral.released_at is not None else None


def _read_anew(referral: Referral) -> None:
    """Let the caller's row say what stands now, with everything it is judged by.

    Whoever it points to is not asked for again, as long as it points to them.
    """
    now_stands = Referral.objects.get(pk=referral.pk)
    for field in Referral._meta.concrete_fields:
        setattr(referral, field.attname, getattr(now_stands, field.attname))
    _forget_parts(referral)
    prefetch_related_objects([referral], "facts", "contacts", "outcomes")


def _forget_parts(referral: Referral) -> None:
    """Its facts, contacts and outcomes are read when they are asked for: after the next act there are others."""
    for read in ("_prefetched_objects_cache", "facts_read", "outcomes_read"):
        vars(referral).pop(read, None)


def _note_grade(referral: Referral, judgement: Judgement, by: audit.Actor, at: datetime) -> None:
    grade = judgement.claimed.grade
    if grade == referral.grade:
        return
    promoted = grade is Grade.REFERRAL and referral.promoted_at is None and at > referral.passed_on_at
    audit.record(
        "referral.graded", subject=("referral", referral.pk), by=by, at=at, why=_why_graded(judgement),
        was=referral.grade, now=grade, promoted=promoted,
    )  # fmt: skip
    referral.grade = grade
    if promoted:
        referral.promoted_at = at


def _why_graded(judgement: Judgement) -> str:
    if judgement.refused:
        return "refused"
    return f"missing: {', '.join(judgement.missing)}" if judgement.missing else "all five facts hold"


def _note_actionable(referral: Referral, judgement: Judgement, at: datetime) -> None:
    """The receiver's 24 hours begin with the passing on; for a mention, when there is somebody to call at last.

    What is a mention again before anybody called has nobody to call: the clock begins anew when there is.
    """
    since = referral.actionable_at
    if judgement.can_act and referral.released_at is not None:
        since = since or at
    elif judgement.claimed.grade is Grade.MENTION and referral.is_open and referral.first_contact_at is None:
        since = referral.receiver_told_at = None
    referral.actionable_at = since


def _note_first_contact(referral: Referral) -> None:
    """Earliest wins: a contact that is logged later but happened earlier takes its place; a wrong one gives way.

    A step recorded as outcome (we talked, we met) was a contact as well; that it came to nothing was none.
    """
    logged = [clocks.Contact(clocks.ContactKind(row.kind), row.at) for row in _live_contacts(referral)]
    logged += [
        clocks.Contact(clocks.ContactKind.CALLED, row.at) for row in referral.came_of_it if row.kind != "lost"
    ]
    first = clocks.first_contact(logged, since=_since(referral))
    referral.first_contact_at = (
        max(first.at, referral.released_at or referral.passed_on_at) if first else None
    )


def _note_telling(referral: Referral, judgement: Judgement, at: datetime) -> None:
    """Under `tell` the prospect of a referral hears of it, a moment after the giver could still undo it."""
    tells = (
        referral.is_open
        and referral.told_at is None
        and referral.giver_member_id is not None
        and Mode(referral.consent_mode) is Mode.TELL
        and judgement.claimed.grade is Grade.REFERRAL
    )
    referral.tell_due_at = (referral.tell_due_at or at + UNDO_WITHIN) if tells else None


def _note_next_action(referral: Referral, judgement: Judgement, by: audit.Actor, at: datetime) -> None:
    about = Subject("referral", referral.pk)
    how_it_stands = situation(referral, judgement)
    action, why = standing.next_action(how_it_stands), standing.reason(how_it_stands)
    if action is None:
        followups.settle(about=about, by=by, at=at, why=why)
        return
    followups.promise(
        about=about, owner=_owner(referral, action.owner), act=action.act, started_at=at, due_at=action.due,
        nudges=_nudges(referral, action), by=by, at=at, why=why,
    )  # fmt: skip


def _owner(referral: Referral, role: standing.Owner) -> Member:
    """Whose turn it is; when their seat is closed, the giver's, or that of whoever recorded it: nothing dies of silence.

    `queries.promised_by_another` asks the database the same.
    """
    holders = {"giver": referral.giver_member, "receiver": referral.receiver_member}
    turn = holders.get(role) or referral.recorder
    receiver = referral.receiver_member if referral.released_at else None  # before the yes they hear nothing
    others = (turn, referral.giver_member, referral.recorder, receiver)
    return next((member for member in others if member is not None and member.is_active), turn)


def _nudges(referral: Referral, action: standing.NextAction) -> list[Nudge]:
    """The first call has all three steps of the clock; later promises remind their owner only."""
    steps = clocks.steps(action.due)
    giver_hears = (
        action.owner == "receiver" and referral.first_contact_at is None and _giver_is_another(referral)
    )
    return [Nudge(step.name, step.at) for step in steps if step.to == "receiver" or giver_hears]


def _giver_is_another(referral: Referral) -> bool:
    return referral.giver_member_id not in (None, referral.receiver_member_id)


def _since(referral: Referral) -> datetime:
    """From when on a contact follows up. What happened is told to the minute, so the whole minute counts."""
    return (referral.released_at or referral.passed_on_at).replace(second=0, microsecond=0)


def _live_contacts(referral: Referral) -> list[Contact]:
    return [row for row in referral.contacts.all() if row.withdrawn_at is None]

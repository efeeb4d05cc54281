"""After every change: what the facts add up to now, and the one next action that follows."""

from datetime import datetime, timedelta

from django.db import transaction

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.followups import actions as followups
from sentby.followups.actions import Nudge, Subject
from sentby.referrals.judging import judge
from sentby.referrals.models import Contact, Outcome, Referral
from sentby.rules import clocks, standing
from sentby.rules.consent import Mode
from sentby.rules.grading import Grade, Judgement

UNDO_WITHIN = timedelta(seconds=30)  # the prospect is told after this; until then it can be taken back unseen


def settle_standing(*, referral: Referral, by: audit.Actor, at: datetime) -> Judgement:
    """Bring grade, first contact and next action up to date. For other actions, inside their transaction."""
    rows = Referral.objects.for_page().select_related("recorder").prefetch_related("contacts", "outcomes")
    fresh = rows.get(pk=referral.pk)
    judgement = judge(fresh, ladder=8)
    _note_grade(fresh, judgement, by, at)
    _note_actionable(fresh, judgement, at)
    _note_first_contact(fresh)
    _note_telling(fresh, judgement, at)
    _note_next_action(fresh, judgement, by, at)
    referral.refresh_from_db()
    return judgement


@transaction.atomic
def settle(*, referral_id: str, by: audit.Actor, at: datetime) -> None:
    """Bring one referral up to date, because something around it changed."""
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral_id)
    settle_standing(referral=referral, by=by, at=at)


def situation(referral: Referral, judgement: Judgement) -> standing.Situation:
    """A stored referral as the playbooks read it."""
    outcome = _outcome_that_counts(referral)
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
        giver_is_member=referral.giver_member_id is not None,
        first_contact=referral.first_contact_at,
        last_attempt=max(attempts, default=None),
        outcome=standing.Outcome(outcome.kind) if outcome else standing.Outcome.NONE,
        outcome_at=outcome.at if outcome else None,
    )


def _outcome_that_counts(referral: Referral) -> Outcome | None:
    """The end, if it has ended; otherwise the latest step."""
    live = referral.came_of_it
    ends = [outcome for outcome in live if outcome.kind in ("won", "lost")]
    return next(reversed(ends or live), None)


def _answer(referral: Referral) -> bool | None:
    if referral.declined_at is not None:
        return False
    return True if referral.released_at is not None else None


def _note_grade(referral: Referral, judgement: Judgement, by: audit.Actor, at: datetime) -> None:
    grade = judgement.claimed.grade
    if grade == referral.grade:
        return
    changes: dict[str, object] = {"grade": grade}
    if grade is Grade.REFERRAL and referral.promoted_at is None and at > referral.passed_on_at:
        changes["promoted_at"] = at
    Referral.objects.filter(pk=referral.pk).update(**changes)
    audit.record(
        "referral.graded", subject=("referral", referral.pk), by=by, at=at, why=_why_graded(judgement),
        was=referral.grade, now=grade, promoted="promoted_at" in changes,
    )  # fmt: skip


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
        since = None
    if since != referral.actionable_at:
        referral.actionable_at = since
        Referral.objects.filter(pk=referral.pk).update(actionable_at=since)


def _note_first_contact(referral: Referral) -> None:
    """Earliest wins: a contact that is logged later but happened earlier takes its place; a wrong one gives way.

    A step recorded as outcome (we talked, we met) was a contact as well; that it came to nothing was none.
    """
    logged = [clocks.Contact(clocks.ContactKind(row.kind), row.at) for row in _live_contacts(referral)]
    logged += [
        clocks.Contact(clocks.ContactKind.CALLED, row.at) for row in referral.came_of_it if row.kind != "lost"
    ]
    first = clocks.first_contact(logged, since=_since(referral))
    stamp = max(first.at, referral.released_at or referral.passed_on_at) if first else None
    if stamp != referral.first_contact_at:
        Referral.objects.filter(pk=referral.pk).update(first_contact_at=stamp)
        referral.first_contact_at = stamp


def _note_telling(referral: Referral, judgement: Judgement, at: datetime) -> None:
    """Under `tell` the prospect of a referral hears of it, a moment after the giver could still undo it."""
    tells = (
        referral.is_open
        and referral.told_at is None
        and referral.giver_member_id is not None
        and Mode(referral.consent_mode) is Mode.TELL
        and judgement.claimed.grade is Grade.REFERRAL
    )
    due = (referral.tell_due_at or at + UNDO_WITHIN) if tells else None
    if due != referral.tell_due_at:
        Referral.objects.filter(pk=referral.pk).update(tell_due_at=due)


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

"""Before or right after the passing on: tell the prospect, or ask them first."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.audit import SENTBY
from sentby.introductions import letters, queries
from sentby.introductions.actions.errors import AlreadyLeft, NotPossible
from sentby.introductions.actions.linking import make_link, own_link
from sentby.introductions.actions.writing import lock, write_to_prospect
from sentby.introductions.models import Question
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode

MUST_NOT = SENTBY.because("by now it was stopped, or Sentby may not write to them")


@transaction.atomic
def tell(*, referral: Referral, at: datetime) -> bool:
    """Tell the prospect who passed what to whom, when and why. False when it is not due, or must not be written."""
    fresh = lock(referral)
    due = Referral.objects.filter(pk=fresh.pk, tell_due_at__lte=at)
    if queries.why_stopped(fresh) or not queries.may_write_letter(fresh).allowed:
        if due.update(tell_due_at=None):
            audit.record("prospect.not_told", subject=("referral", fresh.pk), by=MUST_NOT, at=at)
        return False
    if not due.update(tell_due_at=None, told_at=at):
        return False
    write_that_it_was_passed_on(fresh, at, why="it is a referral under the mode `tell`")
    return True


def write_that_it_was_passed_on(referral: Referral, at: datetime, *, why: str) -> None:
    """Who gave what to whom, with a link that stops it. For other actions, inside their transaction."""
    by = SENTBY.because(why)
    link, url = make_link(referral=referral, side="prospect", by=by, at=at)
    message = write_to_prospect(referral, letters.tell(referral, url), link, by, at)
    audit.record("prospect.told", subject=("referral", referral.pk), by=by, at=at, message=message.pk)


@transaction.atomic
def ask_first(*, referral: Referral, by: Member, at: datetime) -> Question:
    """Let Sentby ask the prospect whether they may be passed on. Raises NotPossible, or AlreadyLeft: it asks once."""
    fresh = lock(referral)
    check_question(fresh)
    allowed = queries.may_write_letter(fresh)
    if not allowed.allowed:
        raise NotPossible(allowed.because)
    question = _question(fresh, "sentby", by, at)
    link, url = make_link(referral=fresh, side="prospect", by=by.actor, at=at)
    message = write_to_prospect(fresh, letters.ask_first(fresh, url), link, by, at)
    _leave(question, by, at, message=message)
    return question


@transaction.atomic
def prepare_question(*, referral: Referral, by: Member, at: datetime) -> Question:
    """Make the letter that the member sends from their own mailbox, with the prospect's link in it."""
    fresh = lock(referral)
    check_question(fresh)
    question = _question(fresh, "own", by, at)
    own_link(referral=fresh, by=by, at=at)
    prepared = ("referral", fresh.pk)
    audit.record("question.prepared", subject=prepared, by=by.actor, at=at, question=question.pk)
    return question


@transaction.atomic
def mark_asked(*, question: Question, by: Member, at: datetime) -> Question:
    """The member says that the question left from their own mailbox. Raises AlreadyLeft."""
    check_question(lock(question.referral))
    _leave(question, by, at)
    return question


def check_question(referral: Referral) -> None:
    """Raises NotPossible unless the prospect is still to be asked. For other actions as well."""
    if stopped := queries.why_stopped(referral):
        raise NotPossible(stopped)
    if Mode(referral.consent_mode) is not Mode.ASK_ONE or referral.released_at is not None:
        raise NotPossible("There is nothing to ask: this was passed on already.")


def _question(referral: Referral, way: str, by: Member, at: datetime) -> Question:
    """The one question of a referral. One that was prepared, or was held back, may still take either way."""
    try:
        with transaction.atomic():
            return Question.objects.create(referral=referral, by=by, way=way, created_at=at)
    except IntegrityError:
        waiting = Question.objects.filter(Q(left_at=None) | Q(message__state="withheld"), referral=referral)
        if not waiting.update(by=by, way=way, left_at=None, message=None):
            raise AlreadyLeft from None
        return Question.objects.get(referral=referral)


def _leave(question: Question, by: Member, at: datetime, **changes: object) -> None:
    if not Question.objects.filter(pk=question.pk, left_at=None).update(left_at=at, **changes):
        raise AlreadyLeft
    audit.record(
        "prospect.asked", subject=("referral", question.referral_id), by=by.actor, at=at, way=question.way,
        question=question.pk, message=getattr(changes.get("message"), "pk", ""),
    )  # fmt: skip
    question.refresh_from_db()

"""The prospect's word: three answers, a yes before passing on, a no for good; and the letter that Sentby saw leave."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.db.models import Q

from sentby.core import audit
from sentby.mail import actions as mail
from sentby.people import actions as people
from sentby.people import queries as people_queries
from sentby.people.models import Company, Person
from sentby.referrals import letters
from sentby.referrals.actions.handing import note_told
from sentby.referrals.actions.settling import settle_standing
from sentby.referrals.actions.stating import close_questions, lock, observe, retire
from sentby.referrals.models import FeedbackAsk, Referral
from sentby.rules.facts import THREE_QUESTIONS, FactKind, Source

Answer = Literal["yes", "no", "unsure"]
GIVERS_WORD = ("own", "telephone")  # it went through the giver's hands: a yes is claimed, and never confirmed


@transaction.atomic
def answer_three_questions(
    *,
    referral: Referral,
    answers: dict[str, Answer],
    words: str,
    by: audit.Actor,
    at: datetime,
    through: str = "",
) -> None:
    """Take down what the prospect answered. Only this makes facts confirmed; a no strikes what was claimed.

    `through` is "own" when the link went through the giver's hands. A yes is then no more than claimed: the giver's
    word alone never confirms anything. A no counts all the same.
    """
    lock(referral)
    for name, question in THREE_QUESTIONS.items():
        answer = answers.get(name, "unsure")
        if answer != "unsure":
            _take_down(referral, question.kind, holds=answer == "yes", by=by, at=at, through=through)
    if "yes" in answers.values():
        _take_down(referral, FactKind.PERSON_NAMED, holds=True, by=by, at=at, through=through)
    if words.strip():
        _ask_anew(referral, words.strip(), by, at)
    audit.record(
        "prospect.answered", subject=("referral", referral.pk), by=by, at=at, through=through,
        **{name: answers.get(name, "unsure") for name in THREE_QUESTIONS},
    )  # fmt: skip
    settle_standing(referral=referral, by=by, at=at)
    for letter in letters.prospect_answered(referral, answers, words.strip()):
        mail.queue(letter=letter, sender=None, permission=None, by=by, at=at)


@transaction.atomic
def accept_passing(
    *,
    referral: Referral,
    accepted: bool,
    by: audit.Actor,
    at: datetime,
    through: str = "",
    on: date | None = None,
) -> bool:
    """The prospect's answer under `ask-one`. A yes releases it to the receiver, whose 24 hours start now.

    `through` is "telephone" when the giver rang, and says what was answered, on which day.
    """
    lock(referral)
    if referral.released_at is not None or referral.declined_at is not None or not referral.is_open:
        return False
    changes = {"released_at": at} if accepted else {"declined_at": at}
    Referral.objects.filter(pk=referral.pk).update(**changes)
    audit.record(
        "prospect.accepted" if accepted else "prospect.declined",
        subject=("referral", referral.pk),
        by=by,
        at=at,
        through=through,
    )
    if accepted:
        _take_down(referral, FactKind.EXPECTS_CONTACT, holds=True, by=by, at=at, through=through, on=on)
    settle_standing(referral=referral, by=by, at=at)
    for letter in letters.prospect_consented(referral, accepted):
        if (
            letter.to_member is None or letter.to_member.actor != by
        ):  # nobody is told what they said themselves
            mail.queue(letter=letter, sender=None, permission=None, by=by, at=at)
    return True


@transaction.atomic
def refuse(*, referral: Referral, by: audit.Actor, at: datetime, through: str = "") -> None:
    """The prospect's "please don't": final, for everybody on this desk, whatever else is open about them.

    `through` is "telephone" when the giver heard it, and wrote it down.
    """
    if through == "telephone":
        by = by.because("said on the telephone")
    channels = ways_to(referral.prospect)
    people.take_turns_about(channels)
    affected = sorted([referral, *_others_about(referral, channels)], key=lambda item: item.pk)
    people.hold_all(item.prospect_person_id for item in affected if item.prospect_person_id)
    for item in affected:
        lock(item)
    people.refuse(channels=channels, referral_id=referral.pk, by=by, at=at)
    for item in affected:
        _stop(item, by, at, through)


def note_letter_both(*, referral: Referral, by: audit.Actor, at: datetime, seen: bool) -> None:
    """An introduction to both left. Sentby saw it leave (`seen`), or the member says that it did."""
    source = Source.OBSERVED if seen else Source.CLAIMED
    with transaction.atomic():
        lock(referral)
        for kind in (FactKind.INTRODUCED_IN_WRITING, FactKind.HAS_RECEIVERS_DETAILS):
            observe(referral, kind, by=by, at=at, source=source)
        note_told(referral, by=by, at=at)
        settle_standing(referral=referral, by=by, at=at)


def stop_if_refused(*, referral: Referral, by: audit.Actor, at: datetime) -> None:
    """One that opens again, about somebody who refused in the meantime, stops at once."""
    if referral.is_open and in_turn_refused(ways_to(referral.prospect)):
        _stop(referral, by.because("somebody who is reached like this has refused"), at)


def in_turn_refused(ways: Sequence[str]) -> bool:
    """Whether somebody reached by these refused, for whoever is about to write: who refuses at this moment comes before,
    or finds what is written.
    """
    people.take_turns_about(ways)
    return people_queries.is_refused(ways)


def ways_to(prospect: Person | Company | None) -> list[str]:
    """The prospect's own addresses and numbers. A web page is a firm's, and would speak for colleagues as well."""
    return [c.shown for c in prospect.channels.exclude(kind="url")] if prospect is not None else []


def _take_down(
    referral: Referral,
    kind: FactKind,
    *,
    holds: bool,
    by: audit.Actor,
    at: datetime,
    through: str,
    on: date | None = None,
) -> None:
    source = Source.CLAIMED if holds and through in GIVERS_WORD else Source.CONFIRMED
    observe(referral, kind, by=by, at=at, source=source, holds=holds, on=on)


def _ask_anew(referral: Referral, words: str, by: audit.Actor, at: datetime) -> None:
    """The prospect's latest question takes the place of an earlier one."""
    asked = referral.facts.filter(kind=FactKind.OPEN_QUESTIONS, source=Source.CONFIRMED)
    retire(asked.exclude(note=words), referral, by=by, at=at, why="the prospect asks something else now")
    observe(referral, FactKind.OPEN_QUESTIONS, by=by, at=at, source=Source.CONFIRMED, note=words)


def _others_about(referral: Referral, channels: list[str]) -> list[Referral]:
    """Every open referral on the desk whose prospect has one of these channels."""
    people_ids, company_ids = people_queries.ids_reachable_by(channels)
    same = Q(prospect_person_id__in=people_ids) | Q(prospect_company_id__in=company_ids)
    return list(Referral.objects.open().filter(same).exclude(pk=referral.pk))


def _stop(referral: Referral, by: audit.Actor, at: datetime, through: str = "") -> None:
    if not Referral.objects.filter(pk=referral.pk, refused_at=None).update(refused_at=at, tell_due_at=None):
        return
    open_questions = FeedbackAsk.objects.filter(referral=referral)
    close_questions(open_questions, referral, by=by, at=at, why="refused")
    source = Source.CLAIMED if through == "telephone" else Source.CONFIRMED
    observe(referral, FactKind.REFUSED, by=by, at=at, source=source)
    audit.record("prospect.refused", subject=("referral", referral.pk), by=by, at=at, through=through)
    settle_standing(referral=referral, by=by, at=at)
    for letter in letters.prospect_refused(referral):
        mail.queue(letter=letter, sender=None, permission=None, by=by, at=at)

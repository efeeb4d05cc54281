"""Facts: claim one, withdraw one, and what follows for the grade and the next action."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from sentby.accounts.models import Member
from sentby.core import audit
from sentby.core.clock import today_in
from sentby.people import actions as people
from sentby.people.models import Company
from sentby.referrals.actions.errors import NotOpen
from sentby.referrals.actions.noting import forget_conversations, note_conversations
from sentby.referrals.actions.settling import settle_standing
from sentby.referrals.models import Fact, FeedbackAsk, Referral
from sentby.referrals.parties import names
from sentby.rules.facts import FactKind, Source

STRUCTURAL = frozenset({FactKind.BUSINESS_NAMED, FactKind.PERSON_NAMED, FactKind.REACHABLE})
NOT_CLAIMABLE = STRUCTURAL | {FactKind.REFUSED}


class CannotClaim(Exception):
    """This fact follows from something else, or is somebody else's to state."""


@dataclass(frozen=True)
class Claim:
    """What somebody states in a form, by API or in a file."""

    kind: FactKind
    on: date | None = None
    note: str = ""


@transaction.atomic
def claim_facts(*, referral: Referral, claims: Iterable[Claim], by: Member, at: datetime) -> list[Fact]:
    """State several facts at once. A fact that is stated already stays, unless the day or the words are others. Raises CannotClaim, or NotOpen."""
    lock_open(referral)
    stated = state_claims(referral, claims, by=by, at=at)
    settle_standing(referral=referral, by=by.actor, at=at)
    return stated


def state_claims(referral: Referral, claims: Iterable[Claim], *, by: Member, at: datetime) -> list[Fact]:
    """State facts without what follows from them. For other actions, which have locked the referral or just made it.

    All are checked before any is written. Raises CannotClaim.
    """
    claims, today = list(claims), today_in(by.time_zone, at)
    for claim in claims:
        _check_can_be_claimed(claim, today)
    rows = referral.facts.filter(source=Source.CLAIMED, withdrawn_at=None)
    standing = {fact.kind: fact for fact in rows}
    stated = [_claim(referral, claim, standing.get(claim.kind), by, at) for claim in _last_said(claims)]
    new = [fact for fact in stated if fact is not standing.get(fact.kind)]
    _write(new, by.actor, at)
    forget_conversations(referral, _taken_back(referral, {fact.kind for fact in new}), by=by.actor, at=at)
    note_conversations(referral, new, by=by.actor, at=at)
    return stated


def claim_fact(
    *, referral: Referral, kind: FactKind, by: Member, at: datetime, on: date | None = None, note: str = ""
) -> Fact:
    """State one fact about a referral, dated today in the member's zone unless said otherwise."""
    return claim_facts(referral=referral, claims=[Claim(kind, on, note)], by=by, at=at)[0]


@transaction.atomic
def withdraw_fact(*, fact: Fact, by: Member, at: datetime) -> bool:
    """Withdraw a claim entered by mistake. False when it had been withdrawn already.

    Raises CannotClaim for what no member claimed, and NotOpen when the referral is over.
    """
    if fact.source != Source.CLAIMED or FactKind(fact.kind) in STRUCTURAL:
        raise CannotClaim("Only what a member claimed can be withdrawn.")
    lock_open(fact.referral)
    done = Fact.objects.filter(pk=fact.pk, withdrawn_at=None).update(withdrawn_at=at)
    if done:
        _record("fact.withdrawn", [fact], by.actor, at)
        forget_conversations(fact.referral, [fact], by=by.actor, at=at)
        settle_standing(referral=fact.referral, by=by.actor, at=at)
    return done == 1


def observe(
    referral: Referral, kind: FactKind, *, by: audit.Actor, at: datetime, source: Source = Source.OBSERVED,
    holds: bool = True, note: str = "", on: date | None = None,
) -> Fact:  # fmt: skip
    """Record what Sentby saw, or the prospect said. For other actions, which have locked the referral: it looks, then writes."""
    if source is Source.CONFIRMED:
        other = referral.facts.filter(kind=kind, source=source, holds=not holds)
        retire(other, referral, by=by, at=at, why="the prospect says otherwise now")
    said = _observed(referral, kind, source, by, at, holds=holds, note=note, on=on)
    standing = referral.facts.filter(kind=kind, source=source, holds=holds, withdrawn_at=None).first()
    if standing is None:
        _write([said], by, at)
    return standing or said


def retire(facts: "QuerySet[Fact]", referral: Referral, *, by: audit.Actor, at: datetime, why: str) -> None:
    """Withdraw what does not stand any more, because of something else. For other actions, inside their transaction."""
    over = dict(facts.filter(referral=referral, withdrawn_at=None).values_list("pk", "kind"))
    if over:
        Fact.objects.filter(pk__in=over).update(withdrawn_at=at)
        audit.record(
            "fact.retired", subject=("referral", referral.pk), by=by, at=at, why=why,
            facts=audit.ids(over), kinds=audit.ids(sorted(set(over.values()))),
        )  # fmt: skip


def state_prospect(referral: Referral, *, by: audit.Actor, at: datetime) -> None:
    """Let the structural facts follow from the prospect's row: named, a business, reachable.

    For other actions, which have locked the referral or just made it.
    """
    prospect = referral.prospect
    is_business = isinstance(prospect, Company)
    company = prospect if is_business else getattr(prospect, "company", None)
    reachable = prospect is not None and prospect.channels.exists()
    wanted = {
        (FactKind.PERSON_NAMED, Source.CLAIMED): prospect is not None and not is_business,
        (FactKind.BUSINESS_NAMED, Source.CLAIMED): company is not None,
        (FactKind.REACHABLE, Source.OBSERVED): reachable,
    }
    live = Fact.objects.filter(referral=referral, kind__in=STRUCTURAL, withdrawn_at=None)
    stated = {(FactKind(fact.kind), Source(fact.source)): fact.pk for fact in live}
    over = [pk for said, pk in stated.items() if not wanted.get(said, True)]
    if over:
        retire(live.filter(pk__in=over), referral, by=by, at=at, why="their entry says otherwise now")
    missing = [said for said, holds in wanted.items() if holds and said not in stated]
    _write([_observed(referral, kind, source, by, at) for kind, source in missing], by, at)


def close_questions(
    asks: "QuerySet[FeedbackAsk]", referral: Referral, *, by: audit.Actor, at: datetime, why: str
) -> None:
    """Nobody is asked any more what something else has answered. For other actions, inside their transaction."""
    over = list(asks.filter(referral=referral, answered_at=None).values_list("pk", flat=True))
    if over:
        FeedbackAsk.objects.filter(pk__in=over).update(answered_at=at)
        audit.record(
            "question.closed",
            subject=("referral", referral.pk),
            by=by,
            at=at,
            why=why,
            questions=audit.ids(over),
        )


def _last_said(claims: Iterable[Claim]) -> Iterable[Claim]:
    """Of several claims about one thing the last; a bare repetition changes nothing."""
    said: dict[FactKind, Claim] = {}
    for claim in claims:
        earlier = said.get(claim.kind)
        if earlier is None or not _repeats(claim, earlier):
            said[claim.kind] = claim
    return said.values()


def _taken_back(referral: Referral, kinds: set[str]) -> list[Fact]:
    """What was claimed before in the place of these: also what somebody else has corrected since."""
    claimed = referral.facts.filter(source=Source.CLAIMED, kind__in=kinds)
    return list(claimed.exclude(withdrawn_at=None))


def _repeats(claim: Claim, earlier: Claim | Fact) -> bool:
    return claim.on in (None, earlier.on) and claim.note.strip() in ("", earlier.note.strip())


def _check_can_be_claimed(claim: Claim, today: date) -> None:
    if claim.kind in NOT_CLAIMABLE:
        raise CannotClaim(f"“{claim.kind}” follows from the details; it cannot be claimed.")
    if claim.on and claim.on > today:
        raise CannotClaim("That day has not come yet. Only what has happened is a fact.")


def _claim(referral: Referral, claim: Claim, earlier: Fact | None, by: Member, at: datetime) -> Fact:
    """Another day, or other words, take the place of the earlier claim; a bare repetition changes nothing."""
    if earlier:
        if _repeats(claim, earlier):
            return earlier
        Fact.objects.filter(pk=earlier.pk).update(withdrawn_at=at)
        _record("fact.withdrawn", [earlier], by.actor, at)
    return Fact(
        referral=referral, kind=claim.kind, source=Source.CLAIMED, on=claim.on or today_in(by.time_zone, at),
        time_zone=by.time_zone, recorded_at=at, actor_kind="member", actor_id=by.pk, note=claim.note.strip(),
    )  # fmt: skip


def _observed(
    referral: Referral, kind: FactKind, source: Source, by: audit.Actor, at: datetime, *, holds: bool = True,
    note: str = "", on: date | None = None,
) -> Fact:  # fmt: skip
    return Fact(
        referral=referral, kind=kind, source=source, holds=holds, note=note, on=on or at.date(),
        time_zone="" if on else "UTC", recorded_at=at, actor_kind=by.kind, actor_id=by.id,
    )  # fmt: skip


def _write(new: list[Fact], by: audit.Actor, at: datetime) -> None:
    Fact.objects.bulk_create(new)
    _record("fact.stated", new, by, at)


def _record(what: str, facts: Iterable[Fact], by: audit.Actor, at: datetime) -> None:
    audit.record_all(
        audit.line(
            what, subject=("referral", fact.referral_id), by=by, at=at, fact=fact.pk, kind=fact.kind,
            source=fact.source, holds=fact.holds, on=fact.on.isoformat() if fact.on else None,
        )
        for fact in facts
    )  # fmt: skip


def lock(referral: Referral) -> None:
    """Let one caller at a time change this referral, and read its row afresh.

    The entry of the prospect comes first, as with whoever writes in the book: two who wait for each other never end.
    """
    if referral.prospect_person_id is not None:
        people.hold_all([referral.prospect_person_id])
    referral.refresh_from_db(from_queryset=Referral.objects.select_for_update(of=("self",)))


def lock_open(referral: Referral) -> None:
    """The same for an act that only an open referral bears. Raises NotOpen with the sentence that says why not."""
    lock(referral)
    if not referral.is_open:
        raise NotOpen(f"{_why_not_open(referral)} Nothing was saved.")


def _why_not_open(referral: Referral) -> str:
    who = names(referral)
    if referral.refused_at:
        return who.write("{prospect} said: please don’t. That is final.")
    if referral.withdrawn_at:
        return "This was withdrawn; whoever recorded it can bring it back."
    if referral.declined_at:
        return who.write("{prospect} would rather not, this time.")
    return "This has ended. Take the outcome back first if it goes on."

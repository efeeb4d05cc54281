"""The grade of something that is not saved yet: what the form adds up to so far."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sentby.accounts.models import Member
from sentby.core.clock import today_in
from sentby.people import queries as people
from sentby.people.models import Person
from sentby.referrals.choices import GIVE, OWN, RECEIVED
from sentby.referrals.forms import PassOnForm
from sentby.referrals.judging import meeting_near
from sentby.referrals.models import Party
from sentby.referrals.parties import first_name
from sentby.referrals.rungs import Mark
from sentby.referrals.wishes import asked_first, entry_meant, who_else
from sentby.rules import facts as rule
from sentby.rules.facts import GATES, YOU, Fact, FactKind, Names, Origin, Source
from sentby.rules.grading import Judgement, judge


@dataclass(frozen=True)
class Preview:
    """What it would be if it were saved now: the grade, the five facts, and what else saving would do."""

    judgement: Judgement
    gates: list[Mark]
    notes: list[str]


def look(form: PassOnForm, member: Member, at: datetime) -> Preview:
    """Judge what is typed and ticked, and say how each of the five facts stands. Nothing is saved."""
    form.is_valid()
    who = _names(form)
    facts = _facts(form, today_in(member.time_zone, at))
    judgement = judge(
        facts, ladder=member.ladder, passed_on=at.astimezone(ZoneInfo(member.time_zone)), meeting_at=meeting_near(member, at),
        last_minute_hours=member.last_minute_hours, origin=_origin(form), given=form.cleaned_data.get("side") != OWN, names=who,
    )  # fmt: skip
    gates = [
        Mark(
            kind=gate,
            text=rule.label(gate, who),
            state="missing" if gate in judgement.missing else "claimed",
            small="missing" if gate in judgement.missing else "",
        )
        for gate in GATES
    ]
    return Preview(judgement, gates, [] if judgement.refused else _notes(form, who))


def _notes(form: PassOnForm, who: Names) -> list[str]:
    """What saving does beyond the form: somebody new in the book, details that go along from it."""
    party, notes = form.cleaned_data.get("party"), []
    lines = who_else(form)
    if lines:
        notes.append(f"If you mean {lines}, choose that line.")
    elif isinstance(party, str):
        notes.append(f"New in your book: {party}.")
    elif isinstance(party, Person):
        notes.append(f"{party.name} is in your book, and no member here.")
    known = entry_meant(form)
    ways = [channel.shown for channel in known.channels.all()] if known else []
    if known and ways and form.cleaned_data.get("side") == GIVE:
        notes.append(f"From your book {who.receiver} gets: {', '.join(ways)}.")
    asked = asked_first(form)
    if asked:
        notes.append(f"Your book says: ask {asked.first_name} first.")
    return notes


def _facts(form: PassOnForm, today: date) -> list[Fact]:
    data = form.cleaned_data
    person: Person | None = form.person
    reachable = bool(data.get("reach") or data.get("reach_too"))
    reachable = reachable or (person is not None and person.channels.exists())
    given = {
        FactKind.PERSON_NAMED: bool(data.get("name") or person),
        FactKind.BUSINESS_NAMED: bool(data.get("business") or (person and person.company)),
        FactKind.REACHABLE: reachable,
    }
    facts = [Fact(kind, Source.CLAIMED) for kind, holds in given.items() if holds]
    if people.is_refused(_ways(form)):
        facts.append(Fact(FactKind.REFUSED, Source.CONFIRMED))
    claims = form.claims() if "spoke_on" not in form.errors else []
    return facts + [Fact(c.kind, Source.CLAIMED, c.on or today) for c in claims]


def _ways(form: PassOnForm) -> list[str]:
    """Every way to reach whoever is meant, as typed and as the book has it."""
    known = entry_meant(form)
    in_book = [way.shown for way in known.channels.all() if way.kind != "url"] if known else []
    return [*form.prospect().channels, *in_book]


def _names(form: PassOnForm) -> Names:
    data = form.cleaned_data
    other = _called(data.get("party"))
    prospect = (
        (form.person.name if form.person else "")
        or data.get("name")
        or data.get("business")
        or "the prospect"
    )
    giver, receiver = {RECEIVED: (other, YOU), OWN: (YOU, YOU)}.get(data.get("side", ""), (YOU, other))
    return Names(
        giver=giver or "the giver",
        receiver=receiver or "the receiver",
        prospect=prospect.split(" ", maxsplit=1)[0] if data.get("name") else prospect,
    )


def _called(party: "Party | str | None") -> str:
    if isinstance(party, str):
        return party.split(" ", maxsplit=1)[0]
    return first_name(party, "")


def _origin(form: PassOnForm) -> Origin:
    return Origin(form.cleaned_data.get("origin") or Origin.UNKNOWN)

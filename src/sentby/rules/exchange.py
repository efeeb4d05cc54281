"""Exchange: facts in and judgements out as plain JSON values, for the command line and the API.

Everything unexpected is refused with a sentence that names the place. There is no key for a grade or a level.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final, TypeVar, cast

from sentby.rules.facts import Fact, FactKind, Names, Origin, Source
from sentby.rules.grading import Judgement, Step, Verdict, judge
from sentby.rules.ladders import LADDERS
from sentby.rules.moments import Day

MAX_FACTS: Final = 1000
MAX_NAME: Final = 100
YEARS: Final = range(1900, 2201)

_REQUEST_KEYS: Final = ("facts", "ladder", "passed_on", "meeting_at", "origin", "given", "names")
_FACT_KEYS: Final = ("kind", "source", "on", "value")
_NAME_KEYS: Final = ("giver", "receiver", "prospect")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}[0-9:.]{0,12}(Z|[+-][0-9]{2}:?[0-9]{2})?"
)

Word = TypeVar("Word", bound=StrEnum)
SomeDay = TypeVar("SomeDay", bound=date)


class BadRequest(ValueError):
    """A request that cannot be read; its text says where and why."""


@dataclass(frozen=True, slots=True)
class Request:
    """What `judge` is asked."""

    facts: tuple[Fact, ...]
    ladder: int = 8
    passed_on: datetime | None = None
    meeting_at: datetime | None = None
    origin: Origin = Origin.UNKNOWN
    given: bool = True
    names: Names = field(default_factory=Names)

    def judge(self) -> Judgement:
        """Judge the facts under the circumstances that were given."""
        return judge(
            self.facts,
            ladder=self.ladder,
            passed_on=self.passed_on,
            meeting_at=self.meeting_at,
            origin=self.origin,
            given=self.given,
            names=self.names,
        )


def read_request(payload: object) -> Request:
    """Read a request. BadRequest when anything in it is unknown, missing, too long or not of its kind."""
    request = _object(payload, "The request", _REQUEST_KEYS, needed=("facts",))
    return Request(
        facts=_facts(request["facts"]),
        ladder=_ladder(request.get("ladder", 8)),
        passed_on=_moment(request.get("passed_on"), "passed_on"),
        meeting_at=_moment(request.get("meeting_at"), "meeting_at"),
        origin=_member(request.get("origin", Origin.UNKNOWN), Origin, "origin", "an origin"),
        given=_yes_or_no(request.get("given", True), "given"),
        names=_names(request.get("names", {})),
    )


def write_judgement(judgement: Judgement) -> dict[str, object]:
    """Write a judgement as JSON values."""
    return {
        "claimed": _verdict(judgement.claimed),
        "confirmed": _verdict(judgement.confirmed),
        "missing": [str(kind) for kind in judgement.missing],
        "next": _step(judgement.next),
        "reasons": list(judgement.reasons),
        "introduction": judgement.claimed.introduction,
        "refused": judgement.refused,
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {"grade": str(verdict.grade), "level": verdict.level}


def _step(step: Step | None) -> dict[str, object] | None:
    if step is None:
        return None
    return {"fact": str(step.fact), "grade": str(step.grade), "level": step.level, "say": step.say}


def _object(
    value: object, place: str, allowed: Collection[str], needed: Collection[str] = ()
) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadRequest(f"{place}: give an object, not {_shown(value)}.")
    for key in value:
        if key not in allowed:
            raise BadRequest(f"{place}: there is no key {_shown(key)}; the keys are {', '.join(allowed)}.")
    for key in needed:
        if key not in value:
            raise BadRequest(f"{place}: the key '{key}' is missing.")
    return cast(Mapping[str, object], value)


def _facts(value: object) -> tuple[Fact, ...]:
    if not isinstance(value, list):
        raise BadRequest(f"facts: give a list, not {_shown(value)}.")
    if len(value) > MAX_FACTS:
        raise BadRequest(f"facts: {len(value)} are too many; give at most {MAX_FACTS}.")
    return tuple(_fact(item, f"facts[{index}]") for index, item in enumerate(value))


def _fact(value: object, place: str) -> Fact:
    fact = _object(value, place, _FACT_KEYS, needed=("kind",))
    return Fact(
        kind=_member(fact["kind"], FactKind, f"{place}.kind", "a fact"),
        source=_member(fact.get("source", Source.CLAIMED), Source, f"{place}.source", "a source"),
        on=_day(fact.get("on"), f"{place}.on"),
        holds=_yes_or_no(fact.get("value", True), f"{place}.value"),
    )


def _yes_or_no(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise BadRequest(f"{place}: give true or false, not {_shown(value)}.")
    return value


def _member(value: object, words: type[Word], place: str, what: str) -> Word:
    if isinstance(value, str) and value in set(words):
        return words(value)
    likely = _likely(value, words)
    advice = f"did you mean {likely}?" if likely else f"choose from {', '.join(words)}."
    raise BadRequest(f"{place}: {_shown(value)} is not {what}; {advice}")


def _likely(value: object, words: type[StrEnum]) -> str | None:
    if not isinstance(value, str) or not 2 < len(value) < MAX_NAME:
        return None
    typed = value.casefold().strip().replace(" ", "_").replace("-", "_")
    containing = [word for word in words if typed in word or word in typed]
    return next(iter(containing or get_close_matches(typed, list(words), n=1)), None)


def _ladder(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in LADDERS:
        raise BadRequest("ladder: there is no such ladder; choose 5, 8 or 10.")
    return value


def _day(value: object, place: str) -> Day | None:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return _checked(date.fromisoformat, value, place)
    return _moment(value, place, or_day=" or 2026-05-12")


def _moment(value: object, place: str, or_day: str = "") -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise BadRequest(f"{place}: {_shown(value)} is not a date; write 2026-05-12T10:20+01:00{or_day}.")
    moment = _checked(datetime.fromisoformat, value, place)
    if moment.utcoffset() is None:
        raise BadRequest(f"{place}: {_shown(value)} has no time zone; add Z or an offset such as +01:00.")
    return moment


def _checked(read: Callable[[str], SomeDay], value: str, place: str) -> SomeDay:
    try:
        day = read(value)
    except ValueError:
        raise BadRequest(f"{place}: {_shown(value)} is not in the calendar.") from None
    if day.year not in YEARS:
        raise BadRequest(f"{place}: {_shown(value)} lies outside the years {YEARS[0]} to {YEARS[-1]}.")
    return day


def _names(value: object) -> Names:
    names = _object(value, "names", _NAME_KEYS)
    said: dict[str, Any] = {role: _name(name, f"names.{role}") for role, name in names.items()}
    return Names(**said)


def _name(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_NAME or not value.isprintable():
        raise BadRequest(f"{place}: give a name of 1 to {MAX_NAME} letters, on one line.")
    return value.strip()


def _shown(value: object) -> str:
    """Show a value in a message: short texts as they are, anything else by its kind."""
    if isinstance(value, str):
        return repr(value if len(value) <= MAX_NAME else f"{value[:40]}…")
    kinds = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(value), "nothing" if value is None else "something else")

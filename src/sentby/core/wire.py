"""What every part of the API takes: bounded text without NUL, ids, days and moments; and one effect for one key."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, Protocol, TypeVar

from ninja import Header, Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from sentby.core.audit import Actor
from sentby.core.clock import now
from sentby.core.once import Answer, once
from sentby.rules.names import visible

YEARS: Final = range(1900, 2201)
SomeDay = TypeVar("SomeDay", bound=date)
SOMEBODY_ELSES: Final = "Nobody with this id is at this desk or in your book."


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("There is a character in it that cannot be stored (NUL).")
    return text


def _written(value: object) -> object:
    """Days and moments are written out: a bare number could be seconds, or milliseconds, or a year."""
    if not isinstance(value, str | date):
        raise ValueError("Write it out, such as 2026-05-12 or 2026-05-12T10:20+01:00.")
    return value


def _in_our_time(day: SomeDay) -> SomeDay:
    if day.year not in YEARS:
        raise ValueError(f"The year lies between {YEARS[0]} and {YEARS[-1]}.")
    return day


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


NoNul = AfterValidator(_without_nul)
Id = Annotated[str, Field(min_length=1, max_length=16, pattern="^[0-9a-z]+$")]
Line = Annotated[str, Field(max_length=160), NoNul, AfterValidator(visible)]
Story = Annotated[str, Field(max_length=2_000), NoNul]
Words = Annotated[str, Field(max_length=200), NoNul]
Day = Annotated[date, BeforeValidator(_written), AfterValidator(_in_our_time)]
Moment = Annotated[
    AwareDatetime, BeforeValidator(_written), AfterValidator(_in_our_time), AfterValidator(_in_utc)
]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
YesNo = Annotated[bool, Field(strict=True)]
PageNumber = Annotated[int, Field(ge=1, le=1_000_000)]
PageSize = Annotated[int, Field(ge=1, le=100)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", max_length=80,
        description="The same key has one effect, however often it arrives. For other contents it is refused (409).",
    ),
]  # fmt: skip


class Strict(Schema):
    """What comes in: nothing that is not known."""

    model_config = ConfigDict(extra="forbid")


class Paged(Strict):
    """Which page of a list."""

    page: PageNumber = 1
    size: PageSize = 25

    @property
    def piece(self) -> slice:
        """The part of a list that this page is."""
        return slice((self.page - 1) * self.size, self.page * self.size)


class Acting(Protocol):
    """Somebody who can be named in the audit trail."""

    @property
    def actor(self) -> Actor: ...


def act_once(by: Acting, name: str, key: str, contents: object, act: Callable[[], Any]) -> Answer:
    """Do it once for each Idempotency-Key. `act` returns something with an id, a dict, or nothing."""

    def answer() -> Answer:
        result = act()
        return result if isinstance(result, dict) else {"id": str(getattr(result, "pk", "") or "")}

    return once(answer, name=f"api.{name}", actor=str(by.actor), key=key, at=now(), contents=contents)


def said(payload: Schema) -> Any:
    """What a body says, for the fingerprint that notices a key used for something else."""
    return payload.model_dump(mode="json")


SENTENCES: Final[dict[str, str]] = {
    "missing": "Give this.",
    "string_type": "Give text.",
    "string_unicode": "Give text in Unicode.",
    "string_too_long": "At most {max_length} characters.",
    "string_too_short": "This cannot be empty.",
    "string_pattern_mismatch": "This is not written as it has to be.",
    "int_type": "Give a whole number.",
    "int_parsing": "Give a whole number.",
    "int_parsing_size": "That number is too big.",
    "int_from_float": "Give a whole number.",
    "greater_than_equal": "{ge} or more.",
    "less_than_equal": "At most {le}.",
    "bool_type": "Give true or false.",
    "bool_parsing": "Give true or false.",
    "list_type": "Give a list.",
    "too_long": "At most {max_length}.",
    "model_type": "Give an object.",
    "model_attributes_type": "Give an object.",
    "dict_type": "Give an object.",
    "literal_error": "Choose from {expected}.",
    "enum": "Choose from {expected}.",
    "timezone_aware": "Add the offset, such as Z or +01:00.",
}
NO_OBJECT: Final = frozenset({"model_type", "model_attributes_type", "dict_type"})
GRADES: Final = frozenset({"grade", "level", "claimed", "confirmed", "judgement"})


def sentences(errors: list[dict[str, Any]]) -> dict[str, str]:
    """What is wrong with each field, in plain words, by the field's place in the body."""
    found: dict[str, str] = {}
    for error in sorted(errors, key=_says_little):
        found.setdefault(_place(error["loc"]), _sentence(error))
    return found


def _says_little(error: dict[str, Any]) -> int:
    """Of a field that is a word or an object, the branch that was meant says more than the other."""
    if error["type"] in NO_OBJECT:
        return 2
    return 1 if str(error["loc"][-1]).startswith("literal[") else 0


def _place(where: tuple[Any, ...]) -> str:
    parts = [str(part) for part in where[1:] if re.fullmatch(r"[\w-]{1,60}", str(part))]
    parts = [
        part
        for part in parts
        if (part not in ("payload", "asked") and not part[:1].isupper()) or part.isdigit()
    ]
    return ".".join(parts) or "body"


def _sentence(error: dict[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        graded = error["loc"][-1] in GRADES
        return "A grade follows from the facts; nobody sets it." if graded else "There is no such field."
    if kind == "value_error":
        return str(context.get("error", "")) or "This cannot be used."
    if kind.startswith(("datetime", "date")):
        return "Write it as 2026-05-12, or a moment as 2026-05-12T10:20+01:00."
    return SENTENCES.get(kind, "This cannot be used.").format_map(
        context | {"max_length": context.get("max_length")}
    )

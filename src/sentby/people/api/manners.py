"""How the API of the book answers: which version is meant, one effect for one key, and plain sentences."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any, Final

from ninja import Header, Schema

from sentby.core.once import Answer, KeyReused, once
from sentby.core.problems import Problem, ProblemDetails
from sentby.engine.contacts import Refused
from sentby.people import actions
from sentby.people.desk import Desk
from sentby.people.forms import SPOKE_BEFORE, came_before_they_met

NO_VERSION: Final[dict[Any, Any]] = {428: ProblemDetails}
IfMatch = Annotated[
    str,
    Header(alias="If-Match", max_length=40, description="The version that you saw, instead of `version`."),
]
_FIELD_OF: Final[dict[type[Exception], str]] = {
    actions.ChannelError: "channels",
    actions.NoName: "name",
    actions.NotYet: "on",
    actions.TooLong: "note",
}


def once_by_key(desk: Desk, name: str, key: str, contents: object, act: Callable[[], Answer]) -> Answer:
    """Do it once for each Idempotency-Key; answer later ones as the first."""
    with plainly():
        return once(
            act, name=f"api.{name}", actor=str(desk.member.actor), key=key, at=desk.at, contents=contents
        )


@contextmanager
def plainly() -> Iterator[None]:
    """What the actions refuse, as problem details."""
    try:
        yield
    except tuple(_FIELD_OF) as trouble:
        raise Problem(422, "Nothing was saved", errors={_FIELD_OF[type(trouble)]: str(trouble)}) from None
    except Refused as reason:
        raise Problem(422, "This file is not read", str(reason)) from None
    except actions.Conflict as conflict:
        now_at = f"The entry stands at version {conflict.current.version} now. Read it again, then change it."
        raise Problem(409, "The entry was changed since you read it", now_at) from None
    except KeyReused:
        raise Problem(409, "This Idempotency-Key was used for something else", "Use a fresh one.") from None


def version_meant(said: int | None, if_match: str) -> int:
    """The version that the caller saw: in the body, or as the entity tag."""
    tagged = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', if_match.strip())
    if said or tagged:
        return said or int(tagged[1] if tagged else 0)
    raise Problem(428, "Say which version you saw", "Give `version`, or If-Match with the version.")


def check_days(desk: Desk, spoke_on: str = "last_contact_on", **days: date | None) -> None:
    """Nothing has happened in the future, and nobody was spoken with before they were met."""
    wrong = {
        name: "That day has not come yet. Give a day up to today."
        for name, day in days.items()
        if day and day > desk.today
    }
    if not wrong and came_before_they_met(days.get("met_on"), days.get(spoke_on)):
        wrong = {spoke_on: SPOKE_BEFORE}
    if wrong:
        raise Problem(422, "Nothing was saved", errors=wrong)


def changed(payload: Schema) -> dict[str, Any]:
    """What the caller said, and nothing that they left out."""
    return payload.model_dump(exclude_unset=True, exclude={"version"})

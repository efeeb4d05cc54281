"""The rule of the grade by machine: facts in, a judgement out. Nothing is stored."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router
from pydantic import ConfigDict

from sentby.core.wire import Strict
from sentby.referrals.documents import JudgementOut
from sentby.rules.exchange import MAX_FACTS, MAX_NAME, read_request, write_judgement
from sentby.rules.facts import FactKind, Origin, Source

router = Router(tags=["grade"])


def _one_of(words: type[FactKind] | type[Source] | type[Origin]) -> Any:
    """Described as a choice; a word that is none of them is answered with the one that was likely meant."""
    return Field(max_length=60, json_schema_extra={"enum": [word.value for word in words]})


Kind = Annotated[str, _one_of(FactKind)]
Vouched = Annotated[str, _one_of(Source)]
From = Annotated[str, _one_of(Origin)]
When = Annotated[str, Field(max_length=40)]
Called = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]


class Exact(Strict):
    model_config = ConfigDict(extra="forbid", strict=True)


class FactToJudge(Exact):
    kind: Kind
    source: Vouched = "claimed"
    on: When | None = None
    value: bool = True


class NamesToUse(Exact):
    giver: Called = "the giver"
    receiver: Called = "the receiver"
    prospect: Called = "the prospect"


class ToJudge(Exact):
    facts: Annotated[list[FactToJudge], Field(max_length=MAX_FACTS)]
    ladder: Annotated[int, Field(json_schema_extra={"enum": [5, 8, 10]})] = 8
    passed_on: When | None = None
    meeting_at: When | None = None
    origin: From = "unknown"
    given: bool = True
    names: NamesToUse = NamesToUse()


@router.post("/grade", response=JudgementOut, summary="Judge facts, as `sentby grade` does")
def grade(request: HttpRequest, payload: ToJudge) -> dict[str, Any]:
    return write_judgement(read_request(payload.model_dump(exclude_unset=True)).judge())

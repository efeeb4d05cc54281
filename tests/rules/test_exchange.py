"""Facts in, judgements out: what is unexpected is refused with a sentence that names the place."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentby.rules.exchange import BadRequest, Request, read_request, write_judgement
from sentby.rules.facts import Fact, FactKind, Names, Origin, Source

FULL: dict[str, Any] = {
    "facts": [
        {"kind": "spoke", "source": "confirmed", "on": "2026-05-11"},
        {"kind": "reachable", "on": "2026-05-12T10:20+01:00"},
        {"kind": "expects_contact", "value": False, "on": None},
    ],
    "ladder": 10,
    "passed_on": "2026-05-12T09:20:00Z",
    "meeting_at": None,
    "origin": "card",
    "given": False,
    "names": {"giver": " Ana ", "prospect": "Dana"},
}


def test_a_full_request_is_read() -> None:
    request = read_request(FULL)
    assert request.facts == (
        Fact(FactKind.SPOKE, Source.CONFIRMED, date(2026, 5, 11)),
        Fact(FactKind.REACHABLE, Source.CLAIMED, datetime.fromisoformat("2026-05-12T10:20+01:00")),
        Fact(FactKind.EXPECTS_CONTACT, Source.CLAIMED, None, holds=False),
    )
    assert (request.ladder, request.origin, request.meeting_at) == (10, Origin.CARD, None)
    assert request.given is False
    assert request.passed_on == datetime(2026, 5, 12, 9, 20, tzinfo=UTC)
    assert request.names == Names("Ana", "the receiver", "Dana")


def test_the_least_request_is_an_empty_list() -> None:
    assert read_request({"facts": []}) == Request(())


def test_a_judgement_is_written_with_its_keys_in_order() -> None:
    written = write_judgement(read_request(FULL).judge())
    assert list(written) == ["claimed", "confirmed", "missing", "next", "reasons", "introduction", "refused"]
    assert written["claimed"] == {"grade": "mention", "level": 0}
    assert json.loads(json.dumps(written)) == written
    assert isinstance(written["next"], dict) and list(written["next"]) == ["fact", "grade", "level", "say"]
    assert write_judgement(read_request({"facts": [{"kind": "refused"}]}).judge())["next"] is None


def test_what_nobody_gave_is_said_by_a_key_of_its_own() -> None:
    facts = [{"kind": str(kind), "on": "2026-05-11"} for kind in FactKind if kind is not FactKind.REFUSED]
    asked = [read_request({"facts": facts} | more).judge() for more in ({}, {"given": False})]
    assert [str(judgement.claimed.grade) for judgement in asked] == ["referral", "lead"]
    with pytest.raises(BadRequest, match="given: give true or false"):
        read_request({"facts": [], "given": "no"})


def changed(**keys: object) -> dict[str, object]:
    return {**FULL, **keys}


def fact(**keys: object) -> dict[str, object]:
    return changed(facts=[{"kind": "spoke"}, {"kind": "spoke"}, keys])


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (fact(kind="expect"), "facts[2].kind: 'expect' is not a fact; did you mean expects_contact?"),
        (fact(kind="May use name"), "facts[2].kind: 'May use name' is not a fact; did you mean may_use_name?"),
        (fact(kind="speck"), "facts[2].kind: 'speck' is not a fact; did you mean spoke?"),
        (fact(kind="zzzz"), "facts[2].kind: 'zzzz' is not a fact; choose from business_named"),
        (fact(kind=[]), "facts[2].kind: a list is not a fact; choose from"),
        (fact(kind=None), "facts[2].kind: nothing is not a fact; choose from"),
        (fact(kind="x" * 5000), "facts[2].kind: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' is not a fact"),
        (fact(), "facts[2]: the key 'kind' is missing."),
        (fact(kind="spoke", grade="referral"), "facts[2]: there is no key 'grade'; the keys are kind, source"),
        (fact(kind="spoke", source="observe"), "facts[2].source: 'observe' is not a source; did you mean observed?"),
        (fact(kind="spoke", value="yes"), "facts[2].value: give true or false, not 'yes'."),
        (fact(kind="spoke", value=1), "facts[2].value: give true or false, not a number."),
        (fact(kind="spoke", on="yesterday"), "facts[2].on: 'yesterday' is not a date; write 2026-05-12T10:20+01:00"),
        (fact(kind="spoke", on=20260512), "facts[2].on: a number is not a date"),
        (fact(kind="spoke", on="2026-02-30"), "facts[2].on: '2026-02-30' is not in the calendar."),
        (fact(kind="spoke", on="2026-02-20T25:00Z"), "facts[2].on: '2026-02-20T25:00Z' is not in the calendar."),
        (fact(kind="spoke", on="0001-01-01T00:00+14:00"), "lies outside the years 1900 to 2200."),
        (fact(kind="spoke", on="2026-05-12T10:20"), "'2026-05-12T10:20' has no time zone; add Z"),
        (changed(passed_on="2026-05-12"), "passed_on: '2026-05-12' is not a date; write 2026-05-12T10:20+01:00."),
        (changed(meeting_at={}), "meeting_at: an object is not a date"),
        (changed(ladder=7), "ladder: there is no such ladder; choose 5, 8 or 10."),
        (changed(ladder=True), "ladder: there is no such ladder"),
        (changed(ladder="8"), "ladder: there is no such ladder"),
        (changed(ladder=10**6000), "ladder: there is no such ladder"),
        (changed(origin="purchased"), "origin: 'purchased' is not an origin; choose from conversation"),
        (changed(names=[]), "names: give an object, not a list."),
        (changed(names={"friend": "Ana"}), "names: there is no key 'friend'; the keys are giver, receiver, prospect."),
        (changed(names={"giver": " "}), "names.giver: give a name of 1 to 100 letters, on one line."),
        (changed(names={"giver": "A\nB"}), "names.giver: give a name"),
        (changed(names={"giver": 3}), "names.giver: give a name"),
        (changed(grade="referral"), "The request: there is no key 'grade'"),
        (changed(facts={}), "facts: give a list, not an object."),
        (changed(facts=[{"kind": "spoke"}] * 1001), "facts: 1001 are too many; give at most 1000."),
        (changed(facts=[True]), "facts[0]: give an object, not true or false."),
        (changed(facts=[object()]), "facts[0]: give an object, not something else."),
        ({}, "The request: the key 'facts' is missing."),
        ([], "The request: give an object, not a list."),
        (None, "The request: give an object, not nothing."),
        (1.5, "The request: give an object, not a number."),
    ],
)  # fmt: skip
def test_what_is_unexpected_is_refused_by_name(payload: object, sentence: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        read_request(payload)
    assert sentence in str(refusal.value)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(FactKind),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
near_facts = st.dictionaries(st.sampled_from(["kind", "source", "on", "value", "x"]), values, max_size=4)
near_requests = st.dictionaries(
    st.sampled_from([*FULL, "grade"]), values | st.lists(near_facts, max_size=3), max_size=4
)


@settings(max_examples=400, deadline=None)
@given(values | near_requests)
def test_no_request_surprises(payload: object) -> None:
    try:
        request = read_request(payload)
    except BadRequest as refusal:
        assert str(refusal)
    else:
        json.dumps(write_judgement(request.judge()))

"""A1, A2: whatever a program sends, facts alone decide what something is called."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.people import actions as people
from sentby.referrals.models import Referral
from sentby.rules.exchange import read_request, write_judgement
from sentby.rules.facts import GATES, FactKind
from tests.api.program import DANA, Program, operations, problems
from tests.api.program import GATES as CLAIMED_GATES

pytestmark = pytest.mark.django_db
NOT_SPARE = {*GATES, FactKind.BUSINESS_NAMED, FactKind.INTRODUCED_IN_WRITING, FactKind.REFUSED}
SPARE = tuple(kind.value for kind in FactKind if kind not in NOT_SPARE)

names = st.sampled_from(["Dana Lindqvist", "Ken", "Referral", "grade: referral"])
prospects = st.fixed_dictionaries(
    {"name": names},
    optional={
        "channels": st.lists(
            st.sampled_from(["dana@millane.example.org", "01632 960144", "millane.example.org"]), max_size=2
        ),
        "company": st.sampled_from(["Mill Lane School", ""]),
        "place": st.just("Millane"),
    },
)
idle_claims = st.lists(
    st.fixed_dictionaries({"kind": st.sampled_from(SPARE)}),
    max_size=5,
)
bodies = st.fixed_dictionaries(
    {"giver": st.just("me"), "prospect": prospects},
    optional={
        "claims": idle_claims,
        "need": st.sampled_from(["A new roof", "referral level 8"]),
        "endorsement": st.just("She expects the call, and knows you."),
        "origin": st.sampled_from(["conversation", "card", "event", "name_given", "list", "phone_book"]),
        "meeting_at": st.sampled_from(["2026-05-13T07:30+01:00", "2090-01-01T00:00Z"]),
        "consent_mode": st.sampled_from(["tell", "ask-one"]),
    },
)
graded = st.fixed_dictionaries(
    {},
    optional={
        "grade": st.sampled_from(["referral", "introduction"]), "level": st.integers(0, 10),
        "claimed": st.just({"grade": "referral", "level": 8}), "judgement": st.just({}),
    },
).filter(bool)  # fmt: skip
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(body=bodies)
def test_nothing_without_the_facts_is_a_referral(ana_s: Program, sam: Member, body: dict[str, Any]) -> None:
    made = ana_s("POST", "/referrals", body | {"receiver": {"member": sam.pk}}, status=201)
    for verdict in ("claimed", "confirmed"):
        assert made["judgement"][verdict]["grade"] in ("mention", "lead")
        assert made["judgement"][verdict]["level"] == 0
    assert Referral.objects.get(pk=made["id"]).grade == made["judgement"]["claimed"]["grade"]


@quick
@given(body=bodies, more=graded)
def test_a_grade_in_a_passing_on_is_refused(
    ana_s: Program, sam: Member, body: dict[str, Any], more: dict[str, Any]
) -> None:
    before = Referral.objects.count()
    found = problems(ana_s("POST", "/referrals", body | {"receiver": {"member": sam.pk}} | more, status=422))
    assert set(found) == set(more)
    assert all("follows from the facts" in sentence for sentence in found.values())
    assert Referral.objects.count() == before


def _takes_a_body(described: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for method, path, said in operations(described):
        if "application/json" in said.get("requestBody", {}).get("content", {}):
            yield method, path


def test_no_operation_takes_a_grade(ana_s: Program, sam: Member) -> None:
    """Every operation that takes a body refuses a grade and a level in it, by name."""
    tried = 0
    for method, path in _takes_a_body(ana_s("GET", "/openapi.json")):
        address = path.removeprefix("/api").replace("{", "").replace("}", "")
        found = problems(ana_s(method, address, {"grade": "referral", "level": 8}, status=422))
        assert {"grade", "level"} <= set(found), (method, path, found)
        tried += 1
    assert tried > 15


@quick
@given(
    facts=st.lists(
        st.fixed_dictionaries(
            {"kind": st.sampled_from([kind.value for kind in FactKind])},
            optional={
                "source": st.sampled_from(["claimed", "confirmed", "observed"]),
                "on": st.sampled_from(["2026-05-12", "2026-05-12T10:20+01:00", None]), "value": st.booleans(),
            },
        ),
        max_size=8,
    ),
    ladder=st.sampled_from([5, 8, 10]),
)  # fmt: skip
def test_the_judgement_is_that_of_the_command_line(
    ana_s: Program, facts: list[dict[str, Any]], ladder: int
) -> None:
    asked = {"facts": facts, "ladder": ladder}
    expected = json.loads(json.dumps(write_judgement(read_request(asked).judge())))
    assert ana_s("POST", "/grade", asked) == expected


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "facts"),
        ({"facts": [{"kind": "spok"}]}, "facts[0].kind"),
        ({"facts": [{"kind": "spoke", "on": "2026-02-30"}]}, "facts[0].on"),
        ({"facts": [], "ladder": 7}, "ladder"),
        ({"facts": [], "ladder": "8"}, "ladder"),
        ({"facts": [], "meeting_at": "2026-05-12T10:20"}, "meeting_at"),
        ({"facts": [], "names": {"giver": " "}}, "names.giver"),
    ],
)
def test_what_cannot_be_judged_is_said(ana_s: Program, asked: dict[str, Any], field: str) -> None:
    assert list(problems(ana_s("POST", "/grade", asked, status=422))) == [field]


def test_a_name_on_the_way_to_the_meeting_is_a_lead(ana_s: Program, sam: Member) -> None:
    """A program that leaves the meeting out does not get round it: the member's own meeting counts."""
    at = now()
    Member.objects.filter(pk=ana_s.member.pk).update(
        time_zone="UTC", meets_weekday=at.weekday(), meets_time=at.time(), last_minute_hours=3
    )
    item = ana_s.passes_on(sam, claims=CLAIMED_GATES)
    assert item["judgement"]["claimed"]["grade"] == "lead"
    assert any("meeting" in reason for reason in item["judgement"]["reasons"])


def test_all_five_facts_make_a_referral(ana_s: Program, sam: Member) -> None:
    dana = people.add_person(owner=ana_s.member, name=DANA["name"], channels=DANA["channels"], at=now())
    item = ana_s.passes_on(sam, claims=CLAIMED_GATES, prospect={"person": dana.pk})
    assert item["judgement"]["claimed"] == {"grade": "referral", "level": 1}

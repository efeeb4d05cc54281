"""The benchmark says no when a goal is missed, whichever it is, and when the machine was too busy to tell."""

from dataclasses import replace

import pytest

from bench.files import Race
from bench.pages import Page
from bench.report import goals_are_met, verdicts
from bench.starting import Start

PAGE = Page(
    "/people/", "people", times=[10.0] * 40, work=[10.0] * 40, queries=8, bytes=4_000, first_load=80_000
)
PEER = Page("/peer/", "peer", times=[1.0] * 40, work=[1.0] * 40)
RACE = Race("rows", "a peer", 300.0, 100.0, 2.0)
START = Start("a desk that is there", 1.5, 130)


def test_a_run_that_keeps_every_goal_is_good() -> None:
    assert goals_are_met([PAGE, PAGE], PEER, [START], [RACE])
    assert verdicts([PAGE, PAGE], PEER, [START], [RACE])[1].startswith("V7: 2 of 2 pages")


@pytest.mark.parametrize(
    "defect",
    [
        {"times": [10.0] * 36 + [51.0] * 4},
        {"queries": 13},
        {"first_load": 100_001},
        {"strangers": ["https://fonts.example.com/x.woff2"]},
    ],
)
def test_control_a_seeded_defect_is_seen(defect: dict[str, object]) -> None:
    worse = replace(PAGE, **defect)  # type: ignore[arg-type]
    assert not goals_are_met([PAGE, worse], PEER, [START], [RACE])
    assert verdicts([PAGE, worse], PEER, [START], [RACE])[1].startswith("V7: 1 of 2 pages")


@pytest.mark.parametrize("start", [Start("slow", 2.1, 130), Start("fat", 1.5, 251)])
def test_control_a_slow_or_a_fat_start_is_seen(start: Start) -> None:
    assert not goals_are_met([PAGE], PEER, [start], [RACE])


def test_control_a_race_that_is_lost_is_seen() -> None:
    lost = replace(RACE, ours=199.0)
    assert not goals_are_met([PAGE], PEER, [START], [RACE, lost])
    assert "V5: 1 of 2 races" in verdicts([PAGE], PEER, [START], [RACE, lost])[0]


def test_control_a_busy_machine_does_not_count() -> None:
    busy = replace(PEER, times=[2.0] * 40)
    assert not goals_are_met([PAGE], busy, [START], [RACE])
    assert "NOISY" in verdicts([PAGE], busy, [START], [RACE])[-1]


def test_control_a_run_without_pages_shows_nothing() -> None:
    assert not goals_are_met([], PEER, [START], [RACE])

"""Whether two are one: the same both ways, never by a channel alone, never by a name alone where anything speaks against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentby.rules.likeness import Degree, Somebody, likeness

CHANNELS = ("+441632960101", "+441632960102", "dana@example.com", "https://example.com/dana")
people = st.builds(
    Somebody,
    name=st.sampled_from(["Dana Ruiz", "D. Ruiz", "Dana", "dána ruiz", "Joel Marsh", "Anna Ruiz"]),
    company=st.sampled_from(["", "Acme", "ACME", "Beta"]),
    channels=st.frozensets(st.sampled_from(CHANNELS)),
)


@given(people, people)
def test_it_is_the_same_both_ways(one: Somebody, other: Somebody) -> None:
    assert likeness(one, other).degree == likeness(other, one).degree


@given(people)
def test_somebody_with_anything_to_know_them_by_is_themselves(one: Somebody) -> None:
    known_by = one.channels or one.company
    assert likeness(one, one).degree is (Degree.SURELY if known_by or not one.channels else Degree.PERHAPS)


@given(people, people)
def test_names_that_do_not_agree_are_never_joined(one: Somebody, other: Somebody) -> None:
    if {one.name, other.name} >= {"Joel Marsh"} and one.name != other.name:
        assert likeness(one, other).degree is Degree.NOT


@pytest.mark.parametrize(
    ("one", "other", "degree", "why"),
    [
        (Somebody("Dana", channels=frozenset({"dana@example.com"})), Somebody("Dana Ruiz", channels=frozenset({"dana@example.com"})), Degree.SURELY, "the same e-mail address, and the name agrees"),
        (Somebody("Dana", channels=frozenset({"https://example.com/dana"})), Somebody("Dana", channels=frozenset({"https://example.com/dana"})), Degree.SURELY, "the same web page, and the name agrees"),
        (Somebody("Dana", channels=frozenset({"+441632960101"})), Somebody("Joel", channels=frozenset({"+441632960101"})), Degree.NOT, ""),
        (Somebody("Dana Ruiz", "Acme"), Somebody("dana ruiz", "ACME"), Degree.SURELY, "the same name at the same company"),
        (Somebody("Dana Ruiz"), Somebody("Dana Ruiz"), Degree.SURELY, "the same name, and nothing else is known"),
        (Somebody("Dana Ruiz", "Acme"), Somebody("Dana Ruiz", "Beta"), Degree.PERHAPS, "the same name at another company"),
        (Somebody("Dana Ruiz", channels=frozenset({"+441632960101"})), Somebody("Dana Ruiz"), Degree.PERHAPS, "the same name"),
        (Somebody("Dana Ruiz"), Somebody("Sam Okafor"), Degree.NOT, ""),
    ],
)  # fmt: skip
def test_why_it_is_so(one: Somebody, other: Somebody, degree: Degree, why: str) -> None:
    found = likeness(one, other)
    assert (found.degree, found.reason) == (degree, why)


OWN, SHARED = frozenset({"dana@example.com"}), frozenset({"+441632960101"})


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        (Somebody("Dana Ruiz Jr.", channels=OWN), Somebody("Dana Ruiz", channels=OWN), Degree.PERHAPS),
        (Somebody("Dana Ruiz Jr.", channels=SHARED), Somebody("Dana Ruiz", channels=SHARED), Degree.NOT),
        (Somebody("Dana Ruiz", channels=OWN, birthday="1980-05-13"), Somebody("Dana Ruiz", channels=OWN, birthday="1950-05-13"), Degree.PERHAPS),
        (Somebody("Dana Ruiz", channels=SHARED, birthday="1980-05-13"), Somebody("Dana Ruiz", channels=SHARED, birthday="--05-14"), Degree.NOT),
        (Somebody("Dana Ruiz", channels=SHARED, birthday="1980-05-13"), Somebody("Dana Lind", channels=SHARED, birthday="--05-13"), Degree.LIKELY),
        (Somebody("Dana Ruiz", channels=SHARED), Somebody("Dana Lind", channels=SHARED), Degree.PERHAPS),
        (Somebody("Dana Ruiz", birthday="1980-05-13"), Somebody("Dana Ruiz", birthday="1981-05-13"), Degree.NOT),
        (Somebody("Dana Ruiz", "Acme Ltd", frozenset({"d@acme.example.com"})), Somebody("Dana Ruiz", "Acme", frozenset({"dr@acme.example.com"})), Degree.PERHAPS),
        (Somebody("Дана Руис"), Somebody("Dana Ruis"), Degree.PERHAPS),
        (Somebody("D. Ruiz", "Acme"), Somebody("Dana Ruiz", "Acme"), Degree.PERHAPS),
        (Somebody("D. Ruiz", birthday="1980-05-13"), Somebody("Dana Ruiz", birthday="1980-05-13"), Degree.PERHAPS),
        (Somebody("Bill Hart", addresses=frozenset({"leeds"})), Somebody("William Hart", addresses=frozenset({"leeds"})), Degree.LIKELY),
        (Somebody("Dana", "Acme", OWN), Somebody("Dana", "Acme", frozenset({"dr@example.org"})), Degree.PERHAPS),
        (Somebody("", channels=OWN), Somebody("Dana", channels=OWN), Degree.NOT),
    ],
)  # fmt: skip
def test_what_speaks_for_it_and_against_it(one: Somebody, other: Somebody, degree: Degree) -> None:
    assert likeness(one, other).degree is degree

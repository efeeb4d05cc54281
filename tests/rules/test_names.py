"""Names: searched with forgiveness, sorted, and never joined too easily."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentby.rules.names import (
    LETTERS,
    OTHERS,
    letter_of,
    plain,
    same_name,
    search_words,
    sort_key,
    tidy,
    visible,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
WORD = st.text(st.sampled_from("abcdefgłøéžнß王"), min_size=2, max_size=6)
NAME = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
UNSEEN = st.text(
    st.sampled_from(
        "\u200b\u200c\u200d\u2060\u00ad\ufeff\u3164\uffa0\u115f\u1160\u2800\u034f\u180e\ufe0f\u202e\u2066 \t\n\u3000\u00a0"
    )
)
SEEN = st.sampled_from(
    ["Dana", "张伟", "김민준", "ᄀ", "می‌خواهم", "क्‍ष", "ไทย", "👩🏽‍🔧", "🇬🇧", "\U0001fae9", "…", "1", "⠓⠊"]
)


@given(UNSEEN)
def test_what_cannot_be_seen_is_no_name(text: str) -> None:
    assert tidy(text) == visible(text) == ""


@given(UNSEEN, SEEN, UNSEEN)
def test_one_sign_to_be_seen_makes_a_name_and_joiners_stay(before: str, name: str, after: str) -> None:
    assert visible(before + name + after) == before + name + after
    assert name in tidy(before + name + after)


@given(TEXT)
def test_what_is_tidy_stays_tidy(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(TEXT)
def test_what_is_plain_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(TEXT)
def test_case_makes_no_difference(text: str) -> None:
    assert plain(text.casefold()) == plain(text)


@given(TEXT, TEXT)
def test_every_word_of_a_name_finds_it(name: str, more: str) -> None:
    assert all(word in plain(name) for word in search_words(name))
    assert len(search_words(f"{name} {more}")) <= 8


@given(TEXT)
def test_everybody_has_a_place_in_the_book(name: str) -> None:
    key = sort_key(name)
    assert len(key) <= 160
    assert sorted(key.split()) == sorted(plain(name).split()) or len(plain(name)) > 160
    assert letter_of(key) in {*LETTERS, OTHERS}


@given(NAME, NAME)
def test_agreeing_goes_both_ways(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)


@given(NAME)
def test_a_name_agrees_with_itself_however_it_is_written(name: str) -> None:
    assert same_name(name, name.upper())
    assert same_name(name, " ".join(reversed(name.split())))
    assert same_name(name, f"Dr. {name}")


def test_a_junior_is_not_his_father() -> None:
    assert not same_name("John Smith Jr.", "John Smith")
    assert not same_name("John Smith II", "John Smith III")
    assert same_name("John Smith, Junior", "John Smith Jr.")
    assert same_name("Sr. Juan García", "Juan García") and same_name("Mag. Juan García", "Juan García")


@given(
    st.lists(st.sampled_from(["anna", "bela", "cora"]), max_size=3),
    st.lists(st.sampled_from(["dora", "emil", "d", "e"]), max_size=3),
)
def test_names_without_a_common_word_never_agree(one: list[str], other: list[str]) -> None:
    assert not same_name(" ".join(one), " ".join(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Smith", "Peter Smith"), ("Peter Smith", "Paula Smith"), ("Dana Lindqvist", "L. Dana-Marsh"), ("D", "Dana"),
        ("", ""), ("", "Dana"), ("Dr", "Dr"), ("A. B.", "Anna Berg"), ("Anna B. Smith", "Bela Smith Anders"), ("王小明", "王小红"),
    ],
)  # fmt: skip
def test_two_people_stay_two(one: str, other: str) -> None:
    assert not same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dana", "Dana Lindqvist"), ("D. Lindqvist", "Dana Lindqvist"), ("Dana L", "Dana Lindqvist"), ("LINDQVIST, Dana", "Dána Lindqvist"),
        ("Seán O’Brien", "Sean OBrien"), ("Anna M. Smith", "Anna Maria Smith"), ("Anna Smith", "Anna Maria Smith"), ("王小明", "王小明"),
        ("Anne-Marie Roux", "Anne Marie Roux"), ("J.R. Marsh", "Joel R. Marsh"), ("Мария Иванова", "Мария"),
    ],
)  # fmt: skip
def test_one_person_is_one(one: str, other: str) -> None:
    assert same_name(one, other)

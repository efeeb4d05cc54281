"""One name in several spellings comes out as one key; short forms are known both ways."""

import pytest

from sentby.rules.businesses import business_key, house_of, is_for_several
from sentby.rules.shortnames import is_first_name, is_short_for
from sentby.rules.spelling import name_key, spaced


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jürgen Müller", "Mueller, Juergen"),
        ("Дмитрий Иванов", "Dmitry Ivanov"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("يوسف محمد", "Yusuf Mohamed"),
        ("王伟", "Wei Wang"),
        ("王小明", "Wang Xiaoming"),
        ("Siobhán O’Connor", "Siobhan OConnor"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_name_without_a_space_has_its_words() -> None:
    assert spaced("王小明") == ("wang", "xiaoming")
    assert spaced("Dana Ruiz") == ("dana", "ruiz")
    assert spaced("王") == ("王",)


@pytest.mark.parametrize(
    ("one", "other"), [("bill", "william"), ("Pepe", "José"), ("саша", "Александр"), ("gosia", "małgorzata")]
)
def test_short_forms_are_known_both_ways(one: str, other: str) -> None:
    assert is_short_for(one, other) and is_short_for(other, one) and is_first_name(one)


@pytest.mark.parametrize(
    ("one", "other"), [("jan", "jana"), ("john", "jane"), ("maria", "marta"), ("bill", "joel")]
)
def test_other_names_are_other_people(one: str, other: str) -> None:
    assert not is_short_for(one, other)


def test_businesses() -> None:
    assert business_key("Acme Ltd.") == business_key("ACME") == "acme"
    assert business_key("Novák s.r.o.") == "novak" and business_key("AG") == "ag"
    assert (house_of("d@acme.example.com"), house_of("d@gmail.com"), house_of("+44")) == (
        "acme.example.com",
        "",
        "",
    )
    several = ["+441632960101", "info@acme.example.com", "https://acme.example.com/"]
    assert all(map(is_for_several, several))
    assert not is_for_several("dana@acme.example.com") and not is_for_several(
        "https://www.linkedin.com/in/dana"
    )

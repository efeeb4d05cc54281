"""Money as people type it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentby.rules.currencies import CURRENCIES, decimals
from sentby.rules.money import Amount, parse, totals


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("5,000.00", "GBP 5,000.00"), ("5.000,00", "GBP 5,000.00"), ("£61,400", "GBP 61,400.00"),
        ("5 000,00", "GBP 5,000.00"), ("5\u202f000,00", "GBP 5,000.00"), ("CHF 1’250.50", "CHF 1,250.50"),
        ("900 eur", "EUR 900.00"), ("900€", "EUR 900.00"), ("1,50", "GBP 1.50"), ("5.000", "GBP 5,000.00"),
        ("5,000", "GBP 5,000.00"), ("1.234.567", "GBP 1,234,567.00"), ("1,00,000.00", "GBP 100,000.00"),
        ("¥500", "JPY 500"), ("KWD 5.000", "KWD 5.000"), ("KWD 1.5", "KWD 1.500"), ("KWD 5,000.000", "KWD 5,000.000"), ("0", "GBP 0.00"),
        ("0.500", "GBP 0.50"), ("  12 ", "GBP 12.00"), ("$5", "USD 5.00"), ("JPY 5,000", "JPY 5,000"),
    ],
)  # fmt: skip
def test_common_ways_to_write_an_amount(typed: str, said: str) -> None:
    assert str(parse(typed, "GBP")) == said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write an amount as digits"), ("-5", "as digits"), ("1e5", "as digits"), ("£", "as digits"),
        ("5k5", "as digits"), ("٥٠-٠", "as digits"), ("5-6", "as digits"), ("5.-6", "as digits"), ("1,234.", "do not fit"), ("1.2.3", "do not fit"), ("0.'0", "do not fit"),
        ("5.000.00", "do not fit"), ("1 2 3", "do not fit"), ("5,00,00", "do not fit"), ("0,123,456", "do not fit"),
        ("GBP 5 EUR", "once"), ("5 quid", "not a currency"), ("KWD 5,000", "two ways"),
        ("1.005,125", "GBP has two decimals"), ("JPY 5.5", "JPY has no decimals"), ("KWD 1.2345", "three decimals"),
        ("1000000000000", "too much"), ("9" * 41, "too long"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse(typed, "GBP")


def test_a_bare_number_needs_a_currency() -> None:
    with pytest.raises(ValueError, match="Say which currency"):
        parse("500")
    assert parse("EUR 500") == Amount(Decimal(500), "EUR")
    assert parse("$5", "CAD").currency == "CAD"


@pytest.mark.parametrize("value", ["-1", "-0", "NaN", "sNaN", "Infinity"])
def test_an_amount_is_nought_or_more(value: str) -> None:
    with pytest.raises(ValueError, match="nought or more"):
        Amount(Decimal(value), "GBP")


@pytest.mark.parametrize("currency", ["gbp", "XXX", "", "POUNDS"])
def test_a_currency_is_three_letters_that_exist(currency: str) -> None:
    with pytest.raises(ValueError, match="not a currency"):
        Amount(Decimal(1), currency)


@settings(deadline=None)
@given(st.integers(0, 10**11), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_written_is_read_back(units: int, currency: str) -> None:
    amount = Amount(Decimal(units).scaleb(-decimals(currency)), currency)
    assert parse(str(amount)) == amount


@settings(deadline=None)
@given(st.text("0123456789.,' £$€GBPKWD-", max_size=12), st.sampled_from(["GBP", "KWD", "JPY", None]))
def test_no_text_surprises(typed: str, currency: str | None) -> None:
    try:
        amount = parse(typed, currency)
    except ValueError as refusal:
        assert str(refusal).endswith((".", "fewer."))
    else:
        assert parse(str(amount)) == amount


amounts = st.builds(
    lambda units, currency: Amount(Decimal(units) / 100, currency),
    st.integers(0, 10**9),
    st.sampled_from(["GBP", "EUR", "USD"]),
)


@settings(deadline=None)
@given(st.lists(amounts))
def test_sums_never_cross_currencies(given_amounts: list[Amount]) -> None:
    sums = totals(given_amounts)
    assert [total.currency for total in sums] == sorted({amount.currency for amount in given_amounts})
    for total in sums:
        assert total.value == sum(a.value for a in given_amounts if a.currency == total.currency)

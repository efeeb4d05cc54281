"""What business came to, as people write it where they live."""

import pytest

from sentby.rules.earnings import earned
from sentby.rules.money import parse


@pytest.mark.parametrize(
    ("typed", "locale", "amount"),
    [
        ("500", "sv-SE", "SEK 500"), ("5 000 kr", "sv-SE", "SEK 5,000"), ("500 KR", "sv-SE", "SEK 500"),
        ("500 kr", "da-DK", "DKK 500"), ("500 kr.", "da-DK", "DKK 500"), ("1.234,50 kr", "da-DK", "DKK 1,234.50"),
        ("$5,000", "es-MX", "MXN 5,000"), ("US$5,000", "es-MX", "USD 5,000"), ("A$500", "en-GB", "AUD 500"),
        ("$500", "en-GB", "USD 500"), ("£500", "en-US", "GBP 500"), ("500 EUR", "en-ZA", "EUR 500"),
        ("R500", "en-ZA", "ZAR 500"), ("RON 500", "en-ZA", "RON 500"), ("500 kč", "cs-CZ", "CZK 500"),
        ("500 lei", "ro-RO", "RON 500"), ("500 lei", "ro-MD", "MDL 500"), ("Rs 500", "en-IN", "INR 500"),
        ("Rs. 500", "en-PK", "PKR 500"), ("CHF 1'234.–", "de-CH", "CHF 1,234"), ("1234.-", "de-CH", "CHF 1,234"),
        ("500,- kr", "nb-NO", "NOK 500"), ("1234:-", "sv-SE", "SEK 1,234"), ("500元", "zh-Hans-CN", "CNY 500"),
        ("¥500", "zh-Hans-CN", "CNY 500"), ("￥500", "ja-JP", "JPY 500"), ("500円", "ja-JP", "JPY 500"),
        ("١٬٢٣٤٫٥٠", "ar-EG", "EGP 1,234.50"), ("۵۰۰", "fa-IR", "IRR 500"), ("৫০০", "bn-BD", "BDT 500"),
        ("500 ر.س", "ar-SA", "SAR 500"), ("５００", "ja-JP", "JPY 500"), ("$5,000 USD", "en-US", "USD 5,000"), ("USD $5,000", "es-MX", "USD 5,000"),
        ("MXN$500", "es-MX", "MXN 500"), ("£500 GBP", "en-US", "GBP 500"), ("Rs. 1,00,000/-", "en-IN", "INR 100,000"),
        ("KES 500/=", "en-KE", "KES 500"), ("500,-- €", "de-DE", "EUR 500"), ("Fr. 500", "de-CH", "CHF 500"),
        ("S/. 500", "es-PE", "PEN 500"), ("Rs.500", "en-IN", "INR 500"), ("500 Euro", "de-DE", "EUR 500"),
        ("C$500", "en-CA", "CAD 500"), ("P500", "en-PH", "PHP 500"), ("500 руб.", "ru-RU", "RUB 500"), ("500 FCFA", "fr-CM", "XAF 500"),
        ("500 Fr", "fr-SN", "XOF 500"), ("500 Fr.", "fr-CM", "XAF 500"), ("500 fr", "fr-PF", "XPF 500"), ("500 Fr", "fr-RW", "RWF 500"),
        ("kr.50", "da-DK", "DKK 50"), ("٥٫٥٠٠", "ar-EG", "EGP 5.50"), ("٥٫٥٠٠", "ar-LY", "LYD 5.500"), ("۵٫۵", "fa-IR", "IRR 5.50"),
        ("500 $US", "fr-FR", "USD 500"), ("500 $CA", "fr-FR", "CAD 500"), ("500 KD", "ar-KW", "KWD 500"), ("500 DH", "fr-MA", "MAD 500"),
        ("Bs. 500", "es-BO", "BOB 500"), ("N$500", "en-NA", "NAD 500"), ("500 kr SEK", "sv-SE", "SEK 500"), ("SEK 500 kr", "sv-SE", "SEK 500"),
        ("K500", "en-ZM", "ZMW 500"), ("TRY 500", "en-GB", "TRY 500"),
    ],
)  # fmt: skip
def test_it_is_read_as_it_is_written_there(typed: str, locale: str, amount: str) -> None:
    assert earned(typed, "", locale) == parse(amount)


@pytest.mark.parametrize(
    ("typed", "chosen", "locale", "amount"),
    [
        ("$5,000", "USD", "en-AU", "USD 5,000"), ("$5,000", "USD", "es-MX", "USD 5,000"),
        ("500 kr", "NOK", "sv-SE", "NOK 500"), ("¥500", "JPY", "zh-Hans-CN", "JPY 500"),
        ("500", "EUR", "sv-SE", "EUR 500"), ("$500", "CAD", "en-GB", "CAD 500"), ("500 eur", "EUR", "en-GB", "EUR 500"),
        ("500 zł", "PLN", "en-GB", "PLN 500"), ("£500", "EGP", "en-GB", "EGP 500"), ("500元", "CNY", "en-GB", "CNY 500"),
        ("500 Fr", "XOF", "en-GB", "XOF 500"), ("Le 500", "SLE", "en-GB", "SLE 500"), ("500 Fr", "CHF", "en-GB", "CHF 500"),
    ],
)  # fmt: skip
def test_a_currency_that_was_chosen_counts(typed: str, chosen: str, locale: str, amount: str) -> None:
    assert earned(typed, chosen, locale) == parse(amount)


@pytest.mark.parametrize(
    ("typed", "chosen", "locale"),
    [
        ("£500", "EUR", "en-GB"), ("5 000 kr", "EUR", "sv-SE"), ("500 EUR", "USD", "en-GB"),
        ("A$500", "USD", "en-AU"), ("€500", "USD", "de-DE"),
    ],
)  # fmt: skip
def test_what_says_two_currencies_is_asked_about(typed: str, chosen: str, locale: str) -> None:
    with pytest.raises(ValueError, match=f"That says both .* and {chosen}"):
        earned(typed, chosen, locale)


def test_the_writers_own_currency_was_not_touched_unless_a_machine_says_it() -> None:
    assert earned("$500", "GBP", "en-GB") == parse("USD 500")
    with pytest.raises(ValueError, match="That says both"):
        earned("$500", "GBP", "en-GB", by_machine=True)


@pytest.mark.parametrize(
    "typed",
    [
        "500 kr",
        "500 FCFA",
        "Rs 500",
        "500 元",
        "500 quid",
        "500 Fr",
        "Le 500",
        "all 500",
        "try 500",
        "500 top",
    ],
)
def test_a_sign_of_several_currencies_is_none_for_certain(typed: str) -> None:
    with pytest.raises(ValueError, match="not a currency that can be told for certain"):
        earned(typed, "", "en-GB")


@pytest.mark.parametrize(
    ("typed", "locale", "amount"),
    [
        ("5.000", "ar-KW", "KWD 5.000"), ("5,000", "ar-KW", "KWD 5,000.000"), ("5,000", "ar-BH", "BHD 5,000.000"),
        ("5.000", "ar-TN", "TND 5,000.000"), ("5,000", "ar-TN", "TND 5.000"), ("500,000 DT", "fr-TN", "TND 500.000"),
        ("٥٫٠٠٠", "ar-KW", "KWD 5.000"), ("٥٬٠٠٠", "ar-KW", "KWD 5,000.000"),
        ("KWD 5.000", "de-DE", "KWD 5,000.000"), ("KWD 5,000", "de-DE", "KWD 5.000"),
    ],
)  # fmt: skip
def test_of_three_decimals_the_writers_country_tells(typed: str, locale: str, amount: str) -> None:
    assert earned(typed, "", locale) == parse(amount)


def test_a_machine_writes_decimals_as_sentby_does() -> None:
    assert earned("KWD 5.000", "", "de-DE", by_machine=True) == parse("KWD 5.000")
    with pytest.raises(ValueError, match="two ways"):
        earned("KWD 5,000", "", "de-DE", by_machine=True)


@pytest.mark.parametrize("typed", ["0", "0.00", "£0"])
def test_nothing_is_earned_with_nothing(typed: str) -> None:
    with pytest.raises(ValueError, match="came to nothing is not won"):
        earned(typed, "GBP", "en-GB")


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ("£.50", "en-GB"), ("$.50", "en-US"), ("COP 1'500.000", "es-CO"), ("£1,234.500", "en-GB"), ("1²", "en-GB"),
        ("①", "en-GB"), ("500-", "en-GB"), ("(500)", "en-GB"), ("£5k", "en-GB"), ("5m", "en-GB"), ("1.5万", "zh-Hans-CN"),
        ("₹ 5 lakh", "en-IN"), ("500-600", "en-GB"), ("£500 USD", "en-GB"), ("USD £500", "en-GB"), ("500 € HT", "fr-FR"),
        ("£ .50", "en-GB"), ("$ .50", "en-US"), ("USD .50", "en-US"), ("USD.50", "en-US"), ("R .50", "en-ZA"), ("R.50", "en-ZA"), ("kr .50", "sv-SE"),
        ("5K", "en-ZM"), ("500k", "en-ZM"), ("500 k", "en-PG"), ("50k", "my-MM"), ("50p", "en-BW"), ("50p", "en-PH"), ("5l", "es-HN"), ("5L", "es-HN"),
        ("١٢٫٣٤٥", "ar-EG"), ("٥٫٥٫٥", "ar-EG"), ("٥٫٠٠٠٫٠٠٠", "ar-EG"), ("٫٥", "ar-EG"),
    ],
)  # fmt: skip
def test_what_might_be_another_amount_is_never_guessed(typed: str, locale: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        earned(typed, "", locale)

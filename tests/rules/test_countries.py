"""Countries: every time zone leads to one that can be chosen, and what is written there can be read there."""

from decimal import Decimal

import phonenumbers
import pytest

from sentby.accounts.choices import zone_names
from sentby.core.templatetags.wording import locale_of, say_money
from sentby.rules.channels import calling_code, read_channel
from sentby.rules.countries import BRITISH, country_of, currency_of, locale_at, locales
from sentby.rules.currencies import CURRENCIES
from sentby.rules.earnings import earned
from sentby.rules.money import Amount

CODES = [code for code, _ in locales()]


def test_every_time_zone_leads_to_a_country_that_can_be_chosen() -> None:
    assert [zone for zone in zone_names() if locale_at(zone) not in CODES] == []
    assert {locale_at(zone) for zone in ("UTC", "Pacific/Midway", "nowhere")} == {BRITISH}


def test_each_is_offered_once_and_under_a_name_of_its_own() -> None:
    names = [name for _, name in locales()]
    assert len(set(CODES)) == len(CODES) == len(set(names)) > 300
    assert [name for name in names if name.startswith(("Germany", "Switzerland"))][:2] == [
        "Germany",
        "Switzerland (French)",
    ]


@pytest.mark.parametrize("code", CODES)
def test_its_numbers_and_its_money_are_read_there(code: str) -> None:
    country, currency = country_of(code), currency_of(code)
    assert calling_code(country) != "+0" and currency in CURRENCIES
    example = phonenumbers.example_number(country)
    assert example
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    shown = read_channel(national, region=country).shown
    assert read_channel(shown).canonical == read_channel(national, region=country).canonical


@pytest.mark.parametrize("code", CODES)
def test_what_sentby_writes_there_is_read_as_it_was_written(code: str) -> None:
    currency = currency_of(code)
    for value in (Decimal(500), Decimal(5_000), Decimal(1_234_567)):
        for exact in (False, True):
            money = say_money(value, currency, locale_of(code), exact=exact)
            assert earned(money, currency, code) == Amount(value, currency)

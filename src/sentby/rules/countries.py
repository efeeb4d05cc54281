"""Countries: how each of them writes, calls and pays, by its locale. A locale is a language and a country: "de-CH"."""

from functools import cache
from typing import Final

from babel import Locale, localedata
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_currency_symbol, get_territory_currencies
from phonenumbers import SUPPORTED_REGIONS

from sentby.rules.currencies import CURRENCIES
from sentby.rules.names import plain

BRITISH: Final = "en-GB"
_TWICE: Final = {"ms_Arab"}  # Malay in a second script, under the same name
_BY_SCRIPT: Final = {"CN": ["zh-Hans-CN"]}  # Babel's languages say no script, and its locales do


def country_of(locale: str) -> str:
    """The country of a locale, in two letters."""
    return locale.rpartition("-")[2]


def currency_of(locale: str) -> str:
    """What is paid with in the country of a locale, in three letters; pounds where nothing is known of it."""
    used = (code for code in get_territory_currencies(country_of(locale)) if code in CURRENCIES)
    return next(used, "GBP")


def sign_of(locale: str) -> str:
    """The sign of that currency where it is paid with: "$" in Mexico, "kr" in Sweden."""
    return str(get_currency_symbol(currency_of(locale), locale=Locale.parse(locale, sep="-")))


@cache
def signs_of(currency: str) -> frozenset[str]:
    """The signs of a currency in all the countries that pay with it."""
    return frozenset(sign_of(locale) for locale, _ in locales() if currency_of(locale) == currency)


def point_of(locale: str) -> str:
    """The mark before the decimals, as this country writes them in the digits 0 to 9."""
    return str(Locale.parse(locale, sep="-").number_symbols["latn"]["decimal"])


def writes_day_first(locale: str) -> bool:
    """Whether 3/4 is the third of April, as this country writes it."""
    pattern = str(Locale.parse(locale, sep="-").date_formats["short"].pattern)
    return pattern.index("d") < pattern.index("M")


def locale_at(zone: str) -> str:
    """How the country of a time zone writes, in English where it does; the British way where there is no country."""
    country = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone), "")
    return next(iter(_locales_in(country)), BRITISH) if country in SUPPORTED_REGIONS else BRITISH


@cache
def locales() -> list[tuple[str, str]]:
    """Every locale with its country's name; and with its language, where the country writes in several."""
    found = [(code, _named(code, country)) for country in SUPPORTED_REGIONS for code in _locales_in(country)]
    return sorted(found, key=lambda choice: (plain(choice[1]), choice[0]))


def _locales_in(country: str) -> list[str]:
    """The country's written languages, English first."""
    spoken = dict.fromkeys(get_official_languages(country, de_facto=True))
    written = [
        tongue for tongue in spoken if localedata.exists(f"{tongue}_{country}") and tongue not in _TWICE
    ]
    codes = [f"{tongue.replace('_', '-')}-{country}" for tongue in written] or _BY_SCRIPT.get(country, [])
    return sorted(codes, key=lambda code: not code.startswith("en-"))


def _named(code: str, country: str) -> str:
    name = Locale("en").territories[country]
    tongue = Locale.parse(code, sep="-").get_language_name("en")
    return name if len(_locales_in(country)) == 1 else f"{name} ({tongue})"

"""Countries: how each of them writes, calls and pays, by its locale. A locale is a language and a country: "de-CH"."""

from functools import cache
from typing import Final

from babel import Locale, localedata
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies
from phonenumbers import SUPPORTED_REGIONS

from sentby.rules.money import CURRENCIES
from sentby.rules.names import plain

BRITISH: Final = "en-GB"
_BY_SCRIPT: Final = {"CN": ["zh-Hans-CN"]}  # Babel's languages say no script, and its locales do


def country_of(locale: str) -> str:
    """The country of a locale, in two letters."""
    return locale.rpartition("-")[2]


def currency_of(locale: str) -> str:
    """What is paid with in the country of a locale, in three letters; pounds where nothing is known of it."""
    used = (code for code in get_territory_currencies(country_of(locale)) if code in CURRENCIES)
    return next(used, "GBP")


def locale_at(zone: str) -> str:
    """How the country of a time zone writes, in English where it does; the British way where there is no country."""
    country = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone), "")
    return next(iter(_locales_in(country)), BRITISH)


@cache
def locales() -> list[tuple[str, str]]:
    """Every locale with its country's name; and with its language, where the country writes in several."""
    named = {_named(code, country): code for country in SUPPORTED_REGIONS for code in _locales_in(country)}
    return [(named[name], name) for name in sorted(named, key=plain)]


def _locales_in(country: str) -> list[str]:
    """The country's written languages, English first."""
    spoken = dict.fromkeys(get_official_languages(country, de_facto=True))
    written = [tongue for tongue in spoken if localedata.exists(f"{tongue}_{country}")]
    codes = [f"{tongue.replace('_', '-')}-{country}" for tongue in written] or _BY_SCRIPT.get(country, [])
    return sorted(codes, key=lambda code: not code.startswith("en-"))


def _named(code: str, country: str) -> str:
    name = Locale("en").territories[country]
    tongue = Locale.parse(code, sep="-").get_language_name("en")
    return name if len(_locales_in(country)) == 1 else f"{name} ({tongue})"

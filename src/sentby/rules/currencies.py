"""Currencies: their three letters, their decimals, and the signs and words by which people write them."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from babel.numbers import get_currency_symbol


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


CURRENCIES: Final = _codes(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
"""The currencies of ISO 4217 that people pay in."""

_WITHOUT_DECIMALS: Final = _codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")
_WITH_THREE: Final = _codes("BHD IQD JOD KWD LYD OMR TND")
_WORDS_TOO: Final = _codes("ALL BOB CUP GEL MAD MOP PEN SOS TOP TRY")
"""Three letters that are a word as well: a currency in capitals alone, as in "TRY 500" but not in "try 500"."""
_LONGEST: Final = 40


def bare(sign: str) -> str:
    """A sign as signs are compared: "Kč" is "kč", "kr." is "kr"."""
    return seen(sign).casefold().replace(".", "").replace(" ", "")


def seen(text: str) -> str:
    """What is seen of a text: without the marks that only turn the line around, and without spaces at the ends."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    ).strip()


_SHARED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "$": _codes(
            "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MXN NAD NIO NZD SBD SGD "
            "SRD TOP TTD TWD USD UYU WST XCD"
        ),
        "kr": _codes("DKK ISK NOK SEK"),
        "¥": _codes("CNY JPY"),
        "元": _codes("CNY HKD MOP TWD"),
        "£": _codes("EGP FKP GBP GIP LBP SDG SHP SSP SYP"),
        "fcfa": _codes("XAF XOF"),
        "rs": _codes("INR LKR MUR NPR PKR SCR"),
        "fr": _codes("BIF CDF CHF DJF GNF KMF RWF XAF XOF XPF"),
        "le": _codes("EGP SLE"),
        "bs": _codes("BOB VES"),
        "dh": _codes("AED MAD"),
        "lei": _codes("MDL RON"),
        "p": _codes("BWP PHP"),
        "c$": _codes("CAD NIO"),
        "dhs": _codes("AED MAD"),
        "руб": _codes("BYN RUB"),
    }
)
"""What several currencies are written by: which one is meant, the writer's own tells, or the one that they chose."""
_SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        sign: code
        for code in sorted(CURRENCIES)
        if (sign := bare(get_currency_symbol(code, locale="en_GB"))) not in _SHARED
    }
    | {
        "£": "GBP",
        "$": "USD",
        "¥": "JPY",
        "円": "JPY",
        "원": "KRW",
        "rmb": "CNY",
        "人民币": "CNY",
        "đ": "VND",
    }
    | {"u$s": "USD", "au$": "AUD", "s$": "SGD", "ar$": "ARS", "$u": "UYU", "e£": "EGP", "£e": "EGP"}
    | {"$us": "USD", "$ca": "CAD", "n$": "NAD", "kd": "KWD"}
    | {
        "euro": "EUR",
        "euros": "EUR",
        "sfr": "CHF",
        "zl": "PLN",
        "tl": "TRY",
        "грн": "UAH",
        "nis": "ILS",
    }
)
"""What one currency alone is written by."""


def decimals(currency: str) -> int:
    """Return how many decimals a currency has: 0, 2 or 3."""
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _WITH_THREE else 2


def has_a_point_of_its_own(name: str) -> bool:
    """Whether the full stop behind a name belongs to it: that of "Rs." does, what stands behind "£." are pence."""
    letters = bare(name)
    shortened = len(letters) > 1 and letters.upper() not in CURRENCIES
    return shortened and (name[-2] == "/" or unicodedata.category(name[-2])[0] in "LM")


def one_name(named: str) -> str:
    """The three letters alone, where a sign beside them can stand for the same: "USD $", "MXN$", "kr SEK"."""
    both = re.fullmatch(r"(?P<sign>[^A-Za-z]*|.* )(?P<code>[A-Za-z]{3})(?P<after>[^A-Za-z]*| .*)", named)
    if both is None:
        return named
    code, signs = both["code"].upper(), [sign for sign in (both["sign"], both["after"]) if sign.strip()]
    return code if signs and all(may_mean(sign, code) for sign in signs) else named


def may_mean(named: str, currency: str) -> bool:
    """Whether these letters, or this sign, can stand for a currency."""
    return currency in {bare(named).upper(), _SIGNS.get(bare(named)), *_SHARED.get(bare(named), ())}


def currency_named(named: str, usual: str = "") -> str:
    """The currency that three letters or a sign stand for; of several the usual one. ValueError where none is certain."""
    sign = bare(named)
    code = usual if usual in _SHARED.get(sign, ()) else _SIGNS.get(sign, sign.upper())
    if code not in CURRENCIES or (code in _WORDS_TOO and sign.upper() == code != named):
        raise ValueError(
            f"“{named[:_LONGEST]}” is not a currency that can be told for certain; write digits alone, or three letters with them, such as GBP."
        )
    return code

"""Money: amounts with a currency, read from what people type. Sums never cross currencies."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final


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
_SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR"}
)
_TOO_MUCH: Final = Decimal(10) ** 12
_LONGEST: Final = 40

_WHOLE: Final = re.compile(
    r"[0-9]+"
    r"|[1-9][0-9]{0,2}([ .,'])[0-9]{3}(\1[0-9]{3})*"
    r"|[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}"
)
"""Plain digits; thousands in threes, with one mark throughout; or lakhs and crores."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Some money: a value of nought or more, with as many decimals as its currency has.

    ValueError, in a plain sentence, for anything else.
    """

    value: Decimal
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in CURRENCIES:
            raise ValueError(
                f"{self.currency[:_LONGEST]!r} is not a currency; write three letters such as GBP."
            )
        if not self.value.is_finite() or self.value.is_signed():
            raise ValueError("An amount is nought or more.")
        if self.value >= _TOO_MUCH:
            raise ValueError("That is too much: write an amount below a million million.")
        exact = self.value.quantize(Decimal(1).scaleb(-decimals(self.currency)))
        if exact != self.value:
            raise ValueError(f"{self.currency} has {_count(decimals(self.currency))}: write fewer.")
        object.__setattr__(self, "value", exact)

    def __str__(self) -> str:
        return f"{self.currency} {self.value:,}"


def decimals(currency: str) -> int:
    """Return how many decimals a currency has: 0, 2 or 3."""
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _WITH_THREE else 2


def parse(text: str, currency: str | None = None) -> Amount:
    """Read an amount as people type it: "5,000.00", "5.000,00", "£61,400", "CHF 1’250.50", "900 eur".

    `currency` is for a bare number, and says which dollar a "$" means. ValueError, in a plain sentence, for
    what is no amount or could be read in two ways.
    """
    if len(text) > _LONGEST:
        raise ValueError("That is too long for an amount.")
    typed = _seen(text).replace("’", "'")
    number, named = _split(typed)
    chosen = _currency(named, currency)
    return Amount(_decimal(number, chosen), chosen)


def earned(text: str, currency: str, *, own: tuple[str, str] = ("", "")) -> Amount:
    """Read what business came to, which is more than nothing. ValueError as in `parse`.

    `own` is the currency of whoever types, and the sign by which it is written there: "$" is pesos in Mexico.
    """
    code, sign = own
    unsigned = _without(sign, text)
    amount = parse(text, currency) if unsigned is None else parse(unsigned, code)
    if not amount.value:
        raise ValueError(
            "Business that came to nothing is not won. If you don't know what it came to, leave it empty."
        )
    return amount


def _without(sign: str, text: str) -> str | None:
    """The amount that stands before or behind this sign; None where it does not stand."""
    typed, plain_sign = _seen(text), _seen(sign)
    if not plain_sign:
        return None
    before, behind = typed.removeprefix(plain_sign), typed.removesuffix(plain_sign)
    if before != typed and not before[:1].isalpha():
        return before
    return behind if behind != typed and not behind[-1:].isalpha() else None


def _seen(text: str) -> str:
    """Without the marks that only turn the line around, and without spaces at the ends."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    ).strip()


def totals(amounts: Iterable[Amount]) -> tuple[Amount, ...]:
    """Add up each currency by itself; the sums come in the order of their letters."""
    sums: dict[str, Decimal] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Decimal(0)) + amount.value
    return tuple(Amount(value, currency) for currency, value in sorted(sums.items()))


def _split(typed: str) -> tuple[str, str]:
    match = re.fullmatch(r"([^0-9.,+-]*)([0-9][0-9 .,']*?)([^0-9.,]*)", typed)
    if match is None:
        raise ValueError("Write an amount as digits, such as 5,000.00.")
    before, number, after = (part.strip() for part in match.groups())
    if before and after:
        raise ValueError("Name the currency once, before or after the amount.")
    return number, before or after


def _currency(named: str, given: str | None) -> str:
    if not named and given is None:
        raise ValueError("Say which currency, for example GBP 500.")
    if named == "$" and given is not None and given.endswith("D"):
        return given
    return _SIGNS.get(named, named.upper()) if named else str(given)


def _decimal(number: str, currency: str) -> Decimal:
    whole, point, fraction = _at_the_point(number, currency)
    if not _WHOLE.fullmatch(whole) or (point and re.fullmatch("[0-9]+", fraction) is None):
        raise ValueError("The commas and points of that amount do not fit; write it like 5,000.00.")
    digits = re.sub("[ .,']", "", whole)
    return Decimal(f"{digits}.{fraction}" if point else digits)


def _at_the_point(number: str, currency: str) -> tuple[str, str, str]:
    """Cut at the decimal point: the last mark, unless it groups thousands.

    With three decimals "5.000" is what Sentby itself writes for five; "5,000" could be either.
    """
    marks = [mark for mark in number if mark in ".,"]
    if not marks:
        return number, "", ""
    whole, point, fraction = number.rpartition(marks[-1])
    if marks.count(point) > 1:
        return number, "", ""
    might_group = len(fraction) == 3 and re.fullmatch("[1-9][0-9]{0,2}", whole) is not None
    if might_group and decimals(currency) == 3:
        if point == ".":
            return whole, point, fraction
        raise ValueError(f"That could be read in two ways; write all decimals, such as {currency} 5,000.000.")
    return (number, "", "") if might_group else (whole, point, fraction)


def _count(places: int) -> str:
    return {0: "no decimals", 2: "two decimals"}.get(places, "three decimals")

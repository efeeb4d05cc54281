"""Money: amounts with a currency, read from what people type. Sums never cross currencies."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sentby.rules.currencies import (
    CURRENCIES,
    currency_named,
    decimals,
    has_a_point_of_its_own,
    one_name,
    seen,
)

_TOO_MUCH: Final = Decimal(10) ** 12
_LONGEST: Final = 40

_WHOLE: Final = re.compile(
    r"[0-9]+"
    r"|[1-9][0-9]{0,2}([ .,'])[0-9]{3}(\1[0-9]{3})*"
    r"|[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}"
)
"""Plain digits; thousands in threes, with one mark throughout; or lakhs and crores."""

_NAME: Final = r"(?:[^0-9.,٫+-]\.?)*"
_AMOUNT: Final = re.compile(rf"({_NAME})([0-9][0-9 .,٫']*?)({_NAME})")

_MAY_COUNT: Final = frozenset("bkmtlBKMTL")
"""One of these right behind a number may be thousands, millions or lakhs: 5K. Apart it is a sign: 500 K in Myanmar."""

_NO_PENCE: Final = re.compile(r"(?<=[0-9])[.,:/][-–—=]{1,2}(?![^0-9]*[0-9])")
"""The dash in the place of the pence: "500.–", "500,--", "500/="."""


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
            raise ValueError(_too_fine(self.currency))
        object.__setattr__(self, "value", exact)

    def __str__(self) -> str:
        return f"{self.currency} {self.value:,}"


def parse(text: str, currency: str | None = None) -> Amount:
    """Read an amount as people type it: "5,000.00", "5.000,00", "£61,400", "CHF 1’250.50", "900 eur".

    `currency` is for a bare number, and says which dollar a "$" means. ValueError, in a plain sentence, for
    what is no amount or could be read in two ways.
    """
    number, named = split(text)
    if not named and currency is None:
        raise ValueError("Say which currency, for example GBP 500.")
    return amount_of(number, currency_named(named, currency or "") if named else str(currency))


def split(text: str) -> tuple[str, str]:
    """The number and the name of the currency as they are typed, in plain digits. ValueError for what is no amount."""
    if len(text) > _LONGEST:
        raise ValueError("That is too long for an amount.")
    match = _AMOUNT.fullmatch(_plain(text))
    if match is None or _pence_alone(match[1]):
        raise ValueError("Write an amount as digits, such as 5,000.00.")
    before, number, after = (part.strip() for part in match.groups())
    named = one_name(f"{before} {after}".strip())
    if before and after and named not in CURRENCIES:
        raise ValueError("Name the currency once, before or after the amount.")
    if match[3] in _MAY_COUNT or re.fullmatch("[a-z]", named):
        raise ValueError(
            "Write the whole amount in digits, such as 5,000.00, and the currency in three letters."
        )
    return number, named


def amount_of(number: str, currency: str, *, point: str = "") -> Amount:
    """Read a number in a currency. `point` is the mark before the decimals where the writer lives, if that is known.

    ValueError as in `parse`.
    """
    return Amount(_decimal(number, currency, point), currency)


def _pence_alone(before: str) -> bool:
    """Whether the full stop before the digits is a decimal point with nothing in front: "£ .50"."""
    return before.endswith(".") and not has_a_point_of_its_own(before)


def _plain(text: str) -> str:
    """With digits of every script as 0 to 9, one apostrophe, and without the dash that stands for no pence.

    A small or ringed digit stays what it is, which is none.
    """
    if any(unicodedata.category(sign) == "No" for sign in text):
        return text
    typed = "".join(str(unicodedata.decimal(sign, sign)) for sign in seen(text))
    return _NO_PENCE.sub("", typed.replace("’", "'").replace("٬", "'"))


def totals(amounts: Iterable[Amount]) -> tuple[Amount, ...]:
    """Add up each currency by itself; the sums come in the order of their letters."""
    sums: dict[str, Decimal] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Decimal(0)) + amount.value
    return tuple(Amount(value, currency) for currency, value in sorted(sums.items()))


def _decimal(number: str, currency: str, mark: str) -> Decimal:
    whole, point, fraction = _at_the_point(number, currency, mark)
    if not _WHOLE.fullmatch(whole) or (point and not fraction.isdigit()):
        raise ValueError("The commas and points of that amount do not fit; write it like 5,000.00.")
    if not whole.isdigit() and len(fraction) > decimals(currency):  # "1'500.000" may be a million and a half
        raise ValueError(_too_fine(currency))
    digits = re.sub("[ .,']", "", whole)
    return Decimal(f"{digits}.{fraction}" if point else digits)


def _at_the_point(number: str, currency: str, mark: str) -> tuple[str, str, str]:
    """Cut at the decimal point: the last mark, unless it groups thousands, which the Arabic decimal mark never does.

    With three decimals it is the mark of the writer's country that tells. Where that is not known, "5.000" is what
    Sentby itself writes for five, and "5,000" could be either.
    """
    if "٫" in number:
        return number.partition("٫")
    marks = [mark for mark in number if mark in ".,"]
    if not marks:
        return number, "", ""
    whole, point, fraction = number.rpartition(marks[-1])
    if marks.count(point) > 1:
        return number, "", ""
    might_group = len(fraction) == 3 and re.fullmatch("[1-9][0-9]{0,2}", whole) is not None
    if might_group and decimals(currency) == 3:
        if point == (mark or "."):
            return whole, point, fraction
        if mark:
            return number, "", ""
        raise ValueError(f"That could be read in two ways; write all decimals, such as {currency} 5,000.000.")
    return (number, "", "") if might_group else (whole, point, fraction)


def _too_fine(currency: str) -> str:
    places = {0: "no decimals", 2: "two decimals", 3: "three decimals"}[decimals(currency)]
    return f"{currency} has {places}: write fewer."

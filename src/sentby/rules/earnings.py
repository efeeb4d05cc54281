"""What business came to, as somebody writes it where they live."""

from sentby.rules.countries import currency_of, point_of, sign_of, signs_of
from sentby.rules.currencies import bare, currency_named, may_mean
from sentby.rules.money import Amount, amount_of, split


def earned(text: str, chosen: str, locale: str, *, by_machine: bool = False) -> Amount:
    """Read what business came to, which is more than nothing. ValueError, in a plain sentence, as in `money.parse`.

    `chosen` is the currency beside the amount; nothing, or the writer's own, is one that nobody touched, and what is
    written in the amount counts. A machine chooses on purpose, and writes decimals as Sentby does.
    """
    own = currency_of(locale)
    number, named = split(text)
    on_purpose = bool(chosen) and (by_machine or chosen != own)
    code = _meant(named, chosen) if on_purpose else _written(named, locale)
    amount = amount_of(number, code, point="" if by_machine else point_of(locale))
    if not amount.value:
        raise ValueError(
            "Business that came to nothing is not won. If you don't know what it came to, leave it empty."
        )
    return amount


def _meant(named: str, chosen: str) -> str:
    """The currency that was chosen, where what is written can stand for it: the kroner of Norway, the dollars of Canada."""
    fits = not named or may_mean(named, chosen) or bare(named) in {bare(sign) for sign in signs_of(chosen)}
    if not fits:
        raise ValueError(f"That says both “{named}” and {chosen}. Leave out the one that is not meant.")
    return chosen


def _written(named: str, locale: str) -> str:
    """The currency that is written; without any, and under the writer's own sign, their own: "$" is pesos in Mexico."""
    own = currency_of(locale)
    return own if bare(named) in {"", bare(sign_of(locale))} else currency_named(named, own)

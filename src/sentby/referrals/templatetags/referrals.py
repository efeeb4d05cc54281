"""Words that the pages of a referral need."""

from typing import Any

from django import template
from django.template import Context

from sentby.referrals import queries

register = template.Library()


@register.filter
def tel(number: str) -> str:
    """A number as a tel: address takes it: digits, and the plus."""
    return "".join(letter for letter in str(number) if letter.isdigit() or letter == "+")


@register.filter
def lower_first(sentence: str) -> str:
    """The sentence without its capital, for the middle of another."""
    return sentence[:1].lower() + sentence[1:]


@register.inclusion_tag("people/_between.html", takes_context=True)
def between_card(context: Context, person: Any) -> dict[str, Any]:
    """What a person and the reader have passed on, on the person's page, which stands below referrals."""
    return {"between": queries.between(context["request"].user, person)}

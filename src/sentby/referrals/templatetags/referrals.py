"""Words that the pages of a referral need."""

from django import template

register = template.Library()


@register.filter
def tel(number: str) -> str:
    """A number as a tel: address takes it: digits, and the plus."""
    return "".join(letter for letter in str(number) if letter.isdigit() or letter == "+")


@register.filter
def lower_first(sentence: str) -> str:
    """The sentence without its capital, for the middle of another."""
    return sentence[:1].lower() + sentence[1:]

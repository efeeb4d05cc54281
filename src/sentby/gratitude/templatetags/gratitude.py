"""The card of thanks on a referral's page."""

from typing import Any

from django import template
from django.template import Context

from sentby.gratitude import queries

register = template.Library()


@register.inclusion_tag("gratitude/_card.html", takes_context=True)
def thanks_card(context: Context, page: Any) -> dict[str, Any]:
    """Who thanked whom, and the press that does it, for one reader of one referral."""
    said = queries.said_for(page.referral)
    won = page.ended is not None and page.ended.kind == "won"
    return {
        "page": page,
        "receipt": said.get("receipt"),
        "success": said.get("success"),
        "won": won,
        "owes": page.follows_up and page.referral.giver is not None and page.referral.giver != page.reader,
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
    }

"""Referrals by machine: the same actions and queries as their pages, and the same sentences when something is wrong."""

from ninja import Router

from sentby.referrals.api.acts import router as acts
from sentby.referrals.api.closing import router as closing
from sentby.referrals.api.grade import router as grade
from sentby.referrals.api.items import router as items

router = Router()
for part in (grade, items, acts, closing):
    router.add_router("", part)

__all__ = ["router"]

"""The book by machine: the same queries and actions as its pages, and the same sentences when something is wrong."""

from ninja import Router

from sentby.people.api.companies import router as companies
from sentby.people.api.exports import router as exports
from sentby.people.api.imports import router as imports
from sentby.people.api.merging import router as merging
from sentby.people.api.people import router as people

router = Router()
router.add_router("", people)
router.add_router("", companies)
router.add_router("", imports)
router.add_router("", exports)
router.add_router("", merging)

__all__ = ["router"]

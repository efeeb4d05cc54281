"""The whole book as a file, by machine."""

from typing import Any, Final, Literal

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from sentby.core.wire import Strict
from sentby.people import outgoing
from sentby.people.desk import desk_of

router = Router(tags=["people"])
FILE: Final[dict[str, Any]] = {
    "responses": {
        200: {
            "description": "The file",
            "content": {kind: {"schema": {"type": "string"}} for kind in ("text/vcard", "text/csv")},
        }
    }
}


class FileAsked(Strict):
    """Which form the file has."""

    form: Literal["vcard4", "vcard3", "csv"] = "vcard4"


@router.get("/people-file", summary="Your whole book as a file", openapi_extra=FILE)
def export_book(request: HttpRequest, asked: Query[FileAsked]) -> StreamingHttpResponse:
    """vCard 4.0 or 3.0, or CSV in which no cell begins as a formula."""
    _, kind = outgoing.FORMATS[asked.form]
    return StreamingHttpResponse(outgoing.written(desk_of(request).member, asked.form), content_type=kind)

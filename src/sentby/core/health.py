"""Is the desk up? For whoever watches the machine: no data, and no sign-in."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sentby.core import heartbeat
from sentby.core.access import open_to_all
from sentby.core.clock import now


@open_to_all
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when it does not; and whether a worker comes round."""
    try:
        worker = heartbeat.state(now())
    except DatabaseError:
        return JsonResponse({"ok": False, "worker": "unknown"}, status=503)
    return JsonResponse({"ok": True, "worker": worker})

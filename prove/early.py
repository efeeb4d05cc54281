"""The fault that the control of R1 plants: a write is acknowledged before it is committed."""

import threading
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

Handler = Callable[[HttpRequest], HttpResponse]
LATE = 0.2


def acknowledge_early(get_response: Handler) -> Handler:
    """Middleware that says “written” at once, and writes a moment later."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        request.body  # noqa: B018 (read while the connection is open)

        def later() -> None:
            time.sleep(LATE)
            try:
                get_response(request)
            finally:
                connection.close()

        threading.Thread(target=later, daemon=True).start()
        return JsonResponse({"id": "soon"}, status=201)

    return answer

"""The least that a Django page can do: one query, one template, no middleware."""

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.test.utils import override_settings

from sentby.core.access import open_to_all

WORDS = "<!doctype html><title>Peer</title>{% for number in numbers %}<p>{{ number }}</p>{% endfor %}</html>"


@open_to_all
def peer(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        number = cursor.fetchone()[0]
    template = engines["django"].from_string(WORDS).template  # type: ignore[attr-defined]
    return HttpResponse(template.render(Context({"numbers": [number] * 10})))


def bare_application() -> WSGIHandler:
    """Django with nothing in front of the view."""
    with override_settings(MIDDLEWARE=[]):
        return WSGIHandler()

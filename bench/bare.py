"""A bare Django with one page, to start and weigh beside Sentby: no apps, no middleware, the same database engine."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

import sentby  # noqa: F401  (first: it chooses the SQLite)

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="for-the-benchmark-only",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    MIDDLEWARE=[],
)


def page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        number = cursor.fetchone()[0]
    return HttpResponse(
        Template("<!doctype html><p>{{ number }}</p></html>").render(Context({"number": number}))
    )


urlpatterns = [path("peer/", page)]
application = get_wsgi_application()

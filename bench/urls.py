"""The program's addresses, and the peer's."""

from django.urls import path

from bench.peer import peer
from sentby.urls import handler400, handler404, handler500
from sentby.urls import urlpatterns as pages

urlpatterns = [path("peer/", peer), *pages]
__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

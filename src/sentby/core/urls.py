"""The addresses of the desk's own pages."""

from django.urls import path

from sentby.core import health, views

urlpatterns = [
    path("health/", health.health, name="health"),
    path("_patterns/", views.patterns, name="patterns"),
]

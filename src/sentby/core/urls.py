"""The addresses of the desk's own pages."""

from django.urls import path

from sentby.core import views

urlpatterns = [
    path("_patterns/", views.patterns, name="patterns"),
]

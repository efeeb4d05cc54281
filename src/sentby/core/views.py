"""The desk's own page: every part in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sentby.core.clock import now
from sentby.core.patterns import samples


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """The living page of patterns, drawn with the same tags and templates as every other page."""
    return render(request, "patterns.html", samples(now()))

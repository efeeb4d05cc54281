"""A member's own book as a file: no lock-in."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sentby.people import outgoing, queries
from sentby.people.desk import desk_of


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Which forms there are, and what each is good for."""
    desk = desk_of(request)
    return render(request, "people/export.html", {"people": queries.size_of_book(desk.member)})


@require_safe
def export_file(request: HttpRequest) -> StreamingHttpResponse:
    """The book, written while it is read: the whole of it is never in memory."""
    form = request.GET.get("form", "vcard4")
    if form not in outgoing.FORMATS:
        raise Http404
    desk = desk_of(request)
    ending, kind = outgoing.FORMATS[form]
    answer = StreamingHttpResponse(outgoing.written(desk.member, form), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="sentby-{desk.today}.{ending}"'
    return answer

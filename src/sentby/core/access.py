"""Who may see a page. Every page asks for a signed-in member unless it says otherwise; a stranger gets 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]

open_to_all = login_not_required


def the(queryset: "QuerySet[M]", **which: Any) -> M:
    """The one row that `which` names among those the caller may see, or 404: foreign and missing look alike."""
    try:
        return queryset.get(**which)
    except ObjectDoesNotExist:
        raise Http404 from None


def reread(row: Model) -> None:
    """Read a row as it stands now; 404 when it was erased a moment ago: gone and missing look alike."""
    try:
        row.refresh_from_db()
    except ObjectDoesNotExist:
        raise Http404 from None


def owner_only(view: View) -> View:
    """The page of the desk's owner; other members get 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request.user, "is_owner", False):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded

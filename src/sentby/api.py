"""The desk by machine: one API over the same actions and queries as the pages."""

import logging
from collections.abc import Callable, Mapping
from functools import cache, wraps
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import DocsBase
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.security import HttpBearer, SessionAuth

from sentby import __version__, reference
from sentby.accounts import actions as accounts
from sentby.accounts.api import router as accounts_router
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.core.once import KeyReused
from sentby.core.problems import PROBLEM_JSON, TITLES, Problem, ProblemDetails, answer, usual
from sentby.core.wire import sentences
from sentby.gratitude import actions as gratitude
from sentby.gratitude.api import router as gratitude_router
from sentby.introductions import actions as introductions
from sentby.introductions.api import router as introductions_router
from sentby.mail import actions as mail
from sentby.mail.api import router as mail_router
from sentby.people import actions as people
from sentby.people.api import router as people_router
from sentby.referrals import actions as referrals
from sentby.referrals.actions.contacting import NotYet
from sentby.referrals.actions.stating import CannotClaim
from sentby.referrals.api import router as referrals_router
from sentby.rules.exchange import BadRequest
from sentby.today.api import router as today_router

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
MOVED: Final = "It was changed since you read it"
STANDS_IN_THE_WAY: Final[Mapping[type[Exception], tuple[int, str, str]]] = {
    # what an action raises: the status, the title, and the field that its sentence belongs to
    accounts.AlreadyAMember: (422, TITLES[422], "email"),
    accounts.TurnedDown: (422, TITLES[422], "email"),
    accounts.InvitationClosed: (409, "It has ended", ""),
    accounts.OwnerStays: (422, TITLES[422], ""),
    accounts.ProfileMoved: (409, MOVED, ""),
    gratitude.AlreadyLeft: (409, "It has left", ""),
    gratitude.NothingToThankFor: (422, TITLES[422], ""),
    introductions.AlreadyLeft: (409, "It has left", ""),
    introductions.Conflict: (409, MOVED, ""),
    introductions.NotPossible: (422, TITLES[422], ""),
    mail.NotToBeRetried: (409, "There is nothing to try again", ""),
    people.Conflict: (409, MOVED, ""),
    people.ChannelError: (422, TITLES[422], "prospect.channels"),
    people.NotTogether: (409, "They stay as they are", ""),
    people.TooLong: (422, TITLES[422], "note"),
    people.NotYet: (422, TITLES[422], "happened_at"),
    people.NotNow: (409, "That can't be done with this file now", ""),
    people.NoName: (422, TITLES[422], "prospect.name"),
    referrals.Conflict: (409, MOVED, ""),
    referrals.NotOpen: (409, "It is not open", ""),
    referrals.NotPossible: (422, TITLES[422], ""),
    CannotClaim: (422, TITLES[422], "kind"),
    NotYet: (422, TITLES[422], "happened_at"),
}
SAYINGS: Final[Mapping[type[Exception], str]] = {
    accounts.AlreadyAMember: "A member signs in with this address already.",
    accounts.InvitationClosed: "The invitation was used, withdrawn, or has run out.",
    accounts.OwnerStays: "You are the owner of this desk; your own seat stays open.",
    accounts.ProfileMoved: "Read your profile again, then change it.",
    mail.NotToBeRetried: "It neither failed nor is in doubt.",
}


class PersonalKey(HttpBearer):
    """A member's own key, made under Settings: `Authorization: Bearer sb_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Member | None:
        member = accounts.let_in_by_key(plain=token.strip(), at=now())
        if member is not None:
            request.user = member
        return member


class SignedIn(SessionAuth):
    """The cookie of somebody who is signed in; what changes anything needs the form's token as well."""

    def __call__(self, request: HttpRequest) -> Any:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        return super().__call__(request)


class Docs(DocsBase):
    """The description to read: one page of the house, which needs no script and asks nobody else."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        page = {"file": self.get_openapi_url(api, kwargs), "reference": _reference(api)}
        return render(request, "api/docs.html", page)


@cache
def _reference(api: NinjaAPI) -> str:
    """Every operation and shape as a part of a page, made once: it does not change while the program runs."""
    said = api.get_openapi_schema()
    arranged = {"chapters": reference.chapters(said), "shapes": reference.shapes(said)}
    return render_to_string("api/_reference.html", arranged)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Whoever comes to the API without an address wants to read about it."""
    return redirect("api:openapi-view")


class DeskAPI(NinjaAPI):
    """Every operation is a member's; every refusal is a problem document and stands in the description."""

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        patterns, app, space = super().urls
        pages = [pattern for pattern in patterns if isinstance(pattern, URLPattern)]
        pages[-1].callback = home
        return [_opened(page) for page in pages], app, space

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, made once: it does not change while the program runs."""
        made: dict[str, OpenAPISchema] = self.__dict__.setdefault("_described", {})
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = self._describe(**options)
        return made[key]

    def _describe(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        details = ProblemDetails.model_json_schema(mode="serialization")
        schema["components"].setdefault("schemas", {})["ProblemDetails"] = details
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                _declare_problems(method.upper(), path, operation)
        return schema


def _opened(pattern: URLPattern) -> URLPattern:
    """No way to the sign-in page from here; HEAD goes with GET; a body is JSON."""
    view: View = pattern.callback

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "HEAD":  # the server leaves the body out
            request.method = "GET"
        if request.method in UNSAFE and _has_body(request) and request.content_type != "application/json":
            return answer(usual(415))
        return view(request, *args, **kwargs)

    opened.csrf_exempt = True  # type: ignore[attr-defined]  # a key needs no form token; SignedIn asks for it
    pattern.callback = login_not_required(opened)
    return pattern


def _has_body(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length") or "0"
    return length != "0"


def _declare_problems(method: str, path: str, operation: dict[str, Any]) -> None:
    statuses = {400, 401} | ({404} if "{" in path else set())
    if operation.get("parameters") or "requestBody" in operation:
        statuses |= {422}
    if method in UNSAFE:
        statuses |= {403, 409, 413, 415}
    for status in statuses | {code for code in operation["responses"] if code >= 400}:
        operation["responses"][status] = {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }


api = DeskAPI(
    title="Sentby",
    version=__version__,
    description="Every act of the referral desk, for programs. A grade follows from facts; nothing here sets one.",
    urls_namespace="api",
    auth=[PersonalKey(), SignedIn()],
    docs=Docs(),
    docs_decorator=require_safe,
)
for router in (
    accounts_router,
    people_router,
    referrals_router,
    introductions_router,
    gratitude_router,
    today_router,
    mail_router,
):
    api.add_router("", router)


def _stopped(request: HttpRequest, reason: Exception) -> HttpResponse:
    """An action said why it cannot be done."""
    status, title, place = next(
        STANDS_IN_THE_WAY[kind] for kind in type(reason).__mro__ if kind in STANDS_IN_THE_WAY
    )
    sentence = SAYINGS.get(type(reason), str(reason))
    return answer(Problem(status, title, "" if place else sentence, {place: sentence} if place else {}))


def _unreadable(request: HttpRequest, reason: BadRequest) -> HttpResponse:
    """The exchange of facts names the place before the colon."""
    place, _, sentence = str(reason).partition(": ")
    return answer(Problem(422, "This cannot be judged", errors={place: sentence}))


def _reused(request: HttpRequest, reason: KeyReused) -> HttpResponse:
    return answer(Problem(409, "This Idempotency-Key was used for something else", "Use a fresh one."))


def _invalid(request: HttpRequest, reason: ValidationError) -> HttpResponse:
    return answer(Problem(422, TITLES[422], errors=sentences(reason.errors)))


def _broken(request: HttpRequest, reason: Exception) -> HttpResponse:
    """Our own mistake: the log has it, the caller only hears of it."""
    logger.error("%s %s", request.method, request.path, exc_info=reason)
    if settings.DEBUG:
        raise reason
    return answer(usual(500))


HANDLERS: Final[Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]]] = {
    **dict.fromkeys(STANDS_IN_THE_WAY, _stopped),
    Problem: lambda request, problem: answer(problem),
    BadRequest: _unreadable,
    KeyReused: _reused,
    ValidationError: _invalid,
    HttpError: lambda request, error: answer(usual(error.status_code)),
    Http404: lambda request, error: answer(usual(404)),
    RequestDataTooBig: lambda request, error: answer(usual(413)),
    SuspiciousOperation: lambda request, error: answer(usual(400)),
    UnreadablePostError: lambda request, error: answer(usual(400)),
    Exception: _broken,
}
for trouble, handler in HANDLERS.items():
    api.exception_handler(trouble)(handler)

"""What goes wrong, as an API says it: problem details (RFC 9457), with a sentence for each field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Schema

PROBLEM_JSON: Final = "application/problem+json"
UNDER: Final = "/api/"  # every answer below this address that is no success is a problem document
TITLES: Final[Mapping[int, str]] = {
    400: "This request cannot be read",
    401: "Say who you are",
    403: "This came without the form's protection",
    404: "There is nothing here",
    405: "This cannot be done here",
    409: "This stands differently by now",
    413: "That is too much at once",
    415: "Send JSON",
    422: "Nothing was saved",
    500: "Something went wrong here",
}
DETAILS: Final[Mapping[int, str]] = {
    400: "It is broken, or holds a character that cannot be stored (NUL). Nothing was saved.",
    401: "Send `Authorization: Bearer` with a personal key that is in use. You make one under Settings, Keys.",
    403: "A page that is signed in by cookie sends its token as X-CSRFToken.",
    404: "It does not exist, or it is not yours to see.",
    405: "The header Allow names what can be.",
    413: "A request may have a million bytes.",
    415: "The body of a request is JSON, with Content-Type: application/json.",
    500: "Nothing was saved. The log of this desk says more.",
}


@dataclass(eq=False)
class Problem(Exception):
    """Raise it anywhere in an operation; it is answered as application/problem+json."""

    status: int
    title: str
    detail: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The body of the answer."""
        said: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            said["detail"] = self.detail
        return said | ({"errors": dict(self.errors)} if self.errors else {})

    def __str__(self) -> str:
        return f"{self.status} {self.title}"


class ProblemDetails(Schema):
    """How a problem reads in the description of the API."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: dict[str, str] = {}


def usual(status: int) -> Problem:
    """The problem that a status stands for when there is nothing more to say."""
    return Problem(status, TITLES.get(status, TITLES[400]), DETAILS.get(status, ""))


def answer(problem: Problem) -> HttpResponse:
    """A problem as an answer."""
    response = JsonResponse(problem.document(), status=problem.status, content_type=PROBLEM_JSON)
    if problem.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Sentby"'
    return response


def speak_problems(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whatever is refused under /api/, by whomever, is said as a problem document."""

    def spoken(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(UNDER) or response.status_code < 400:
            return response
        if response.headers.get("Content-Type") == PROBLEM_JSON:
            return response
        said = answer(usual(response.status_code))
        if allowed := response.headers.get("Allow"):
            said["Allow"] = allowed
        return said

    return spoken

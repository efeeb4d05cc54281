"""What goes wrong, as an API says it: problem details (RFC 9457), with a sentence for each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ninja import Schema


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

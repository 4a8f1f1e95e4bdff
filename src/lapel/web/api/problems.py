"""What goes wrong, as problem+json (RFC 9457), each with place, what was found, what was expected and what to do."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from lapel.model.located import Problem, Problems

MEDIA = "application/problem+json"

KINDS: Mapping[int, tuple[str, str]] = {
    400: ("unreadable", "The request could not be read"),
    404: ("unknown", "There is no such thing"),
    405: ("method", "This address takes another method"),
    413: ("too-large", "The body is too large"),
    415: ("media-type", "The body is of another kind"),
    422: ("not-understood", "The request says something that is not understood"),
    429: ("too-many", "Too many requests"),
    500: ("broken", "The fault is ours"),
}
"""For each status the name of its kind (an anchor of /api/) and its title."""


class Refused(Exception):
    """A request that gets no answer, and why."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        problems: Iterable[Problem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.detail = detail
        self.problems = tuple(problems)
        self.headers = dict(headers or {})


def refused(status: int, problems: Problems) -> Refused:
    """Refuse for problems that the library found."""
    count = len(problems.found)
    return Refused(status, f"{count} problem{'s' if count != 1 else ''} found.", problems.found)


def one(status: int, path: str, found: str, expected: str, hint: str = "") -> Refused:
    """Refuse for a single problem."""
    return Refused(status, "1 problem found.", [Problem("", 0, path, found, expected, hint)])


def problem_response(refusal: Refused) -> HttpResponse:
    """Write a refusal."""
    kind, title = KINDS[refusal.status]
    data: dict[str, Any] = {"type": f"/api/#{kind}", "title": title, "status": refusal.status}
    if refusal.detail:
        data["detail"] = refusal.detail
    data["problems"] = [_problem(problem) for problem in refusal.problems]
    content = json.dumps(data, ensure_ascii=False).encode(errors="backslashreplace")
    return HttpResponse(content, status=refusal.status, content_type=MEDIA, headers=refusal.headers)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "place": problem.path,
        "line": problem.line or None,
        "found": problem.found,
        "expected": problem.expected,
        "hint": problem.hint,
    }


TEXT = {"type": "string"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "What goes wrong (RFC 9457). `problems` lists everything that was found at once.",
    "properties": {
        "type": {**TEXT, "description": "The kind, an address with its description."},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "place": {**TEXT, "description": "Such as `record.programs[0].started`; empty for the whole."},
                    "line": {"type": ["integer", "null"], "description": "The line of the body, where it is known."},
                    "found": TEXT,
                    "expected": TEXT,
                    "hint": TEXT,
                },
                "required": ["place", "line", "found", "expected", "hint"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "problems"],
    "additionalProperties": False,
}

"""What every page shows."""

from typing import Any

from django.http import HttpRequest

from lapel.web.records.mine import mine, today

SECTIONS = (
    ("answers:all", "Where I stand"),
    ("plans:plan", "Plan"),
    ("keep:keep", "Keep"),
    ("browse:catalogue", "Certificates"),
    ("records:facts", "My facts"),
    ("records:file", "My file"),
)
"""The menu: names of routes, and what is read."""


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Give the menu, the visitor's record and the day."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    held = mine(request) if hasattr(request, "session") else None
    return {
        "sections": [{"route": route, "says": says, "here": here == route} for route, says in SECTIONS],
        "mine": held,
        "news": held.news() if held else [],
        "today": today(),
    }

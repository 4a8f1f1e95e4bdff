"""What every page shows."""

from typing import Any

from django.http import HttpRequest

from lapel.web.records.mine import mine, today

SECTIONS = (
    ("answers:all", "Where I stand"),
    ("plans:plan", "Plan"),
    ("keep:keep", "Keep"),
    ("study:home", "Study"),
    ("work:work", "Work"),
    ("programs:find", "Programs"),
    ("browse:catalogue", "Certificates"),
    ("records:facts", "My facts"),
    ("records:file", "My file"),
)
"""The menu: names of routes, and what is read."""


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Give the menu, the visitor's record and the day."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    held = mine(request) if hasattr(request, "session") else None
    sections = [{"route": route, "says": says, "here": _here(here, route)} for route, says in SECTIONS]
    return {
        "sections": sections,
        "here": next((each["says"] for each in sections if each["here"]), ""),
        "mine": held,
        "news": held.news() if held else [],
        "today": today(),
    }


def _here(here: str, route: str) -> str:
    """Say whether the page is the one that a route names, or one of its kind, as ``aria-current`` has it."""
    if here == route:
        return "page"
    apps = [name.partition(":")[0] for name, _ in SECTIONS]
    app = route.partition(":")[0]
    return "true" if here.partition(":")[0] == app and apps.count(app) == 1 else ""

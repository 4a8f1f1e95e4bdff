"""Where a person stands: every answer on a page, and one answer with all its reasons."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from lapel.eligibility.decide import Decision, decide
from lapel.model.dates import PartialDate, parse_date
from lapel.model.value import Value
from lapel.reports.decisions_text import way_words
from lapel.web.answers.told import told
from lapel.web.kept import kept
from lapel.web.records.mine import catalogue, mine, today


class Day(Value):
    """The day asked about; ``wrong`` says what was typed instead of one."""

    on: date
    wrong: str = ""

    @property
    def is_today(self) -> bool:
        """Whether it is the day it is."""
        return self.on == today()


def asked_day(request: HttpRequest) -> Day:
    """Read the day asked about; today when none is."""
    said = request.GET.get("on", "").strip()[:40]
    if not said:
        return Day(today())
    try:
        read = parse_date(said)
    except ValueError as error:
        return Day(today(), str(error))
    if isinstance(read, PartialDate):
        return Day(today(), f"found {said!r}, expected a whole date such as 2026-11-21")
    return Day(read)


@require_GET
@kept
def every(request: HttpRequest) -> HttpResponse:
    """Show the answers for all certificates that matter to this person, the most welcome first."""
    held = mine(request)
    if not held.begun:
        return redirect("site:start")
    day = asked_day(request)
    found = told(held, on=day.on)
    page = {"day": day, "on": day.on, "told": found, "decisions": found.decisions}
    return render(request, "answers/all.html", page)


@require_GET
@kept
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show one answer with every route, every condition and every source."""
    known = catalogue().credentials
    if name not in known:
        raise Http404
    held = mine(request)
    if not held.begun:
        return redirect("site:start")
    day = asked_day(request)
    decision = decide(known[name], held.record, on=day.on)
    page = {"day": day, "on": day.on, "decision": decision, "ways": _ways(decision)}
    return render(request, "answers/one.html", page)


def _ways(decision: Decision) -> list[dict[str, object]]:
    """The sets of changes that would open it, the fewest first."""
    if decision.verdict.answer not in ("no", "no-longer"):
        return []
    names = {route.route.id: route.route.name for route in decision.routes}
    return [{"route": names.get(route, route), "lines": way_words(way)} for route, way in decision.changes]

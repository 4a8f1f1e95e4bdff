"""Keeping certificates: everything on a page, courses to add and to change, a calendar, and a pack for an audit."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lapel.loading.dialogue import State
from lapel.loading.transcripts import AREAS
from lapel.loading.writing import look
from lapel.model.credential import Issuer
from lapel.model.located import Problem, Problems
from lapel.model.vocabulary import LEARNING_KINDS, LEARNING_UNITS
from lapel.renewals.keep import Keeping, keeping
from lapel.reports.keep_words import reasons, to_do, use_words
from lapel.rules.wording import plain
from lapel.web.answers.views import Day, asked_day
from lapel.web.keep.courses import brought, entry_of, with_entry
from lapel.web.records.mine import Mine, catalogue, mine, today

MOST_BYTES = 2_000_000
MAPPED = ("title", "completed", "contact-hours")


def _kept(held: Mine, day: Day) -> Keeping:
    return keeping(catalogue(), held.record, on=day.on)


@require_GET
def keep(request: HttpRequest) -> HttpResponse:
    """Show every certificate with its clocks, the ledger, and what is missing."""
    held = mine(request)
    if not held.begun:
        return redirect("site:start")
    return _page(request, held)


def _page(request: HttpRequest, held: Mine, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    day = asked_day(request)
    found = _kept(held, day)
    page: dict[str, Any] = {
        "day": day,
        "on": day.on,
        "found": found,
        "todo": [(each.requirement.credential.name, each) for _, each in to_do(found.kept, found)],
        "lines": [
            {"line": line, "use": use_words(found, line), "why": list(reasons(found, line)), "at": _place(line)}
            for line in found.lines
        ],
        "kept": [
            {"one": one, "later": [each for each in one.states if each.starts and each.starts > day.on]}
            for one in found.kept
        ],
        "problems": problems,
    }
    return render(request, "keep/keep.html", page, status=422 if problems else 200)


def _place(line: Any) -> int | None:
    """Where a course stands in the record; None for a card."""
    place = line.activity.place
    return int(place[len("learning[") : -1]) if place.startswith("learning[") else None


@require_http_methods(["GET", "HEAD", "POST"])
def course(request: HttpRequest) -> HttpResponse:
    """Add a course, or change the one that ``at`` names."""
    held = mine(request)
    said = request.POST.get("at", request.GET.get("at", ""))
    at = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None
    known = look(held.data, f"learning[{at}]") if at is not None else {}
    if known is None:
        raise Http404
    if request.method == "POST":
        entry = entry_of(request.POST)
        try:
            data = with_entry(held.data, entry, at)
        except Problems as problems:
            return _form(request, entry, at, tuple(problems.found))
        held.move(State(data, held.state.passed, held.state.pending))
        return redirect("keep:keep")
    return _form(request, known, at)


def _form(
    request: HttpRequest, entry: dict[str, Any], at: int | None, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    bodies = entry.get("approved_by", [])
    page = {
        "entry": entry,
        "at": at,
        "problems": problems,
        "kinds": [(word, plain(word)) for word in LEARNING_KINDS],
        "units": [(word, "CEU" if word == "ceu" else plain(word)) for word in LEARNING_UNITS],
        "areas": [(name, (entry.get("areas") or {}).get(name, "")) for name in AREAS],
        "issuers": _approvers(bodies),
        "approved": bodies if isinstance(bodies, list) else [bodies],
    }
    return render(request, "keep/course.html", page, status=422 if problems else 200)


def _approvers(said: Any) -> list[Issuer]:
    """The issuers whose certificates learning counts for, and whoever the entry names."""
    known = catalogue()
    asked = {one.issuer for one in known.credentials.values() if one.counting}
    return [issuer for issuer in known.issuers.values() if issuer.id in asked or issuer.id in said]


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Add the courses of a file."""
    held = mine(request)
    file = request.FILES.get("courses")
    mapping = {said: what for what in MAPPED if (said := request.POST.get(what, "").strip())}
    try:
        if file is None:
            raise Problems([Problem("", 0, "", "no file", "a CSV file or a spreadsheet (XLSX)")])
        if (file.size or 0) > MOST_BYTES:
            raise Problems([Problem(file.name or "", 0, "", f"{file.size:,} bytes", "a file of at most 2 MB")])
        data, count, ignored = brought(held.data, file, mapping)
    except Problems as problems:
        return _page(request, held, tuple(problems.found))
    more = f" Not used: the column{'s' if ',' in ignored else ''} {ignored}." if ignored else ""
    told = f"{count} course{'s' if count != 1 else ''} added.{more}"
    held.move(State(data, held.state.passed, held.state.pending), [told])
    return redirect("keep:keep")


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Hand out all last days as a calendar."""
    from lapel.reports.keep_ics import keeping_ics

    held = mine(request)
    if not held.begun:
        raise Http404
    found = _kept(held, Day(today()))
    return _file(keeping_ics(found, stamp=datetime.now(UTC)), "text/calendar", "lapel-keep.ics")


@require_GET
def audit(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out what an auditor asks for."""
    from lapel.reports.keep_audit import audit_pdf, audit_zip

    held = mine(request)
    writers = {"pdf": (audit_pdf, "application/pdf"), "zip": (audit_zip, "application/zip")}
    if not held.begun or kind not in writers:
        raise Http404
    write, content = writers[kind]
    return _file(write(catalogue(), _kept(held, Day(today())), held.record), content, f"lapel-audit.{kind}")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

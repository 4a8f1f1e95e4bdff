"""Questions, facts, and the person's own file."""

import json
import re
from calendar import month_name
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from lapel.eligibility.forms import Form, Step
from lapel.eligibility.interview import changed, reasons, taken, unsure
from lapel.eligibility.reading import NAMES_OF_STATES, Misread, read
from lapel.loading.dialogue import Dialogue, State
from lapel.loading.writing import forget, parse_data, record_text
from lapel.model.located import Problem, Problems
from lapel.model.shapes import NOT_SURE
from lapel.reports.decisions_text import change_words, verdict_words
from lapel.web.records.examples import example
from lapel.web.records.facts import sections
from lapel.web.records.mine import Mine, mine, today
from lapel.web.records.typed import typed

MOST_BYTES = 1_000_000
STATES_BY_CODE = {
    code: " ".join(word if word == "of" else word.capitalize() for word in name.split())
    for name, code in NAMES_OF_STATES.items()
}


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest) -> HttpResponse:
    """Show the next question, or one that was asked for; take its answer.

    ``at`` names a fact to change, ``first`` one to begin with, unless it has been said.
    """
    held = mine(request)
    now = held.dialogue(on=today())
    if request.method == "POST":
        return _answer(request, held, now)
    put, _ = _asked(request.GET, held, now)
    return _show(request, held, now, put) if put else _leave(request, "answers:all")


def _asked(sent: QueryDict, held: Mine, now: Dialogue) -> tuple[Form | None, tuple[Step, ...]]:
    """Give the question that a page asks for, or the most useful one, and what is pending after it."""
    at, first = sent.get("at", ""), sent.get("first", "")
    if at or (first and now.look(first) is None):
        return _put(now, at or first), now.state.pending
    return now.next(talked=bool(held.past))


def _answer(request: HttpRequest, held: Mine, now: Dialogue) -> HttpResponse:
    at = request.POST.get("at", "")
    if not held.begun and request.POST.get("said", "0") != "0":
        return render(request, "records/lost.html", {"days": settings.SESSION_COOKIE_AGE // 86400}, status=410)
    put, rest = _asked(request.POST, held, now)
    if put is None or put.step.place != request.POST.get("place"):
        return redirect("records:question")  # answered already, in another window or by a second press
    try:
        if request.POST.get("act") == "unsure":
            answer = unsure(put)
        else:
            answer = taken(put, read(put, typed(put, request.POST), early=today(), late=today()))
        state = now.after(answer, rest)
    except Misread as wrong:
        return _show(request, held, now, put, wrong=f"I found {wrong.found}, and expected {wrong.expected}.")
    except Problems as problems:
        first = problems.found[0]
        wrong_says = f"I found {first.found}, and expected {first.expected}. {first.hint}".strip()
        return _show(request, held, now, put, wrong=wrong_says)
    held.move(state, _news(now, state, held))
    return redirect("records:facts" if at and not answer.steps else "records:question")


def _leave(request: HttpRequest, route: str) -> HttpResponse:
    """Go to another page; whole, where the question alone was to be replaced."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse(route))
    return redirect(route)


def _news(before: Dialogue, state: State, held: Mine) -> list[str]:
    """Say which answers have changed."""
    after = Dialogue(before.catalogue, state, on=today())
    news = [
        change_words(old, new)
        for old, new in changed(before.decisions, after.decisions)
        if old is None or verdict_words(old.verdict) != verdict_words(new.verdict)
    ]
    home = after.record.state
    if home and home != before.record.state and home not in before.catalogue.states:
        news.append("Lapel holds no rules of this state yet.")
    return news


def _put(now: Dialogue, place: str) -> Form:
    try:
        return now.put(Step(place, exact=now.look(place) is not None))
    except (KeyError, IndexError, AttributeError, ValueError):
        raise Http404 from None


def _show(request: HttpRequest, held: Mine, now: Dialogue, put: Form, *, wrong: str = "") -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    why: dict[str, list[Any]] = {}
    for reason in reasons(now.decisions, put.step.purpose):
        why.setdefault(reason.name, []).append(reason.finding)
    known = sum(decision.verdict.answer != "cannot-tell" for decision in now.decisions)
    page = {
        "put": put,
        "at": sent.get("at", ""),
        "first": sent.get("first", ""),
        "wrong": wrong,
        "purpose": now.purpose(put),
        "why": {name: findings[:3] for name, findings in why.items()},
        "known": known,
        "decisions": now.decisions,
        "filled": _filled(put, request),
        "months": MONTHS,
        "states": sorted(STATES_BY_CODE.items(), key=lambda pair: pair[1]) if put.kind == "state" else (),
        "on": today(),
    }
    return render(request, "records/question.html", page, status=422 if wrong else 200)


MONTHS = tuple(enumerate(month_name))[1:]


def _filled(put: Form, request: HttpRequest) -> dict[str, Any]:
    """Fill the fields with what was just typed or, failing that, with what is held."""
    if request.method == "POST":
        sent = request.POST
        fields = {name: sent.get(name, "") for name in ("value", "year", "month", "day")}
        return {**fields, "goes_on": "goes-on" in sent, "chosen": sent.getlist("value")}
    held = put.held if put.held != NOT_SURE else None
    date = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", held) if isinstance(held, str) else None
    parts = dict(zip(("year", "month", "day"), date.groups(""), strict=True)) if date else {}
    chosen = held if isinstance(held, list) else [held] if held else []
    return {"value": held or "", "chosen": chosen, "goes_on": held == "ongoing", **parts}


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Take back the last answer."""
    mine(request).back()
    return redirect("records:question")


@require_GET
def facts(request: HttpRequest) -> HttpResponse:
    """List what was said, each with a way to change it."""
    now = mine(request).dialogue(on=today())
    return render(request, "records/facts.html", {"parts": sections(now)})


@require_POST
def forget_fact(request: HttpRequest) -> HttpResponse:
    """Take back one fact or one entry."""
    held = mine(request)
    now = held.dialogue(on=today())
    state = State(forget(held.data, request.POST.get("place", "")), held.state.passed, ())
    held.move(state, _news(now, state, held))
    return redirect("keep:keep" if request.POST.get("then") == "keep" else "records:facts")


@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """Say where the record is, and offer to download, to open and to erase it."""
    held = mine(request)
    return render(request, "records/file.html", {"text": record_text(held.data) if held.data else ""})


@require_GET
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out the record as YAML or JSON."""
    data = mine(request).data
    if kind not in ("yaml", "json"):
        raise Http404
    text = record_text(data) if kind == "yaml" else json.dumps(data, indent=2, ensure_ascii=False)
    response = HttpResponse(text, content_type=f"application/{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="lapel-record.{kind}"'
    return response


@require_POST
def open_file(request: HttpRequest) -> HttpResponse:
    """Open a record that the visitor has on their own machine."""
    sent = request.FILES.get("record")
    held = mine(request)
    try:
        if sent is None:
            raise Problems([Problem("", 0, "", "no file", "a record, YAML or JSON")])
        if (sent.size or 0) > MOST_BYTES:
            raise Problems([Problem(sent.name or "", 0, "", f"{sent.size:,} bytes", "a record of at most 1 MB")])
        data = parse_data(sent.read(), name=sent.name or "your file")
    except Problems as problems:
        page = {"problems": problems.found, "text": record_text(held.data) if held.data else ""}
        return render(request, "records/file.html", page, status=422)
    held.start(data)
    return redirect("answers:all")


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Forget everything; or the record alone, where practice is to stay."""
    held = mine(request)
    if request.POST.get("keep") == "practice":
        held.leave()
    else:
        held.erase()
    return redirect("site:start")


@require_POST
def open_example(request: HttpRequest, name: str) -> HttpResponse:
    """Open the record of an example person."""
    data = example(name)
    if data is None:
        raise Http404
    mine(request).start(data, example=str(data.get("name", "")))
    return redirect("answers:all")

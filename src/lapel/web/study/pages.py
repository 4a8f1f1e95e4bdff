"""Practice: what each exam asks, ways to begin, the plan, readiness, and a history that is the visitor's own."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from lapel.exam.events import Mode
from lapel.exam.evidence import answers
from lapel.exam.foretell import foretell, lengths
from lapel.exam.forms import BankTooSmall
from lapel.exam.outcomes import outcome
from lapel.exam.outlines import LENGTHS as PARTS
from lapel.exam.outlines import crosswalk
from lapel.exam.queue import due_by_day, to_review
from lapel.exam.sessions import State, replay
from lapel.exam.study_plan import MOST_HOURS, StudyPlan, plan_by_answers
from lapel.loading.histories import Unreadable, history_csv, history_json, read_history
from lapel.loading.sittings import queue_of
from lapel.model.dates import parse_date
from lapel.model.exam import Exam, Outline
from lapel.reports.exam_words import (
    NOT_A_PERCENTAGE,
    count_words,
    kinds_words,
    mark_words,
    percent_words,
    plural,
    questions_words,
    share_words,
    sitting_words,
    time_words,
)
from lapel.reports.pictures.sketch import STYLE
from lapel.reports.readiness_text import NOT_THE_MARK, between_words, chance_words
from lapel.reports.study_ics import study_ics
from lapel.reports.study_plan_text import block_words, page_words
from lapel.web.records.mine import today
from lapel.web.study import told
from lapel.web.study.desk import bank, begin_mock, begin_practice, begin_review, library, now, outline_of
from lapel.web.study.history import MOST, VisitorHistory, history, sound

MOST_BYTES = 20_000_000
COUNTS = (10, 20, 40)
LONGEST = 200
DAYS = 14
HOURS = 5


def _exam(name: str) -> tuple[Exam, Outline]:
    outline = outline_of(name)
    if outline is None:
        raise Http404
    return bank().exams[name], outline


# The way in


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """List the exams, what is due, and what is not over."""
    held = history(request)
    sessions = held.sessions()
    queue = queue_of(library(), held)
    ready = to_review(queue, now=now())
    page = {
        "exams": [_card(exam) for exam in bank().exams.values() if outline_of(exam.id)],
        "waiting": [_waiting(name, state) for name, state in reversed(held.unfinished().items())],
        "due": len(ready),
        "missed": len(queue),
        "week": _week([card for card in queue if card not in ready]),
        "answered": len(answers(sessions)),
        "days": DAYS,
    }
    return render(request, "study/home.html", page)


def _card(exam: Exam) -> dict[str, Any]:
    outline = outline_of(exam.id)
    assert outline is not None
    return {"exam": exam, "questions": questions_words(outline), "time": time_words(outline)}


def _waiting(name: str, state: State) -> dict[str, Any]:
    of = f" of {len(state.slots)}" if state.mock else ""
    return {
        "name": name,
        "title": told.title_words(state),
        "done": f"{len(state.answers)}{of} answered",
        "begun": told.long_words(now() - state.started.at),
    }


def _week(queue: list[Any]) -> str:
    counts = due_by_day(queue, now=now(), days=7)
    return f"{plural(sum(counts), 'more question')} in the next 7 days" if any(counts) else ""


@require_GET
def exam(request: HttpRequest, exam: str) -> HttpResponse:
    """Say what an exam asks, and offer ways to practice for it."""
    known, outline = _exam(exam)
    others = [(other, found) for other in bank().exams.values() if other.id != exam and (found := outline_of(other.id))]
    walks = [(other.name, crosswalk(bank(), outline, found)) for other, found in others]
    counts = {name: items for name, items in lengths(outline).items() if items}
    page = {
        "exam": known,
        "outline": outline,
        "said": [line for line in (questions_words(outline), time_words(outline), sitting_words(outline)) if line],
        "kinds": kinds_words(outline.kinds),
        "marks": [mark_words(mark) for mark in outline.marks],
        "areas": [{"area": area, "count": count_words(area), "percent": percent_words(area)} for area in outline.areas],
        "focuses": list(outline.every()),
        "lengths": [
            {"id": name, "says": told.LENGTHS[name], "questions": (outline.delivered or 0) // PARTS[name]}
            for name in counts
        ],
        "counts": COUNTS,
        "covers": [(name, share_words(walk.share)) for name, walk in walks],
        "cites": outline.cite,
        "not_a_percentage": NOT_A_PERCENTAGE,
    }
    return render(request, "study/exam.html", page)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a session."""
    form, held = request.POST, history(request)
    mode = form.get("mode", "")
    try:
        if mode == "review":
            return redirect("study:session", begin_review(held, _count(form.get("items", ""))).name)
        _, outline = _exam(form.get("exam", ""))
        if mode == "mock" and form.get("length") in PARTS:
            return redirect("study:session", begin_mock(held, outline, form["length"]).name)
        focus = form.get("area", "")
        if mode not in ("practice", "weakest") or (focus and not outline.area(focus)):
            raise Http404
        count = _count(form.get("items", ""))
        way: Mode = "weakest" if mode == "weakest" else "practice"
        return redirect("study:session", begin_practice(held, way, outline, count, focus).name)
    except (BankTooSmall, Unreadable) as error:
        return render(request, "study/not_now.html", {"said": str(error)}, status=409)


def _count(said: str) -> int:
    return min(LONGEST, max(1, int(said))) if said.isascii() and said.isdigit() and len(said) < 5 else COUNTS[1]


@require_GET
def drawings(request: HttpRequest) -> HttpResponse:
    """Give the style of the drawings of questions."""
    response = HttpResponse(STYLE, content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=3600)
    return response


# The plan


@require_GET
def plan(request: HttpRequest, exam: str) -> HttpResponse:
    """Show the days of study up to the exam."""
    known, outline = _exam(exam)
    found, wrong = _planned(request, outline)
    page: dict[str, Any] = {
        "exam": known,
        "date": request.GET.get("date", ""),
        "hours": request.GET.get("hours", HOURS),
        "most_hours": MOST_HOURS,
        "wrong": wrong,
        "found": found,
        "query": request.GET.urlencode(),
        "days": DAYS,
    }
    if found:
        page["shares"] = [
            {"area": outline.area(share.standing.area), "time": _hours(share.minutes), "standing": share.standing}
            for share in sorted(found.shares, key=lambda one: -one.minutes)
        ]
        page["whole"] = _hours(found.minutes)
        page["weeks"] = _weeks(outline, found)
    return render(request, "study/plan.html", page, status=422 if wrong else 200)


def _weeks(outline: Outline, found: StudyPlan) -> list[dict[str, Any]]:
    weeks: dict[date, list[dict[str, Any]]] = {}
    for day in found.days:
        monday = day.day - timedelta(days=day.day.weekday())
        blocks = [block_words(outline, block) for block in day.blocks]
        weeks.setdefault(monday, []).append({"day": day.day, "blocks": blocks})
    return [{"monday": monday, "days": days} for monday, days in weeks.items()]


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} h"] if hours else []
    return " ".join([*said, f"{rest} min"] if rest or not said else said)


def _planned(request: HttpRequest, outline: Outline) -> tuple[StudyPlan | None, str]:
    """Make the plan that an address asks for; nothing where it asks for none, or the reason why there is none."""
    said, hours = request.GET.get("date", "").strip(), request.GET.get("hours", "").strip() or str(HOURS)
    if not said:
        return None, ""
    try:
        sits = parse_date(said)
    except ValueError:
        return None, "I found no day that I can read. Write the day of your exam such as 2027-03-15."
    if not isinstance(sits, date) or not (hours.isascii() and hours.isdigit() and len(hours) < 4):
        return None, f"Give the exact day of your exam, and the hours a week as a whole number from 1 to {MOST_HOURS}."
    sessions = history(request).sessions()
    try:
        plan = plan_by_answers(bank(), outline, library().find, sessions, on=today(), sits=sits, hours=int(hours))
        return plan, ""
    except ValueError as error:
        return None, f"{str(error).capitalize()}."


@require_GET
def calendar(request: HttpRequest, exam: str) -> HttpResponse:
    """Hand out the plan as a calendar."""
    known, outline = _exam(exam)
    found, _ = _planned(request, outline)
    if found is None:
        raise Http404
    written = study_ics(
        bank(),
        outline,
        found,
        stamp=datetime.now(UTC),
        way=lambda outline, block: page_words(outline, known.name, block),
        address=request.build_absolute_uri(reverse("study:exam", args=[exam])),
    )
    return _file(written, "text/calendar", f"lapel-study-{exam}.ics")


def _file(data: bytes | str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# Readiness


@require_GET
def ready(request: HttpRequest, exam: str) -> HttpResponse:
    """Say how likely a cut is reached on another mock form, by area too, and what that does not say."""
    known, outline = _exam(exam)
    length = request.GET.get("length", "full")
    length = length if length in PARTS else "full"
    said, wrong, cut = request.GET.get("cut", "").strip(), "", None
    if said:
        cut = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0
    sessions = history(request).sessions()
    try:
        found = foretell(bank(), outline, library().find, sessions, length=length, cut=cut)
    except BankTooSmall as error:
        return render(request, "study/not_now.html", {"said": f"{error}."}, status=409)
    except ValueError as error:
        wrong = f"{str(error).capitalize()}."
        found = foretell(bank(), outline, library().find, sessions, length=length)
    page = {
        "exam": known,
        "found": found,
        "whole": found.found.whole,
        "between": between_words(found.found.whole),
        "answers": plural(found.found.whole.answered, "first answer"),
        "areas": [
            {"name": outline.above(area)[-1].name, "reach": reach, "chance": chance_words(reach.probability)}
            for area, reach in zip(found.areas, found.found.areas, strict=True)
            if reach
        ],
        "lengths": [(name, says) for name, says in told.LENGTHS.items()],
        "length": length,
        "cut": said,
        "wrong": wrong,
        "marks": [mark_words(mark) for mark in outline.marks],
        "not_the_mark": f"{NOT_THE_MARK} {NOT_A_PERCENTAGE}",
    }
    return render(request, "study/readiness.html", page, status=422 if wrong else 200)


# The history


@require_GET
def past(request: HttpRequest) -> HttpResponse:
    """List the sessions of the visitor, and offer to take them along, to bring others and to erase them."""
    return _past(request, history(request))


def _past(request: HttpRequest, held: VisitorHistory, *, said: str = "", wrong: str = "") -> HttpResponse:
    sessions = held.sessions()
    rows = []
    for name, events in reversed(sessions.items()):
        state = replay(events)
        whole = outcome(state).whole
        right = f"{whole.right} of {whole.items if state.mock else whole.answered} right"
        rows.append(
            {
                "name": name,
                "day": state.started.at.astimezone().date(),
                "title": told.title_words(state),
                "came": right if state.finished or not state.mock else "going on",
                "over": bool(state.finished),
            }
        )
    page = {"rows": rows, "answered": len(answers(sessions)), "days": DAYS, "said": said, "wrong": wrong}
    return render(request, "study/history.html", page, status=422 if wrong else 200)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out the whole history."""
    held = history(request)
    noted = held.noted()
    if kind == "json":
        return _file(history_json(held.learner, noted), "application/json", "lapel-study.json")
    if kind == "csv":
        return _file(history_csv(noted), "text/csv", "lapel-study.csv")
    raise Http404


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Take in a history that the visitor has in a file."""
    held, sent = history(request), request.FILES.get("history")
    name = "your file"
    try:
        if sent is None:
            raise Unreadable("found no file, expected one that was saved here or in a terminal")
        if (sent.size or 0) > MOST_BYTES:
            raise Unreadable(f"{name}: found {sent.size:,} bytes, expected at most {MOST_BYTES:,}")
        found = read_history(sent.read().decode(), name)
        if len(found) > MOST:
            raise Unreadable(f"{name}: found {len(found):,} events, expected at most {MOST:,}")
        sound(found, name)
        new = held.merge(found)
    except UnicodeDecodeError:
        return _past(request, held, wrong=f"{name}: found bytes that are no text, expected a JSON or CSV file")
    except (Unreadable, json.JSONDecodeError) as error:
        return _past(request, held, wrong=str(error))
    return _past(request, held, said=f"{plural(len(found), 'event')} read, {new:,} of them new.")


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the history, where the visitor says so."""
    if request.POST.get("sure") != "yes":
        return _past(request, history(request), wrong="Nothing was erased. Tick the box first.")
    history(request).erase()
    return redirect(reverse("study:history"))

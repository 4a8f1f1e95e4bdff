"""A plan → one page as PDF, tagged for screen readers (PDF/UA-1)."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import typst

from lapel import __version__
from lapel.model.credential import ROLE, Catalogue
from lapel.model.money import total
from lapel.model.record import Record
from lapel.planner.plan import Failing, Plan, Plans, Task
from lapel.reports.plan_words import (
    NOT_THE_ISSUER,
    act_words,
    closing_words,
    confirm_pages,
    days_words,
    exam_words,
    fees_words,
    finish_words,
    given_words,
    hours_words,
    later_words,
    pocket_words,
    reached_words,
    room_words,
    running,
    short_date,
    span_words,
    this_week,
    title,
    upper,
    what_words,
    who_words,
)
from lapel.rules.wording import long_date

LEGEND = (
    "! has no room: a day later there is a day later in all. ? stands for a cost that is not known. "
    "Waits that are not known are not in the dates."
)

MOST = 60
"""Characters of a name that are shown."""


def plan_pdf(catalogue: Catalogue, plans: Plans, plan: Plan, record: Record) -> bytes:
    """Write a plan on one page of US Letter.

    What does not fit is left out from the least needed on: reasons, documents, risks, and last the latest steps. Signs
    that no font at hand has come out as question marks.
    """
    data = json.dumps(sheet(catalogue, plans, plan, record), ensure_ascii=False)
    for text, own_fonts in ((data, True), (data, False), (latin(data), True)):
        try:
            return _compile(text, own_fonts)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
    raise AssertionError("the fonts that come with Typst have all Latin letters")


def _compile(data: str, own_fonts: bool) -> bytes:
    """Compile the page; only the fonts that come with Typst look the same on every machine."""
    template = files("lapel.reports").joinpath("plan.typ").read_bytes()
    return typst.compile(
        template, format="pdf", pdf_standards=["ua-1"], sys_inputs={"plan": data}, ignore_system_fonts=own_fonts
    )


SIGNS = "–—’“”…→"


def latin(text: str) -> str:
    """Put question marks for signs that only other fonts have."""
    return "".join(c if c < "\u0250" or c in SIGNS else "?" for c in text)


def sheet(catalogue: Catalogue, plans: Plans, plan: Plan, record: Record) -> dict[str, Any]:
    """Give all that the page says, as plain text by its places on the page."""
    name = f"{_short(record.name)} · " if record.name else ""
    return {
        "title": f"Plan: {title(plans.goals)}",
        "lead": f"{name}made for {long_date(plan.on)}",
        "facts": list(_facts(plan)),
        "warnings": list(_warnings(plan)),
        "week": [act_words(plan, task) for task in this_week(plan)] or ["Nothing has to be begun this week."],
        "tasks": list(_tasks(plans, plan)),
        "legend": LEGEND,
        "sections": [section for section in _sections(plan) if section["lines"]],
        "closing": NOT_THE_ISSUER,
        "confirm": confirm_pages(plans, plan),
        "rest": "Reasons, documents, risks and sources are in what the command lapel plan prints.",
        "footer": f"Lapel {__version__} · facts {catalogue.sha256[:12]} · nothing here is legal or financial advice",
    }


def _short(name: str) -> str:
    return name if len(name) <= MOST else f"{name[:MOST]}…"


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    soonest = f"; at the soonest {short_date(plan.soonest)}" if plan.soonest < plan.finish else ""
    yield "Done by", finish_words(plan) + soonest
    yield "Out of your own pocket", pocket_words(plan)
    if plan.hours or plan.hours_not_known:
        yield "Hours a week, at most", hours_words(plan)
    for leg in plan.legs:
        if leg.credential.kind == ROLE:
            yield leg.credential.name, upper(reached_words(leg))
            continue
        tests = f"exam {short_date(leg.tests)}, " if leg.tests else ""
        ends = f", lasts until {short_date(leg.expires)}" if leg.expires else ""
        yield leg.credential.name, f"{tests}certificate {short_date(leg.certified)}{ends}"


def _warnings(plan: Plan) -> Iterator[str]:
    if not plan.sure:
        yield "This plan holds only if this is so. Make sure of it first:"
    yield from (f"? {found.says}" for found in plan.assumes)


def _tasks(plans: Plans, plan: Plan) -> Iterator[dict[str, Any]]:
    so_far = running(plan, plans.limits)
    for task in plan.tasks:
        known = [line.amount for line in task.costs if line.amount and "you" in line.paid_by]
        unknown = any(line.amount is None for line in task.costs)
        yield {
            "given": task.kind == "given",
            "critical": task.critical,
            "when": days_words(task).replace("– ", "–\n").split("\n"),
            "who": upper(who_words(task.who)),
            "what": what_words(plan, task),
            "room": _room(plan, task),
            "why": task.why,
            "more": list(_more(task)),
            "cost": f"${total(known).usual:,}" + (" + ?" if unknown else "")
            if known
            else "not known"
            if unknown
            else "",
            "so_far": f"${so_far[task.id].usual:,}" if known else "",
        }


def _room(plan: Plan, task: Task) -> str:
    if task.kind == "given":
        return upper(given_words(plan, task))
    return upper(" · ".join(filter(None, [span_words(task), room_words(task)])))


def _more(task: Task) -> Iterator[str]:
    for document in task.documents:
        when = f", {document.when}" if document.when else ""
        yield f"Document: {document.what}, from {who_words(document.who)}{when}"
    yield from (f"Make sure: {check.what}" for check in task.checks)


def _sections(plan: Plan) -> Iterator[dict[str, Any]]:
    for failing in plan.failing:
        name = exam_words(plan, failing)
        exam = f"exam for the {name}" if name and len(plan.failing) > 1 else "exam"
        yield {"name": f"If you fail the {exam}", "first": True, "lines": list(_failing(failing))}
    risks = [f"{f'{short_date(risk.on)}: ' if risk.on else ''}{risk.what} {risk.do}".strip() for risk in plan.risks]
    yield {"name": "What may go wrong", "first": False, "lines": risks}
    yield {"name": "Costs not known, on top", "first": False, "lines": [line.what for line in plan.not_known]}


def _failing(failing: Failing) -> Iterator[str]:
    for again in failing.attempts[:2]:
        sure = "" if again.sure else " (only by some sources)"
        yield (
            f"Attempt {again.number}{sure}: exam {short_date(again.tests)}, {later_words(again)}, "
            f"{fees_words(again.fees)} on top."
        )
    if failing.door:
        yield f"This route is open through {long_date(failing.door)}: apply for the next attempt by then."
    if failing.closing:
        yield closing_words(failing)

"""The steps a plan may choose from → text for a terminal."""

from collections.abc import Iterable, Iterator

from lapel.model.citation import CONFIDENCE_WORDS, Citation
from lapel.model.preparation import Cost, Preparation
from lapel.reports.page import Page
from lapel.reports.plan_words import dollars


def steps_text(steps: Iterable[Preparation], *, width: int) -> str:
    """List steps, each with its time and its price."""
    page = Page(width)
    for step in steps:
        page.add(f"{step.id}: {step.name}")
        page.add("; ".join(_facts(step)), 4)
    return str(page)


def _facts(step: Preparation) -> Iterator[str]:
    yield "goes on after the plan" if step.open_ended else f"takes {step.takes}"
    if step.hours or step.hours_per_week:
        yield f"{step.hours:,} hours in all" if step.hours else f"{step.hours_per_week} hours a week"
    yield from (f"{cost.what}: {_price(cost)}" for cost in step.costs)
    if step.pay:
        yield f"pays {dollars(step.pay.per_year)} a year"


def _price(cost: Cost) -> str:
    return f"{cost.unpaid_hours} hours" if cost.unpaid_hours is not None else dollars(cost.amount)


def step_text(step: Preparation, *, width: int) -> str:
    """Show one step whole, with its sources."""
    page = Page(width)
    page.add(f"{step.name} ({step.id})")
    page.add(step.about, 2)
    for fact in _facts(step):
        page.add(fact, 2, "·")
    for check in step.checks:
        page.add(check.what, 2, "?")
    for document in step.documents:
        page.add(f"{document.what}: from {document.who}", 2, "▤")
    for note in (step.note, *(cost.note for cost in step.costs)):
        if note:
            page.add(f"note: {note}", 2)
    for cite in dict.fromkeys([*step.cite, *(cite for cost in step.costs for cite in cost.cite)]):
        page.add(_source(cite), 2)
    return str(page)


def _source(cite: Citation) -> str:
    note = f": {cite.note}" if cite.note else ""
    return f"source: {cite.source.title} ({CONFIDENCE_WORDS[cite.confidence]}; read {cite.source.retrieved}){note}"

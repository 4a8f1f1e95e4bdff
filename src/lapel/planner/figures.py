"""A person's own figures in place of the catalogue's: what a real program costs and how long it takes."""

from collections.abc import Mapping

from lapel.model.money import exactly
from lapel.model.preparation import Cost, Preparation
from lapel.model.span import Span
from lapel.model.value import Value, replace

OWN = "Your own figure."


class Figures(Value):
    """What a person knows of a step: its price in whole US dollars, its time, its hours a week; None where not."""

    price: int | None = None
    takes: Span | None = None
    hours_per_week: int | None = None


def with_figures(steps: Mapping[str, Preparation], own: Mapping[str, Figures]) -> dict[str, Preparation]:
    """Put own figures into steps; raises KeyError for a step that is not there.

    The price takes the place of every line that "you" may pay, but for unpaid hours.
    """
    changed = dict(steps)
    for name, figures in own.items():
        changed[name] = _with(steps[name], figures)
    return changed


def _with(step: Preparation, figures: Figures) -> Preparation:
    if figures.price is not None:
        kept = tuple(cost for cost in step.costs if cost.unpaid_hours is not None or "you" not in cost.paid_by)
        payers = next((cost.paid_by for cost in step.costs if "you" in cost.paid_by), ("you",))
        line = Cost(f"{step.name}: the price you gave", exactly(figures.price), paid_by=payers, note=OWN)
        step = replace(step, costs=(line, *kept))
    if figures.takes is not None:
        step = replace(step, takes=figures.takes)
    if figures.hours_per_week is not None:
        step = replace(step, hours_per_week=figures.hours_per_week)
    return step

"""Putting a program into a plan: which step of the catalogue it stands for, and the figures to give for it."""

from collections.abc import Mapping
from math import ceil

from lapel.model.preparation import Preparation
from lapel.model.program import Length, Offering
from lapel.model.truth import Truth
from lapel.model.value import Value

SHORT = 6
"""Months below which a certificate is planned as a short one."""

WEEKS_OF_A_MONTH = 365.2425 / 12 / 7
HOURS_OF_A_WEEK = 168


class Own(Value):
    """A program as a step of a plan with its own figures; None where they are not known. ``because`` says why it."""

    step: str
    because: str
    price: int | None = None
    least: int | None = None
    most: int | None = None
    hours_per_week: int | None = None


def step_for(offering: Offering, steps: Mapping[str, Preparation], accredited: Truth, length: Length) -> Own | None:
    """Find the step that stands for an offering; None when the catalogue has none like it."""
    chosen = _step(offering, accredited, length)
    if chosen is None or chosen[0] not in steps:
        return None
    least, most = (None if months is None else max(1, ceil(months)) for months in (length.least, length.most))
    if least is None or most is None:
        least = most = None
    hours = offering.clock_hours.figure.exact
    weekly = ceil(hours / (length.most * WEEKS_OF_A_MONTH)) if hours and length.most else None
    price = offering.price.figure.exact
    return Own(
        *chosen,
        None if price is None else round(price),
        least,
        most,
        weekly if weekly is not None and weekly <= HOURS_OF_A_WEEK else None,
    )


def _step(offering: Offering, accredited: Truth, length: Length) -> tuple[str, str] | None:
    if offering.kind == "apprenticeship":
        return "apprenticeship", "it is an apprenticeship"
    if offering.kind == "associate":
        if accredited is Truth.TRUE:
            return "accredited-associate", "it is an accredited associate degree"
        if accredited is Truth.FALSE:
            return "other-certificate", "it is not accredited, and plans know no such degree: it opens the same"
        return (
            "accredited-associate",
            "its accreditation is not known; without it, write other-certificate",
        )
    if offering.kind != "certificate":
        return None
    if accredited is Truth.TRUE:
        return "accredited-certificate", "it is an accredited certificate program"
    if length.most is not None and length.most < SHORT:
        return "short-certificate", "it takes less than half a year"
    if accredited is Truth.FALSE:
        return "other-certificate", "it is a certificate program that is not accredited"
    return "other-certificate", "its accreditation is not known; if it is accredited, write accredited-certificate"

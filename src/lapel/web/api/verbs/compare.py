"""compare: certificates side by side for one person."""

from datetime import date
from typing import Any

from lapel.eligibility.decide import FOUR
from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Entry, Shape
from lapel.model.value import Value
from lapel.planner.make import make_plans
from lapel.reports.compare_json import comparison_data
from lapel.reports.comparison import compare
from lapel.web.api.shapes import DAY, RecordIn, Whole, credentials
from lapel.web.api.verbs import Verb
from lapel.web.api.verbs.hold import MOST_YEARS

MOST_SIDES = 6


class Asked(Value):
    """The record, the day, which credentials, and for how long they are held."""

    record: Record
    on: date | None = None
    credentials: tuple[str, ...] = FOUR
    years: int = 5


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    fields: dict[str, Shape] = {
        "record": RecordIn(),
        "on": DAY,
        "credentials": credentials(catalogue, MOST_SIDES),
        "years": Whole(1, MOST_YEARS),
    }
    return Entry(Asked, fields, ("record",))


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Compare."""
    chosen = list(dict.fromkeys(asked.credentials)) or list(FOUR)
    sides = compare(
        catalogue,
        asked.record,
        chosen,
        on=on,
        years=asked.years,
        plan=lambda name: make_plans(catalogue, asked.record, [name], on=on),
    )
    return comparison_data(catalogue, sides, years=asked.years, on=on)


VERB = Verb(
    "compare",
    "Set certificates side by side for one person.",
    f"The answer is what `lapel compare --json` prints. Without `credentials`: CMA (AAMA), RMA (AMT), NCMA (NCCT) and "
    f"CCMA (NHA); {MOST_SIDES} at most.",
    takes,
    work,
    "Comparison",
    points=30,
    long=True,
    options={"on": "2026-11-22", "credentials": ["cma-aama", "rma-amt"]},
)

"""ladder: the roles within reach of a person, with time, money and pay."""

from datetime import date
from typing import Any

from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Choice, Entry, ListOf, Text
from lapel.model.value import Value
from lapel.planner.plan import Limits
from lapel.reference.ladder import climbed
from lapel.reports.ladder_json import ladder_data
from lapel.web.api.shapes import DAY, FLAG, RecordIn, Whole, in_time, placed
from lapel.web.api.verbs import Verb
from lapel.web.work.held import careers, figures


class Asked(Value):
    """The record, the day, which roles, the limits, and where."""

    record: Record
    on: date | None = None
    roles: tuple[str, ...] = ()
    by: date | None = None
    budget: int | None = None
    hours_per_week: int | None = None
    quick: bool = False
    area: str = ""


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    return Entry(
        Asked,
        {
            "record": RecordIn(),
            "on": DAY,
            "roles": ListOf(Choice(list(careers().roles)), longest=100),
            "by": DAY,
            "budget": Whole(),
            "hours_per_week": Whole(0, 168),
            "quick": FLAG,
            "area": Text(100),
        },
        ("record",),
    )


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Climb."""
    in_time(asked.by, on)
    limits = Limits(by=asked.by, budget=asked.budget, hours_per_week=asked.hours_per_week, quick=asked.quick)
    where = placed(asked.area, figures())
    found = climbed(catalogue, figures(), asked.record, where, on=on, limits=limits, only=asked.roles)
    return ladder_data(careers(), found)


VERB = Verb(
    "ladder",
    "Show the roles within reach of a person: from when, by which steps, at what cost, and what each pays.",
    "The answer is what `lapel ladder --json` prints. `area` is a state, a metropolitan area or a ZIP code; without it "
    "the pay is that of the whole country.",
    takes,
    work,
    "Ladder",
    points=60,
    long=True,
    options={"on": "2026-11-22", "roles": ["phlebotomist", "medical-office-manager"]},
)

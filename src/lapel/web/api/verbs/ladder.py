"""ladder: the roles within reach of a person, with time, money and pay."""

from datetime import date
from typing import Any

from lapel.careers.ladder import Ladder, best_pay, paid, standing
from lapel.model.credential import Catalogue
from lapel.model.located import Problem, Problems
from lapel.model.occupation import NATION
from lapel.model.record import Record
from lapel.model.shapes import Choice, Entry, ListOf, Text
from lapel.model.value import Value
from lapel.planner.ladder import rungs
from lapel.planner.plan import Limits
from lapel.reference.figures import Figures
from lapel.reference.places import comparable
from lapel.reports.ladder_json import ladder_data
from lapel.web.api.shapes import DAY, FLAG, RecordIn, Whole, placed
from lapel.web.api.verbs import Verb
from lapel.web.browse.roles import careers


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
    if asked.by and asked.by < on:
        raise Problems([Problem("", 0, "by", str(asked.by), f"a day on or after {on}, the day asked about")])
    known = careers()
    figures = Figures(known)
    chosen = {name: role for name, role in known.roles.items() if name in (asked.roles or known.roles)}
    socs = sorted({code.soc for role in chosen.values() for code in role.codes})
    stands = standing(asked.record, known.roles, on=on)
    held = [code.soc for role in stands.roles for code in role.codes]
    where = comparable(placed(asked.area, figures), sorted({*socs, *held}), figures)
    there, nation = figures.here(socs, where.area), figures.here(socs, NATION)
    projections = [*known.projections, *figures.projections(socs)]
    limits = Limits(by=asked.by, budget=asked.budget, hours_per_week=asked.hours_per_week, quick=asked.quick)
    found = rungs(
        catalogue,
        chosen,
        known.steps,
        asked.record,
        lambda codes: paid(codes, there, nation, projections),
        on=on,
        limits=limits,
        held=stands.roles,
    )
    best = best_pay(way for rung in found for way in rung.ways)
    return ladder_data(
        known, Ladder(on, where.area, stands, found, best, asked.by, asked.budget, where.note, where.cite)
    )


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

"""plan: dated steps to one or more certificates."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lapel.model.credential import Catalogue
from lapel.model.located import Problem, Problems
from lapel.model.record import Record
from lapel.model.role import PREFIX
from lapel.model.shapes import Choice, Entry
from lapel.model.value import Value
from lapel.planner.figures import Figures, with_figures
from lapel.planner.make import make_plans
from lapel.planner.plan import Help, Limits
from lapel.planner.roles import with_goals
from lapel.reports.plans_json import plans_data
from lapel.web.api.shapes import DAY, FLAG, ByName, OneOrMore, RecordIn, Time, Whole, in_time
from lapel.web.api.verbs import Verb
from lapel.web.work.held import careers

MOST_GOALS = 6
HOURS = Whole(0, 168)
MONEY = Whole()
FIGURES: Mapping[str, Any] = {"price": MONEY, "takes": Time(), "hours_per_week": HOURS}


class Asked(Value):
    """The record, the goals, the day, the limits, and figures of the person's own for steps of the catalogue."""

    record: Record
    goals: tuple[str, ...]
    on: date | None = None
    by: date | None = None
    not_before: date | None = None
    budget: int | None = None
    hours_per_week: int | None = None
    quick: bool = False
    wage: int | None = None
    grant: int = 0
    employer: int = 0
    loan: int = 0
    weigh_hours: bool = False
    steps: Mapping[str, Figures] | None = None


def goals(catalogue: Catalogue) -> OneOrMore:
    """Ids of credentials, and of roles with their prefix."""
    known = [*catalogue.credentials, *(PREFIX + name for name in careers().roles)]
    return OneOrMore(entry=Choice(known), longest=MOST_GOALS)


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    return Entry(
        Asked,
        {
            "record": RecordIn(),
            "goals": goals(catalogue),
            "on": DAY,
            "by": DAY,
            "not_before": DAY,
            "budget": MONEY,
            "hours_per_week": HOURS,
            "quick": FLAG,
            "wage": MONEY,
            "grant": MONEY,
            "employer": MONEY,
            "loan": MONEY,
            "weigh_hours": FLAG,
            "steps": ByName([*catalogue.steps, *careers().steps], Entry(Figures, FIGURES)),
        },
        ("record", "goals"),
    )


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Plan."""
    first = max(on, asked.not_before or on)
    in_time(asked.by, first, "the first that may be used")
    limits = Limits(
        by=asked.by,
        budget=asked.budget,
        hours_per_week=asked.hours_per_week,
        not_before=asked.not_before,
        quick=asked.quick,
        wage=asked.wage,
        help=Help(asked.grant, asked.employer, asked.loan),
    )
    catalogue = with_goals(catalogue, careers().roles, careers().steps, asked.goals)
    for name in asked.steps or ():
        if name not in catalogue.steps:
            expected = "a step that may lead to these goals"
            raise Problems(
                [Problem("", 0, f"steps.{name}", repr(name), expected, f"One of {', '.join(catalogue.steps)}.")]
            )
    steps = with_figures(catalogue.steps, asked.steps or {})
    plans = make_plans(catalogue, asked.record, asked.goals, on=on, limits=limits, steps=steps, hours=asked.weigh_hours)
    return plans_data(catalogue, plans)


VERB = Verb(
    "plan",
    "Plan the way to a certificate: what to do, by when, who acts, what it costs, and what may go wrong.",
    f"The answer is what `lapel plan --json` prints. `goals` are 1 to {MOST_GOALS} credentials, or roles such "
    "as `role:registered-nurse`. A search that grows too long stops: its plans hold, and `proved` is then false. "
    "`steps` gives figures of the person's own for steps of the catalogue.",
    takes,
    work,
    "Plans",
    points=30,
    long=True,
    options={"on": "2026-11-22", "goals": ["cma-aama"], "budget": 6000},
)

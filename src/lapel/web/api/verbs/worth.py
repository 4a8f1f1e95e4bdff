"""worth: what a plan costs in all, what pay may follow, and when the one has paid for the other."""

from datetime import date
from decimal import Decimal
from typing import Any

from lapel.model.credential import Catalogue
from lapel.model.record import Record
from lapel.model.shapes import Entry, Number, Shape, Text
from lapel.model.value import Value
from lapel.planner.make import make_plans
from lapel.planner.plan import Help, Limits
from lapel.planner.roles import with_goals
from lapel.reference.worth import Terms, weighed
from lapel.reports.plan_words import chosen
from lapel.reports.worth_json import nothing_data, worth_data
from lapel.web.api.shapes import DAY, FLAG, RecordIn, Whole, in_time, placed
from lapel.web.api.verbs import Verb
from lapel.web.api.verbs.hold import MOST_YEARS
from lapel.web.api.verbs.plan import HOURS, MONEY, MOST_GOALS, goals
from lapel.web.work.held import careers, figures

YEARS = Whole(1, MOST_YEARS)


class Asked(Value):
    """The record, the goals, the day, the terms, the limits, and where."""

    record: Record
    goals: tuple[str, ...]
    on: date | None = None
    pay: int | None = None
    work_less: int | None = None
    loan: int = 0
    rate: Decimal | None = None
    loan_years: int | None = None
    grant: int = 0
    employer: int = 0
    by: date | None = None
    budget: int | None = None
    hours_per_week: int | None = None
    quick: bool = False
    years: int = 10
    area: str = ""
    cheapest: bool = False


def takes(catalogue: Catalogue) -> Entry:
    """Give the shape of the body."""
    fields: dict[str, Shape] = {
        "record": RecordIn(),
        "goals": goals(catalogue),
        "on": DAY,
        "pay": MONEY,
        "work_less": HOURS,
        "loan": MONEY,
        "rate": Number(0, 100),
        "loan_years": YEARS,
        "grant": MONEY,
        "employer": MONEY,
        "by": DAY,
        "budget": MONEY,
        "hours_per_week": HOURS,
        "quick": FLAG,
        "years": YEARS,
        "area": Text(100),
        "cheapest": FLAG,
    }
    return Entry(Asked, fields, ("record", "goals"))


def work(catalogue: Catalogue, asked: Asked, on: date) -> dict[str, Any]:
    """Plan, and weigh the plan that is done first, or the cheapest."""
    in_time(asked.by, on)
    where = placed(asked.area, figures())
    limits = Limits(
        by=asked.by,
        budget=asked.budget,
        hours_per_week=asked.hours_per_week,
        quick=asked.quick,
        help=Help(asked.grant, asked.employer, asked.loan),
    )
    known = with_goals(catalogue, careers().roles, careers().steps, asked.goals)
    plans = make_plans(known, asked.record, asked.goals, on=on, limits=limits)
    plan = chosen(plans, "cheapest" if asked.cheapest else "fastest")
    if plan is None:
        return nothing_data(plans)
    terms = Terms(asked.pay, asked.work_less, asked.rate, asked.loan_years, asked.years)
    found = weighed(figures(), asked.record, plans, plan, where, terms)
    return worth_data(careers(), plans, plan, found.worth, found.role)


VERB = Verb(
    "worth",
    "Say what a plan costs in all, what pay may follow as a range, and when the one has paid for the other.",
    f"The answer is what `lapel worth --json` prints. `goals` are 1 to {MOST_GOALS} credentials, or roles such as "
    "`role:registered-nurse`. `pay` is what the person earns now, a year before taxes; `rate` is the interest of "
    "`loan` in percent a year, and none is assumed. With `cheapest`, the plan that costs least is weighed.",
    takes,
    work,
    "Worth",
    points=30,
    long=True,
    options={"on": "2026-11-22", "goals": ["role:phlebotomist"], "pay": 41000, "loan": 2000, "rate": 6.5},
)

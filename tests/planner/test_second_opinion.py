"""A second opinion: the soonest and the cheapest plan, from HiGHS, an exact solver for mixed-integer programs.

Nothing of the planner or of the rule language is used. What each person of `examples/` may do was read off their record
and the issuers' rules by hand (`PEOPLE`), and so was which steps open which route (`OPENED_BY`). Every choice of a day
is a column: a step begun on it, an application made on it. Assumed: steps have the times and prices below, waits
without a figure take no time, and costs without a figure are left out on both sides.
"""

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from lapel.loading.compiled import load_catalogue
from lapel.loading.records import read_record
from lapel.planner.make import make_plans
from lapel.planner.plan import Limits

highspy = pytest.importorskip("highspy", reason="HiGHS is not installed here")
numpy = pytest.importorskip("numpy", reason="HiGHS comes with NumPy")

ON = date(2026, 11, 22)
DAYS = 2600
STARTS = 60
"""Days on which a step may begin, from the first on: a later start makes no plan sooner or cheaper."""

EXAMPLES = Path(__file__).parents[2] / "examples"


def day(year: int, month: int, number: int) -> int:
    return (date(year, month, number) - ON).days


def months_later(start: int, months: int) -> int:
    first = ON + timedelta(days=start)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return (date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])) - ON).days


def seven_business_days(start: int) -> int:
    reached, left = ON + timedelta(days=start), 7
    while left:
        reached += timedelta(days=1)
        left -= reached.weekday() < 5
    return (reached - ON).days


class Program(NamedTuple):
    """A step that ends so many months after it began, at a price."""

    months: int
    price: int


PROGRAMS = {
    "accredited-certificate": Program(12, 12192),
    "other-certificate": Program(12, 12192),
    "short-certificate": Program(5, 4000),
    "accredited-associate": Program(24, 31593),
    "apprenticeship": Program(24, 0),
}

EVER = DAYS


class Open(NamedTuple):
    """A route that is open without any step, from a day to a day, with its fee.

    The certificate comes no sooner than ``not_before``.
    """

    first: int
    last: int
    fee: int
    not_before: int = 0
    dearer_after: int = EVER  # from the day after on, 50 dollars more


class Person(NamedTuple):
    """What a person has to start from; ``works``: the state asks for nothing before a job as an assistant."""

    diploma: int
    works: bool
    routes: dict[str, list[Open]]
    shut: tuple[str, ...] = ()  # goals that stay out of reach whatever is done


PEOPLE = {
    # Finishes December 11, 2026, accredited, 800 hours with 160 of practicum, no member of the AAMA.
    "student-20-days-from-graduating": Person(
        0,
        True,
        {
            "cma-aama": [
                Open(0, day(2027, 12, 11), 125, not_before=day(2026, 12, 11)),
                Open(day(2027, 12, 12), EVER, 250),
            ],
            "rma-amt": [Open(0, day(2030, 12, 11), 150, not_before=day(2026, 12, 11))],
            "ncma-ncct": [],
            "ccma-nha": [Open(day(2026, 12, 11), day(2031, 12, 11), 165)],
        },
    ),
    # Graduated August 29, 2025; accredited when she began; 800 hours.
    "graduate-lost-accreditation": Person(
        0,
        True,
        {
            "cma-aama": [Open(0, EVER, 250)],
            "rma-amt": [Open(0, day(2029, 8, 29), 150)],
            "ncma-ncct": [],
            "ccma-nha": [Open(0, day(2030, 8, 29), 165)],
        },
    ),
    # 700 hours are 20 too few for AMT; his job is clinical only, full time since July 2023.
    "graduate-gained-accreditation": Person(
        0,
        True,
        {
            "cma-aama": [Open(0, EVER, 250)],
            "rma-amt": [],
            "ncma-ncct": [Open(0, EVER, 0)],
            "ccma-nha": [Open(0, EVER, 165)],
        },
    ),
    # Washington; no accreditation, topics not all known; graduated March 20, 2026 with 820 hours; works since May 2026.
    "assistant-in-washington": Person(
        0,
        False,
        {
            "cma-aama": [],
            "rma-amt": [Open(0, day(2030, 3, 20), 150)],
            "ncma-ncct": [Open(day(2028, 5, 11), EVER, 0)],
        },
    ),
    # Ten years of work with a CPR card to January 15, 2028.
    "ten-years-of-work": Person(
        0,
        True,
        {
            "cma-aama": [],
            "rma-amt": [Open(0, day(2028, 1, 15), 150)],
            "ncma-ncct": [Open(0, EVER, 0)],
            "ccma-nha": [Open(0, EVER, 165)],
        },
    ),
    # Washington; training of June 2022 is over four years ago, and its kind is not one that NCCT or NHA surely takes.
    "medic-leaving-the-army": Person(
        0, False, {"cma-aama": [], "rma-amt": [], "ncma-ncct": [], "ccma-nha": []}, shut=("ncma-ncct",)
    ),
    # South Dakota registers before work; a high-school program to May 20, 2027, and graduation on May 28.
    "high-school-student": Person(
        day(2027, 5, 28),
        False,
        {"cma-aama": [], "rma-amt": [], "ncma-ncct": [], "ccma-nha": [Open(day(2027, 5, 20), EVER, 165)]},
        shut=("ncma-ncct",),
    ),
    # Her CMA (AAMA) ended on September 30; 90 days after that is December 29. She works since 2016 and has no CPR card:
    # one can be had on any day, at a price that is not known.
    "lapsed-cma": Person(
        0,
        True,
        {
            "cma-aama": [Open(0, EVER, 250, dearer_after=day(2026, 12, 29))],
            "rma-amt": [Open(0, EVER, 150)],
            "ncma-ncct": [Open(0, EVER, 0)],
            "ccma-nha": [Open(0, EVER, 165)],
        },
    ),
    # Three failures: whether the CMA (AAMA) has a fourth attempt is disputed. Graduated December 13, 2024, 760 hours.
    "three-failed-attempts": Person(
        0,
        True,
        {
            "cma-aama": [],
            "rma-amt": [Open(0, day(2028, 12, 13), 150)],
            "ncma-ncct": [],
            "ccma-nha": [Open(0, day(2029, 12, 13), 165)],
        },
        shut=("cma-aama",),
    ),
}

AFTER_TRAINING = 30
"""Days before the end of an accredited program from which the CMA (AAMA) may be applied for."""

OPENED_BY = {
    "cma-aama": (("accredited-certificate", "accredited-associate"), AFTER_TRAINING, 125),
    "rma-amt": (("accredited-certificate", "other-certificate", "accredited-associate"), DAYS, 150),
    "ccma-nha": (tuple(PROGRAMS), 0, 165),
    "ncma-ncct": ((), 0, 0),  # which programs NCCT approves is not known
}
"""By goal: the programs that surely open it, how long before their end one may apply, and the fee."""

YEARS_OF_WORK = {"rma-amt": (5, 150), "ncma-ncct": (2, 0), "ccma-nha": (1, 165)}
"""By goal: years of full-time work that are surely enough, and the fee; the RMA (AMT) also wants a CPR card."""


INFINITE = highspy.kHighsInf


class Model:
    """A mixed-integer program: the day on which all is done, and blocks of columns of which one at most is chosen."""

    def __init__(self, by: int) -> None:
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.addVar(0, by)
        self.money: dict[int, float] = {}

    def choice(self, days: list[int], ends: list[int], prices: list[float]) -> dict[int, int]:
        """Add a column for each day on which something may be done, with the day it ends and what it costs."""
        first = self.solver.getNumCol()
        columns = range(first, first + len(days))
        self.solver.addVars(len(days), numpy.zeros(len(days)), numpy.ones(len(days)))
        kinds = numpy.full(len(days), highspy.HighsVarType.kInteger)
        self.solver.changeColsIntegrality(len(days), numpy.array(columns, dtype=numpy.int32), kinds)
        self.money.update(zip(columns, prices, strict=True))
        self.row(0, 1, dict.fromkeys(columns, 1.0))
        self.row(0, INFINITE, {0: 1.0, **{c: -float(end) for c, end in zip(columns, ends, strict=True)}})
        return dict(zip(columns, days, strict=True))

    def row(self, least: float, most: float, entries: dict[int, float]) -> None:
        """Bound a sum of columns."""
        names = numpy.array(list(entries), dtype=numpy.int32)
        self.solver.addRow(least, most, len(entries), names, numpy.array(list(entries.values()), dtype=float))

    def follows(self, days: dict[int, int], ready: dict[int, int]) -> None:
        """An application needs one of some steps, and is made no sooner than that step is ready for it."""
        self.row(0, INFINITE, {**dict.fromkeys(ready, 1.0), **dict.fromkeys(days, -1.0)})
        late = {column: float(day) - DAYS for column, day in days.items()}
        self.row(-float(DAYS), INFINITE, {**late, **{column: -float(day) for column, day in ready.items()}})

    def least(self, aim: str) -> int | None:
        """Give the least finish or the least cost; None when there is no plan."""
        for column, cost in ({0: 1.0} if aim == "finish" else self.money).items():
            self.solver.changeColCost(column, cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        best: float = self.solver.getInfo().objective_function_value
        return round(best)


def solve(name: str, goal: str, aim: str, *, by: int = DAYS, budget: float = INFINITE) -> int | None:
    """Give the least finish or cost of a plan; None when there is none."""
    person = PEOPLE[name]
    model = Model(by)
    wait = seven_business_days if goal == "cma-aama" else int
    applied: list[dict[int, int]] = []
    for way in person.routes[goal]:
        days = list(range(max(way.first, 0), min(way.last, way.first + 2 * STARTS) + 1))
        ends = [max(wait(day), way.not_before) for day in days]
        applied.append(model.choice(days, ends, [way.fee + 50 * (day > way.dearer_after) for day in days]))
    programs, lead, fee = OPENED_BY[goal]
    if programs:
        first = person.diploma
        near = list(range(first + 30 * min(PROGRAMS[p].months for p in programs) - 60, first + 760 + STARTS))
        days_of = model.choice(near, [wait(day) for day in near], [float(fee)] * len(near))
        ready: dict[int, int] = {}
        for months, price in (PROGRAMS[program] for program in programs):
            starts = list(range(person.diploma, person.diploma + STARTS))
            ends = [months_later(start, months) for start in starts]
            columns = model.choice(starts, ends, [float(price)] * len(starts))
            ready |= {column: end - lead for column, end in zip(columns, ends, strict=True)}
        model.follows(days_of, ready)
        applied.append(days_of)
    if person.works and goal in YEARS_OF_WORK:
        years, fee = YEARS_OF_WORK[goal]
        near = list(range(365 * years - 10, 366 * years + STARTS))
        days_of = model.choice(near, near, [float(fee)] * len(near))
        jobs = model.choice(list(range(STARTS)), [0] * STARTS, [0.0] * STARTS)
        model.follows(days_of, {column: months_later(start, 12 * years) for column, start in jobs.items()})
        applied.append(days_of)
    model.row(1, 1, {column: 1.0 for days_of in applied for column in days_of})
    model.row(0, budget, model.money)
    return None if goal in person.shut or not applied else model.least(aim)


CASES = [(name, goal) for name, person in PEOPLE.items() for goal in person.routes]


@pytest.mark.parametrize(("name", "goal"), CASES)
def test_the_soonest_and_the_cheapest_plan_are_those_of_an_exact_solver(name: str, goal: str) -> None:
    plans = make_plans(load_catalogue(), read_record(EXAMPLES / f"{name}.yaml"), [goal], on=ON)
    soonest = min(((plan.finish - ON).days for plan in plans.front), default=None)
    cheapest = min((plan.money.usual for plan in plans.front), default=None)
    assert (soonest, cheapest) == (solve(name, goal, "finish"), solve(name, goal, "money"))


@pytest.mark.parametrize(
    ("name", "goal", "budget", "by"),
    [
        ("graduate-gained-accreditation", "rma-amt", 5000, date(2032, 12, 31)),
        ("graduate-gained-accreditation", "rma-amt", 20000, date(2028, 6, 30)),
        ("graduate-gained-accreditation", "rma-amt", 100, date(2032, 12, 31)),
        ("medic-leaving-the-army", "ccma-nha", 2000, date(2032, 12, 31)),
        ("medic-leaving-the-army", "ccma-nha", 9000, date(2027, 6, 30)),
        ("lapsed-cma", "cma-aama", 249, date(2032, 12, 31)),
    ],
)
def test_so_they_are_under_a_budget_and_a_last_day(name: str, goal: str, budget: int, by: date) -> None:
    limits = Limits(budget=budget, by=by)
    plans = make_plans(load_catalogue(), read_record(EXAMPLES / f"{name}.yaml"), [goal], on=ON, limits=limits)
    soonest = min(((plan.finish - ON).days for plan in plans.front), default=None)
    cheapest = min((plan.money.usual for plan in plans.front), default=None)
    last = (by - ON).days
    assert soonest == solve(name, goal, "finish", by=last, budget=budget)
    assert cheapest == solve(name, goal, "money", by=last, budget=budget)

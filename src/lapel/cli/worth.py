"""``lapel worth``: what a plan costs in all, what pay may follow, and when the one has paid for the other."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from lapel.cli.common import (
    day,
    guarded,
    hours_of_week,
    parser,
    place_from,
    program,
    record_from,
    unknown_name,
    whole_dollars,
    whole_years,
    width,
    writes_all,
)

if TYPE_CHECKING:
    from lapel.model.record import Record
    from lapel.planner.plan import Limits, Plan, Plans
    from lapel.reference.figures import Figures
    from lapel.reference.places import Place

ABOUT = """Say what a plan is worth: all that it costs, with a loan and the pay given up, the pay after it as a range,
when that has paid for the cost, and what if you stop, fail an exam or find no such job. Everything is set against
staying put. RECORD is a YAML or JSON file (- reads standard input)."""

EXAMPLES = (
    "lapel worth me.yaml --goal role:registered-nurse --pay 41000",
    "lapel worth me.yaml --goal role:registered-nurse --pay 41000 --loan 15000 --rate 6.5 --loan-years 10",
    "lapel worth me.yaml --goal role:medical-office-manager --work-less 15 --cheapest",
    "lapel worth me.yaml --goal role:phlebotomist --area WA --json",
)

MOST_RATE = 100


def run(argv: Sequence[str]) -> int:
    """Parse, plan, weigh, print."""
    args = _arguments().parse_args(argv)
    return guarded(lambda: _worth(args))


def _arguments() -> ArgumentParser:
    arguments = parser("worth", ABOUT, EXAMPLES)
    add = arguments.add_argument
    add("record", metavar="RECORD", help="the person's record, YAML or JSON")
    add(
        "--goal",
        action="append",
        default=[],
        metavar="ID",
        help="a role such as role:registered-nurse, or a credential",
    )
    add("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    add("--pay", type=whole_dollars, metavar="DOLLARS", help="what you earn now, a year before taxes")
    add("--work-less", type=hours_of_week, metavar="HOURS", help="the hours a week that you give up while in training")
    add("--loan", type=whole_dollars, default=0, metavar="DOLLARS", help="what you would borrow")
    add("--rate", type=_rate, metavar="PERCENT", help="the loan's interest a year; none is assumed")
    add("--loan-years", type=whole_years, metavar="N", help="in how many years you pay the loan back")
    add("--grant", type=whole_dollars, default=0, metavar="DOLLARS", help="a grant that you can count on")
    add("--employer", type=whole_dollars, default=0, metavar="DOLLARS", help="what an employer will pay")
    add("--by", type=day, metavar="DATE", help="the last day on which the plan may be finished")
    add("--budget", type=whole_dollars, metavar="DOLLARS", help="the most that you can pay yourself")
    add("--hours-per-week", type=hours_of_week, metavar="HOURS", help="the most hours a week for the plan's steps")
    add("--quick", action="store_true", help="count on the shortest times seen, not the longest")
    add("--years", type=whole_years, default=10, metavar="N", help="how many years to look ahead (default: 10)")
    add("--area", metavar="PLACE", help="the pay of a state or a metropolitan area (default: the whole country)")
    add("--cheapest", action="store_true", help="weigh the plan that costs you least, not the soonest")
    add("--json", action="store_true", help="print JSON (lapel schema worth describes it)")
    return arguments


def _rate(text: str) -> Decimal:
    """Read a rate of interest in percent a year."""
    try:
        rate = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        rate = Decimal(-1)
    if not rate.is_finite() or not 0 <= rate <= MOST_RATE:
        raise ArgumentTypeError(f"found {text!r}, expected percent a year from 0 to {MOST_RATE}, such as 6.5")
    return rate


def _worth(args: Namespace) -> int:
    from lapel.loading.compiled import load_catalogue
    from lapel.model.role import PREFIX
    from lapel.planner.make import make_plans
    from lapel.planner.roles import with_goals
    from lapel.reference.figures import Figures
    from lapel.reports.plan_words import chosen

    figures, on = Figures(), args.on or date.today()
    catalogue = with_goals(load_catalogue(), figures.careers.roles, figures.careers.steps, args.goal)
    if not args.goal:
        print("lapel: found no goal, expected at least one, such as --goal role:registered-nurse.", file=sys.stderr)
        return 2
    for name in args.goal:
        if name not in catalogue.credentials:
            known = [*catalogue.credentials, *(PREFIX + role for role in figures.careers.roles)]
            return unknown_name(name, known, "the id of a role or a credential to reach")
    if args.by and args.by < on:
        print(f"lapel: found --by {args.by}, expected a day on or after {on}, the day asked about.", file=sys.stderr)
        return 2
    where = place_from(args.area, figures)
    if where is None:
        return 2
    record = record_from(args.record)
    plans = make_plans(catalogue, record, args.goal, on=on, limits=_limits(args))
    plan = chosen(plans, "cheapest" if args.cheapest else "fastest")
    if plan is None:
        return _no_plan(args, plans, record)
    return _show(args, figures, where, plans, plan, record)


def _limits(args: Namespace) -> "Limits":
    from lapel.planner.plan import Help, Limits

    return Limits(
        by=args.by,
        budget=args.budget,
        hours_per_week=args.hours_per_week,
        quick=args.quick,
        help=Help(args.grant, args.employer, args.loan),
    )


def _no_plan(args: Namespace, plans: "Plans", record: "Record") -> int:
    """Say that there is nothing to weigh, and why."""
    from lapel.reports.plans_text import plans_text

    if args.json:
        import json

        from lapel.reports.worth_json import nothing_data

        print(json.dumps(nothing_data(plans), indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    print(plans_text(plans, record, width=width()), end="")
    return 0


def _show(args: Namespace, figures: "Figures", where: "Place", plans: "Plans", plan: "Plan", record: "Record") -> int:
    from lapel.reference.worth import Terms, weighed

    terms = Terms(args.pay, args.work_less, args.rate, args.loan_years, args.years)
    found = weighed(figures, record, plans, plan, where, terms)
    if args.json:
        import json

        from lapel.reports.worth_json import worth_data

        data = worth_data(figures.careers, plans, plan, found.worth, found.role)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from shlex import quote

    from lapel.reports.worth_text import worth_text

    text = worth_text(plans, plan, found.worth, record, found.leg, where=found.place.note, width=width())
    print(text, end="")
    if args.record != "-":
        goals = " ".join(f"--goal {goal}" for goal in args.goal)
        print(f"\nThe plan with its steps:\n  {program()} plan {quote(args.record)} {goals}")
    return 0

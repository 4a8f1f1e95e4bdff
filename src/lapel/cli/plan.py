"""``lapel plan``: dated steps to one or more certificates, as text, JSON, a calendar or a page to print."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from lapel.cli.common import (
    day,
    guarded,
    hours_of_week,
    parser,
    program,
    record_from,
    unknown_name,
    whole_dollars,
    width,
    writes_all,
)
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.model.credential import Catalogue
from lapel.model.located import Problem, Problems
from lapel.model.preparation import Preparation
from lapel.model.record import Record
from lapel.model.role import PREFIX
from lapel.model.span import Span, parse_span
from lapel.model.value import replace
from lapel.planner.figures import Figures, with_figures
from lapel.planner.make import make_plans
from lapel.planner.plan import Help, Limits, Plan, Plans

if TYPE_CHECKING:
    from lapel.exam.foretell import Foretold
    from lapel.reports.plan_words import Show

ABOUT = """Plan the way to a certificate, or to a role of work: what to do, by when, who acts, what it costs, and what
may go wrong. Every plan is listed that no other one beats on both time and money, and the soonest of them is shown in
full. RECORD is a YAML or JSON file (- reads standard input)."""

EXAMPLES = (
    "lapel plan me.yaml --goal cma-aama",
    "lapel plan me.yaml --goal cma-aama --goal injections-nj --by 2028-06-30 --budget 6000",
    "lapel plan me.yaml --goal ccma-nha --hours-per-week 20 --cheapest --explain",
    'lapel plan me.yaml --goal rma-amt --price other-certificate=4200 --time "other-certificate=10 months"',
    "lapel plan me.yaml --goal role:registered-nurse --by 2031-12-31",
    "lapel plan me.yaml --goal cma-aama --pdf plan.pdf",
    "lapel plan me.yaml --goal cma-aama --ics plan.ics",
)


def run(argv: Sequence[str]) -> int:
    """Parse, plan, print or write."""
    args = _arguments().parse_args(argv)
    return guarded(lambda: _plan(args, argv))


def _arguments() -> ArgumentParser:
    arguments = parser("plan", ABOUT, EXAMPLES)
    add = arguments.add_argument
    add("record", metavar="RECORD", help="the person's record, YAML or JSON")
    add("--goal", action="append", default=[], metavar="ID", help=GOAL_HELP)
    add("--on", type=day, metavar="DATE", help="the day the plan is made for (default: today)")
    add("--by", type=day, metavar="DATE", help="the last day on which it may be finished")
    add("--not-before", type=day, metavar="DATE", help="start nothing before this day")
    add("--budget", type=whole_dollars, metavar="DOLLARS", help="the most that you can pay yourself")
    add(
        "--hours-per-week",
        type=hours_of_week,
        metavar="HOURS",
        help="the most hours a week for it, beside what you do now",
    )
    add("--quick", action="store_true", help="count on the shortest times seen, not the longest")
    add("--wage", type=whole_dollars, metavar="DOLLARS", help="what an hour of your work brings, to price unpaid hours")
    add("--grant", type=whole_dollars, default=0, metavar="DOLLARS", help="a grant that you can count on")
    add("--employer", type=whole_dollars, default=0, metavar="DOLLARS", help="what an employer will pay")
    add("--loan", type=whole_dollars, default=0, metavar="DOLLARS", help="what you can borrow; it is paid back later")
    add("--price", type=_own(whole_dollars), action="append", default=[], metavar="STEP=DOLLARS", help=OWN_HELP)
    add("--time", type=_own(_span), action="append", default=[], metavar="STEP=TIME", help='such as "10 months"')
    add("--hours", type=_own(hours_of_week), action="append", default=[], metavar="STEP=HOURS", help="its hours a week")
    add("--weigh-hours", action="store_true", help="also list plans that take fewer hours a week, later or dearer")
    add("--readiness", nargs="?", const="me", metavar="LEARNER", help=READINESS_HELP)
    _choices(arguments)
    return arguments


READINESS_HELP = "in the text or JSON: how ready you are for its exams by your practice (default: that of me)"

GOAL_HELP = "a credential to reach, or a role such as role:registered-nurse; may be repeated"

OWN_HELP = "your own figure for a step, such as other-certificate=4200 (lapel catalog steps lists them)"


def _own(read: Callable[[str], Any]) -> Callable[[str], tuple[str, Any]]:
    """Read a step's id and a figure of the person's own."""

    def pair(text: str) -> tuple[str, Any]:
        step, sign, figure = text.partition("=")
        if not (step and sign and figure):
            raise ArgumentTypeError(f"found {text!r}, expected a step, = and a figure, such as other-certificate=4200")
        return step, read(figure)

    return pair


def _span(text: str) -> Span:
    """Read a length of time."""
    try:
        return parse_span(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _steps(args: Namespace, catalogue: Catalogue) -> dict[str, Preparation]:
    """Put the person's own figures into the catalogue's steps."""
    own: dict[str, Figures] = {}
    for field, pairs in (("price", args.price), ("takes", args.time), ("hours_per_week", args.hours)):
        for step, figure in pairs:
            own[step] = replace(own.get(step, Figures()), **{field: figure})
    return with_figures(catalogue.steps, own)


def _choices(arguments: ArgumentParser) -> None:
    which = arguments.add_mutually_exclusive_group()
    which.add_argument("--fastest", action="store_true", help="show the plan that is done first (the default)")
    which.add_argument("--cheapest", action="store_true", help="show the plan that costs you least")
    which.add_argument("--all", action="store_true", help="show every plan in full")
    arguments.add_argument("--explain", action="store_true", help="with the source of each step and figure")
    form = arguments.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON (lapel schema plans describes it)")
    form.add_argument("--ics", metavar="FILE", help="write the plan as a calendar (- writes to standard output)")
    form.add_argument("--pdf", metavar="FILE", help="write the plan on one page (- writes to standard output)")
    form.add_argument("--svg", metavar="FILE", help="draw the plan as a timeline (- writes to standard output)")


def _plan(args: Namespace, argv: Sequence[str]) -> int:
    catalogue = goals_catalogue(args.goal)
    on = args.on or date.today()
    if status := _unusable(args, catalogue, on):
        return status
    record = record_from(args.record)
    steps = _steps(args, catalogue)
    plans = make_plans(catalogue, record, args.goal, on=on, limits=_limits(args), steps=steps, hours=args.weigh_hours)
    if args.json:
        return _json(args, catalogue, plans)
    if args.ics or args.pdf or args.svg:
        return _file(args, catalogue, plans, record)
    _text(args, plans, record)
    if args.readiness is not None:
        _readiness(args, plans)
    if args.record != "-" and (plans.front or plans.perhaps):
        _next(args, argv, plans)
    return 0


def goals_catalogue(goals: Sequence[str]) -> Catalogue:
    """Load the catalogue, with the roles among some goals and the steps that lead to them."""
    catalogue = load_catalogue()
    if not any(goal.startswith(PREFIX) for goal in goals):
        return catalogue
    from lapel.planner.roles import with_goals

    careers = load_careers()
    return with_goals(catalogue, careers.roles, careers.steps, goals)


def _unusable(args: Namespace, catalogue: Catalogue, on: date) -> int:
    """Say what is wrong with the question; 0 when nothing is."""
    if not args.goal:
        return _no_goal(args.record, catalogue)
    for name in args.goal:
        if name not in catalogue.credentials:
            known = [*catalogue.credentials, *(PREFIX + role for role in load_careers().roles)]
            return unknown_name(name, known, "the id of a credential or a role to reach")
    for step, _ in (*args.price, *args.time, *args.hours):
        if step not in catalogue.steps:
            return unknown_name(step, catalogue.steps, "the id of a step")
    first = max(on, args.not_before or on)
    if args.by and args.by < first:
        named = "--not-before" if first > on else "the day of the plan"
        return _wrong(f"found --by {args.by}, expected a day on or after {first}, {named}.")
    if args.readiness is not None and (args.ics or args.pdf or args.svg):
        return _wrong("found --readiness with a file, expected it with the text or with --json.")
    if args.all and (args.ics or args.pdf or args.svg):
        return _wrong("found --all with a file, expected --fastest or --cheapest: a file holds one plan.")
    return _unwritable(args.ics or args.pdf or args.svg or "-")


def _unwritable(target: str) -> int:
    """Say why a file cannot be written, before anything is worked out; raises Problems."""
    path = Path(target)
    if path.is_dir():
        return _wrong(f"found the folder {target!r}, expected the name of a file to write.")
    if not path.parent.is_dir():
        raise Problems([Problem(target, 0, "", f"no folder {str(path.parent)!r}", "a folder to write to")])
    return 0


def _wrong(message: str) -> int:
    print(f"lapel: {message}", file=sys.stderr)
    return 2


def _no_goal(record: str, catalogue: Catalogue) -> int:
    """Show what may be planned for."""
    print("lapel: found no goal, expected at least one, such as:", file=sys.stderr)
    print(f"  {program()} plan {quote(record)} --goal cma-aama", file=sys.stderr)
    groups: dict[str, list[str]] = {}
    for one in catalogue.credentials.values():
        group = catalogue.states[one.state].name if one.state else "Certificates"
        groups.setdefault(group, []).append(f"  {one.id:<26}{one.name}")
    groups["Roles"] = [f"  {PREFIX + role.id:<36}{role.name}" for role in load_careers().roles.values()]
    for group, lines in groups.items():
        print(f"\n{group}:", *lines, sep="\n", file=sys.stderr)
    return 2


def _limits(args: Namespace) -> Limits:
    return Limits(
        by=args.by,
        budget=args.budget,
        hours_per_week=args.hours_per_week,
        not_before=args.not_before,
        quick=args.quick,
        wage=args.wage,
        help=Help(args.grant, args.employer, args.loan),
    )


def _json(args: Namespace, catalogue: Catalogue, plans: Plans) -> int:
    import json

    from lapel.reports.plans_json import plans_data

    told = None if args.readiness is None else _foretold(args, plans, [*plans.front, *plans.perhaps])
    print(json.dumps(plans_data(catalogue, plans, told), indent=2, ensure_ascii=not writes_all(sys.stdout)))
    return 0


def _text(args: Namespace, plans: Plans, record: Record) -> None:
    from lapel.reports.plans_text import plans_text

    show: Show = "all" if args.all else "cheapest" if args.cheapest else "fastest"
    print(plans_text(plans, record, show=show, explain=args.explain, width=width()), end="")


def _readiness(args: Namespace, plans: Plans) -> None:
    """Set readiness beside the exam days of the plan that is shown."""
    from lapel.reports.plan_words import chosen
    from lapel.reports.readiness_text import sitting_text

    plan = chosen(plans, "cheapest" if args.cheapest else "fastest")
    if plan is not None:
        print(sitting_text(plan, _foretold(args, plans, [plan]), program=program(), width=width()), end="")


def _foretold(args: Namespace, plans: Plans, shown: Sequence[Plan]) -> dict[str, "Foretold"]:
    """Foretell the exams that some plans sit, by the id of the credential; raises Problems."""
    from lapel.exam.foretell import foretell
    from lapel.exam.forms import BankTooSmall
    from lapel.exam.library import Library
    from lapel.loading.compiled import load_materials
    from lapel.loading.histories import Unreadable, open_history
    from lapel.loading.questions import load_questions

    library = Library(load_questions(), load_materials())
    told = {}
    names = dict.fromkeys(leg.credential.id for plan in shown for leg in plan.legs if leg.tests)
    try:
        sessions = open_history(args.readiness).sessions()
        for name in names:
            if outline := library.bank.outline(name, on=plans.on):
                told[name] = foretell(library.bank, outline, library.find, sessions)
    except (BankTooSmall, Unreadable) as error:
        raise Problems([Problem("--readiness", 0, "", str(error), "a history of practice")]) from None
    return told


def _next(args: Namespace, argv: Sequence[str], plans: Plans) -> None:
    """Say how to go on: the same question, answered in another form."""
    beside = {"--readiness", args.readiness, f"--readiness={args.readiness}"} if args.readiness is not None else set()
    same = [word for word in argv if word not in {"--all", "--explain", *beside}]
    typed = f"{program()} plan {' '.join(map(quote, same))}"
    if not args.explain:
        print(f"\nWith sources:\n  {typed} --explain")
    if not plans.front:
        goals = " ".join(f"--credential {goal.id}" for goal in plans.goals)
        print(f"Settle what is not known:\n  {program()} ask {quote(args.record)} {goals}")
    print(f"On paper, or in your calendar:\n  {typed} --pdf plan.pdf\n  {typed} --ics plan.ics")


def _file(args: Namespace, catalogue: Catalogue, plans: Plans, record: Record) -> int:
    """Write one plan to a file; without a plan, say so and write nothing."""
    from lapel.reports.plan_words import chosen

    plan = chosen(plans, "cheapest" if args.cheapest else "fastest")
    target = args.ics or args.pdf or args.svg
    if plan is None:
        if target != "-":
            _text(args, plans, record)
        print(f"lapel: there is no plan, so {target} was not written.", file=sys.stderr)
        return 0
    if args.ics:
        data = _calendar(plans, plan)
    else:
        data = _picture(plans, plan) if args.svg else _page(catalogue, plans, plan, record)
    if target == "-":
        sys.stdout.buffer.write(data)
        return 0
    _write(data, Path(target))
    unsure = "" if plan.sure else ", if what is not known turns out well"
    print(f"Wrote {target}: the plan that is done by {plan.finish}{unsure}.")
    return 0


def _write(data: bytes, path: Path) -> None:
    """Write a file in one piece; what is no plain file, such as a device, is written to, never replaced."""
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    from lapel.loading.writing import write_whole

    write_whole(data, path)


def _calendar(plans: Plans, plan: Plan) -> bytes:
    """Write the calendar; a plan for a later day counts as the newer one."""
    from datetime import UTC, datetime

    from lapel.reports.plans_ics import plan_ics

    return plan_ics(plans, plan, stamp=datetime.now(UTC), sequence=(plan.on - date(2000, 1, 1)).days)


def _picture(plans: Plans, plan: Plan) -> bytes:
    from lapel.reports.pictures.timeline import of_plan
    from lapel.reports.plan_words import title

    return of_plan(plan, f"Plan: {title(plans.goals)}").svg.encode()


def _page(catalogue: Catalogue, plans: Plans, plan: Plan, record: Record) -> bytes:
    from lapel.reports.plans_pdf import plan_pdf

    return plan_pdf(catalogue, plans, plan, record)

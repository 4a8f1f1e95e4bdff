"""``lapel ladder``: the roles within reach of a person, with time, money and pay."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
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
    width,
    writes_all,
)

if TYPE_CHECKING:
    from lapel.careers.ladder import Ladder
    from lapel.model.record import Record

ABOUT = """Show the roles that a medical assistant can hold or grow into: from when you can apply, by which steps, what
it costs you, and what it pays, as a range. To stay and rise, to spring to nursing, sideways steps and teaching stand
beside each other, with what does not go with you. With --by and --budget: the best pay within reach by that day, for
that money. RECORD is a YAML or JSON file (- reads standard input)."""

EXAMPLES = (
    "lapel ladder me.yaml",
    "lapel ladder me.yaml --by 2029-12-31 --budget 20000",
    "lapel ladder me.yaml --role registered-nurse --explain",
    "lapel ladder me.yaml --area WA --hours-per-week 20",
)


def run(argv: Sequence[str]) -> int:
    """Parse, climb, print."""
    args = _arguments().parse_args(argv)
    return guarded(lambda: _ladder(args))


def _arguments() -> ArgumentParser:
    arguments = parser("ladder", ABOUT, EXAMPLES)
    add = arguments.add_argument
    add("record", metavar="RECORD", help="the person's record, YAML or JSON")
    add("--role", action="append", default=[], metavar="ID", help="only this role, in full; may be repeated")
    add("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    add("--by", type=day, metavar="DATE", help="the last day on which you want to be able to apply")
    add("--budget", type=whole_dollars, metavar="DOLLARS", help="the most that you can pay yourself")
    add(
        "--hours-per-week",
        type=hours_of_week,
        metavar="HOURS",
        help="the most hours a week for it, beside what you do now",
    )
    add("--quick", action="store_true", help="count on the shortest times seen, not the longest")
    add("--area", metavar="PLACE", help="the pay of a state or a metropolitan area (default: the whole country)")
    add("--explain", action="store_true", help="with --role: the source of each line")
    add("--svg", metavar="FILE", help="also draw a picture of the roles within reach into this file")
    add("--json", action="store_true", help="print JSON (lapel schema ladder describes it)")
    return arguments


def _ladder(args: Namespace) -> int:
    from lapel.loading.compiled import load_catalogue
    from lapel.planner.plan import Limits
    from lapel.reference.figures import Figures
    from lapel.reference.ladder import climbed

    figures, on = Figures(), args.on or date.today()
    roles = figures.careers.roles
    for name in args.role:
        if name not in roles:
            return unknown_name(name, roles, "the id of a role")
    if args.by and args.by < on:
        print(f"lapel: found --by {args.by}, expected a day on or after {on}, the day asked about.", file=sys.stderr)
        return 2
    where = place_from(args.area, figures)
    if where is None:
        return 2
    record = record_from(args.record)
    limits = Limits(by=args.by, budget=args.budget, hours_per_week=args.hours_per_week, quick=args.quick)
    ladder = climbed(load_catalogue(), figures, record, where, on=on, limits=limits, only=args.role)
    if args.svg:
        _draw(args, ladder)
    if args.json:
        import json

        from lapel.reports.ladder_json import ladder_data

        data = ladder_data(figures.careers, ladder)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    _text(args, ladder, record)
    return 0


def _text(args: Namespace, ladder: "Ladder", record: "Record") -> None:
    from shlex import quote

    from lapel.reports.ladder_text import ladder_text, role_text

    if args.role:
        texts = [role_text(ladder, rung, explain=args.explain, width=width()) for rung in ladder.rungs]
        print("\n".join(texts), end="")
    else:
        print(ladder_text(ladder, record, width=width()), end="")
    if args.record != "-":
        one = args.role[0] if args.role else "registered-nurse"
        more = "" if args.role else f"One role in full:\n  {program()} ladder {quote(args.record)} --role {one}\n"
        plan = f"{program()} plan {quote(args.record)} --goal role:{one}"
        print(f"\n{more}Its steps with their days:\n  {plan}")
        print(f"What it is worth:\n  {program()} worth {quote(args.record)} --goal role:{one}")


def _draw(args: Namespace, ladder: "Ladder") -> None:
    from lapel.reports.ladder_picture import ladder_picture

    ladder_picture(ladder).save(args.svg)

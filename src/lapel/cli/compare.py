"""``lapel compare``: certificates side by side, for one person."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date

from lapel.cli.common import (
    day,
    guarded,
    parser,
    program,
    record_from,
    unknown_credential,
    whole_years,
    width,
    writes_all,
)
from lapel.eligibility.decide import FOUR
from lapel.loading.compiled import load_catalogue

ABOUT = """Set certificates side by side for one person: what each leans to, the ways in, the earliest date, the cost to
get it and to hold it, the exam, renewal, and where it is recognized. Name the certificates by their ids (lapel catalog
show lists them), then the record; without ids, CMA (AAMA), RMA (AMT), NCMA (NCCT) and CCMA (NHA). RECORD is a YAML or
JSON file (- reads standard input)."""

EXAMPLES = (
    "lapel compare me.yaml",
    "lapel compare cma-aama rma-amt me.yaml --years 10",
    "lapel compare cma-aama cmac-amca me.yaml --json > comparison.json",
)


def run(argv: Sequence[str]) -> int:
    """Parse, compare, print."""
    arguments = parser("compare", ABOUT, EXAMPLES)
    arguments.add_argument("ids", nargs="*", metavar="ID", help="the id of a certificate; may be repeated")
    arguments.add_argument("record", metavar="RECORD", help="the person's record, YAML or JSON; it comes last")
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    arguments.add_argument("--years", type=whole_years, default=5, metavar="N", help="years to hold it (default: 5)")
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema comparison describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _compare(args))


def _compare(args: Namespace) -> int:
    from lapel.planner.make import make_plans
    from lapel.reports.comparison import compare

    catalogue = load_catalogue()
    if status := unknown_credential(args.ids, catalogue):
        return status
    if args.record in catalogue.credentials:
        print(f"lapel: found {args.record!r}, expected a record (YAML or JSON) after the ids.", file=sys.stderr)
        return 2
    record, on = record_from(args.record), args.on or date.today()
    ids = list(dict.fromkeys(args.ids)) or list(FOUR)
    sides = compare(
        catalogue, record, ids, on=on, years=args.years, plan=lambda name: make_plans(catalogue, record, [name], on=on)
    )
    if args.json:
        import json

        from lapel.reports.compare_json import comparison_data

        data = comparison_data(catalogue, sides, years=args.years, on=on)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.compare_text import comparison_text

    print(comparison_text(catalogue, sides, record, years=args.years, on=on, width=width()), end="")
    if args.record != "-":
        from shlex import quote

        named = "".join(f" --credential {name}" for name in args.ids)
        print(f"\nEach day and source behind the cost of holding:\n  {program()} hold {quote(args.record)}{named}")
    return 0

"""``lapel study calibrate``: what answers say of questions."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from lapel.cli.common import width
from lapel.cli.study.common import on_a_day, print_json

EXAMPLES = (
    "lapel study calibrate answers.csv",
    "lapel study calibrate choices.csv --key key.csv --group gender",
    "lapel study calibrate patterns.csv --count count --out items.csv",
)
MODELS = ("auto", "rasch", "1pl", "2pl")
LONG = 500_000


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument(
        "responses",
        type=Path,
        metavar="RESPONSES",
        help="CSV, a row a person, a column an item: 1 right, 0 wrong, empty not answered; with --key, options chosen",
    )
    below.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="CSV with the columns item and key (the right option), and expected (experts' share of right answers)",
    )
    below.add_argument("--count", default="", metavar="COLUMN", help="how many persons a row stands for")
    below.add_argument("--group", default="", metavar="COLUMN", help="two groups to compare on each item")
    below.add_argument(
        "--leave-out", action="append", default=[], metavar="COLUMN", help="a column that is no item; may be repeated"
    )
    below.add_argument(
        "--model",
        choices=MODELS,
        default="auto",
        metavar="MODEL",
        help="auto (default) goes by each item's answers: one slope with priors under 200, an own slope with a prior"
        " from 200, free from 500; rasch, 1pl and 2pl are the same for all, without priors",
    )
    below.add_argument(
        "--out", type=Path, metavar="FILE", help="also write the estimates: .csv, .json, or .yaml for the item bank"
    )
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-calibration describes it)")


def run(args: Namespace) -> int:
    """Read, estimate, print; status 1 when the estimates did not settle."""
    from lapel.loading.responses import read_answers, read_key

    if args.out and args.out.suffix not in (".csv", ".json", ".yaml"):
        print(
            f"lapel: --out: found {str(args.out)!r}, expected a name that ends in .csv, .json or .yaml.",
            file=sys.stderr,
        )
        return 2
    key = read_key(args.key) if args.key else None
    found = read_answers(
        args.responses,
        key=(key.right if key else None) or None,
        count=args.count,
        group=args.group,
        leave_out=tuple(args.leave_out),
    )
    if found.scores.size >= LONG:
        print(f"{found.scores.size:,} answers: this takes some seconds …", file=sys.stderr)
    from lapel.exam.analysis import analyse
    from lapel.reports.calibration_json import calibration_data
    from lapel.reports.calibration_text import calibration_text

    try:
        analysis = analyse(
            found.items,
            found.scores,
            counts=found.counts,
            chosen=found.chosen,
            keys=key.right if key else None,
            focal=found.focal,
            expected=[key.expected.get(item, float("nan")) for item in found.items] if key else None,
            model=args.model,
        )
    except ValueError as error:
        print(f"lapel: {args.responses}: {error}.", file=sys.stderr)
        return 1
    on = args.on or date.today()
    data = calibration_data(analysis, left_out=found.left_out, on=on)
    if args.out:
        args.out.write_text(_kept(args.out.suffix, analysis, data, on), encoding="utf-8")
        print(f"wrote {args.out}", file=sys.stderr)
    if args.json:
        print_json(data)
    else:
        print(calibration_text(analysis, left_out=found.left_out, width=width()), end="")
    return 0 if analysis.estimates.converged else 1


def _kept(suffix: str, analysis: object, data: object, on: date) -> str:
    """Write the estimates as the file's ending asks."""
    import json

    from lapel.exam.analysis import Analysis
    from lapel.reports.calibration_json import calibration_csv, calibration_yaml

    assert isinstance(analysis, Analysis)
    if suffix == ".json":
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    return calibration_csv(analysis) if suffix == ".csv" else calibration_yaml(analysis, on=on)

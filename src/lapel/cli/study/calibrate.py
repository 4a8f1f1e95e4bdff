"""``lapel study calibrate``: what answers say of questions."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.cli.common import width
from lapel.cli.study.common import on_a_day, print_json

if TYPE_CHECKING:
    from lapel.exam.analysis import Analysis
    from lapel.model.exam import Bank

EXAMPLES = (
    "lapel study calibrate answers.csv",
    "lapel study calibrate choices.csv --key key.csv --group gender",
    "lapel study calibrate patterns.csv --count count --out items.csv",
    "lapel study calibrate answers.csv --out calibration.yaml",
)
MODELS = ("auto", "rasch", "1pl", "2pl")
LONG = 500_000
SHOWN = 5


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
    below.add_argument(
        "--source", metavar="TEXT", help="what to call these answers in a .yaml (default: the name of RESPONSES)"
    )
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-calibration describes it)")


def run(args: Namespace) -> int:
    """Read, estimate, print; status 1 when the estimates did not settle."""
    from lapel.loading.compiled import load_exams
    from lapel.loading.responses import read_answers, read_key
    from lapel.loading.writing import write_whole

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
    bank = load_exams()
    expected = {item: bank.items[item].expected for item in found.items if item in bank.items}
    expected |= key.expected if key else {}
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
            expected=[expected.get(item, float("nan")) for item in found.items] if expected else None,
            model=args.model,
        )
    except ValueError as error:
        print(f"lapel: {args.responses}: {error}.", file=sys.stderr)
        return 1
    on = args.on or date.today()
    data = calibration_data(analysis, left_out=found.left_out, on=on)
    if args.out:
        source = args.responses.name if args.source is None else args.source
        write_whole(_kept(args.out.suffix, analysis, data, bank, on, source).encode(), args.out)
        print(f"Wrote {args.out}.", file=sys.stderr)
        if args.out.suffix == ".yaml":
            _told(analysis, bank)
    if args.json:
        print_json(data)
    else:
        print(calibration_text(analysis, left_out=found.left_out, width=width()), end="")
    return 0 if analysis.estimates.converged else 1


def _kept(suffix: str, analysis: "Analysis", data: object, bank: "Bank", on: date, source: str) -> str:
    """Write the estimates as the file's ending asks."""
    import json

    from lapel.reports.calibration_json import calibration_csv, calibration_yaml

    if suffix == ".json":
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    if suffix == ".csv":
        return calibration_csv(analysis)
    versions = {name: item.version for name, item in bank.items.items()}
    return calibration_yaml(analysis, on=on, source=source, versions=versions)


def _told(analysis: "Analysis", bank: "Bank") -> None:
    """Say what of the answers the file for the bank does not hold, and what the bank would refuse of it."""
    from lapel.loading.histories import study_dir
    from lapel.loading.questions import FILE
    from lapel.reports.calibration_json import ours, usable

    found = usable(analysis)
    good, held = ([item.name for item, _ in some] for some in (found, ours(found, bank.items)))
    left = [item.name for item in analysis.items if item.name not in good]
    strange = [name for name in good if name not in bank.items]
    said = [f"It holds {len(held):,} of {len(analysis.items):,} questions."]
    if left:
        said.append(f"Left out, for want of an estimate to go by or a key that is sure: {_names(left)}.")
    if strange and len(strange) < len(good):
        said.append(f"Left out, since the bank does not have them (a .csv or .json holds all): {_names(strange)}.")
    elif strange:
        said.append(f"No questions of the bank, which refuses a file with them: {_names(strange)}.")
    if len(strange) < len(good):
        said.append(f"As {study_dir() / FILE} it is what practice goes by.")
    print("\n".join(said), file=sys.stderr)


def _names(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"

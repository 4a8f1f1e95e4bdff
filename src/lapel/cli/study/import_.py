"""``lapel study import``: questions of one's own, from QTI 3.0 or a table, into a file that can be checked."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import get_args

from lapel.cli.common import program, unknown_name, width
from lapel.cli.study.common import print_json
from lapel.loading.compiled import load_exams
from lapel.model.exam import Level

EXAMPLES = (
    "lapel study import questions.zip --out own.yaml",
    "lapel study import questions.csv --topic coding --level apply --expected 0.7 --out own.yaml",
    "lapel study import question.xml",
)


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument(
        "file", metavar="FILE", type=Path, help="a QTI 3.0 package (.zip), one question (.xml) or a table (.csv)"
    )
    below.add_argument(
        "--out", metavar="FILE", type=Path, help="write what was taken as YAML; without it, nothing is written"
    )
    below.add_argument("--replace", action="store_true", help="write --out even where that file is there already")
    below.add_argument("--topic", metavar="TOPIC", help="the topic of questions that name none, such as coding")
    levels = get_args(Level)
    below.add_argument(
        "--level", choices=levels, metavar="LEVEL", help=f"the level of questions that name none: {', '.join(levels)}"
    )
    below.add_argument(
        "--expected",
        type=_share,
        metavar="SHARE",
        help="how many of just-ready candidates get a question right that does not say it, such as 0.7",
    )
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-import describes it)")


def _share(text: str) -> str:
    plain = text.replace(".", "", 1)
    if not (plain.isascii() and plain.isdecimal() and len(text) <= 6 and 0 <= float(text) <= 1):
        raise ArgumentTypeError(f"found {text!r}, expected a share from 0 to 1, such as 0.7")
    return text


def run(args: Namespace) -> int:
    """Read, check, write, and say what became of every question; status 1 when one was refused."""
    from lapel.loading.intake import Given, take
    from lapel.loading.items_file import items_yaml
    from lapel.loading.writing import write_whole
    from lapel.reports.exchange import import_data, import_text

    bank = load_exams()
    if args.topic is not None and args.topic not in bank.topics:
        return unknown_name(args.topic, list(bank.topics), "the id of a topic")
    if args.out is not None and args.out.exists() and not args.replace:
        print(
            f"lapel: --out: found {args.out} there already, expected a new name, or --replace to write over it.",
            file=sys.stderr,
        )
        return 2
    if args.file.suffix.lower() == ".csv":
        from lapel.loading.items_csv import read_items_csv

        incoming, notes = read_items_csv(args.file)
    else:
        from lapel.loading.items_qti import read_qti

        package = read_qti(args.file)
        incoming, notes = package.items, package.notes
    given = Given(args.topic or "", args.level or "", args.expected or "")
    intake = take(incoming, bank, given, notes)
    written = bool(args.out is not None and intake.taken)
    if written:
        head = f"Drafts from {args.file.name}, read on {date.today()}. Check them with: lapel study lint FILE"
        write_whole(items_yaml([one.item for one in intake.taken], head=head).encode(), args.out)
    data = import_data(intake, file=str(args.file), out=str(args.out) if written else None)
    if args.json:
        print_json(data)
    else:
        print(import_text(data, program=program(), width=width()), end="")
    return 1 if intake.refused or not intake.count else 0

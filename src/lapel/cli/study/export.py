"""``lapel study export``: questions for other programs: a QTI 3.0 package, an Anki deck, a table."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from lapel.cli.common import program, width
from lapel.cli.study.common import on_a_day, pick, print_json, which
from lapel.loading.questions import load_questions
from lapel.model.exam import Bank, Item

EXAMPLES = (
    "lapel study export ccma-nha --to ccma.apkg",
    "lapel study export --topic phlebotomy --to phlebotomy.zip",
    "lapel study export rma-amt --kind numeric --to numbers.csv",
)
FORMATS = {".zip": "qti", ".apkg": "anki", ".csv": "csv"}


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("exam", metavar="EXAM", nargs="?", help="only questions that this exam could ask")
    below.add_argument(
        "--to",
        metavar="FILE",
        type=Path,
        required=True,
        help="the file to write: .zip for QTI 3.0, .apkg for Anki, .csv for a table",
    )
    below.add_argument(
        "--format", choices=sorted(FORMATS.values()), help="the form of the file, whatever its name says"
    )
    which(below)
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-export describes it)")


def run(args: Namespace) -> int:
    """Pick the questions, write the file, say what is in it."""
    from lapel.loading.writing import write_whole
    from lapel.reports.exchange import export_data, export_text

    form = args.format or FORMATS.get(args.to.suffix.lower())
    if form is None:
        ends = ", ".join(FORMATS)
        print(
            f"lapel: --to: found {str(args.to)!r}, expected a name that ends in {ends}, or --format.", file=sys.stderr
        )
        return 2
    bank, on = load_questions(), args.on or date.today()
    picked = pick(args, bank, on, exam=args.exam, example="lapel study export ccma-nha --area 3e --to deck.apkg")
    if isinstance(picked, int):
        return picked
    items = [item for item in picked.items if item.usable]
    if not items:
        print("lapel: found no question of that kind, expected one or more. Nothing was written.", file=sys.stderr)
        return 1
    content = _content(form, bank, items, args)
    if content is None:
        return 1
    write_whole(content, args.to)
    withdrawn = len(picked.items) - len(items)
    data = export_data(
        bank, items, form=form, file=str(args.to), size=len(content), exam=args.exam, withdrawn=withdrawn, on=on
    )
    if args.json:
        print_json(data)
    else:
        print(export_text(bank, data, program=program(), width=width()), end="")
    return 0


def _content(form: str, bank: Bank, items: Sequence[Item], args: Namespace) -> bytes | None:
    """Give the bytes of the file; None, with a word, where the package that writes them is not installed."""
    on = args.on or date.today()
    if form == "csv":
        from lapel.reports.items_csv import items_csv

        return items_csv(items)
    if form == "qti":
        from lapel.reports.items_qti import qti_package

        return qti_package(bank, items, on=on)
    from lapel.reports.items_anki import NoGenanki, anki_package

    try:
        # Anki takes over what is newer than its own; with a day given, the same day gives the same file.
        return anki_package(bank, items, exam=args.exam or "", on=on, at=None if args.on else datetime.now(UTC))
    except NoGenanki as error:
        print(f"lapel: {error}", file=sys.stderr)
        return None

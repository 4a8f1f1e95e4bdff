"""``lapel study history``: your answers are yours: write them to a file, read them in again, erase them."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from lapel.cli.common import program, width
from lapel.cli.study.desk import spoken, whose

if TYPE_CHECKING:
    from lapel.loading.histories import History

EXAMPLES = (
    "lapel study history",
    "lapel study history export my-answers.json",
    "lapel study history export answers.csv",
    "lapel study history import my-answers.json",
    "lapel study history erase",
)
ACTS = ("show", "export", "import", "erase")
MOST_BYTES = 200_000_000


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument(
        "act", nargs="?", choices=ACTS, default="show", metavar="ACT", help=f"one of {', '.join(ACTS)} (default: show)"
    )
    below.add_argument("file", nargs="?", metavar="FILE", help="a .json or .csv file; - for standard output or input")
    below.add_argument("--csv", action="store_true", help="write a table, whatever the name of the file")
    below.add_argument("--yes", action="store_true", help="erase without asking")
    whose(below)
    below.add_argument("--json", action="store_true", help="print the whole history as JSON")


@spoken
def run(args: Namespace) -> int:
    """Show, write, read or erase the history."""
    from lapel.loading.histories import open_history

    history = open_history(args.learner)
    if args.act in ("export", "import") and not args.file:
        print(f"lapel: found no file, expected one, such as: history {args.act} answers.json", file=sys.stderr)
        return 2
    return {"show": _show, "export": _export, "import": _import, "erase": _erase}[args.act](history, args)


def _show(history: "History", args: Namespace) -> int:
    from lapel.loading.compiled import load_exams
    from lapel.reports.study_text import history_text

    if args.json:
        args.file, args.csv = "-", False
        return _export(history, args)
    print(history_text(load_exams(), history.sessions(), str(history.path), program=program(), width=width()), end="")
    return 0


def _export(history: "History", args: Namespace) -> int:
    from lapel.loading.histories import history_csv, history_json
    from lapel.loading.writing import write_whole

    noted = history.noted()
    table = args.csv or args.file.lower().endswith(".csv")
    written = history_csv(noted) if table else history_json(history.learner, noted)
    if args.file == "-":
        print(written, end="")
        return 0
    write_whole(written.encode(), Path(args.file))
    print(f"Wrote {len(noted):,} events to {args.file}.")
    return 0


def _import(history: "History", args: Namespace) -> int:
    from lapel.loading.histories import Unreadable, read_history

    data = sys.stdin.buffer.read(MOST_BYTES + 1) if args.file == "-" else Path(args.file).read_bytes()
    if len(data) > MOST_BYTES:
        raise Unreadable(f"{args.file}: found more than {MOST_BYTES:,} bytes, expected fewer")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"{args.file}: found bytes that are no UTF-8 at {error.start}, expected text") from None
    found = read_history(text, args.file)
    new = history.merge(found)
    print(f"Read {len(found):,} events; {new:,} of them are new.")
    return 0


def _erase(history: "History", args: Namespace) -> int:
    if not args.yes:
        print(f"This erases every answer of {history.learner!r} in {history.path}, for good.")
        print(f"A copy first: {program()} study history export my-answers.json")
        print("Erase? yes, or Enter to keep it: ", end="", flush=True)
        if sys.stdin.readline().strip().lower() != "yes":
            print("\nNothing was erased.")
            return 1
    print("Erased." if history.erase() else "There was no history to erase.")
    return 0

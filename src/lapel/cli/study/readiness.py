"""``lapel study readiness``: how likely a cut is reached on another mock form, and what that does not say."""

import sys
from argparse import ArgumentParser, Namespace

from lapel.cli.common import program, width
from lapel.cli.study.common import no_outline, on_a_day, print_json, unknown_exam
from lapel.cli.study.desk import open_desk, spoken, whose

EXAMPLES = ("lapel study readiness ccma-nha", "lapel study readiness cma-aama --cut 140")


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("exam", metavar="EXAM", help="an exam, such as ccma-nha")
    below.add_argument(
        "--cut", type=int, metavar="RIGHT", help="the right answers you want to reach (default: authors' judgement)"
    )
    below.add_argument(
        "--length", choices=("full", "half", "quarter"), default="full", help="of which form (default: full)"
    )
    whose(below)
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-readiness describes it)")


@spoken
def run(args: Namespace) -> int:
    """Foretell, print."""
    from lapel.exam.foretell import foretell
    from lapel.reports.readiness_json import readiness_data
    from lapel.reports.readiness_text import readiness_text

    desk = open_desk(args)
    if status := unknown_exam((args.exam,), desk.bank):
        return status
    outline = desk.outline(args.exam)
    if outline is None:
        return no_outline(args.exam, desk.bank, desk.on)
    try:
        told = foretell(desk.bank, outline, desk.find, desk.history.sessions(), length=args.length, cut=args.cut)
    except ValueError as error:
        print(f"lapel: {error}.", file=sys.stderr)
        return 2
    if args.json:
        print_json(readiness_data(desk.bank, told))
    else:
        print(readiness_text(desk.bank, told, program=program(), width=width()), end="")
    return 0

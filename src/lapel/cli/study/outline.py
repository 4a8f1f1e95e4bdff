"""``lapel study outline``: what an exam asks, and how far practice for one goes for another."""

from argparse import ArgumentParser, Namespace
from datetime import date

from lapel.cli.common import program, unknown_name, width
from lapel.cli.study.common import no_outline, on_a_day, print_json, unknown_exam
from lapel.loading.compiled import load_exams

EXAMPLES = (
    "lapel study outline",
    "lapel study outline ccma-nha",
    "lapel study outline cma-aama --on 2021-07-14",
    "lapel study outline cma-aama --compare ccma-nha",
)


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("exam", metavar="EXAM", nargs="?", help="an exam, such as ccma-nha (default: the four)")
    below.add_argument("--compare", metavar="EXAM", help="how far practice for the first goes for this one")
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-outline describes it)")


def run(args: Namespace) -> int:
    """Find the outlines, print them."""
    from lapel.reports.outlines_json import outlines_data
    from lapel.reports.outlines_text import crosswalk_text, outline_text, outlines_text

    bank, on = load_exams(), args.on or date.today()
    if status := unknown_exam((args.exam, args.compare), bank):
        return status
    if args.compare and not args.exam:
        return unknown_name("", sorted(bank.exams), "an exam before --compare, such as: ccma-nha --compare cma-aama")
    names = [args.exam] if args.exam else list(bank.exams)
    for name in filter(None, (args.exam, args.compare)):
        if not bank.exams[name].in_force(on=on):
            return no_outline(name, bank, on)
    if args.json:
        print_json(outlines_data(bank, names, args.compare, on=on))
    elif args.compare:
        print(crosswalk_text(bank, args.exam, args.compare, on=on, width=width()), end="")
    elif args.exam:
        print(outline_text(bank, args.exam, on=on, program=program(), width=width()), end="")
    else:
        print(outlines_text(bank, on=on, program=program(), width=width()), end="")
    return 0

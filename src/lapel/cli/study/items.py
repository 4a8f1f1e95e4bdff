"""``lapel study items``: look through the bank; show one question with its reasons."""

from argparse import ArgumentParser, Namespace
from datetime import date

from lapel.cli.common import program, unknown_name, width
from lapel.cli.study.common import on_a_day, pick, print_json, which
from lapel.loading.questions import load_questions

EXAMPLES = (
    "lapel study items",
    "lapel study items --topic coding",
    "lapel study items --exam ccma-nha --area 3e",
    "lapel study items --kind hotspot",
    "lapel study items infection-control-001",
)


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("item", metavar="ITEM", nargs="?", help="show this question, its key and the reasons")
    below.add_argument("--exam", metavar="EXAM", help="only questions that this exam could ask, such as ccma-nha")
    which(below)
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-items describes it)")


def run(args: Namespace) -> int:
    """Find the questions, print them."""
    from lapel.reports.items_json import items_data
    from lapel.reports.items_text import bank_text, item_text, items_text

    bank, on = load_questions(), args.on or date.today()
    picked = pick(args, bank, on, exam=args.exam, example="--exam ccma-nha")
    if isinstance(picked, int):
        return picked
    if args.item is not None and args.item not in bank.items:
        return unknown_name(args.item, list(bank.items), "the id of a question")
    found = [item for item in picked.items if args.item in (None, item.id)]
    if args.json:
        print_json(items_data(bank, found, on=on))
    elif args.item:
        print(item_text(bank, bank.items[args.item], on=on, width=width()), end="")
    elif args.topic or args.exam or args.level or args.kind:
        print(items_text(bank, found, picked.outline, program=program(), width=width()), end="")
    else:
        print(bank_text(bank, on=on, program=program(), width=width()), end="")
    return 0

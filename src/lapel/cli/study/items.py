"""``lapel study items``: look through the bank; show one question with its reasons."""

from argparse import ArgumentParser, Namespace
from datetime import date

from lapel.cli.common import program, unknown_name, width
from lapel.cli.study.common import no_outline, on_a_day, print_json, unknown_exam
from lapel.loading.compiled import load_exams
from lapel.model.exam import Outline

EXAMPLES = (
    "lapel study items",
    "lapel study items --topic coding",
    "lapel study items --exam ccma-nha --area 3e",
    "lapel study items infection-control-001",
)


def arguments(below: ArgumentParser) -> None:
    """Add the arguments."""
    below.add_argument("item", metavar="ITEM", nargs="?", help="show this question, its key and the reasons")
    below.add_argument("--topic", metavar="TOPIC", help="only this topic, such as coding")
    below.add_argument("--exam", metavar="EXAM", help="only questions that this exam could ask, such as ccma-nha")
    below.add_argument("--area", metavar="AREA", help="with --exam: only this area of its outline, such as 3e")
    on_a_day(below)
    below.add_argument("--json", action="store_true", help="print JSON (lapel schema study-items describes it)")


def run(args: Namespace) -> int:
    """Find the questions, print them."""
    from lapel.reports.items_json import items_data
    from lapel.reports.items_text import bank_text, item_text, items_text

    bank, on = load_exams(), args.on or date.today()
    if status := unknown_exam((args.exam,), bank):
        return status
    if args.topic is not None and args.topic not in bank.topics:
        return unknown_name(args.topic, list(bank.topics), "the id of a topic")
    if args.item is not None and args.item not in bank.items:
        return unknown_name(args.item, list(bank.items), "the id of a question")
    outline = bank.outline(args.exam, on=on) if args.exam else None
    if args.exam and outline is None:
        return no_outline(args.exam, bank, on)
    areas = [area.id for area in outline.every()] if outline else []
    if args.area is not None and args.area not in areas:
        what = f"an area of {outline.id}" if outline else "--exam beside --area, such as --exam ccma-nha"
        return unknown_name(args.area, areas or sorted(bank.exams), what)
    found = list(bank.items.values()) if args.item is None else [bank.items[args.item]]
    if args.topic:
        found = [item for item in found if item.topic == args.topic]
    if outline:
        found = [item for item in found if (place := bank.place(item, outline)) and _within(outline, place, args.area)]
    if args.json:
        print_json(items_data(bank, found, on=on))
    elif args.item:
        print(item_text(bank, bank.items[args.item], on=on, width=width()), end="")
    elif args.topic or args.exam:
        print(items_text(bank, found, outline, program=program(), width=width()), end="")
    else:
        print(bank_text(bank, on=on, program=program(), width=width()), end="")
    return 0


def _within(outline: Outline, place: str, area: str | None) -> bool:
    return area is None or area in [one.id for one in outline.above(place)]

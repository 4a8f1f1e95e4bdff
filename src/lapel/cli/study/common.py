"""What several verbs of ``lapel study`` share: finding an exam and its outline, printing JSON."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

from lapel.cli.common import day, unknown_name, writes_all
from lapel.model.exam import Bank, Item, Kind, Level, Outline
from lapel.model.value import Value


def on_a_day(arguments: ArgumentParser) -> None:
    """Add the day asked about."""
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day asked about (default: today)")


def unknown_exam(names: Iterable[str | None], bank: Bank) -> int:
    """Say which of the exams named is not in the catalogue; 0 when all are."""
    for name in names:
        if name is not None and name not in bank.exams:
            return unknown_name(name, sorted(bank.exams), "the id of an exam")
    return 0


def no_outline(exam: str, bank: Bank, on: date) -> int:
    """Say that no outline of an exam is known for a day; status 1."""
    first = min((outline.starts for outline in bank.exams[exam].outlines), default=None)
    known = f"the first one known is of {first}" if first else "none is known"
    print(f"lapel: found no outline of {bank.exams[exam].name} for {on}: {known}.", file=sys.stderr)
    return 1


def print_json(data: Any) -> None:
    """Print plain data."""
    import json

    print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))


# Which questions


class Picked(Value):
    """The questions that an argument line asks for, and the outline of the exam that it names, if any."""

    items: tuple[Item, ...]
    outline: Outline | None


def which(arguments: ArgumentParser) -> None:
    """Add the arguments by which questions are picked, but for the exam."""
    arguments.add_argument("--topic", metavar="TOPIC", help="only this topic, such as coding")
    arguments.add_argument("--area", metavar="AREA", help="with an exam: only this area of its outline, such as 3e")
    levels, kinds = get_args(Level), get_args(Kind)
    arguments.add_argument("--level", choices=levels, metavar="LEVEL", help=f"only this level: {', '.join(levels)}")
    arguments.add_argument("--kind", choices=kinds, metavar="KIND", help=f"only this kind: {', '.join(kinds)}")


def pick(args: Namespace, bank: Bank, on: date, *, exam: str | None, example: str) -> Picked | int:
    """Find the questions; a status where a name is not known. ``example`` tells how an exam is named here."""
    if status := unknown_exam((exam,), bank):
        return status
    if args.topic is not None and args.topic not in bank.topics:
        return unknown_name(args.topic, list(bank.topics), "the id of a topic")
    outline = bank.outline(exam, on=on) if exam else None
    if exam and outline is None:
        return no_outline(exam, bank, on)
    areas = [area.id for area in outline.every()] if outline else []
    if args.area is not None and args.area not in areas:
        what = f"an area of {outline.id}" if outline else f"an exam beside --area, such as {example}"
        return unknown_name(args.area, areas or sorted(bank.exams), what)
    found = [
        item
        for item in bank.items.values()
        if args.topic in (None, item.topic) and args.level in (None, item.level) and args.kind in (None, item.kind)
    ]
    if outline:
        found = [item for item in found if (place := bank.place(item, outline)) and _within(outline, place, args.area)]
    return Picked(tuple(found), outline)


def _within(outline: Outline, place: str, area: str | None) -> bool:
    return area is None or area in [one.id for one in outline.above(place)]

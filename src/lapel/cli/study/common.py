"""What several verbs of ``lapel study`` share: finding an exam and its outline, printing JSON."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from lapel.cli.common import day, unknown_name, writes_all
from lapel.model.exam import Bank, Outline


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


def chosen_outline(exam: str, reading: str | None, bank: Bank, on: date) -> Outline | None:
    """Give the outline in force, by the reading named (an outline's id) or the first; None where there is none."""
    found = bank.exams[exam].in_force(on=on)
    return next((outline for outline in found if reading in (None, outline.id)), None)


def print_json(data: Any) -> None:
    """Print plain data."""
    import json

    print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))

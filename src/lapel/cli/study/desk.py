"""What the ways to study share: the bank with its generated questions, the learner's history, arguments."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import TYPE_CHECKING

from lapel.cli.study.common import on_a_day
from lapel.model.exam import Bank, Item, Outline

if TYPE_CHECKING:
    from lapel.exam.library import Library
    from lapel.loading.histories import History


@dataclass(frozen=True)
class Desk:
    """The questions, the history, and the day."""

    library: "Library"
    history: "History"
    on: date

    @property
    def bank(self) -> Bank:
        """The written questions."""
        return self.library.bank

    def find(self, name: str) -> Item | None:
        """Find a question by its id."""
        return self.library.find(name)

    def outline(self, exam: str, name: str = "") -> Outline | None:
        """Give the outline of an exam in force, or the one named; None where there is none."""
        return self.bank.outline(exam, on=self.on, named=name)


def whose(arguments: ArgumentParser) -> None:
    """Add whose history it is."""
    arguments.add_argument("--learner", default="me", metavar="NAME", help="whose history (default: me)")


SEED_HELP = "what the draws follow from: the same with the same history gives the same questions (default: by chance)"


def seed(text: str) -> int:
    """Read the number that draws follow from."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise ArgumentTypeError(f"found {text!r}, expected a whole number of 0 or more, such as 7")
    return int(text)


def of_a_session(arguments: ArgumentParser) -> None:
    """Add the arguments of ways to study."""
    whose(arguments)
    on_a_day(arguments)
    arguments.add_argument("--seed", type=seed, metavar="NUMBER", help=SEED_HELP)
    arguments.add_argument("--json", action="store_true", help="print the result as JSON (lapel schema study-session)")


def open_desk(args: Namespace) -> Desk:
    """Open the bank and the history."""
    from lapel.exam.library import Library
    from lapel.loading.compiled import load_materials
    from lapel.loading.histories import open_history
    from lapel.loading.questions import load_questions

    library = Library(load_questions(), load_materials())
    return Desk(library, open_history(args.learner), getattr(args, "on", None) or date.today())


def spoken(run: Callable[[Namespace], int]) -> Callable[[Namespace], int]:
    """Let a verb say what is wrong with a history or a bank, and end in status 1."""

    @wraps(run)
    def guarded(args: Namespace) -> int:
        from lapel.exam.forms import BankTooSmall
        from lapel.loading.histories import Elsewhere, Unreadable

        try:
            return run(args)
        except (Unreadable, Elsewhere, BankTooSmall) as error:
            print(f"lapel: {error}", file=sys.stderr)
            return 1

    return guarded


def now() -> datetime:
    """Give this instant."""
    return datetime.now(UTC)


def seed_of(args: Namespace) -> int:
    """Give the seed asked for, or a new one."""
    from secrets import randbits

    return randbits(48) if args.seed is None else int(args.seed)

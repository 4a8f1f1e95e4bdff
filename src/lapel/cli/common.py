"""What several commands share: argument types and how problems are printed."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable
from datetime import date
from os import get_terminal_size

from lapel.model.dates import PartialDate, parse_date
from lapel.model.located import Problems
from lapel.model.shapes import did_you_mean


def parser(command: str, about: str, examples: Iterable[str]) -> ArgumentParser:
    """Make a parser whose help shows examples."""
    shown = "\n".join(f"  {example}" for example in examples)
    return ArgumentParser(
        prog=f"lapel {command}",
        description=about,
        epilog=f"examples:\n{shown}",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def day(text: str) -> date:
    """Read a day argument."""
    try:
        read = parse_date(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
    if isinstance(read, PartialDate):
        raise ArgumentTypeError(f"found {text!r}, expected a whole date such as 2026-11-21")
    return read


def guarded(run: Callable[[], int]) -> int:
    """Run a command's work; problems with its input are printed, each on a line, and end in status 1."""
    try:
        return run()
    except Problems as problems:
        print(problems, file=sys.stderr)
        count = len(problems.found)
        print(f"{count} problem{'s' if count != 1 else ''}; nothing was changed.", file=sys.stderr)
        return 1


def unknown_name(name: str, known: Iterable[str], what: str) -> int:
    """Say that a name is not known, with the nearest one."""
    names = list(known)
    print(f"lapel: found {name!r}, expected {what}.", file=sys.stderr)
    print(did_you_mean(name, names) or f"Known: {', '.join(names)}.", file=sys.stderr)
    return 2


def width() -> int:
    """Columns to write in: the terminal's, 100 at most; 80 where there is no terminal."""
    try:
        return min(get_terminal_size(sys.stdout.fileno()).columns, 100)
    except (OSError, ValueError):
        return 80

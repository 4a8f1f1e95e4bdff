"""What several commands share: argument types, how problems are printed, and what a poor terminal gets."""

import codecs
import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable
from datetime import date
from os import get_terminal_size
from typing import TYPE_CHECKING

from lapel.model.credential import Catalogue
from lapel.model.dates import PartialDate, parse_date
from lapel.model.located import Problems
from lapel.model.record import Record
from lapel.model.shapes import did_you_mean

if TYPE_CHECKING:
    from lapel.reference.figures import Figures
    from lapel.reference.places import Place


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


MOST_YEARS = 50


def whole_years(text: str) -> int:
    """Read a number of years as an argument."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_YEARS):
        raise ArgumentTypeError(f"found {text!r}, expected a whole number of years from 1 to {MOST_YEARS}")
    return int(text)


HOURS_OF_A_WEEK = 168


def whole_dollars(text: str) -> int:
    """Read a sum of money."""
    return _whole(text.removeprefix("$").replace(",", ""), text, "whole dollars such as 6000")


def hours_of_week(text: str) -> int:
    """Read hours a week."""
    expected = f"whole hours from 0 to {HOURS_OF_A_WEEK}, the hours of a week"
    hours = _whole(text, text, expected)
    if hours > HOURS_OF_A_WEEK:
        raise ArgumentTypeError(f"found {text!r}, expected {expected}")
    return hours


def _whole(digits: str, text: str, expected: str) -> int:
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise ArgumentTypeError(f"found {text!r}, expected {expected}")
    return int(digits)


def guarded(run: Callable[[], int]) -> int:
    """Run a command's work; problems with its input are printed, each on a line, and end in status 1."""
    try:
        return run()
    except Problems as problems:
        print(problems, file=sys.stderr)
        count = len(problems.found)
        print(f"{count} problem{'s' if count != 1 else ''}.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"lapel: {error.filename or 'file'}: {error.strerror}", file=sys.stderr)
        return 1


def unknown_name(name: str, known: Iterable[str], what: str) -> int:
    """Say that a name is not known, with the nearest one."""
    names = list(known)
    print(f"lapel: found {name!r}, expected {what}.", file=sys.stderr)
    print(did_you_mean(name, names) or f"Known: {', '.join(names)}.", file=sys.stderr)
    return 2


IN_ASCII = {
    "✗": "x",
    "✓": "+",
    "─": "-",
    "·": "-",
    "•": "*",
    "→": "->",
    "▤": "#",
    "●": "#",
    "◐": "/",
    "○": ".",
    "…": "...",
    "–": "-",
    "—": "-",
    "÷": "/",
    "×": "x",
    "“": '"',
    "”": '"',
    "’": "'",
}
"""What stands for our signs where they cannot be written; the three marks stay apart."""


def writes_all(stream: object) -> bool:
    """Whether a stream can write every character."""
    return str(getattr(stream, "encoding", "")).lower().replace("-", "") in ("utf8", "utf16", "utf32")


def degrade() -> None:
    """Make streams that cannot write all characters write the nearest ones."""
    codecs.register_error("lapel", _in_ascii)
    for stream in (sys.stdout, sys.stderr):
        if not writes_all(stream) and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="lapel")


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    from unicodedata import normalize

    assert isinstance(error, UnicodeEncodeError)
    unwritten = error.object[error.start : error.end]
    plain = (IN_ASCII.get(c) or normalize("NFKD", c).encode("ascii", "ignore").decode() or "?" for c in unwritten)
    return "".join(plain), error.end


def about_a_day(arguments: ArgumentParser) -> None:
    """Add the arguments of commands that decide: the day, and which credentials."""
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    arguments.add_argument(
        "--credential", action="append", default=[], metavar="ID", help="only this one; may be repeated"
    )


def unknown_credential(names: Iterable[str], catalogue: Catalogue) -> int:
    """Say which of the credentials named is not in the catalogue; 0 when all are."""
    for name in names:
        if name not in catalogue.credentials:
            return unknown_name(name, catalogue.credentials, "the id of a credential")
    return 0


def width() -> int:
    """Columns to write in: the terminal's, 100 at most; 80 where there is no terminal."""
    try:
        return min(get_terminal_size(sys.stdout.fileno()).columns, 100)
    except (OSError, ValueError):
        return 80


def program() -> str:
    """The command as it can be typed again: a relative path, if it was called by one, or its name."""
    called = sys.argv[0]
    return called if called.endswith("/lapel") and not called.startswith("/") else "lapel"


def record_from(path: str) -> Record:
    """Read a record from a file, or from standard input for ``-``."""
    from lapel.loading.records import parse_record, read_record
    from lapel.loading.tree import MAX_BYTES

    if path == "-":
        return parse_record(sys.stdin.buffer.read(MAX_BYTES + 1), name="<stdin>")
    return read_record(path)


def place_from(asked: str | None, figures: "Figures") -> "Place | None":
    """Find the area of an argument; where nothing or more than one has the name, that is said and None is given."""
    from lapel.reference.places import Place, find_place

    found = find_place(asked, figures)
    if isinstance(found, Place):
        return found
    print(f"lapel: {found.says}", file=sys.stderr)
    for hint in found.hints:
        print(hint.replace("Name the state, such as WA", "Name the state, such as --area WA"), file=sys.stderr)
    return None

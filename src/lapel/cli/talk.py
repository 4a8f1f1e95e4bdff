"""Questions in a terminal, one at a time: what is typed, and how text is shown."""

import sys
from contextlib import suppress

from lapel.cli.common import width


def listen() -> str:
    """Read a line, without what no file should hold; from a script it is shown, as a terminal would."""
    with suppress(ImportError):
        import readline  # noqa: F401 - arrow keys work in input()
    typed = input("> ")
    if not sys.stdin.isatty():
        print(typed)
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


def columns() -> int:
    """Columns to write in: 80 at most."""
    return max(40, min(width(), 80))


def say(text: str, indent: int = 0, mark: str = "") -> None:
    """Print a paragraph."""
    from lapel.reports.plans_text import PlanPage

    page = PlanPage(columns())
    page.add(text, indent, mark)
    print(str(page), end="")

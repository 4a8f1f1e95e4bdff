"""Questions in a terminal, one at a time: what is typed, how text is shown, and the file that keeps the answers."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lapel.cli.common import width
from lapel.loading import writing
from lapel.model.located import Problem, Problems

UNSURE = ("not sure", "notsure", "unsure", "i don't know", "idk")
BACK = ("back", "undo")
QUIT = ("quit", "exit", "q")
"""Words that mean the same in every talk."""


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


def complain(found: str, expected: str) -> None:
    """Say that an answer was not understood."""
    say(f"I found {found}, and expected {expected}. Nothing is lost: please try again.", mark="!")


def session(talk: Callable[[], None], leave: Callable[[str], int]) -> int:
    """Talk until the end, an interrupt or the end of input; gives the exit status."""
    try:
        talk()
    except KeyboardInterrupt:
        print()
        return leave("Stopped.") or 130
    except EOFError:
        print()
        return leave("No more answers to read.")
    return leave("")


class Kept:
    """The file that answers are kept in; ``there`` tells whether it exists. What goes wrong with saving is said.

    Raises `Problems` when its folder is missing, or when it holds no record.
    """

    def __init__(self, path: Path) -> None:
        if not path.parent.is_dir():
            missing = Problem(str(path), 0, "", f"no folder {str(path.parent)!r}", "a folder to save in")
            raise Problems([missing])
        self.path = path
        self.there = path.exists()
        self.data: dict[str, Any] = writing.read_data(path) if self.there else {}
        self._saved = True
        self._looked = False

    def save(self, data: dict[str, Any]) -> bool:
        """Write what was said; before the first time, copy a file that was written by hand and has comments."""
        self.data, self._saved = data, False
        try:
            if self.there and not self._looked and (copy := writing.keep_comments(self.path)):
                say("Your file has comments, and saving does not keep them. A copy of the file as it was:")
                print(f"  {copy}")
            self._looked = True
            writing.save_record(data, self.path)
        except OSError as error:
            say(f"I could not save to {self.path} ({error.strerror}). Your answers are still here.", mark="!")
            return False
        self._saved = self.there = True
        return True

    def secure(self) -> bool:
        """Save what could not be saved until now or, failing that, print it to be copied; False when it was printed."""
        if self._saved or self.save(self.data):
            return True
        say("Here is your record. Copy it to a file of your own:")
        print(writing.record_text(self.data), end="")
        return False

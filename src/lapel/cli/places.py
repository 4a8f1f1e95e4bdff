"""A place as a person types it: what it means, or why it means nothing, on standard error."""

import sys

from lapel.reference.figures import Figures
from lapel.reference.places import NoPlace, Place, comparable, find_place

__all__ = ["Place", "comparable", "place"]


def place(asked: str | None, figures: Figures) -> Place | None:
    """Find an area; where nothing or more than one has the name, that is said and None is given."""
    found = find_place(asked, figures)
    if isinstance(found, Place):
        return found
    _say(found)
    return None


def _say(wrong: NoPlace) -> None:
    print(f"lapel: {wrong.says}", file=sys.stderr)
    for hint in wrong.hints:
        print(hint.replace("Name the state, such as WA", "Name the state, such as --area WA"), file=sys.stderr)

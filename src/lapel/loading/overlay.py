"""Reforms: a few changes to the files of credentials, put over the catalogue before it is read.

An overlay changes what is written, never what was read from it: the ordinary reader then checks the whole, and what it
finds wrong inside a change is reported at the overlay's own line. A second folder of the catalogue is a reform too.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from lapel.loading.compiled import CATALOGUE_DIR
from lapel.loading.tree import read_tree
from lapel.model.located import Located, Problems, given
from lapel.model.shapes import Entry, ListOf, Text, did_you_mean
from lapel.model.value import Value

NAMED_BY = ("id", "starts", "label", "use", "what", "name")
"""Fields whose text names an entry of a list in a path, as its number does."""

VERBS = ("becomes", "add", "remove")

STEP = re.compile(r"(?:^|\.)([^.\[\]]+)|\[([^\[\]]+)\]")


class Change(Value):
    """One change: where, what stands there (``was``, where the author wrote it), and what is done.

    ``becomes`` puts another value there, ``add`` a new entry into a list or a new field, ``remove`` takes it out.
    """

    credential: str
    at: Located
    was: Located | None = None
    becomes: Located | None = None
    add: Located | None = None
    remove: Located | None = None


class Overlay(Value):
    """A reform as a list of changes, and the sources that only it cites."""

    reform: str
    changes: tuple[Change, ...]
    about: str = ""
    sources: Located | None = None

    def over(self, tree: Located, problems: Problems) -> None:
        """Make the changes meant for the credential of this tree, in the tree."""
        name = _text_of(tree, "id")
        mine = [change for change in self.changes if change.credential == name]
        spots = [(change, spot) for change in mine if (spot := _Spot.of(change, tree, problems))]
        _each_apart(spots, problems)
        for change, spot in spots:
            spot.make(change)

    def check_names(self, known: list[str], problems: Problems) -> None:
        """Report changes to credentials that the catalogue does not hold."""
        for change in self.changes:
            if change.credential not in known:
                hint = did_you_mean(change.credential, known)
                found = f"a change to {change.credential!r}"
                problems.add(change.at, "the id of a credential of the catalogue", found=found, hint=hint)


class _AsWritten(Value):
    """Anything, left as it is written."""

    def read(self, node: Located, problems: Problems) -> Located:
        """Give the node itself."""
        return node

    def schema(self) -> dict[str, Any]:
        """Anything."""
        return {}

    def write(self, value: Located) -> Any:
        """The value as plain data."""
        return plain(value)


CHANGE = Entry(
    Change,
    {"credential": Text(), **dict.fromkeys(("at", "was", *VERBS), _AsWritten())},
    required=("credential", "at"),
)

OVERLAY = Entry(
    Overlay,
    {"reform": Text(), "about": Text(), "sources": _AsWritten(), "changes": ListOf(CHANGE)},
    required=("reform", "changes"),
)


def read_overlay(path: Path) -> Overlay:
    """Read a reform; raises `Problems` with everything that is wrong with it, each with its line."""
    problems = Problems()
    tree = read_tree(path, problems=problems)
    overlay: Overlay | None = OVERLAY.read(tree, problems)
    for change in overlay.changes if overlay else ():
        _one_verb(change, problems)
    if overlay is not None and not overlay.changes:
        problems.add(tree, "one change or more under 'changes'", found="no change")
    problems.raise_if_any()
    return given(overlay)


def _one_verb(change: Change, problems: Problems) -> None:
    said = [verb for verb in VERBS if getattr(change, verb) is not None]
    if len(said) != 1:
        problems.add(change.at, f"one of {', '.join(VERBS)}", found=" and ".join(said) or "a change that does nothing")
    if change.remove is not None and change.remove.text not in ("true", "yes"):
        problems.add(change.remove, "'remove: true'")
    if not change.at.text or "".join(match[0] for match in STEP.finditer(change.at.text)) != change.at.text:
        problems.add(change.at, "a place such as rules.high-school.says or routes[work].versions[2010-03-01].rule")


class _Spot:
    """A place found in a tree: what holds it, and what stands there (None for a field to be added)."""

    def __init__(self, holder: Located, name: str, node: Located | None) -> None:
        self.holder = holder
        self.name = name
        self.node = node

    @classmethod
    def of(cls, change: Change, tree: Located, problems: Problems) -> "_Spot | None":
        """Find the place of a change; where it is not there, or holds something else, that is a problem."""
        steps = [(match[1], match[2]) for match in STEP.finditer(given(change.at.text))]
        holder, node, so_far = tree, tree, ""
        for number, (name, pick) in enumerate(steps):
            holder, found = node, _step(node, name, pick)
            if found is None:
                if change.add is not None and number == len(steps) - 1 and name and holder.fields is not None:
                    return cls(holder, name, None)
                _not_there(change, holder, so_far, name or pick, problems)
                return None
            node, so_far = found, f"{so_far}.{name}".lstrip(".") if name else f"{so_far}[{pick}]"
        spot = cls(holder, steps[-1][0] or steps[-1][1], node)
        return spot if spot.suits(change, problems) else None

    def suits(self, change: Change, problems: Problems) -> bool:
        """Whether what stands here is what the change expects."""
        here = given(self.node)
        if change.add is not None and here.items is None:
            hint = "Use 'becomes' to put another value in its place."
            problems.add(change.at, "a list, or a field that is not there yet", found=_there(here), hint=hint)
            return False
        if change.was is not None and plain(change.was) != plain(here):
            hint = "The catalogue may have changed since the reform was written."
            problems.add(change.was, f"what stands there: {_there(here)}", hint=hint)
            return False
        return True

    @property
    def path(self) -> str:
        """Where this is in the file, in the words of the catalogue's own messages."""
        if self.node is None:
            return f"{self.holder.path}.{self.name}".lstrip(".")
        return self.node.path

    def make(self, change: Change) -> None:
        """Make the change."""
        if change.add is not None:
            if self.node is None:
                given(self.holder.fields)[self.name] = change.add
            else:
                given(self.node.items).append(change.add)
        elif self.holder.items is not None:
            place = next(i for i, item in enumerate(self.holder.items) if item is self.node)
            self.holder.items[place : place + 1] = [change.becomes] if change.becomes is not None else []
        elif change.becomes is not None:
            given(self.holder.fields)[self.name] = change.becomes
        else:
            del given(self.holder.fields)[self.name]


def _step(node: Located, name: str | None, pick: str | None) -> Located | None:
    if name:
        return (node.fields or {}).get(name)
    items, wanted = node.items or [], pick or ""
    if wanted.isdecimal() and int(wanted) < len(items):
        return items[int(wanted)]
    return next((item for item in items if wanted in _names(item)), None)


def _names(item: Located) -> list[str]:
    return [text for name in NAMED_BY if (text := _text_of(item, name))]


def _text_of(node: Located, name: str) -> str:
    held = (node.fields or {}).get(name)
    return (held.text or "") if held else ""


def _there(node: Located) -> str:
    return f"{node.describe()} ({node.file}:{node.line})"


def _not_there(change: Change, holder: Located, so_far: str, wanted: str, problems: Problems) -> None:
    if holder.items is not None:
        known = [next(iter(_names(item)), str(place)) for place, item in enumerate(holder.items)]
    else:
        known = list(holder.fields or {})
    hint = did_you_mean(wanted, known) or (f"There is: {', '.join(known[:12])}." if known else "")
    inside = f"{so_far!r} of {change.credential}" if so_far else change.credential
    found = f"{wanted!r}, which is not in {inside} ({holder.file}:{holder.line})"
    problems.add(change.at, "a place that is there", found=found, hint=hint)


def _each_apart(spots: list[tuple[Change, _Spot]], problems: Problems) -> None:
    """Refuse a change at or inside a place that another change replaces: one of the two would be lost."""
    for change, spot in spots:
        for other, beside in spots:
            if other is change or (change.add is not None and spot.node is not None and other.add is not None):
                continue
            inside = spot.path.startswith((f"{beside.path}.", f"{beside.path}["))
            twice = spot.path == beside.path and other.at.line < change.at.line
            if (inside and other.add is None) or twice:
                found = f"a place that the change on line {other.at.line} is about as well"
                problems.add(change.at, "one change for one place", found=found, hint="Make one change of the two.")
                break


def plain(node: Located) -> Any:
    """Give what is written as plain lists, mappings and text."""
    if node.items is not None:
        return [plain(item) for item in node.items]
    if node.fields is not None:
        return {name: plain(held) for name, held in node.fields.items()}
    return node.text


class Difference(Value):
    """A place of a credential's file that a reform writes otherwise; None where nothing stands."""

    credential: str
    path: str
    was: Any
    now: Any


def differences(reform: Path, root: Path = CATALOGUE_DIR) -> list[Difference]:
    """List what a reform, be it an overlay or a second catalogue, writes otherwise in the files of credentials."""
    before = _trees(root)
    if reform.is_dir():
        after = _trees(reform)
    else:
        overlay, problems, after = read_overlay(reform), Problems(), _trees(root)
        overlay.check_names(list(after), problems)
        for tree in after.values():
            overlay.over(tree, problems)
        problems.raise_if_any()
    names = dict.fromkeys((*before, *after))
    return [
        Difference(name, path, was, now)
        for name in names
        for path, was, now in _differ("", before.get(name), after.get(name))
    ]


def _trees(root: Path) -> dict[str, Located]:
    paths = sorted((root / "credentials").glob("*/*.yaml"))
    return {path.stem: read_tree(path, shown=str(path.relative_to(root.parent))) for path in paths}


def _differ(path: str, before: Located | None, after: Located | None) -> Iterator[tuple[str, Any, Any]]:
    if before is not None and after is not None:
        if before.fields is not None and after.fields is not None:
            for name in dict.fromkeys((*before.fields, *after.fields)):
                yield from _differ(f"{path}.{name}".lstrip("."), before.fields.get(name), after.fields.get(name))
            return
        if before.items is not None and after.items is not None:
            for name, was, now in _paired(before.items, after.items):
                yield from _differ(f"{path}[{name}]", was, now)
            return
    was, now = (node if node is None else plain(node) for node in (before, after))
    if was != now:
        yield path, was, now


def _paired(before: list[Located], after: list[Located]) -> Iterator[tuple[str, Located | None, Located | None]]:
    """Set entries of two lists side by side: by what names each, or by their number where they have no names."""
    first, second = ({next(iter(_names(item)), ""): item for item in items} for items in (before, after))
    if len(first) == len(before) and len(second) == len(after) and "" not in {*first, *second}:
        for name in dict.fromkeys((*first, *second)):
            yield name, first.get(name), second.get(name)
        return
    for place, (was, now) in enumerate(zip_longest(before, after)):
        yield str(place), was, now

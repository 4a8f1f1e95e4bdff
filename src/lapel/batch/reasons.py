"""Why not, for many people: the conditions that failed, the facts that are missing, the one change that would do.

`lapel.rules.explain` and `lapel.rules.changes` say what these are for one person. Here a condition is a node of the
circuit. Failed conditions and missing facts (`lapel.batch.missing`) come as bit masks over small vocabularies, so that
a table of reasons is a dictionary and a column of codes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.answers import FALSE, truths
from lapel.batch.circuit import Circuit, Node, forget
from lapel.batch.columns import Planes
from lapel.batch.days import Flags
from lapel.batch.gather import owners
from lapel.batch.lines import FIRST
from lapel.batch.missing import Missing
from lapel.model.rule import Rule
from lapel.rules import nodes
from lapel.rules.changes import DOABLE_FACTS, NOT_ADDABLE, speaks_of
from lapel.rules.explain import IDENTITY, NEW_ENTRY, is_walked, version_in_force
from lapel.rules.facts import PERSON, PICKING_DATE
from lapel.rules.wording import wording


class Condition:
    """One of the conditions that must all hold for a route on a day: what it says, and its node."""

    __slots__ = ("node", "says")

    def __init__(self, node: Node, says: str) -> None:
        self.node = node
        self.says = says


def conditions(rule: Rule, circuit: Circuit, on: date, top: bool = True) -> Iterator[Condition]:
    """Walk the conjunction that a rule stands for on a day, as `lapel.rules.explain.conditions` walks a trace."""
    if not is_walked(rule, top):
        yield Condition(circuit.add(rule), says_of(rule, on))
    elif isinstance(rule, nodes.Dated):
        chosen = None if rule.by in PICKING_DATE else version_in_force(rule, on)
        if chosen is None:
            yield Condition(circuit.add(rule), says_of(rule, on))
        else:
            yield from conditions(rule.versions[chosen].rule, circuit, on, top)
    else:
        for part in nodes.children(rule):
            yield from conditions(part, circuit, on, False)


def says_of(rule: Rule, on: date) -> str:
    """What a condition says to the reader on a day."""
    if isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE and version_in_force(rule, on) is None:
        return "No rule is known for this day."
    return wording(rule)


class Distances:
    """How far each rule is from being met, as `lapel.rules.explain.Explanation.distance` measures it."""

    def __init__(self, missing: Missing) -> None:
        self.missing = missing
        self._kept: dict[int, NDArray[np.int16]] = {}

    def forget(self, places: Iterable[int]) -> None:
        """Let go of some nodes."""
        forget(places, self._kept)

    def of(self, node: Node) -> NDArray[np.int16]:
        """Measure a node for all rows of its context."""
        found = self._kept.get(node.place)
        if found is None:
            found = self._kept[node.place] = self._measure(node)
        return found

    def _measure(self, node: Node) -> NDArray[np.int16]:
        cells = self.missing.cells(node.context)
        truth = truths(cells.truth(node)).astype(np.int16)
        far = self._below(node, truth)
        return np.where(truth == 2, 0, far).astype(np.int16)

    def _below(self, node: Node, truth: NDArray[np.int16]) -> NDArray[np.int16]:
        rule, parts = node.rule, node.parts
        if isinstance(rule, nodes.Some):
            return self._nearest_entry(node, truth)
        if isinstance(rule, nodes.Fact) and rule.name in IDENTITY:
            return np.where(truth == FALSE, NEW_ENTRY, 2 - truth)
        if isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE:
            chosen = version_in_force(rule, self.missing.on)
            parts = () if chosen is None else (parts[chosen],)
        if not parts or isinstance(rule, nodes.Nothing):
            return 2 - truth
        far = [self.of(part) for part in parts]
        if isinstance(rule, nodes.Any):
            return np.minimum.reduce(far)
        return np.maximum(np.sum(far, axis=0), 1)

    def _nearest_entry(self, node: Node, truth: NDArray[np.int16]) -> NDArray[np.int16]:
        far = (NEW_ENTRY - truth).astype(np.int16)
        rows = self.missing.work.people.rows(node.rule.within)  # type: ignore[attr-defined]
        has = rows.having
        if has.size:
            nearest = np.minimum.reduceat(self.of(node.parts[0]), rows.offsets[has])
            far[has] = np.minimum(far[has], nearest)
        return far


class Change:
    """A leaf that a change could be about, or a list that could have a new entry; ``says`` is what would be so."""

    __slots__ = ("adds", "node", "says")

    def __init__(self, node: Node, says: str, adds: bool) -> None:
        self.node = node
        self.says = says
        self.adds = adds


def candidates(rule: Rule, circuit: Circuit, on: date, context: str = PERSON) -> Iterator[Change]:
    """Walk a rule for everything that a single change could be about."""
    match rule:
        case nodes.Use():
            yield from candidates(rule.rule, circuit, on, context)
        case nodes.Dated() if rule.by not in PICKING_DATE:
            chosen = version_in_force(rule, on)
            if chosen is None:
                yield Change(circuit.add(rule, context), wording(rule), False)
            else:
                yield from candidates(rule.versions[chosen].rule, circuit, on, context)
        case nodes.Some():
            yield Change(circuit.add(rule, context), wording(rule), True)
            yield from candidates(rule.where, circuit, on, rule.within)
        case nodes.All() | nodes.Any() | nodes.AtLeast() | nodes.Readings() | nodes.Dated():
            for part in nodes.children(rule):
                yield from candidates(part, circuit, on, context)
        case _:
            yield Change(circuit.add(rule, context), wording(rule), False)


class Flips:
    """Where a single change would make a rule true: the singletons of `lapel.rules.changes.ways`, for all rows."""

    def __init__(self, missing: Missing, own: str) -> None:
        self.missing, self.own = missing, own
        self._holding: dict[tuple[int, int], bool] = {}

    def of(self, node: Node, change: Change, entry: int | None = None) -> Flags:
        """Tell where a node is true, or would be after the change.

        ``entry`` is the place in its list of the one entry that changes; without it, all of them do at once.
        """
        sure, _ = self._truth(node)
        if node is change.node:
            return sure | (self._possible(change) & self._at(node.context, entry))
        if not self._holds(node, change.node):
            return sure
        parts = self._parts(node)
        if isinstance(node.rule, nodes.Some):
            return sure | self._of_anyone(parts[0], change, entry)
        flips = [self.of(part, change, entry) for part in parts]
        if isinstance(node.rule, nodes.Any):
            return sure | np.logical_or.reduce(flips)
        if isinstance(node.rule, nodes.AtLeast):
            return sure | (np.sum(flips, axis=0) >= node.rule.count)
        return sure | np.logical_and.reduce(flips)

    def _of_anyone(self, part: Node, change: Change, entry: int | None) -> Flags:
        rows = self.missing.work.people.rows(part.context)
        return owners(self.of(part, change, entry), rows.owner, len(rows.counts))

    def _at(self, context: str, entry: int | None) -> Flags:
        rows = self.missing.work.people.rows(context)
        if entry is None or context == PERSON:
            return np.ones(rows.size, bool)
        return rows.once(("entry", entry), lambda: np.arange(rows.size) - rows.offsets[rows.owner] == entry)

    def kind(self, change: Change) -> tuple[Flags, Flags]:
        """Tell where a change is something to do, and where something to wait for; elsewhere it is to be confirmed."""
        sure, may = self._truth(change.node)
        if change.adds:
            addable = self._addable(change.node.rule)
            return np.full(len(sure), addable), np.zeros(len(sure), bool)
        waits = ~may & self._comes(change.node)
        return ~may & ~waits, waits

    def _truth(self, node: Node) -> Planes:
        return self.missing.cells(node.context).truth(node)

    def _parts(self, node: Node) -> Sequence[Node]:
        if isinstance(node.rule, nodes.Dated) and node.rule.by not in PICKING_DATE:
            chosen = version_in_force(node.rule, self.missing.on)
            return () if chosen is None else (node.parts[chosen],)
        return node.parts

    def _holds(self, node: Node, wanted: Node) -> bool:
        key = node.place, wanted.place
        if key not in self._holding:
            walked = not isinstance(node.rule, nodes.Nothing)
            self._holding[key] = walked and any(
                part is wanted or self._holds(part, wanted) for part in self._parts(node)
            )
        return self._holding[key]

    def _addable(self, rule: Any) -> bool:
        return not speaks_of(rule.where, self.own)

    def _possible(self, change: Change) -> Flags:
        """Where the change may be brought about, waited for or confirmed at all."""
        sure, may = self._truth(change.node)
        if change.adds and change.node.rule.within in NOT_ADDABLE:  # type: ignore[attr-defined]
            return np.zeros(len(sure), bool)
        if change.adds:
            return np.ones(len(sure), bool) if self._addable(change.node.rule) else may
        possible = may | self._comes(change.node)
        match change.node.rule:
            case nodes.Experience():
                return np.ones(len(sure), bool)
            case nodes.After():
                return possible | ~self._ever(change.node)[1]
            case nodes.Fact(name=name) if name in DOABLE_FACTS:
                return np.ones(len(sure), bool)
        return possible

    def _comes(self, node: Node) -> Flags:
        """Where a leaf is true on some later day."""
        return self.missing.over(node.context, self.missing.on.toordinal() + 1).truth(node)[0]

    def _ever(self, node: Node) -> Planes:
        return self.missing.over(node.context, FIRST).truth(node)

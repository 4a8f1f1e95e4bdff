"""Rules as a circuit over columns: equal nodes once, two flags a row, any day a row.

`lapel.rules.evaluate` defines what a rule means; here the same is worked out for many rows at once. A truth is two
planes: *sure* (true) and *may* (not false). Kleene's *and* and *or* are then the bitwise ones on both planes, and *not*
swaps and inverts them. A circuit is asked about *cells*: rows of one context, each on a day of its own or all on one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from weakref import ReferenceType, ref

import numpy as np
from numpy.typing import NDArray

from lapel.batch import attempts, facts
from lapel.batch.columns import People, Planes
from lapel.batch.days import Days, Flags
from lapel.batch.experience import experience
from lapel.batch.lines import FIRST, Edges, Index, Line
from lapel.model.dates import NEVER
from lapel.model.rule import Rule
from lapel.rules import nodes
from lapel.rules.facts import PERSON, PICKING_DATE

TIMED = (nodes.After, nodes.Until, nodes.Accredited, nodes.Experience, nodes.Failures, nodes.Waited, nodes.Dated)
"""What may change with the day."""


class Node:
    """One node of a circuit: a rule in a context, with the nodes below it."""

    __slots__ = ("context", "parts", "place", "rule", "timed")

    def __init__(self, place: int, rule: Rule, context: str, parts: "tuple[Node, ...]") -> None:
        self.place = place
        self.rule = rule
        self.context = context
        self.parts = parts
        self.timed: bool = type(rule) in TIMED or any(part.timed for part in parts)


class Circuit:
    """A store of nodes in which equal ones are one."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[Any, Node] = {}
        self._seen: dict[tuple[int, str], tuple[Rule, Node]] = {}

    def add(self, rule: Rule, context: str = PERSON) -> Node:
        """Give the node of a rule; a rule that only names another is that other."""
        found = self._seen.get((id(rule), context))
        if found is None:
            found = self._seen[id(rule), context] = rule, self._make(rule, context)
        return found[1]

    def _make(self, rule: Rule, context: str) -> Node:
        if isinstance(rule, nodes.Use):
            return self.add(rule.rule, context)
        inside = rule.within if isinstance(rule, nodes.Some) else context
        parts = tuple(self.add(part, inside) for part in nodes.children(rule))
        key = (context, type(rule), _own(rule), tuple(part.place for part in parts))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Node(len(self.nodes), rule, context, parts)
            self.nodes.append(found)
        return found


def _own(rule: Rule) -> Any:
    """What a rule says beyond its parts."""
    match rule:
        case nodes.Dated():
            return rule.by, tuple(version.starts for version in rule.versions)
        case nodes.AtLeast():
            return rule.count
        case nodes.Some():
            return rule.within
    return None if nodes.children(rule) else rule


class Work:
    """What is worked out once for a batch of people: the line of every leaf, and who can meet a `Some` at all."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.lines: dict[int, Line] = {}
        self.open: dict[int, tuple[Index, Index, Index]] = {}
        self._edges: dict[int, Edges] = {}
        self._lasting: dict[int, Planes] = {}

    def line(self, node: Node) -> Line:
        """Give the truths of a leaf over time, for all rows of its context."""
        found = self.lines.get(node.place)
        if found is None:
            found = self.lines[node.place] = LEAVES[type(node.rule)](node.rule, node.context, self.people)
        return found

    def lasting(self, node: Node) -> Planes:
        """Give the truths of a node that does not change with the day, for all rows of its context."""
        found = self._lasting.get(node.place)
        if found is None:
            cells = Cells(self, node.context, None, FIRST)
            found = self._lasting[node.place] = cells.truth(node)
        return found

    def edges(self, node: Node) -> Edges:
        """Give the rows and days on which a leaf may change."""
        found = self._edges.get(node.place)
        if found is None:
            found = self._edges[node.place] = self.line(node).edges()
        return found

    def forget(self, places: Iterable[int]) -> None:
        """Let go of some nodes."""
        forget(places, self.lines, self.open, self._edges, self._lasting)


def forget(places: Iterable[int], *kept: dict[int, Any]) -> None:
    """Let go of what is kept under some places."""
    for held in kept:
        for place in places:
            held.pop(place, None)


class Stretch:
    """A stretch of days (both inclusive) instead of one: truths are then the least or the most over it."""

    __slots__ = ("first", "last", "most")

    def __init__(self, first: int, last: int, most: bool) -> None:
        self.first = first
        self.last = last
        self.most = most

    def other(self) -> "Stretch":
        """Give the same stretch seen from the other side."""
        return Stretch(self.first, self.last, not self.most)


When = int | Days | Stretch


class Cells:
    """Rows of one context, each on its day: what a circuit is asked about.

    ``index`` picks the rows (None is all), ``day`` is one ordinal, one for each row picked, or a `Stretch`.
    """

    def __init__(self, work: Work, context: str, index: Index | None, day: When) -> None:
        self.work = work
        self.context = context
        self.index = index
        self.day = day
        self.size = work.people.rows(context).size if index is None else len(index)
        self._seen: dict[int, Planes] = {}
        self._others: Cells | None = None
        self._of: ReferenceType[Cells] | None = None

    def truth(self, node: Node) -> Planes:
        """Give the two planes of a node."""
        found = self._seen.get(node.place)
        if found is None:
            found = self._seen[node.place] = self._truth(node)
        return found

    def _truth(self, node: Node) -> Planes:
        if node.timed or self.index is None:
            return EVALUATORS[type(node.rule)](node, self)
        sure, may = self.work.lasting(node)
        return sure[self.index], may[self.index]

    def take(self, column: NDArray[Any]) -> NDArray[Any]:
        """Pick the rows of a column."""
        return column if self.index is None else column[self.index]

    def full(self, value: bool) -> Flags:
        """Give one flag for every cell."""
        return np.full(self.size, value)

    def other(self) -> "Cells":
        """Give the same cells with the least for the most and the most for the least."""
        if not isinstance(self.day, Stretch):
            return self
        others = self._others or (self._of() if self._of is not None else None)
        if others is None:
            others = self._others = Cells(self.work, self.context, self.index, self.day.other())
            # No circle: what a chunk of people needed goes with it, not when Python looks for circles.
            others._of = ref(self)
        return others

    def forget(self, places: Iterable[int]) -> None:
        """Let go of some nodes."""
        forget(places, self._seen)


def _all(node: Node, cells: Cells) -> Planes:
    return _fold(node.parts, cells, True)


def _any(node: Node, cells: Cells) -> Planes:
    return _fold(node.parts, cells, False)


def _fold(parts: Sequence[Node], cells: Cells, every: bool) -> Planes:
    """Kleene's *and* (every) or *or* of parts."""
    if not parts:
        return cells.full(every), cells.full(every)
    truths = [cells.truth(part) for part in parts]
    if len(truths) == 1:
        return truths[0]
    join = np.logical_and if every else np.logical_or
    sure, may = join(truths[0][0], truths[1][0]), join(truths[0][1], truths[1][1])
    for more_sure, more_may in truths[2:]:
        join(sure, more_sure, out=sure)
        join(may, more_may, out=may)
    return sure, may


def _nothing(node: Node, cells: Cells) -> Planes:
    sure, may = _fold(node.parts, cells.other(), False)
    return ~may, ~sure


def _at_least(node: Node, cells: Cells) -> Planes:
    truths = [cells.truth(part) for part in node.parts]
    count = node.rule.count  # type: ignore[attr-defined]
    sure = np.sum([truth[0] for truth in truths], axis=0) if truths else np.zeros(cells.size)
    may = np.sum([truth[1] for truth in truths], axis=0) if truths else np.zeros(cells.size)
    return sure >= count, may >= count


def _readings(node: Node, cells: Cells) -> Planes:
    """Agreement rises and falls with its parts, so that over a stretch the least of it is that of the least."""
    truths = [cells.truth(part) for part in node.parts]
    return np.logical_and.reduce([t[0] for t in truths]), np.logical_or.reduce([t[1] for t in truths])


def _dated(node: Node, cells: Cells) -> Planes:
    rule: Any = node.rule
    starts = [version.starts.toordinal() for version in rule.versions]
    if rule.by in PICKING_DATE:
        return _picked(node, cells, starts)
    day = cells.day
    if isinstance(day, Stretch):
        return _over_versions(node, cells, starts, day)
    if isinstance(day, int):
        chosen = sum(start <= day for start in starts)
        return cells.truth(node.parts[chosen - 1]) if chosen else (cells.full(False), cells.full(True))
    return _version_of_each_day(node, cells, starts, day)


def _version_of_each_day(node: Node, cells: Cells, starts: list[int], day: Days) -> Planes:
    which = np.searchsorted(np.array(starts), day, side="right")
    used = np.flatnonzero(np.bincount(which))
    if len(used) == 1:
        only = int(used[0])
        return cells.truth(node.parts[only - 1]) if only else (cells.full(False), cells.full(True))
    sure, may = cells.full(False), cells.full(False)
    for version in used:
        mine = which == version
        if version == 0:
            may |= mine
            continue
        version_sure, version_may = cells.truth(node.parts[version - 1])
        sure |= version_sure & mine
        may |= version_may & mine
    return sure, may


def _over_versions(node: Node, cells: Cells, starts: list[int], day: Stretch) -> Planes:
    """The least or the most over the versions that any day of the stretch falls in."""
    ends = [*starts[1:], NEVER + 1]
    pairs = zip(node.parts, starts, ends, strict=True)
    truths = [cells.truth(part) for part, start, end in pairs if start <= day.last and end > day.first]
    if day.first < starts[0]:
        truths.append((cells.full(False), cells.full(True)))
    join = np.logical_or if day.most else np.logical_and
    return join.reduce([t[0] for t in truths]), join.reduce([t[1] for t in truths])


def _picked(node: Node, cells: Cells, starts: list[int]) -> Planes:
    """The version of a date of the entry: what all that it may be agree on."""
    rule: Any = node.rule
    lo, hi = cells.work.people.date(node.context, PICKING_DATE[rule.by][1])
    earliest, latest = cells.take(lo), cells.take(hi)
    before = earliest < starts[0]
    sure, may = ~before, before.copy()
    for part, start, end in zip(node.parts, starts, [*starts[1:], NEVER + 1], strict=True):
        chosen = (earliest < end) & (latest >= start)
        part_sure, part_may = cells.truth(part)
        sure &= part_sure | ~chosen
        may |= part_may & chosen
    return sure, may


def _some(node: Node, cells: Cells) -> Planes:
    within = node.rule.within  # type: ignore[attr-defined]
    people = cells.work.people
    owners = people.rows(within)
    may = cells.take(~people.complete(within))
    sure = cells.full(False)
    if not owners.size:
        return sure, may.copy()
    entries, cell = _entries(node, cells)
    may = may.copy()
    if entries.size:
        entry_sure, entry_may = entries.truth(node.parts[0])
        sure[cell[entry_sure]] = True
        may[cell[entry_may]] = True
    return sure, may


def _entries(node: Node, cells: Cells) -> tuple[Cells, Index]:
    """The entries that can meet a condition, as cells; and the place of the cell that owns each."""
    kept, offsets, owner = _open_entries(node, cells.work)
    day = cells.day
    if cells.index is None:
        index, cell = kept, owner
    else:
        first, end = offsets[cells.index], offsets[cells.index + 1]
        lengths = end - first
        cell = np.repeat(np.arange(cells.size), lengths)
        index = kept[np.arange(len(cell)) + np.repeat(end - np.cumsum(lengths), lengths)]
    if isinstance(day, np.ndarray):
        day = day[cell]
    return Cells(cells.work, node.parts[0].context, index, day), cell


def _open_entries(node: Node, work: Work) -> tuple[Index, Index, Index]:
    """Entries that may meet a condition on some day, where each person's begin among them, and whose they are."""
    found = work.open.get(node.place)
    if found is None:
        rows = work.people.rows(node.parts[0].context)
        ever = Cells(work, rows.context, None, Stretch(FIRST, NEVER - 1, True))
        _, may = ever.truth(node.parts[0])
        kept = np.flatnonzero(may)
        found = work.open[node.place] = kept, np.searchsorted(kept, rows.offsets), rows.owner[kept]
    return found


def _leaf(node: Node, cells: Cells) -> Planes:
    return cells.work.line(node).at(cells.index, cells.day, cells.size)


class _Owned:
    """A line of people, seen from the entries they own."""

    def __init__(self, line: Line, owner: Index) -> None:
        self.line = line
        self.owner = owner

    def at(self, index: Index | None, day: Any, size: int) -> Planes:
        """Give the truth of the owners of the entries picked."""
        return self.line.at(self.owner if index is None else self.owner[index], day, size)

    def edges(self) -> Edges:
        """Every change, once for each entry of its owner."""
        rows, days = self.line.edges()
        order = np.argsort(self.owner, kind="stable")
        first = np.searchsorted(self.owner[order], rows)
        counts = np.searchsorted(self.owner[order], rows, side="right") - first
        starts = np.repeat(first - (np.cumsum(counts) - counts), counts)
        return order[starts + np.arange(int(counts.sum()))], np.repeat(days, counts)


def _of_owner(make: Callable[[Any, str, People], Line]) -> Callable[[Any, str, People], Line]:
    """A condition on the whole record means the same wherever it stands."""

    def run(rule: Any, context: str, people: People) -> Line:
        line = make(rule, PERSON, people)
        return line if context == PERSON else _Owned(line, people.rows(context).owner)

    return run


LEAVES: Mapping[type[Rule], Callable[[Any, str, People], Line]] = {
    nodes.After: facts.after,
    nodes.Until: facts.until,
    nodes.Fact: facts.fact,
    nodes.Accredited: facts.accredited,
    nodes.Experience: experience,
    nodes.Failures: _of_owner(attempts.failures),
    nodes.Waited: _of_owner(attempts.waited),
    nodes.NotKnown: facts.not_known,
    nodes.Always: facts.always,
}

Evaluator = Callable[[Node, Cells], Planes]

EVALUATORS: Mapping[type[Rule], Evaluator] = {
    nodes.All: _all,
    nodes.Any: _any,
    nodes.Nothing: _nothing,
    nodes.AtLeast: _at_least,
    nodes.Readings: _readings,
    nodes.Dated: _dated,
    nodes.Some: _some,
    nodes.After: _leaf,
    nodes.Until: _leaf,
    nodes.Fact: _leaf,
    nodes.Accredited: _leaf,
    nodes.Experience: _leaf,
    nodes.Failures: _leaf,
    nodes.Waited: _leaf,
    nodes.NotKnown: _leaf,
    nodes.Always: _leaf,
}

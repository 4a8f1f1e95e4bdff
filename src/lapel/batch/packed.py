"""Many rules on one day, 64 people a machine word: the circuit's two planes as bits.

Conditions are packed once; all above them is bitwise work on whole words, in blocks that stay in the processor's cache.
The day is known when the program is made: the versions in force are chosen then, and a limit such as *a date and five
years* becomes a limit on the date itself.
"""

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.circuit import LEAVES, Cells, Node, Work
from lapel.batch.columns import People, Planes
from lapel.batch.days import Flags
from lapel.model.dates import FIRST_DATE, LAST_DATE, NEVER, RoundingError, shift
from lapel.rules import nodes
from lapel.rules.evaluate import OPEN_ENDS
from lapel.rules.facts import PICKING_DATE

Words = NDArray[np.uint64]
"""Planes as bits: the last axis is words, the one before it the two planes (sure, may)."""

WORD = 64

BLOCK = 2048
"""Words worked on at a time: with both planes 32 KB a node."""

Step = tuple[Callable[[Any, Sequence[Words], Words], None], Any, tuple[int, ...], int]
"""What to do, with which rule, from which places, into which place."""


Leaf = Node | bool | None
"""What is not worked out by words: a node, or a truth that is the same for everyone (None is unknown)."""


class Program:
    """What to do to get the truths of some nodes of one context on one day: made once, used for any people."""

    def __init__(self, wanted: Sequence[Node], day: int) -> None:
        self.day = day
        self.context = wanted[0].context if wanted else ""
        self.leaves: list[Leaf] = []
        self._inner: list[tuple[Any, Any, tuple[int, ...]]] = []
        self._known: dict[Any, int] = {}
        self.roots = [self._place(node) for node in wanted]
        self.steps, self.held = self._scheduled()
        self.limits = {place: limit for place, leaf in enumerate(self.leaves) if (limit := _limit(leaf, day))}
        self.below = _below(
            [(p, n) for p, n in enumerate(self.leaves) if isinstance(n, Node) and type(n.rule) is nodes.Some], day
        )

    def _place(self, node: Node) -> int:
        """Give the number of a node: leaves count down from -1, inner nodes up from 0."""
        found = self._known.get(node.place)
        if found is None:
            found = self._known[node.place] = self._make(node)
        return found

    def _make(self, node: Node) -> int:
        rule: Any = node.rule
        if isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE:
            chosen = sum(version.starts.toordinal() <= self.day for version in rule.versions)
            return self._place(node.parts[chosen - 1]) if chosen else self._leaf(None)
        operate = OPERATORS.get(type(rule))
        if operate is None:
            return self._leaf(node)
        counts = isinstance(rule, nodes.AtLeast)
        if not node.parts:
            return self._leaf(rule.count <= 0 if counts else not isinstance(rule, nodes.Any))
        parts = tuple(self._place(part) for part in node.parts)
        if len(parts) == 1 and (rule.count == 1 if counts else not isinstance(rule, nodes.Nothing)):
            return parts[0]
        self._inner.append((operate, rule, parts))
        return len(self._inner) - 1

    def _leaf(self, leaf: Leaf) -> int:
        """Take what is not worked out by words: a node, or a truth that is the same for everyone."""
        self.leaves.append(leaf)
        return -len(self.leaves)

    def _scheduled(self) -> tuple[list[Step], int]:
        """Let nodes that are needed no longer give their room to later ones; the wanted ones have places of their own.

        Places are the rooms, then what is wanted; leaves count down from -1.
        """
        last = {part: at for at, (_, _, parts) in enumerate(self._inner) for part in parts}
        own = {root: place for place, root in reversed([*enumerate(self.roots)]) if root >= 0}
        room: dict[int, int] = {}
        free: list[int] = []
        held = 0
        for at, (_, _, parts) in enumerate(self._inner):
            if at not in own:
                room[at] = free.pop() if free else held
                held = max(held, room[at] + 1)
            free += [room[part] for part in {*parts} if part in room and last[part] == at]
        places = room | {root: held + place for root, place in own.items()}
        steps = [
            (operate, rule, tuple(places.get(part, part) for part in parts), places[at])
            for at, (operate, rule, parts) in enumerate(self._inner)
        ]
        self.roots = [places.get(root, root) for root in self.roots]
        return steps, held

    def run(self, work: Work) -> Words:
        """Give the bits of the wanted nodes for everyone: shape (nodes, 2, words); `unpacked` reads them.

        Bits past the last person have no meaning.
        """
        return self.over(self.conditions(work))

    def over(self, leaves: Words) -> Words:
        """Give the bits of the wanted nodes over those of the leaves."""
        width = leaves.shape[-1]
        found = np.empty((len(self.roots), 2, width), np.uint64)
        rooms = np.empty((self.held, 2, BLOCK), np.uint64)
        for begin in range(0, width, BLOCK):
            end = min(begin + BLOCK, width)
            # Negative places are leaves, counted from the end.
            planes = [*rooms[:, :, : end - begin], *found[:, :, begin:end], *leaves[::-1, :, begin:end]]
            for operate, rule, parts, into in self.steps:
                operate(rule, [planes[part] for part in parts], planes[into])
            for place, root in enumerate(self.roots):
                if root != self.held + place:
                    found[place, :, begin:end] = planes[root]
        return found

    def conditions(self, work: Work) -> Words:
        """Give the bits of the leaves: shape (leaves, 2, words)."""
        size = work.people.rows(self.context).size if self.roots else 0
        width = -(-size // WORD)
        cells = Cells(work, self.context, None, self.day)
        packed = np.zeros((len(self.leaves), 2, width), np.uint64)
        octets = packed.view(np.uint8)[:, :, : -(-size // 8)]
        for place, leaf in enumerate(self.leaves):
            if not isinstance(leaf, Node):
                packed[place] = np.array([[leaf is True], [leaf is not False]]) * ~np.uint64(0)
            elif type(leaf.rule) is not nodes.Some:
                for plane, flags in enumerate(self._truth(place, leaf, work, cells)):
                    octets[place, plane] = np.packbits(flags, bitorder=ORDER)
        for within, (somes, program) in self.below.items():
            _bring_back(somes, program.run(work), octets, work.people, within)
        return packed

    def _truth(self, place: int, leaf: Node, work: Work, cells: Cells) -> Planes:
        limit = self.limits.get(place)
        if limit is not None:
            return _within_limit(leaf, limit, work.people)
        if type(leaf.rule) in LEAVES:
            return work.line(leaf).at(None, self.day, cells.size)
        return cells.truth(leaf)


ORDER: Any = sys.byteorder

if ORDER == "big":  # pragma: no cover
    raise ImportError("found a big-endian processor, expected one whose words begin with their least bits")

LEAST, MOST = date(FIRST_DATE.year - 10, 1, 1).toordinal(), date(LAST_DATE.year + 10, 1, 1).toordinal()
"""Days beyond all that a record holds."""


def _limit(leaf: Leaf, day: int) -> int | None:
    """Find the last day that, shifted, is by ``day`` (`After`), or the first that is then on or after it (`Until`).

    The shift of a later day is never earlier, so that the limit can stand for it. None for other leaves, and where
    some day cannot be shifted.
    """
    if not isinstance(leaf, Node) or not isinstance(leaf.rule, (nodes.After, nodes.Until)):
        return None
    rule = leaf.rule
    if rule.shift is None:
        return day
    length, sign = rule.shift, rule.sign
    days = range(LEAST, MOST)
    try:
        if isinstance(rule, nodes.After):
            return LEAST + bisect_right(days, day, key=lambda one: shift(one, length, sign)) - 1
        return LEAST + bisect_left(days, day, key=lambda one: shift(one, length, sign))
    except RoundingError:
        return None


def _within_limit(leaf: Node, limit: int, people: People) -> Planes:
    rule: Any = leaf.rule
    lo, hi = people.date(leaf.context, rule.date)
    if isinstance(rule, nodes.After):
        return hi <= limit, lo <= limit
    if (leaf.context, rule.date) in OPEN_ENDS:
        return lo >= limit, hi >= limit
    comes = people.rows(leaf.context).once(("comes", rule.date), lambda: lo < NEVER)
    return comes & (lo >= limit), comes & (hi >= limit)


Below = dict[str, tuple[list[tuple[int, Node]], Program]]


def _below(somes: Sequence[tuple[int, Node]], day: int) -> Below:
    """Make the programs of what entries must meet, one for each list."""
    lists: dict[str, list[tuple[int, Node]]] = {}
    for place, node in somes:
        lists.setdefault(node.parts[0].context, []).append((place, node))
    return {within: (mine, Program([node.parts[0] for _, node in mine], day)) for within, mine in lists.items()}


TOGETHER = 4
"""Conditions on entries that are brought back together: two planes of each fill a byte."""


def _bring_back(somes: Sequence[tuple[int, Node]], words: Words, octets: Any, people: People, within: str) -> None:
    """Pack, for every owner, whether any entry meets each condition; a list that is not complete may hold more."""
    rows, size = people.rows(within), people.size
    has = rows.having
    more = np.packbits(~people.complete(within), bitorder=ORDER)
    # One entry each: the bits of the entries are those of their owners.
    one_each = has.size == size == rows.size
    for first in range(0, len(somes), TOGETHER):
        group = range(first, min(first + TOGETHER, len(somes)))
        bits = [(place, plane) for place in group for plane in (0, 1)]
        if one_each:
            for place, plane in bits:
                octets[somes[place][0], plane] = words[place, plane].view(np.uint8)[: octets.shape[-1]]
            continue
        mixed = np.zeros(rows.size, np.uint8)
        for bit, (place, plane) in enumerate(bits):
            mixed |= unpacked(words[place, plane], rows.size).view(np.uint8) << np.uint8(bit)
        found = np.zeros(size, np.uint8)
        if has.size:
            found[has] = np.bitwise_or.reduceat(mixed, rows.offsets[has])
        for bit, (place, plane) in enumerate(bits):
            octets[somes[place][0], plane] = np.packbits(found & np.uint8(1 << bit), bitorder=ORDER)
    for place, _ in somes:
        octets[place, 1] |= more


def packed_truths(wanted: Sequence[Node], work: Work, day: int) -> Words:
    """Give the truths of nodes of one context on a day for everyone, as `Program.run` does."""
    return Program(wanted, day).run(work)


def unpacked(plane: Words, size: int) -> Flags:
    """Read one plane of one node: a flag for each of ``size`` people."""
    return np.unpackbits(plane.view(np.uint8), count=size, bitorder=ORDER).view(bool)


def _all(rule: Any, parts: Sequence[Words], into: Words) -> None:
    np.bitwise_and(parts[0], parts[1], into)
    for part in parts[2:]:
        np.bitwise_and(into, part, into)


def _any(rule: Any, parts: Sequence[Words], into: Words) -> None:
    np.bitwise_or(parts[0], parts[1], into)
    for part in parts[2:]:
        np.bitwise_or(into, part, into)


def _nothing(rule: Any, parts: Sequence[Words], into: Words) -> None:
    swapped = [part[::-1] for part in parts]
    if len(swapped) == 1:
        np.invert(swapped[0], into)
        return
    _any(rule, swapped, into)
    np.invert(into, into)


def _at_least(rule: Any, parts: Sequence[Words], into: Words) -> None:
    """Count up: after each part, who has met so many of the parts so far."""
    met = np.zeros((rule.count + 1, *into.shape), np.uint64)
    met[0] = ~np.uint64(0)
    for seen, part in enumerate(parts, 1):
        for count in range(min(seen, rule.count), 0, -1):
            met[count] |= met[count - 1] & part
    into[:] = met[rule.count]


def _readings(rule: Any, parts: Sequence[Words], into: Words) -> None:
    _all(rule, [part[0] for part in parts], into[0])
    _any(rule, [part[1] for part in parts], into[1])


OPERATORS: dict[type, Callable[[Any, Sequence[Words], Words], None]] = {
    nodes.All: _all,
    nodes.Any: _any,
    nodes.Nothing: _nothing,
    nodes.AtLeast: _at_least,
    nodes.Readings: _readings,
}
"""What is worked out by words; every other node is a leaf here."""

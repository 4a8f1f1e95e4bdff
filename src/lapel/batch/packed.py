"""Many rules on one day, 64 people a machine word: the circuit's two planes as bits.

Leaves are worked out as anywhere else and packed once; all above them is bitwise work on whole words, in blocks that
stay in the processor's cache. Versions of the law are chosen when the program is made, as the day is known then.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.circuit import LEAVES, Cells, Node, Work
from lapel.batch.columns import Planes
from lapel.batch.days import Flags
from lapel.rules import nodes
from lapel.rules.facts import PICKING_DATE

Words = NDArray[np.uint64]
"""Planes as bits: the last axis is words, the one before it the two planes (sure, may)."""

WORD = 64

BLOCK = 2048
"""Words worked on at a time: with both planes 32 KB a node."""

Step = tuple[Callable[[Any, Sequence[Words], Words], None], Any, tuple[int, ...], int]
"""What to do, with which rule, from which places, into which place."""


class Program:
    """What to do to get the truths of some nodes of one context on one day: made once, used for any people."""

    def __init__(self, wanted: Sequence[Node], day: int) -> None:
        self.day = day
        self.context = wanted[0].context if wanted else ""
        self.leaves: list[Node | bool | None] = []
        self._inner: list[tuple[Any, Any, tuple[int, ...]]] = []
        self._known: dict[Any, int] = {}
        self.roots = [self._place(node) for node in wanted]
        self.steps, self.held = self._scheduled()

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
        if not node.parts:
            return self._leaf(not isinstance(rule, (nodes.Any, nodes.AtLeast)))
        parts = tuple(self._place(part) for part in node.parts)
        if len(parts) == 1 and not isinstance(rule, nodes.Nothing):
            return parts[0]
        self._inner.append((operate, rule, parts))
        return len(self._inner) - 1

    def _leaf(self, leaf: Node | bool | None) -> int:
        """Take what is not worked out by words: a node, or a truth that is the same for everyone."""
        self.leaves.append(leaf)
        return -len(self.leaves)

    def _scheduled(self) -> tuple[list[Step], int]:
        """Let nodes that are needed no longer give their room to later ones; the wanted ones keep theirs."""
        last = {part: at for at, (_, _, parts) in enumerate(self._inner) for part in parts if part >= 0}
        last |= dict.fromkeys(self.roots, len(self._inner))
        room: dict[int, int] = {}
        free: list[int] = []
        held, steps = 0, []
        for at, (operate, rule, parts) in enumerate(self._inner):
            if free:
                room[at] = free.pop()
            else:
                room[at], held = held, held + 1
            steps.append((operate, rule, tuple(room[part] if part >= 0 else part for part in parts), room[at]))
            free += [room[part] for part in {*parts} if part >= 0 and last[part] == at]
        self.roots = [room[root] if root >= 0 else root for root in self.roots]
        return steps, held

    def run(self, work: Work) -> Words:
        """Give the bits of the wanted nodes for everyone: shape (nodes, 2, words); `unpacked` reads them.

        Bits past the last person have no meaning.
        """
        size = work.people.rows(self.context).size if self.roots else 0
        width = -(-size // WORD)
        leaves = self._packed_leaves(work, size, width)
        found = np.empty((len(self.roots), 2, width), np.uint64)
        rooms = np.empty((self.held, 2, BLOCK), np.uint64)
        for begin in range(0, width, BLOCK):
            end = min(begin + BLOCK, width)
            # Negative places are leaves, counted from the end.
            planes = [*rooms[:, :, : end - begin], *leaves[::-1, :, begin:end]]
            for operate, rule, parts, into in self.steps:
                operate(rule, [planes[part] for part in parts], planes[into])
            for place, root in enumerate(self.roots):
                found[place, :, begin:end] = planes[root]
        return found

    def _packed_leaves(self, work: Work, size: int, width: int) -> Words:
        cells = Cells(work, self.context, None, self.day)
        packed = np.zeros((len(self.leaves), 2, width), np.uint64)
        octets = packed.view(np.uint8)
        for place, leaf in enumerate(self.leaves):
            if leaf is None or isinstance(leaf, bool):
                packed[place] = np.array([[leaf is True], [leaf is not False]]) * ~np.uint64(0)
                continue
            for plane, flags in enumerate(_truth(leaf, work, cells)):
                octets[place, plane, : -(-size // 8)] = np.packbits(flags, bitorder=ORDER)
        return packed


ORDER: Any = sys.byteorder

if ORDER == "big":  # pragma: no cover
    raise ImportError("found a big-endian processor, expected one whose words begin with their least bits")


def _truth(leaf: Node, work: Work, cells: Cells) -> Planes:
    if type(leaf.rule) in LEAVES:
        assert isinstance(cells.day, int)
        return work.line(leaf).at(None, cells.day, cells.size)
    return cells.truth(leaf)


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

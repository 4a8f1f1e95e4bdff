"""What still matters: a decision diagram of a rule on one day over its unknown conditions.

Kleene's logic says *unknown* but not which missing fact would settle it, and flipping one fact at a time misses facts
that matter only together. A reduced ordered binary decision diagram is canonical: a condition matters exactly if it
stands in the diagram. Source: R. E. Bryant, Graph-Based Algorithms for Boolean Function Manipulation (1986).
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any

from lapel.model.rule import Rule
from lapel.model.truth import Truth
from lapel.rules import nodes
from lapel.rules.facts import PICKING_DATE
from lapel.rules.trace import Trace

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

NO, YES = 0, 1
"""The two ends of every diagram; other nodes have higher numbers."""


class Diagram:
    """A store of diagram nodes. Variables are numbered in the order they are met.

    ``likely`` names places whose conditions are taken to be true nine times in ten rather than as often as not.
    """

    def __init__(self, likely: Collection[str] = ()) -> None:
        self.likely = likely
        self.variables: dict[Hashable, int] = {}
        self.missing: list[tuple[str, ...]] = []
        self._nodes: list[tuple[int, int, int]] = [(1 << 30, NO, NO), (1 << 30, YES, YES)]
        self._index: dict[tuple[int, int, int], int] = {}
        self._memo: dict[tuple[int, int, int], int] = {}
        self._rules: dict[Rule, int] = {}
        self._numbers: dict[int, tuple[Rule, int]] = {}

    def variable(self, key: Hashable, missing: tuple[str, ...]) -> int:
        """Give the node of a condition's variable; ``missing`` are the places that would settle it."""
        if key not in self.variables:
            self.variables[key] = len(self.missing)
            self.missing.append(missing)
        return self._node(self.variables[key], NO, YES)

    def _node(self, variable: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (variable, low, high)
        if key not in self._index:
            self._index[key] = len(self._nodes)
            self._nodes.append(key)
        return self._index[key]

    def ite(self, test: int, then: int, other: int) -> int:
        """If *test* then *then* else *other*: the one operation that all others are made of."""
        if test == YES or then == other:
            return then
        if test == NO:
            return other
        if then == YES and other == NO:
            return test
        key = (test, then, other)
        if key not in self._memo:
            inner = self._nodes
            (a, a_low, a_high), (b, b_low, b_high), (c, c_low, c_high) = inner[test], inner[then], inner[other]
            top = min(a, b, c)
            low = self.ite(a_low if a == top else test, b_low if b == top else then, c_low if c == top else other)
            high = self.ite(a_high if a == top else test, b_high if b == top else then, c_high if c == top else other)
            self._memo[key] = self._node(top, low, high)
        return self._memo[key]

    def same(self, rule: Rule) -> int:
        """Number a rule so that equal rules have one number; each object is compared once."""
        if id(rule) not in self._numbers:
            self._numbers[id(rule)] = (rule, self._rules.setdefault(rule, len(self._rules)))
        return self._numbers[id(rule)][1]

    def both(self, parts: list[int]) -> int:
        """And."""
        result = YES
        for part in reversed(parts):
            result = self.ite(part, result, NO)
        return result

    def either(self, parts: list[int]) -> int:
        """Or."""
        result = NO
        for part in reversed(parts):
            result = self.ite(part, YES, result)
        return result

    def at_least(self, count: int, parts: list[int]) -> int:
        """True when ``count`` parts or more are."""
        row = [YES] + [NO] * count
        for part in parts:
            row = [YES, *(self.ite(part, row[i - 1], row[i]) for i in range(1, count + 1))]
        return row[count]

    def agreed(self, parts: list[int], dispute: int) -> int:
        """What all parts say, and a variable of its own where they do not agree."""
        return self.ite(self.both(parts), YES, self.ite(self.either(parts), dispute, NO))

    def influence(self, node: int) -> dict[tuple[str, ...], float]:
        """How much each unknown condition can settle: places that would settle it → share of uncertainty removed.

        Learning a condition x of chance p removes p (1 - p) (P(f|x) - P(f|not x))² of the variance of the answer f.
        Conditions that cannot matter do not appear.
        """
        order = self._reachable(node)
        chance = {NO: 0.0, YES: 1.0}
        for n in reversed(order):
            variable, low, high = self._nodes[n]
            p = self._chance(variable)
            chance[n] = (1 - p) * chance[low] + p * chance[high]
        reach = dict.fromkeys(order, 0.0) | {node: 1.0}
        swing: dict[int, float] = {}
        for n in order:
            variable, low, high = self._nodes[n]
            p = self._chance(variable)
            swing[variable] = swing.get(variable, 0.0) + reach[n] * (chance[high] - chance[low])
            for below, share in ((low, 1 - p), (high, p)):
                if below > YES:
                    reach[below] += reach[n] * share
        settled: dict[tuple[str, ...], float] = {}
        for variable, value in swing.items():
            p = self._chance(variable)
            places = self.missing[variable]
            settled[places] = settled.get(places, 0.0) + p * (1 - p) * value * value
        return settled

    def _chance(self, variable: int) -> float:
        return 0.9 if any(place in self.likely for place in self.missing[variable]) else 0.5

    def _reachable(self, node: int) -> list[int]:
        """Nodes below one, inner ones only, each before those below it."""
        seen: set[int] = set()
        pending = [node]
        while pending:
            current = pending.pop()
            if current > YES and current not in seen:
                seen.add(current)
                pending += self._nodes[current][1:]
        return sorted(seen, key=lambda n: self._nodes[n][0])


def build(diagram: Diagram, trace: Trace, day: int) -> int:
    """Build the diagram of a trace on one day, given as an ordinal."""
    truth = trace.line.at(day)
    if truth is not UNKNOWN:
        return YES if truth is TRUE else NO
    return BUILDERS.get(type(trace.rule), _leaf)(diagram, trace, day)


def _leaf(diagram: Diagram, trace: Trace, day: int) -> int:
    return diagram.variable((trace.entry, diagram.same(trace.rule)), trace.missing)


def _built(diagram: Diagram, trace: Trace, day: int) -> list[int]:
    return [build(diagram, part, day) for part in trace.parts]


def _some(diagram: Diagram, trace: Trace, day: int) -> int:
    parts = _built(diagram, trace, day)
    if trace.missing:
        parts.append(diagram.variable(("another", diagram.same(trace.rule)), trace.missing))
    return diagram.either(parts)


def _readings(diagram: Diagram, trace: Trace, day: int) -> int:
    return diagram.agreed(
        _built(diagram, trace, day), diagram.variable(("dispute", trace.entry, diagram.same(trace.rule)), ())
    )


def _dated(diagram: Diagram, trace: Trace, day: int) -> int:
    rule: Any = trace.rule
    if rule.by in PICKING_DATE:
        return diagram.agreed(_built(diagram, trace, day), _leaf(diagram, trace, day))
    chosen = [i for i, version in enumerate(rule.versions) if version.starts.toordinal() <= day]
    return build(diagram, trace.parts[chosen[-1]], day) if chosen else _leaf(diagram, trace, day)


BUILDERS: Mapping[type[Rule], Callable[[Diagram, Trace, int], int]] = {
    nodes.All: lambda d, t, day: d.both(_built(d, t, day)),
    nodes.Any: lambda d, t, day: d.either(_built(d, t, day)),
    nodes.Nothing: lambda d, t, day: d.ite(d.either(_built(d, t, day)), NO, YES),
    nodes.AtLeast: lambda d, t, day: d.at_least(t.rule.count, _built(d, t, day)),  # type: ignore[attr-defined]
    nodes.Readings: _readings,
    nodes.Dated: _dated,
    nodes.Use: lambda d, t, day: build(d, t.parts[0], day),
    nodes.Some: _some,
}

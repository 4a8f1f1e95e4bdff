"""The fewest changes that would make a rule true."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import combinations
from typing import Any, ClassVar, Literal

from lapel.model.dates import NEVER
from lapel.model.rule import Rule
from lapel.model.truth import Truth
from lapel.model.value import Value
from lapel.rules import nodes
from lapel.rules.explain import next_true, version_in_force
from lapel.rules.facts import PICKING_DATE
from lapel.rules.trace import Trace
from lapel.rules.wording import wording

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

ChangeKind = Literal["do", "wait", "confirm"]


class Change(Value):
    """One thing that would have to become true.

    ``do`` is something a person can bring about; ``wait`` comes with time, on ``on``; ``confirm`` may be true already
    and is not known. Only ``do`` counts as a change.

    It is about ``rule``, at a place: what a rule says in two sentences is one thing, told by the first of them.
    """

    _silent: ClassVar[frozenset[str]] = frozenset({"says"})

    kind: ChangeKind
    says: str
    rule: Rule
    place: str = ""
    on: date | None = None


Way = frozenset[Change]
Ways = tuple[Way, ...]

DONE: Ways = (frozenset(),)
IMPOSSIBLE: Ways = ()

DOABLE_FACTS = {"waived_by", "approved_by"}
NOT_ADDABLE = {"military"}
"""Lists to which a suggestion adds nothing: nobody is told to enlist, or to make sure of having served."""


def fewest(trace: Trace, on: date, *, own: str = "") -> Way | None:
    """Give the smallest set of changes that makes a rule true, or None when nothing can.

    ``own`` is the credential asked about: holding it already is never suggested as a way to earn it. Among sets with
    as few things to do, the one with less to wait for and to confirm comes first.
    """
    return min(ways(trace, on, own), key=_size, default=None)


def _size(way: Way) -> tuple[int, int, list[str]]:
    return sum(change.kind == "do" for change in way), len(way), sorted(change.says for change in way)


def ways(trace: Trace, on: date, own: str = "") -> Ways:
    """Give every minimal set of changes: no set holds another."""
    if trace.line.at(on.toordinal()) is TRUE:
        return DONE
    return WAYS.get(type(trace.rule), _leaf)(trace, on, own)


def _minimal(sets: Iterable[Way]) -> Ways:
    told: dict[Way, Way] = {}
    for way in sets:
        told[way] = min(told.get(way, way), way, key=_size)
    kept: list[Way] = []
    for way in sorted(told.values(), key=_size):
        if not any(other <= way for other in kept):
            kept.append(way)
    return tuple(kept)


def _every(options: Iterable[Ways]) -> Ways:
    """All of several rules: one way of each, together."""
    result = DONE
    for ways_of_part in options:
        result = _minimal(_together(way, other) for way in result for other in ways_of_part)
    return result


def _together(way: Way, other: Way) -> Way:
    if way.isdisjoint(other):
        return way | other
    told: dict[Change, Change] = {}
    for change in (*way, *other):
        told[change] = min(told.get(change, change), change, key=lambda c: c.says)
    return frozenset(told.values())


def _either(options: Iterable[Ways]) -> Ways:
    return _minimal(way for ways_of_part in options for way in ways_of_part)


def _all(trace: Trace, on: date, own: str) -> Ways:
    return _every(ways(part, on, own) for part in trace.parts)


def _any(trace: Trace, on: date, own: str) -> Ways:
    return _either(ways(part, on, own) for part in trace.parts)


def _at_least(trace: Trace, on: date, own: str) -> Ways:
    rule: Any = trace.rule
    below = [ways(part, on, own) for part in trace.parts]
    return _either(_every(chosen) for chosen in combinations(below, rule.count))


def _dated(trace: Trace, on: date, own: str) -> Ways:
    rule: Any = trace.rule
    if rule.by in PICKING_DATE:
        return _every(ways(part, on, own) for part in trace.parts)
    chosen = version_in_force(rule, on)
    return ways(trace.parts[chosen], on, own) if chosen is not None else (_confirm(trace),)


def _some(trace: Trace, on: date, own: str) -> Ways:
    rule: Any = trace.rule
    known = [ways(part, on, own) for part in trace.parts]
    if rule.within in NOT_ADDABLE:
        return _either(known)
    if speaks_of(rule.where, own):
        return _either([*known, ((_confirm(trace),) if trace.line.at(on.toordinal()) is UNKNOWN else IMPOSSIBLE)])
    return _either([*known, (frozenset({Change("do", wording(rule), rule, rule.within)}),)])


def speaks_of(rule: Rule, own: str) -> bool:
    """Whether a rule about certificates asks for the credential in question."""
    if isinstance(rule, nodes.Fact) and rule.name in ("id", "exam"):
        return isinstance(rule.value, tuple) and set(rule.value) == {own}
    return any(speaks_of(part, own) for part in nodes.children(rule))


def _confirm(trace: Trace) -> Way:
    return frozenset({Change("confirm", wording(trace.rule), trace.rule, trace.entry)})


def _leaf(trace: Trace, on: date, own: str) -> Ways:
    if trace.line.at(on.toordinal()) is UNKNOWN:
        return (_confirm(trace),)
    later = next_true(trace.line, on.toordinal())
    says = wording(trace.rule)
    if later < NEVER:
        return (frozenset({Change("wait", says, trace.rule, trace.entry, date.fromordinal(later))}),)
    return (frozenset({Change("do", says, trace.rule, trace.entry)}),) if _doable(trace) else IMPOSSIBLE


def _doable(trace: Trace) -> bool:
    """Whether a person can bring a false condition about: what is past or fixed cannot be changed."""
    match trace.rule:
        case nodes.Experience():
            return True
        case nodes.After():
            return trace.line.values == (FALSE,)
        case nodes.Fact(name=name):
            return name in DOABLE_FACTS
    return False


WAYS: Mapping[type[Rule], Callable[[Trace, date, str], Ways]] = {
    nodes.All: _all,
    nodes.Any: _any,
    nodes.AtLeast: _at_least,
    nodes.Readings: _all,
    nodes.Dated: _dated,
    nodes.Use: _all,
    nodes.Some: _some,
}

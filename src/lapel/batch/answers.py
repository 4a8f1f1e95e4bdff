"""The five answers with their days, for many people: what `lapel.eligibility` decides one at a time.

First the truth on the day itself, and the least and the most that can come before and after it. Most answers are then
settled. For the others the days on which a leaf may change are laid out, person by person, and the circuit is asked on
each: the runs of equal truth that result give *from* and *until* exactly.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.circuit import Cells, Circuit, Node, Stretch, Work
from lapel.batch.columns import Planes
from lapel.batch.days import Flags
from lapel.batch.gather import once
from lapel.batch.lines import FIRST, Index
from lapel.eligibility.verdict import ANSWERS
from lapel.model.credential import Credential
from lapel.model.dates import BEFORE, NEVER
from lapel.rules.facts import PICKING_DATE
from lapel.rules.nodes import Dated

YES, NOT_YET, CANNOT_TELL, NO_LONGER, NO = range(len(ANSWERS))

FALSE, UNKNOWN, TRUE = 0, 1, 2

Truths = NDArray[np.int8]


class Verdicts:
    """One verdict a person, in columns; see `lapel.eligibility.verdict.Verdict`.

    ``answer`` is a place in `ANSWERS`; ``starts`` and ``until`` are ordinals, `BEFORE` and `NEVER` where no bound is
    known; ``today`` and ``later`` are truths (0 false, 1 unknown, 2 true).
    """

    __slots__ = ("answer", "firm", "later", "starts", "today", "until")

    def __init__(self, today: Truths) -> None:
        size = len(today)
        self.today = today
        self.answer = np.full(size, NO, np.int8)
        self.starts = np.full(size, BEFORE, np.int32)
        self.until = np.full(size, NEVER, np.int32)
        self.firm = np.ones(size, bool)
        self.later = np.zeros(size, np.int8)


class Ways:
    """The routes of one credential as nodes of a circuit, and the days on which their rules change."""

    def __init__(self, credential: Credential, circuit: Circuit) -> None:
        self.credential = credential
        self.routes = tuple(circuit.add(route.rule) for route in credential.routes)
        rules = [route.rule for route in credential.routes]
        assert all(isinstance(rule, Dated) for rule in rules)
        self.starts = tuple(tuple(v.starts.toordinal() for v in rule.versions) for rule in rules)  # type: ignore[attr-defined]
        self.calendar = sorted({day for node in self.routes for day in _calendar(node, set())})
        self.leaves = sorted({leaf for node in self.routes for leaf in _timed_leaves(node)}, key=lambda n: n.place)

    def next_rule(self, route: int, on: int) -> int:
        """When the rule of a route changes next; `NEVER` when no change is known."""
        return min((day for day in self.starts[route] if day > on), default=NEVER)


def _calendar(node: Node, seen: set[int]) -> set[int]:
    """Days on which some version of a rule begins."""
    if node.place in seen:
        return set()
    seen.add(node.place)
    rule = node.rule
    own = (
        {v.starts.toordinal() for v in rule.versions}
        if isinstance(rule, Dated) and rule.by not in PICKING_DATE
        else set()
    )
    return own.union(*(_calendar(part, seen) for part in node.parts))


def _timed_leaves(node: Node) -> set[Node]:
    if not node.parts:
        return {node} if node.timed else set()
    return set().union(*(_timed_leaves(part) for part in node.parts))


def truths(planes: Planes) -> Truths:
    """Number truths: 0 false, 1 unknown, 2 true."""
    found: Truths = planes[0].view(np.int8) + planes[1].view(np.int8)
    return found


def decide(ways: Ways, work: Work, on: int, now: Cells, after: "Span", past: "Span") -> tuple[Verdicts, list[Verdicts]]:
    """Decide one credential for all: over its routes together, and for each of them."""
    today = [truths(now.truth(node)) for node in ways.routes]
    if not today:
        return Verdicts(np.zeros(work.people.size, np.int8)), []
    needs = _needs(ways, today, after, past)
    every = tuple(range(len(today)))
    told = {routes: Verdicts(np.maximum.reduce([today[route] for route in routes])) for routes in _asked(every)}
    rows = np.flatnonzero(needs[0] | needs[1])
    runs = _Grid(ways, work, on, rows, needs) if rows.size else None
    for routes, verdict in told.items():
        verdict.answer[verdict.today == UNKNOWN] = CANNOT_TELL
        verdict.firm[verdict.today == UNKNOWN] = False
        if runs is not None:
            _fill(verdict, runs, runs.any_of(routes), on)
    return told[every], [told[route,] for route in every]


def _asked(every: tuple[int, ...]) -> set[tuple[int, ...]]:
    """All routes together, and each by itself: the same where there is only one."""
    return {every, *((route,) for route in every)}


class Span:
    """The least and the most of every node over a stretch of days."""

    def __init__(self, work: Work, first: int, last: int) -> None:
        self.least = Cells(work, "person", None, Stretch(first, last, False))
        self.most = self.least.other()


def _needs(ways: Ways, today: Sequence[Truths], after: Span, past: Span) -> tuple[Flags, Flags]:
    """Who needs the days to come laid out, and who the days gone by."""
    size = len(today[0])
    future, gone = np.zeros(size, bool), np.zeros(size, bool)
    yes_of_any = np.maximum.reduce(today) == TRUE
    for node, truth in zip(ways.routes, today, strict=True):
        least, most = truths(after.least.truth(node)), truths(after.most.truth(node))
        future |= least != most
        was_true = past.most.truth(node)[0]
        gone |= (truth == TRUE) | ((truth == FALSE) & was_true)
    return future, gone | yes_of_any


class _Grid:
    """The days laid out for some people, and the truth of every route on each.

    ``row`` and ``day`` are in order; the day asked about is among each person's. ``heads`` tells where each begins.
    """

    def __init__(self, ways: Ways, work: Work, on: int, rows: Index, needs: tuple[Flags, Flags]) -> None:
        self.ways, self.on, self.rows = ways, on, rows
        keys = _laid_out(ways, work, on, rows, needs)
        self.keys = keys
        self.row, self.day = keys >> SHIFT, (keys & MASK).astype(np.int32)
        cells = Cells(work, "person", self.row, self.day)
        self.planes = [cells.truth(node) for node in ways.routes]
        fresh = np.ones(len(keys), bool)
        fresh[1:] = self.row[1:] != self.row[:-1]
        self.heads = np.flatnonzero(fresh)
        self.fresh = fresh
        self.today = np.searchsorted(keys, (rows << SHIFT) | on)

    def any_of(self, routes: Sequence[int]) -> tuple[Truths, Flags]:
        """Give the truth over some routes on every day laid out, and where doubts are left under today's rules.

        See `lapel.eligibility.verdict.under_today_s_rule`: what only a later rule leaves unknown is no doubt.
        """
        value = np.maximum.reduce([truths(self.planes[route]) for route in routes])
        sure = np.logical_or.reduce([self.planes[route][0] for route in routes])
        doubts = np.zeros(len(value), bool)
        for route in routes:
            route_sure, route_may = self.planes[route]
            doubts |= route_may & ~route_sure & (self.day < self.ways.next_rule(route, self.on))
        return value, doubts & ~sure


SHIFT = 23
"""Bits that hold a day: `NEVER` has 22."""

MASK = (1 << SHIFT) - 1


def _laid_out(ways: Ways, work: Work, on: int, rows: Index, needs: tuple[Flags, Flags]) -> NDArray[np.int64]:
    """The days on which anything may change, as keys of row and day, sorted and each once."""
    future, gone = needs
    parts = [(rows << SHIFT) | on]
    backward = np.flatnonzero(gone)
    parts.append((backward << SHIFT) | FIRST)
    for day in ways.calendar:
        who = np.flatnonzero(future) if day > on else backward
        parts.append((who << SHIFT) | day)
    people = work.people
    for leaf in ways.leaves:
        edge_rows, days = work.edges(leaf)
        if leaf.context != "person":
            edge_rows = people.rows(leaf.context).owner[edge_rows]
        kept = np.where(days > on, future[edge_rows], gone[edge_rows])
        parts.append((edge_rows[kept] << SHIFT) | days[kept])
    return once(np.concatenate(parts))


def _fill(verdict: Verdicts, grid: _Grid, told: tuple[Truths, Flags], on: int) -> None:
    """Read the verdicts of the people laid out off their runs of equal truth."""
    value, doubts = told
    begins = grid.fresh.copy()
    begins[1:] |= value[1:] != value[:-1]
    starts = np.flatnonzero(begins)
    run_of = np.cumsum(begins) - 1
    run_value, run_day = value[starts], grid.day[starts]
    count = len(starts)
    place = np.arange(count)
    today = run_of[grid.today]
    tail = np.append(run_of[grid.heads][1:], count) - 1
    next_true = _next(place, run_value == TRUE, count)
    next_unknown = _next(place, run_value == UNKNOWN, count)
    last_true = _last(place, run_value == TRUE)
    value_now = run_value[today]
    following = np.minimum(today + 1, count - 1)
    has_following = today < tail
    opens = np.where(has_following, next_true[following], count)
    opens = np.where(opens <= tail, opens, count)
    unsure = np.where(has_following, next_unknown[following], count)
    unsure = np.where(unsure <= tail, unsure, count)
    later = np.where(opens < count, TRUE, np.where(unsure < count, UNKNOWN, FALSE)).astype(np.int8)
    head = run_of[grid.heads]
    ended = np.where(today > head, last_true[np.maximum(today - 1, 0)], -1)
    ended = np.where(ended >= head, ended, -1)
    doubtful = _doubted(grid, doubts, on)
    rows = grid.rows
    answer = np.select(
        [value_now == TRUE, value_now == UNKNOWN, later == TRUE, (ended >= 0) & ~doubtful, later == UNKNOWN],
        [YES, CANNOT_TELL, NOT_YET, NO_LONGER, CANNOT_TELL],
        NO,
    )
    told_of = np.select(
        [answer == YES, answer == NOT_YET, answer == NO_LONGER, (answer == CANNOT_TELL) & (value_now == UNKNOWN)],
        [today, opens, ended, opens],
        count,
    )
    known = told_of < count
    run = np.minimum(told_of, count - 1)
    first = np.where(run > head, run_day[run], BEFORE)
    end = np.where(run < tail, run_day[np.minimum(run + 1, count - 1)] - 1, NEVER)
    verdict.answer[rows] = answer
    verdict.starts[rows] = np.where(known, first, BEFORE)
    verdict.until[rows] = np.where(known, end, NEVER)
    verdict.later[rows] = later
    beside_before = (run > head) & (run_value[np.maximum(run - 1, 0)] == UNKNOWN)
    beside_after = (run < tail) & (run_value[np.minimum(run + 1, count - 1)] == UNKNOWN)
    clear = known & ~beside_before & ~beside_after & ((answer != NOT_YET) | (unsure > opens))
    verdict.firm[rows] = np.select(
        [known & (answer != CANNOT_TELL), value_now == UNKNOWN], [clear, np.zeros(len(rows), bool)], later == FALSE
    )


def _next(place: NDArray[Any], which: Flags, none: int) -> NDArray[Any]:
    """The first place from each on where a flag is set."""
    return np.minimum.accumulate(np.where(which, place, none)[::-1])[::-1]


def _last(place: NDArray[Any], which: Flags) -> NDArray[Any]:
    """The last place up to each where a flag is set; -1 where there is none."""
    return np.maximum.accumulate(np.where(which, place, -1))


def _doubted(grid: _Grid, doubts: Flags, on: int) -> Flags:
    """Who has a doubt left on the day asked about, or later."""
    found: Flags = np.logical_or.reduceat(doubts & (grid.day >= on), grid.heads)
    return found

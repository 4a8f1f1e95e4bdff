"""Which facts are missing, for many people: a bit a kind of place in the record (``work[].ended``: of some entry)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.circuit import Cells, Node, Stretch, Work, forget
from lapel.batch.columns import People, Rows, open_end
from lapel.batch.days import Flags
from lapel.batch.experience import full_time, passes
from lapel.model.dates import NEVER
from lapel.model.rule import Rule
from lapel.rules import nodes
from lapel.rules.explain import version_in_force
from lapel.rules.facts import DATES, FACTS, PERSON, PICKING_DATE, date_path

Masks = NDArray[np.uint64]


class Missing:
    """Which facts are missing under a node, by kind of place: worked out once for a batch of people."""

    def __init__(self, work: Work, now: Cells, on: date, places: dict[str, int]) -> None:
        self.work, self.now, self.on, self.places = work, now, on, places
        self._kept: dict[int, Masks] = {}
        self._lacks: dict[int, Masks] = {}
        self._cells: dict[str, Cells] = {PERSON: now}
        self._over: dict[tuple[str, int], Cells] = {}

    def under(self, node: Node) -> Masks:
        """Give, for every person, the places that would make the unknown leaves of a condition firmer."""
        found = self._kept.get(node.place)
        if found is None:
            found = self._kept[node.place] = self._under(node)
        return found

    def _under(self, node: Node) -> Masks:
        masks = np.zeros(self.work.people.size, np.uint64)
        for leaf in _leaves(node, self.on, set()):
            masks |= self._of(leaf)
        return masks

    def _of(self, node: Node) -> Masks:
        if node.place not in self._lacks:
            self._lacks[node.place] = self._lacking(node)
        return self._lacks[node.place]

    def _lacking(self, node: Node) -> Masks:
        people = self.work.people
        rows = people.rows(node.context)
        if not rows.size:
            return np.zeros(people.size, np.uint64)
        sure, may = self.cells(node.context).truth(node)
        unknown = may & ~sure
        masks = np.zeros(rows.size, np.uint64)
        if unknown.any():
            for place, lacks in LACKING[type(node.rule)](node, people):
                masks[unknown & lacks] |= self._bit(place)
        return masks if node.context == PERSON else _gathered(masks, rows)

    def cells(self, context: str) -> Cells:
        """Give all rows of a context on the day asked about."""
        if context not in self._cells:
            self._cells[context] = Cells(self.work, context, None, self.on.toordinal())
        return self._cells[context]

    def over(self, context: str, first: int) -> Cells:
        """Give all rows of a context at their most from a day on."""
        if (context, first) not in self._over:
            self._over[context, first] = Cells(self.work, context, None, Stretch(first, NEVER - 1, True))
        return self._over[context, first]

    def forget(self, places: Iterable[int]) -> None:
        """Let go of some nodes."""
        forget(places, self._kept, self._lacks)
        for cells in (*self._cells.values(), *self._over.values()):
            cells.forget(places)

    def _bit(self, place: str) -> np.uint64:
        bit = self.places.setdefault(place, len(self.places))
        if bit > 63:
            raise OverflowError(f"more than 64 kinds of places can be missing; found one more: {place}")
        return np.uint64(1 << bit)


def _gathered(masks: Masks, rows: Rows) -> Masks:
    """Join the masks of each person's entries."""
    found = np.zeros(len(rows.counts), np.uint64)
    has = rows.having
    found[has] = np.bitwise_or.reduceat(masks, rows.offsets[has])
    return found


def _leaves(node: Node, on: date, seen: set[int]) -> Iterator[Node]:
    """Walk the conditions below a node that can lack facts, through the version in force on the day."""
    if node.place in seen:
        return
    seen.add(node.place)
    rule = node.rule
    if isinstance(rule, nodes.Dated) and rule.by not in PICKING_DATE:
        chosen = version_in_force(rule, on)
        if chosen is not None:
            yield from _leaves(node.parts[chosen], on, seen)
        return
    for part in node.parts:
        yield from _leaves(part, on, seen)
    if type(rule) in LACKING:
        yield node


Lacks = Iterator[tuple[str, Flags]]


def _at(context: str, path: str) -> str:
    return path if context == PERSON else f"{context}[].{path}"


def _open(people: People, context: str, name: str) -> Flags:
    lo, hi = people.date(context, name)
    return lo != hi


def _date_lacks(context: str, name: str, people: People, which: Flags) -> Lacks:
    if context == PERSON and name == "diploma":
        rows = people.person
        told = rows.flag("school.diploma")[0] | rows.said("school.earned")
        expects = rows.said("school.expected")
        yield "school.earned", which & told
        yield "school.diploma", which & ~told & ~expects
        yield "school.expected", which & ~told & expects
    else:
        yield _at(context, date_path(context, name)), which


def _dated_leaf(node: Node, people: People) -> Lacks:
    name = node.rule.date  # type: ignore[attr-defined]
    return _date_lacks(node.context, name, people, _open(people, node.context, name))


def _fact(node: Node, people: People) -> Lacks:
    name, context = node.rule.name, node.context  # type: ignore[attr-defined]
    rows = people.rows(context)
    every = np.ones(rows.size, bool)
    if name in DATES[context]:
        yield from _date_lacks(context, name, people, every)
        return
    kind = FACTS[context][name]
    if not kind.parts:
        yield _at(context, kind.path), every
        return
    unsure = rows.lists("unsure", kind.path)
    rest = unsure
    for part in kind.parts:
        here = rest & ~rows.said(part) & ~rows.lists("unsure", part)
        yield _at(context, part), here
        rest = rest & ~here
    yield _at(context, kind.path), ~unsure | rest


def _accredited(node: Node, people: People) -> Lacks:
    programs = people.rows("programs")
    periods = programs.below("accreditation")
    has = programs.below("accreditation").counts > 0
    yield "programs[].accreditation", ~programs.lists("complete", "accreditation")
    for name in ("started", "completed"):
        yield f"programs[].{name}", has & _open(people, "programs", name)
    if periods.size:
        for name, (lo, hi) in (("starts", periods.span("starts")), ("ends", open_end(periods, "ends"))):
            open_ = np.zeros(programs.size, bool)
            open_[periods.owner[lo != hi]] = True
            yield f"programs[].accreditation[].{name}", open_


def _experience(node: Node, people: People) -> Lacks:
    rule: Any = node.rule
    work = people.rows("work")
    sure, may = passes(rule, work)
    askers = people.person if node.context == PERSON else people.rows(node.context)

    def anyone(which: Flags) -> Flags:
        whose = np.zeros(people.size, bool)
        whose[work.owner[which]] = True
        return whose if node.context == PERSON else whose[askers.owner]

    if rule.since:
        yield _at(node.context, date_path(node.context, rule.since)), _open(people, node.context, rule.since)
    for name, unsaid in _filters(rule, work):
        yield f"work[].{name}", anyone(may & ~sure & unsaid)
    for name in ("started", "ended"):
        yield f"work[].{name}", anyone(may & _open(people, "work", name))
    if rule.hours is not None:
        yield "work[].hours_per_week", anyone(may & ~work.said("hours_per_week"))
    if rule.cap:
        yield "work[].role", anyone(may & ~work.said("role"))
    complete = people.complete("work")
    yield "work", ~(complete if node.context == PERSON else complete[askers.owner])


def _filters(rule: Any, work: Rows) -> Iterator[tuple[str, Flags]]:
    """The fields that a condition on work looks at, and the spells that do not say them."""
    named = [
        name for name, options in (("role", rule.roles), ("setting", rule.settings), ("kind", rule.kinds)) if options
    ]
    named += [*rule.duties]
    named += (["supervised"] if rule.supervised else []) + (["state"] if rule.state else [])
    for name in named:
        yield name, ~work.said(name)
    if rule.full_time:
        sure, may = full_time(work)
        yield "full_time", may & ~sure


def _exam(node: Node, people: People) -> Lacks:
    exams = people.rows("exams")
    codes, names = exams.word("exam")
    exam = node.rule.exam  # type: ignore[attr-defined]
    mine = (codes < 0) | (codes == (names.index(exam) if exam in names else -2))

    def anyone(which: Flags) -> Flags:
        whose = np.zeros(people.size, bool)
        whose[exams.owner[mine & which]] = True
        return whose if node.context == PERSON else whose[people.rows(node.context).owner]

    complete = people.complete("exams")
    yield "exams", ~(complete if node.context == PERSON else complete[people.rows(node.context).owner])
    yield "exams[].exam", anyone(codes < 0)
    yield "exams[].result", anyone(~exams.said("result"))
    yield "exams[].taken", anyone(_open(people, "exams", "taken"))


def _some(node: Node, people: People) -> Lacks:
    within = node.rule.within  # type: ignore[attr-defined]
    yield within, ~people.complete(within)


def _picked(node: Node, people: People) -> Lacks:
    rule: Any = node.rule
    if rule.by not in PICKING_DATE:
        return
    name = PICKING_DATE[rule.by][1]
    lo, hi = people.date(node.context, name)
    starts = [version.starts.toordinal() for version in rule.versions]
    spans = zip(starts, [*starts[1:], NEVER + 1], strict=True)
    chosen = np.sum([(lo < end) & (hi >= start) for start, end in spans], axis=0) + (lo < starts[0])
    yield from _date_lacks(node.context, name, people, (chosen > 1) & (lo != hi))


LACKING: Mapping[type[Rule], Callable[[Node, People], Lacks]] = {
    nodes.After: _dated_leaf,
    nodes.Until: _dated_leaf,
    nodes.Fact: _fact,
    nodes.Accredited: _accredited,
    nodes.Experience: _experience,
    nodes.Failures: _exam,
    nodes.Waited: _exam,
    nodes.Some: _some,
    nodes.Dated: _picked,
}

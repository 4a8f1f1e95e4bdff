"""Why not, for many people: the conditions that failed, the facts that are missing, the one change that would do.

`lapel.rules.explain` and `lapel.rules.changes` say what these are for one person. Here a condition is a node of the
circuit, a missing fact a kind of place in the record (``work[].ended``: of some entry), and both come as bit masks over
small vocabularies, so that a table of reasons is a dictionary and a column of codes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.answers import FALSE, truths
from lapel.batch.circuit import Cells, Circuit, Node, Stretch, Work, forget
from lapel.batch.columns import People, Planes, Rows
from lapel.batch.days import Flags
from lapel.batch.experience import passes
from lapel.batch.gather import owners
from lapel.batch.lines import FIRST
from lapel.model.dates import NEVER
from lapel.model.rule import Rule
from lapel.rules import nodes
from lapel.rules.changes import DOABLE_FACTS, NOT_ADDABLE, speaks_of
from lapel.rules.explain import IDENTITY, NEW_ENTRY, is_walked, version_in_force
from lapel.rules.facts import DATES, FACTS, PERSON, PICKING_DATE, date_path
from lapel.rules.wording import wording

Masks = NDArray[np.uint64]


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


# Missing facts.


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
        from lapel.batch.columns import open_end

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
        from lapel.batch.experience import full_time

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


# The nearest route.


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


# One change.


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
        return rule.within not in NOT_ADDABLE and not speaks_of(rule.where, self.own)

    def _possible(self, change: Change) -> Flags:
        """Where the change may be brought about, waited for or confirmed at all."""
        sure, may = self._truth(change.node)
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

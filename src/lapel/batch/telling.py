"""The decisions for a table of people as columns to write: one struct a credential, reasons where asked for."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lapel.batch.answers import NO_LONGER, NOT_YET, YES, Span, Verdicts, Ways, decide, truths
from lapel.batch.circuit import Cells, Circuit, Node, Work
from lapel.batch.columns import People
from lapel.batch.days import EPOCH, Days, Flags
from lapel.batch.gather import distinct
from lapel.batch.lines import FIRST
from lapel.batch.missing import Masks, Missing
from lapel.batch.reasons import Condition, Distances, Flips, candidates, conditions
from lapel.eligibility.verdict import ANSWERS
from lapel.model.credential import Catalogue, Credential
from lapel.model.dates import BEFORE, NEVER


class Plan:
    """The rules of some credentials as one circuit: made once, used for every batch of people.

    ``reasons`` tells whether reasons are worked out too.
    """

    def __init__(self, credentials: Iterable[Credential], *, on: date, reasons: bool = False) -> None:
        self.on = on
        self.reasons = reasons
        self.circuit = Circuit()
        self.ways = tuple(Ways(credential, self.circuit) for credential in credentials)
        self.conditions: dict[str, tuple[tuple[Condition, ...], ...]] = {}
        self.changes: dict[str, tuple[Any, ...]] = {}
        if reasons:
            for ways in self.ways:
                rules = [route.rule for route in ways.credential.routes]
                told = tuple(tuple(conditions(rule, self.circuit, on)) for rule in rules)
                self.conditions[ways.credential.id] = told
                self.changes[ways.credential.id] = tuple(tuple(candidates(rule, self.circuit, on)) for rule in rules)
        self.last = self._last_uses()

    def _last_uses(self) -> dict[str, tuple[int, ...]]:
        """Under each credential, the places of the nodes that no later one looks at."""
        last: dict[int, str] = {}
        for ways in self.ways:
            name = ways.credential.id
            told = [
                each.node for route in (*self.conditions.get(name, ()), *self.changes.get(name, ())) for each in route
            ]
            for place in _below((*ways.routes, *told), set()):
                last[place] = name
        found: dict[str, list[int]] = {}
        for place, name in last.items():
            found.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in found.items()}


def _below(nodes: Iterable[Node], seen: set[int]) -> set[int]:
    """The places of nodes and of all below them."""
    for node in nodes:
        if node.place not in seen:
            seen.add(node.place)
            _below(node.parts, seen)
    return seen


def plan(catalogue: Catalogue, *, on: date, only: Sequence[str] = (), reasons: bool = False) -> Plan:
    """Make a plan of the credentials named, or of all.

    Raises KeyError for one that the catalogue does not hold.
    """
    names = only or list(catalogue.credentials)
    return Plan((catalogue.credentials[name] for name in names), on=on, reasons=reasons)


class Batch:
    """A table of people under a plan: their verdicts, and why."""

    def __init__(self, plan: Plan, table: Any) -> None:
        self.plan = plan
        self.day = plan.on.toordinal()
        self.people = People(table, on=self.day)
        self.work = Work(self.people)
        self.now = Cells(self.work, "person", None, self.day)
        self.after = Span(self.work, self.day, NEVER - 1)
        self.past = Span(self.work, FIRST, self.day - 1)
        self.places: dict[str, int] = {}
        self.missing = Missing(self.work, self.now, plan.on, self.places)
        self.distances = Distances(self.missing)

    def verdicts(self, ways: Ways) -> tuple[Verdicts, list[Verdicts]]:
        """Decide one credential: over its routes together, and for each of them."""
        return decide(ways, self.work, self.day, self.now, self.after, self.past)

    def best(self, ways: Ways, overall: Verdicts, routes: Sequence[Verdicts]) -> NDArray[np.int16]:
        """Choose the route that the answer speaks of, as `lapel.eligibility.decide` does; -1 where there is none."""
        size = self.people.size
        if not routes:
            return np.full(size, -1, np.int16)
        ranks = np.array([self._rank(overall, told) for told in routes])
        first = ranks.min(axis=0)
        equal = ranks == first
        best = equal.argmax(axis=0).astype(np.int16)
        tied = np.flatnonzero(equal.sum(axis=0) > 1)
        if tied.size:
            far = np.array([self.distances.of(node)[tied] for node in ways.routes], np.int32)
            best[tied] = np.where(equal[:, tied], far, 1 << 20).argmin(axis=0)
        return best

    def _rank(self, overall: Verdicts, told: Verdicts) -> NDArray[np.int64]:
        starts = np.where(told.starts > BEFORE, told.starts, NEVER - 1)
        until = np.where(told.until < NEVER, told.until, self.day)
        near = np.select(
            [told.answer == NOT_YET, told.answer == NO_LONGER],
            [np.abs(starts.astype(np.int64) - self.day), np.abs(until.astype(np.int64) - self.day)],
            0,
        )
        differs = (told.answer != overall.answer).astype(np.int64)
        found: NDArray[np.int64] = (differs << 40) | (told.answer.astype(np.int64) << 32) | near
        return found

    def table(self, *, routes: bool = False, carry: Sequence[str] = ()) -> pa.Table:
        """Give the decisions: the columns carried along, then one struct a credential."""
        names, columns = [], []
        for name in carry:
            names.append(name)
            columns.append(self.people.person.fields[name])
        for ways in self.plan.ways:
            names.append(ways.credential.id)
            columns.append(self._column(ways, routes))
            self._forget(self.plan.last.get(ways.credential.id, ()))
        return pa.table(columns, names=names)

    def _forget(self, places: Iterable[int]) -> None:
        """Let go of what no later credential looks at."""
        spans = (self.after.least, self.after.most, self.past.least, self.past.most)
        for kept in (self.now, *spans, self.work, self.missing, self.distances):
            kept.forget(places)

    def _column(self, ways: Ways, with_routes: bool) -> pa.StructArray:
        overall, told = self.verdicts(ways)
        best = self.best(ways, overall, told)
        ids = [route.id for route in ways.credential.routes]
        fields = {**verdict_columns(overall), "route": _words(best, ids)}
        if self.plan.reasons:
            fields |= self._reasons(ways, overall, best)
        if with_routes:
            fields |= {name: _struct(verdict_columns(verdict)) for name, verdict in zip(ids, told, strict=True)}
        return _struct(fields)

    def _reasons(self, ways: Ways, overall: Verdicts, best: NDArray[np.int16]) -> dict[str, pa.Array]:
        name = ways.credential.id
        closed = overall.answer != YES
        failed, unknown = _Listed(self.people.size), _Listed(self.people.size)
        lacking = np.zeros(self.people.size, np.uint64)
        for route, told in enumerate(self.plan.conditions[name]):
            mine = closed & (best == route)
            if not mine.any():
                continue
            planes = [truths(self.now.truth(condition.node)) for condition in told]
            says = [condition.says for condition in told]
            failed.add(mine, [truth == 0 for truth in planes], says)
            unknown.add(mine, [truth == 1 for truth in planes], says)
            for condition, truth in zip(told, planes, strict=True):
                doubtful = mine & (truth == 1)
                if doubtful.any():
                    lacking |= np.where(doubtful, self.missing.under(condition.node), np.uint64(0))
        places = sorted(self.places, key=self.places.__getitem__)
        return {
            "failed": failed.array(),
            "unknown": unknown.array(),
            "missing": _masked(lacking, places),
            **self._one_change(ways, closed),
        }

    def _one_change(self, ways: Ways, closed: Flags) -> dict[str, pa.Array]:
        """The one change that would open a route: to confirm or wait for rather than to do, then by its words."""
        options = []
        flips = Flips(self.missing, ways.credential.id)
        for node, changes in zip(ways.routes, self.plan.changes[ways.credential.id], strict=True):
            sure = self.now.truth(node)[0]
            for change in changes:
                perhaps = closed & ~sure & flips.of(node, change)
                if not perhaps.any():
                    continue
                # A change is about one entry of a list: what several entries would have to bring is no single change.
                kinds = self._kinds(flips, change)
                for entry in self._places(change, perhaps):
                    opened = np.flatnonzero(perhaps & flips.of(node, change, entry))
                    options.append((change, opened, kinds[self._row(change, opened, entry)]))
        kinds, says = np.zeros(self.people.size, np.int8), np.full(self.people.size, -1, np.int32)
        words = sorted({change.says for change, _, _ in options})
        rank = np.full(self.people.size, 1 << 30, np.int64)
        for change, opened, kind in options:
            place = words.index(change.says)
            here = (kind == DO).astype(np.int64) * (1 << 20) + place
            better = here < rank[opened]
            rows = opened[better]
            rank[rows], kinds[rows], says[rows] = here[better], kind[better], place
        return {"change": _words(says, words), "change_kind": _words(np.where(says < 0, -1, kinds), KINDS)}

    def _places(self, change: Any, of: Flags) -> Sequence[int | None]:
        """The places in their lists that entries of some people have; None for a change that is about no entry."""
        if change.node.context == "person":
            return (None,)
        return range(int(self.people.rows(change.node.context).counts[of].max(initial=0)))

    def _kinds(self, flips: Flips, change: Any) -> NDArray[np.int8]:
        """What kind a change is, for every row of its context."""
        do, waits = flips.kind(change)
        return np.where(do, np.int8(DO), np.where(waits, np.int8(WAIT), np.int8(CONFIRM)))

    def _row(self, change: Any, people: NDArray[np.int64], entry: int | None) -> NDArray[np.int64]:
        """Where the entries of some people stand that change; they themselves, if it is about no entry."""
        return people if entry is None else self.people.rows(change.node.context).offsets[people] + entry


CONFIRM, WAIT, DO = 0, 1, 2

KINDS = ["confirm", "wait", "do"]


class _Listed:
    """Lists of words, a few different ones for many rows."""

    def __init__(self, size: int) -> None:
        self.codes = np.zeros(size, np.int32)
        self.lists: list[list[str]] = [[]]

    def add(self, which: Flags, flags: Sequence[Flags], words: Sequence[str]) -> None:
        """List, for some rows, the words whose flag is set."""
        if len(words) > 64:
            raise OverflowError(f"found a route of {len(words)} conditions, expected 64 at most")
        rows = np.flatnonzero(which)
        mask = np.zeros(len(rows), np.uint64)
        for place, flag in enumerate(flags):
            mask |= flag[rows].astype(np.uint64) << np.uint64(place)
        found, codes = distinct(mask)
        self.codes[rows] = codes + len(self.lists)
        self.lists += [_named(int(bits), words) for bits in found]

    def array(self) -> pa.Array:
        """Give the column."""
        return _lists(self.lists, self.codes)


def _named(bits: int, words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word for place, word in enumerate(words) if bits >> place & 1))


def _masked(masks: Masks, words: Sequence[str]) -> pa.Array:
    found, codes = distinct(masks)
    lists = [sorted(_named(int(bits), words)) for bits in found]
    return _lists(lists, codes)


def _lists(lists: Sequence[Sequence[str]], codes: NDArray[np.int32]) -> pa.ListArray:
    """Give each row the list that its code stands for; the words are codes too."""
    words = list(dict.fromkeys(word for told in lists for word in told))
    place = {word: number for number, word in enumerate(words)}
    numbers = pa.array([[place[word] for word in told] for told in lists], pa.list_(pa.int32()))
    rows = numbers.take(pa.array(codes))
    return pa.ListArray.from_arrays(
        rows.offsets, pa.DictionaryArray.from_arrays(rows.values, pa.array(words, pa.string()))
    )


def _struct(fields: dict[str, pa.Array]) -> pa.StructArray:
    return pa.StructArray.from_arrays(list(fields.values()), list(fields))


def verdict_columns(told: Verdicts) -> dict[str, pa.Array]:
    """Give a verdict as columns: the answer in words, its days, whether they are firm."""
    return {
        "answer": _words(told.answer, list(ANSWERS)),
        "starts": _dates(told.starts, told.starts > BEFORE),
        "until": _dates(told.until, told.until < NEVER),
        "firm": pa.array(told.firm),
    }


def _dates(days: Days, known: Flags) -> pa.Array:
    return pa.array(days - np.int32(EPOCH), pa.int32(), mask=~known).cast(pa.date32())


def _words(codes: NDArray[Any], words: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32), mask=codes < 0), pa.array(words, pa.string())
    )

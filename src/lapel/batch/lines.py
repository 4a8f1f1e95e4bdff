"""Truth over time for many rows: what `lapel.model.timeline` is for one.

A line answers for any rows on any days, or for the least and the most over a stretch of days; and it names the days
on which it may change.
"""

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lapel.batch.days import Days, Flags
from lapel.model.dates import BEFORE, NEVER

if TYPE_CHECKING:
    from lapel.batch.circuit import Stretch

Index = NDArray[np.int64]
Planes = tuple[Flags, Flags]
Edges = tuple[Index, Days]

FIRST = BEFORE + 1
"""The first day of all: what a timeline says of it, it says of every day before its first change."""

NO_EDGES: Edges = (np.empty(0, np.int64), np.empty(0, np.int32))


class Line(Protocol):
    """The truths of a condition over time, for all rows of a context."""

    def at(self, index: Index | None, day: "int | Days | Stretch", size: int) -> Planes:
        """Give the truth of the rows picked, each on its day."""

    def edges(self) -> Edges:
        """Name rows and the days on which they may change; those before every record are left out."""


def _take(column: NDArray[Any], index: Index | None) -> NDArray[Any]:
    return column if index is None else column[index]


def _changing(rows: Index, days: Days) -> Edges:
    real = (days > FIRST) & (days < NEVER)
    return rows[real], days[real]


class Constant:
    """The same truth on every day."""

    def __init__(self, sure: Flags, may: Flags) -> None:
        self.sure = sure
        self.may = may

    def at(self, index: Index | None, day: "int | Days | Stretch", size: int) -> Planes:
        """Give the truth of the rows picked."""
        return _take(self.sure, index), _take(self.may, index)

    def edges(self) -> Edges:
        """Nothing ever changes."""
        return NO_EDGES


class Everywhere:
    """The same truth for every row on every day."""

    def __init__(self, sure: bool, may: bool) -> None:
        self.sure = sure
        self.may = may

    def at(self, index: Index | None, day: "int | Days | Stretch", size: int) -> Planes:
        """Give the truth as often as rows are picked."""
        return np.full(size, self.sure), np.full(size, self.may)

    def edges(self) -> Edges:
        """Nothing ever changes."""
        return NO_EDGES


class Since:
    """False before a day, true from it on, the day lying between ``earliest`` and ``latest`` (inclusive)."""

    def __init__(self, earliest: Days, latest: Days) -> None:
        self.earliest = earliest
        self.latest = latest

    def at(self, index: Index | None, day: "int | Days | Stretch", size: int) -> Planes:
        """Give the truth of the rows picked, each on its day."""
        if not isinstance(day, (int, np.ndarray)):
            day = day.last if day.most else day.first
        return _take(self.latest, index) <= day, _take(self.earliest, index) <= day

    def edges(self) -> Edges:
        """Give the two days, or the one where they are the same."""
        rows = np.arange(len(self.earliest))
        two = self.earliest != self.latest
        return _changing(np.concatenate([rows, rows[two]]), np.concatenate([self.earliest, self.latest[two]]))


class Through:
    """True up to a day (inclusive), false after it, the day lying between two (inclusive)."""

    def __init__(self, earliest: Days, latest: Days) -> None:
        self.earliest = earliest
        self.latest = latest

    def at(self, index: Index | None, day: "int | Days | Stretch", size: int) -> Planes:
        """Give the truth of the rows picked, each on its day."""
        if not isinstance(day, (int, np.ndarray)):
            day = day.first if day.most else day.last
        return _take(self.earliest, index) >= day, _take(self.latest, index) >= day

    def edges(self) -> Edges:
        """Give the days after the two days, or after the one where they are the same."""
        rows = np.arange(len(self.earliest))
        two = self.earliest != self.latest
        days = np.concatenate([self.earliest, self.latest[two]])
        rows = np.concatenate([rows, rows[two]])
        return _changing(rows, np.where(days < NEVER, days + np.int32(1), days))


class Steps:
    """Any truths: one from the beginning, and later changes for some rows, in order of row and day."""

    def __init__(self, first: Planes, rows: Index, days: Days, after: Planes) -> None:
        real = days < NEVER
        self.first = first
        self.rows, self.days = rows[real], days[real]
        self.after = after[0][real], after[1][real]
        counts = np.bincount(self.rows, minlength=len(first[0]))
        self._counts = counts
        self._begins = np.cumsum(counts) - counts

    def at(self, index: Index | None, day: "int | Days | Stretch", size: int) -> Planes:
        """Give the truth of the rows picked, each on its day."""
        if isinstance(day, np.ndarray):
            return self._each_day(index, day)
        sure, may = self._on(day) if isinstance(day, int) else self._over(day)
        return _take(sure, index), _take(may, index)

    def _each_day(self, index: Index | None, day: Days) -> Planes:
        sure, may = _take(self.first[0], index), _take(self.first[1], index)
        if index is None:
            sure, may = sure.copy(), may.copy()
        counts = _take(self._counts, index)
        active = np.flatnonzero(counts)
        counts, day = counts[active], day[active]
        here = _take(self._begins, index)[active]
        step = 0
        while active.size:
            passed = self.days[here] <= day
            active, here, counts, day = active[passed], here[passed], counts[passed], day[passed]
            sure[active], may[active] = self.after[0][here], self.after[1][here]
            step += 1
            more = counts > step
            active, here, counts, day = active[more], here[more] + 1, counts[more], day[more]
        return sure, may

    def _on(self, day: int) -> Planes:
        """The truths of all rows on one day: of several changes of a row up to it, the last one is written last."""
        sure, may = self.first[0].copy(), self.first[1].copy()
        passed = np.flatnonzero(self.days <= day)
        rows = self.rows[passed]
        sure[rows], may[rows] = self.after[0][passed], self.after[1][passed]
        return sure, may

    def _over(self, day: "Stretch") -> Planes:
        """The least or the most of all rows over a stretch: the truths on its first day, and every change inside."""
        planes = self._on(day.first)
        inside = (self.days > day.first) & (self.days <= day.last)
        for plane, after in zip(planes, self.after, strict=True):
            plane[self.rows[inside & (after == day.most)]] = day.most
        return planes

    def edges(self) -> Edges:
        """Give every change."""
        return _changing(self.rows, self.days)

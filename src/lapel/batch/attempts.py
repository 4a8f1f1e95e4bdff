"""Exam attempts in columns: failures since the last pass, and the wait after the latest.

The same as `lapel.rules.attempts`, for all people who have sat an exam about as often at once: one row a person, one
column an attempt.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch import days as calendar
from lapel.batch.columns import People, Planes
from lapel.batch.days import Days, Flags
from lapel.batch.lines import FIRST, Constant, Line, Steps
from lapel.model.dates import BEFORE, NEVER

Grid = NDArray[Any]


def tries(people: People, exam: str) -> "Iterator[Tries]":
    """Give the attempts at an exam by people whose list of exams is complete, those with about as many together."""
    exams = people.rows("exams")
    codes, names = exams.word("exam")
    mine = codes == (names.index(exam) if exam in names else -2)
    chosen = np.flatnonzero((mine | (codes < 0)) & people.complete("exams")[exams.owner])
    counts = np.bincount(exams.owner[chosen], minlength=people.size)
    fewer = 0
    for most in (1, 2, 4, 8, int(counts.max(initial=0))):
        group = (counts > fewer) & (counts <= most)
        if group.any():
            yield Tries(people, chosen[group[exams.owner[chosen]]], mine)
        fewer = max(fewer, most)


class Tries:
    """Attempts at one exam: one row a person, padded.

    ``rows`` are the people's places; ``early`` and ``late`` bound the day of each attempt.
    """

    def __init__(self, people: People, chosen: NDArray[np.int64], mine: Flags) -> None:
        exams = people.rows("exams")
        owners = exams.owner[chosen]
        fresh = np.append(True, owners[1:] != owners[:-1])
        self.rows, slot = owners[fresh], np.cumsum(fresh) - 1
        counts = np.bincount(slot)
        place = np.arange(len(chosen)) - np.repeat(np.cumsum(counts) - counts, counts)
        shape = len(self.rows), int(counts.max())
        early, late = people.date("exams", "taken")

        def padded(values: NDArray[Any], empty: Any) -> Grid:
            grid = np.full(shape, empty, values.dtype)
            grid[slot, place] = values[chosen]
            return grid

        passed, failed = exams.word_in("result", ("pass",)), exams.word_in("result", ("fail",))
        self.early = padded(early, NEVER)
        self.late = padded(late, NEVER)
        self.surely_passed = padded(passed[0] & mine, False)
        self.perhaps_passed = padded(passed[1], False)
        self.surely_failed = padded(failed[0] & mine, False)
        self.perhaps_failed = padded(failed[1], False)

    def turning_days(self) -> Days:
        """Days on which a count may change: of every attempt its bounds, and the days after."""
        ends = np.concatenate([self.early, self.late], axis=1)
        real = (ends > BEFORE) & (ends < NEVER)
        days: Days = np.concatenate([np.where(real, ends, NEVER), np.where(real, ends + 1, NEVER)], axis=1).astype(
            np.int32
        )
        return days

    def counting(self, day: Days) -> tuple[Grid, Grid, Days, Days]:
        """Count the failures that surely, and that perhaps, count on each day (columns) of each row.

        Also gives the latest first day of the sure ones, and the latest day of the possible ones.
        """
        size = day.shape
        wiped_surely, wiped_perhaps = np.full(size, BEFORE - 1, np.int32), np.full(size, BEFORE - 1, np.int32)
        for early, late, surely, perhaps in self._each(self.surely_passed, self.perhaps_passed):
            np.maximum(wiped_surely, np.where((late <= day) & surely, early, BEFORE - 1), out=wiped_surely)
            latest = np.where((early <= day) & perhaps, np.minimum(late, day), BEFORE - 1)
            np.maximum(wiped_perhaps, latest, out=wiped_perhaps)
        failed, maybe = np.zeros(size, np.int16), np.zeros(size, np.int16)
        first_of_failed, last_of_maybe = np.full(size, BEFORE, np.int32), np.full(size, BEFORE, np.int32)
        for early, late, surely, perhaps in self._each(self.surely_failed, self.perhaps_failed):
            sure = (late <= day) & surely & (early > wiped_perhaps)
            failed += sure
            np.maximum(first_of_failed, np.where(sure, early, BEFORE), out=first_of_failed)
            capped = np.minimum(late, day)
            may = (early <= day) & perhaps & (capped > wiped_surely)
            maybe += may
            np.maximum(last_of_maybe, np.where(may, capped, BEFORE), out=last_of_maybe)
        return failed, maybe, first_of_failed, last_of_maybe

    def _each(self, surely: Grid, perhaps: Grid) -> Any:
        for k in range(self.early.shape[1]):
            yield tuple(grid[:, k : k + 1] for grid in (self.early, self.late, surely, perhaps))


def _line(people: People, exam: str, days_of: Callable[[Tries], Days], truth: Callable[[Tries, Days], Planes]) -> Line:
    complete = people.complete("exams")
    first = complete.copy(), np.ones(people.size, bool)
    groups = people.rows("exams").once(("tries", exam), lambda: list(tries(people, exam)))
    steps = [_steps(group, days_of, truth) for group in groups]
    if not steps:
        return Constant(*first)
    rows, days, sure, may = (np.concatenate(column) for column in zip(*steps, strict=True))
    order = np.argsort(rows, kind="stable")
    return Steps(first, rows[order], days[order], (sure[order], may[order]))


def _steps(group: Tries, days_of: Callable[[Tries], Days], truth: Callable[[Tries, Days], Planes]) -> tuple[Any, ...]:
    """The rows, the days on which their truth changes, and both planes from then on."""
    days = np.sort(days_of(group), axis=1)
    days = np.concatenate([np.full((len(days), 1), FIRST, np.int32), days], axis=1)
    sure, may = truth(group, days)
    kept = np.ones(days.shape, bool)
    kept[:, 1:] = (sure[:, 1:] != sure[:, :-1]) | (may[:, 1:] != may[:, :-1])
    kept &= days < NEVER
    return np.broadcast_to(group.rows[:, None], days.shape)[kept], days[kept], sure[kept], may[kept]


def failures(rule: Any, context: str, people: People) -> Line:
    """Count the failures since the last pass."""

    def truth(tries: Tries, day: Days) -> Planes:
        failed, maybe, _, _ = tries.counting(day)
        return maybe < rule.fewer_than, failed < rule.fewer_than

    return _line(people, rule.exam, Tries.turning_days, truth)


def waited(rule: Any, context: str, people: People) -> Line:
    """Look at the latest failure since the last pass; how many there are decides the wait after it."""

    def days_of(tries: Tries) -> Days:
        days = tries.turning_days()
        return np.concatenate([days, *(calendar.shift(days, wait) for wait in rule.after)], axis=1)

    def truth(tries: Tries, day: Days) -> Planes:
        failed, maybe, first_of_failed, last_of_maybe = tries.counting(day)
        last = len(rule.after) - 1
        begin = np.maximum(failed, 1) - 1
        none = (begin > last) | (maybe <= begin)
        blocked: Flags = failed > 0
        over = np.ones(day.shape, bool)
        for place, wait in enumerate(rule.after):
            counts = np.where(none, place == last, (begin <= place) & (place < maybe))
            blocked = blocked & (~counts | (day < calendar.shift(first_of_failed, wait)))
            over = over & (~counts | (day >= calendar.shift(last_of_maybe, wait)))
        return over & ~blocked, ~blocked

    return _line(people, rule.exam, days_of, truth)

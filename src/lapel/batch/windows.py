"""Work inside a sliding window, for many people: on which days it becomes enough, and ceases to be.

One unbroken stretch is solved in closed form; several by the pieces of `lapel.batch.sliding`; who is left is asked
about one by one.
"""

from typing import Any

import numpy as np

from lapel.batch.columns import THOUSAND
from lapel.batch.days import Days, Flags, shift
from lapel.batch.lines import FIRST, Index, Steps
from lapel.batch.sliding import DAYS_IN_A_YEAR, Exact, Pieces
from lapel.batch.spells import Spells, Whole, merged, of_both_kinds, one_by_one, whole_years
from lapel.model.dates import NEVER, Duration
from lapel.rules.experience import FIRST_DAY


def turns_inside(rule: Any, spells: Spells, size: int) -> Steps:
    """The days on which spells inside a window become enough, and cease to be."""
    nothing = np.zeros(size, bool)
    if rule.cap and rule.years is not None and rule.cap.at_most.count < rule.years.count and len(spells.asker):
        # Work that a cap applies to is never enough by itself.
        spells = spells.pick(~spells.capped | of_both_kinds(spells))
    if not len(spells.asker):
        return Steps((nothing, nothing), np.empty(0, np.int64), np.empty(0, np.int32), (nothing[:0], nothing[:0]))
    simple, rows, days, values = _one_stretch(rule, spells)
    others = spells.pick(~simple)
    certain, more_rows, more_days, more_values = _several_stretches(rule, others)
    rows, days = np.concatenate([rows, more_rows]), np.concatenate([days, more_days])
    values = np.concatenate([values, more_values])
    others = others.pick(~certain)
    rest = list(one_by_one(rule, others))
    rows = np.concatenate([rows, *(np.full(len(turns), asker) for asker, turns, _ in rest)])
    days = np.concatenate([days, *(turns for _, turns, _ in rest)])
    values = np.concatenate([values, *(held for _, _, held in rest)])
    order = np.argsort((rows << 23) | days, kind="stable")
    values = values[order]
    return Steps((nothing, nothing), rows[order], days[order], (values, values))


def _one_stretch(rule: Any, spells: Spells) -> tuple[Flags, Index, Days, Flags]:
    """Those with one unbroken stretch of work: which spells these are, and the steps of their truth."""
    heads = spells.heads()
    lengths = np.diff(np.append(heads, len(spells.asker)))
    window: Duration = rule.within
    if window.unit != "years" or window.rounding != "clamp" or window.anchor != "day":
        return np.zeros(len(spells.asker), bool), heads[:0], spells.start[:0], spells.capped[:0]
    if rule.years is None:
        alone = lengths == 1
        begin, end, rate = spells.start[heads], spells.end[heads], spells.rate[heads]
    else:
        asker, starts, ends = merged(spells)
        stretches = np.bincount(asker, minlength=int(asker[-1]) + 1)[spells.asker[heads]]
        alone = (stretches == 1) & ~(of_both_kinds(spells)[heads])
        place = np.searchsorted(asker, spells.asker[heads])
        begin, end, rate = starts[place], ends[place], np.zeros(len(heads), np.int64)
        if rule.cap and rule.cap.at_most.count < rule.years.count:
            alone &= ~spells.capped[heads]
    chosen = np.flatnonzero(alone)
    stretch = Stretch(rule, begin[chosen], end[chosen], rate[chosen])
    opens, closes, sound = stretch.steps()
    fine = chosen[sound]
    opens, closes = opens[sound], closes[sound]
    rows = spells.asker[heads[fine]]
    simple = np.zeros(len(heads), bool)
    simple[fine] = True
    real_open, real_close = opens < NEVER, (opens < NEVER) & (closes < NEVER)
    return (
        np.repeat(simple, lengths),
        np.concatenate([rows[real_open], rows[real_close]]),
        np.concatenate([opens[real_open], closes[real_close]]),
        np.concatenate([np.ones(int(real_open.sum()), bool), np.zeros(int(real_close.sum()), bool)]),
    )


class Stretch:
    """One unbroken stretch of work a person, seen through a window of whole years."""

    def __init__(self, rule: Any, start: Days, end: Days, rate: Whole) -> None:
        self.rule = rule
        self.start = np.maximum(start, np.int32(FIRST))
        self.first = np.maximum(start, np.int32(FIRST_DAY))
        self.end = end
        self.rate = rate
        self.need = 0 if rule.hours is None else int(rule.hours * THOUSAND * 7)
        self.window: int = rule.within.count

    def enough(self, day: Days) -> Flags:
        """Tell whether the work before each day, and inside its window, is enough."""
        begin = np.maximum(self.start, shift(day, self.rule.within, -1))
        last = np.minimum(self.end, day)
        if self.rule.years is not None:
            return (begin < last) & (shift(begin, whole_years(self.rule.years.count)) <= last)
        worked = np.maximum(last.astype(np.int64) - begin, 0) * self.rate
        found: Flags = (worked >= self.need) & (worked > 0)
        return found

    def steps(self) -> tuple[Days, Days, Flags]:
        """The first day with enough, the first day after it without, and where both are certain."""
        reach = self._reach()
        opens = np.maximum(np.minimum(reach, NEVER), self.first).astype(np.int32)
        never = (reach > self.end) | (opens >= NEVER)
        roomy = self._roomy()
        asked = np.where(never, self.first, opens)
        sound = roomy & (never | (self.enough(asked) & ((asked == self.first) | ~self.enough(asked - np.int32(1)))))
        lasting = self.end >= NEVER
        closes, closed = self._closes(never | lasting)
        sound &= never | lasting | closed
        return (
            np.where(never, NEVER, opens).astype(np.int32),
            np.where(lasting | never, NEVER, closes).astype(np.int32),
            sound,
        )

    def _reach(self) -> Whole:
        """The day on which a stretch is long enough, were there no window."""
        if self.rule.years is not None:
            return shift(self.start, whole_years(self.rule.years.count)).astype(np.int64)
        lasting = np.where(self.rate > 0, -(-self.need // np.maximum(self.rate, 1)), NEVER)
        return np.minimum(self.start + lasting, NEVER)

    def _roomy(self) -> Flags:
        """Where a full window holds enough whatever its years, so that only its edges matter."""
        if self.rule.years is not None:
            return np.full(len(self.start), self.window >= self.rule.years.count + 1)
        found: Flags = (self.rate == 0) | (365 * self.window * self.rate >= self.need)
        return found & (self._reach() < self.first + 366 * 200)

    def _closes(self, skip: Flags) -> tuple[Days, Flags]:
        """The first day after the end on which the window holds too little, and where that is certain."""
        end = np.where(skip, np.int32(FIRST_DAY + 36600), self.end)
        if self.rule.years is not None:
            left = shift(end, whole_years(self.rule.years.count), -1)
        else:
            left = end - np.where(self.rate > 0, -(-self.need // np.maximum(self.rate, 1)), 0).astype(np.int32)
        near = shift(np.maximum(left, np.int32(FIRST)), whole_years(self.window))
        low: Days = near - np.int32(4)
        high: Days = near + np.int32(4)
        certain = self.enough(low) & ~self.enough(high)
        for _ in range(3):
            middle = low + (high - low) // np.int32(2)
            held = self.enough(middle)
            low, high = np.where(held, middle, low), np.where(held, high, middle)
        return high, certain


Steplike = tuple[Flags, Index, Days, Flags]


def _several_stretches(rule: Any, spells: Spells) -> Steplike:
    """Those with several stretches of work: which spells are settled here, and the steps of their truth.

    Counted in plain days, the work inside a sliding window is a line of straight pieces. Where a piece passes the mark
    cleanly, the very day is looked for near it, by the calendar's own count; where a bend lies close to the mark, every
    day is counted on which the line is close to it. Only who stays close to it for long is asked about one by one.
    """
    window: Duration = rule.within
    nobody = np.zeros(len(spells.asker), bool), spells.asker[:0], spells.start[:0], spells.capped[:0]
    if not len(spells.asker) or window.unit != "years" or window.rounding != "clamp" or window.anchor != "day":
        return nobody
    if rule.years is None:
        asker, start, end, rate = spells.asker, spells.start, spells.end, spells.rate
        need = float(rule.hours * THOUSAND * 7)
    else:
        asker, start, end = _by_kind(spells) if rule.cap else merged(spells)
        rate, need = np.ones(len(asker), np.int64), rule.years.count * DAYS_IN_A_YEAR
    pieces = Pieces(asker, start, end, rate, round(window.count * DAYS_IN_A_YEAR), need)
    near = pieces.near()
    settled = np.ones(len(near), bool)
    if rule.cap:
        settled &= ~np.isin(pieces.askers, _bound_by_cap(rule, spells))
    exact = Exact(rule, asker, start, end, rate, pieces.askers)
    clean = exact.crossings(*pieces.crossings(settled & ~near), reach=6 + 3 * pieces.most_spells)
    who, days, slope = pieces.crossings(settled & near, until=FIRST_DAY)
    early = who, days, slope > 0
    close = exact.day_by_day(*pieces.bands(settled & near), early)
    found = [clean, (*early, early[0] >= 0), close]
    who, days = np.concatenate([each[0] for each in found]), np.concatenate([each[1] for each in found])
    values, sound = np.concatenate([each[2] for each in found]), np.concatenate([each[3] for each in found])
    settled[who[~sound]] = False
    kept = settled[who] & sound
    floor = np.maximum(pieces.first, np.int32(FIRST_DAY))
    return (
        settled[np.searchsorted(pieces.askers, spells.asker)],
        pieces.askers[who[kept]],
        np.maximum(days[kept], floor[who[kept]]).astype(np.int32),
        values[kept],
    )


def _by_kind(spells: Spells) -> tuple[Index, Days, Days]:
    """Join spells that overlap, those under a cap apart from the others."""
    parts = [merged(spells.pick(spells.capped)), merged(spells.pick(~spells.capped))]
    asker, start, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(asker, kind="stable")
    return asker[order], start[order], end[order]


def _bound_by_cap(rule: Any, spells: Spells) -> Index:
    """Those whom the cap holds back, or whose capped work overlaps with other work: both need a closer look."""
    size = int(spells.asker.max()) + 1

    def total(stretches: tuple[Index, Days, Days]) -> Whole:
        asker, start, end = stretches
        return np.bincount(asker, weights=end.astype(np.float64) - start, minlength=size).astype(np.int64)

    capped = total(merged(spells.pick(spells.capped)))
    overlaps = capped + total(merged(spells.pick(~spells.capped))) != total(merged(spells))
    found: Index = np.flatnonzero((capped > 0) & (overlaps | (capped > rule.cap.at_most.count * 365 - 6)))
    return found

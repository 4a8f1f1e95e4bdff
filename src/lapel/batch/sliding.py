"""The amount of work inside a window that slides over many people's days: as straight pieces, and day by day."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lapel.batch.columns import THOUSAND
from lapel.batch.days import Days, Flags, shift
from lapel.batch.gather import once
from lapel.batch.lines import FIRST, Index
from lapel.batch.spells import Whole, years_between
from lapel.model.dates import NEVER
from lapel.rules.experience import FIRST_DAY, YEAR

DAYS_IN_A_YEAR = 365.2425


class Pieces:
    """The amount of work inside a sliding window, in plain days: straight pieces between the days that bend it."""

    def __init__(self, asker: Index, start: Days, end: Days, rate: Whole, window: int, need: float) -> None:
        self.need = need
        fresh = np.append(True, asker[1:] != asker[:-1])
        self.askers, slot = asker[fresh], np.cumsum(fresh) - 1
        counts = np.bincount(slot)
        self.most_spells = int(counts.max())
        steepest = np.zeros(len(self.askers), np.int64)
        np.maximum.at(steepest, slot, rate)
        self.wide = (steepest * (4 + 3 * counts)).astype(np.float64)
        begins = np.maximum(start, np.int32(FIRST)).astype(np.int64)
        ends = end.astype(np.int64)
        lasting = end >= NEVER
        zero = np.zeros(len(asker), np.int64)
        leaves = np.where(lasting, FAR, ends)
        day = np.concatenate([begins, leaves, begins + window, np.where(lasting, FAR, ends + window)])
        grow = np.concatenate([rate, -rate, zero, zero])
        shrink = np.concatenate([zero, zero, rate, -rate])
        order = np.argsort((np.tile(slot, 4).astype(np.int64) << 24) | day, kind="stable")
        self.slot, self.day = np.tile(slot, 4)[order], day[order]
        heads = np.searchsorted(self.slot, np.arange(len(self.askers)))
        self.heads = heads
        self.first = self.day[heads].astype(np.int32)
        self.grow, self.shrink = self._running(grow[order]), self._running(shrink[order])
        length = np.diff(self.day, append=self.day[-1])
        length[np.append(heads[1:], len(self.day)) - 1] = 0
        self._length = length
        gain = (self.grow - self.shrink) * length
        self.before = self._running(gain) - gain
        self.after = self.before + gain

    def _running(self, values: Whole) -> Whole:
        total = np.cumsum(values)
        base = total[self.heads] - values[self.heads]
        return total - base[self.slot]

    def near(self) -> Flags:
        """Who comes within a margin of the mark at a bend, or passes it while work both enters and leaves."""
        wide = self.wide[self.slot]
        close = (np.abs(self.before - self.need) <= wide) | (np.abs(self.after - self.need) <= wide)
        passes = (self.before < self.need) != (self.after < self.need)
        both = (self.grow > 0) & (self.shrink > 0)
        close |= passes & both
        return np.logical_or.reduceat(close, self.heads)

    def bands(self, of: Flags) -> tuple[Index, Whole, Whole]:
        """The stretches of days on which the line of some people is within a margin of the mark, with some room."""
        wide = self.wide[self.slot]
        low, high = np.minimum(self.before, self.after), np.maximum(self.before, self.after)
        slope = (self.grow - self.shrink).astype(np.float64)
        bent = ((self.grow > 0) | (self.shrink > 0)) & (self.day < FAR)
        at = np.flatnonzero(of[self.slot] & bent & (low <= self.need + wide) & (high >= self.need - wide))
        slope, wide = slope[at], wide[at]
        flat = slope == 0
        steep = np.where(flat, 1, slope)
        length = np.where(flat, self._length[at], np.abs((self.after - self.before)[at] / steep))
        ends = [(self.need + side * wide - self.before[at]) / steep for side in (-1, 1)]
        first = np.where(flat, 0, np.clip(np.minimum(*ends), 0, length)) - ROOM
        last = np.where(flat, length, np.clip(np.maximum(*ends), 0, length)) + ROOM
        first, last = self.day[at] + np.floor(first), self.day[at] + np.ceil(last)
        kept = last >= FIRST_DAY
        return self.slot[at][kept], np.maximum(first[kept], FIRST_DAY).astype(np.int64), last[kept].astype(np.int64)

    def crossings(self, of: Flags, until: int = NEVER) -> tuple[Index, Days, Whole]:
        """Who passes the mark about when, before a day, and how steeply."""
        passes = ((self.before < self.need) != (self.after < self.need)) & of[self.slot]
        at = np.flatnonzero(passes)
        slope = (self.grow - self.shrink)[at]
        day = self.day[at] + (self.need - self.before[at]) / slope
        in_time = day < until
        at, slope, day = at[in_time], slope[in_time], day[in_time]
        return self.slot[at], np.clip(day, FIRST, NEVER - 1000).astype(np.int32), slope


ROOM = 8
"""Days beside a stretch that are counted too: plain days stray a little from the calendar's."""


FAR = 1 << 22
"""Later than every day that bends anything."""


class Exact:
    """The calendar's own count of the work of some people inside the window, on days near a crossing."""

    def __init__(self, rule: Any, asker: Index, start: Days, end: Days, rate: Whole, askers: Index) -> None:
        self.rule, self.start, self.end, self.rate = rule, np.maximum(start, np.int32(FIRST)), end, rate
        self.offsets = np.append(np.searchsorted(asker, askers), len(asker))
        self.need = int(rule.hours * THOUSAND * 7) if rule.years is None else rule.years.count * YEAR

    def crossings(self, who: Index, near: Days, slope: Whole, *, reach: int) -> tuple[Index, Days, Flags, Flags]:
        """Find the first day after each crossing, and whether there was one as expected.

        The count near it, and how steeply it changes, tell the day but for a few, who are found by bisection.
        """
        up = slope > 0
        if not who.size:
            return who, near, up, up
        # Long before anybody worked, about when is exact enough: it counts from `FIRST_DAY` on.
        early = near < FIRST_DAY - 366
        asked = np.maximum(near, np.int32(FIRST_DAY - 366))
        amount_on = self._asked(who)
        unit = 1.0 if self.rule.years is None else YEAR / DAYS_IN_A_YEAR
        off = (self.need - amount_on(asked)) / (slope * unit)
        days = np.clip(np.where(up, np.ceil(off), np.floor(off) + 1), -reach, reach)
        turn: Days = asked + days.astype(np.int32)
        sound = ((amount_on(turn) >= self.need) == up) & ((amount_on(turn - np.int32(1)) >= self.need) != up)
        rest = np.flatnonzero(~sound & ~early)
        turn[rest], sound[rest] = self._between(who[rest], asked[rest], up[rest], reach)
        return who, np.where(early, near, turn), up, sound | early

    def _between(self, who: Index, near: Days, up: Flags, reach: int) -> tuple[Days, Flags]:
        """Find the first day after each crossing by bisection, and whether there was one as expected."""
        if not who.size:
            return near, up
        amount_on = self._asked(who)
        low: Days = near - np.int32(reach)
        high: Days = near + np.int32(reach)
        sound: Flags = ((amount_on(low) >= self.need) == ~up) & ((amount_on(high) >= self.need) == up)
        while int((high - low).max()) > 1:
            middle = low + (high - low) // np.int32(2)
            turned = (amount_on(middle) >= self.need) == up
            low, high = np.where(turned, low, middle), np.where(turned, middle, high)
        return high, sound

    def _asked(self, who: Index) -> Callable[[Days], Whole]:
        """Make ready to count the work of some people, each on a day of their own."""
        counts = (self.offsets[1:] - self.offsets[:-1])[who]
        heads = np.cumsum(counts) - counts
        spells = np.repeat(self.offsets[:-1][who] - heads, counts) + np.arange(int(counts.sum()))

        def amount_on(day: Days) -> Whole:
            opens = shift(day, self.rule.within, -1)
            begin = np.maximum(self.start[spells], np.repeat(opens, counts))
            last = np.minimum(self.end[spells], np.repeat(day, counts))
            if self.rule.years is None:
                amount = np.maximum(last.astype(np.int64) - begin, 0) * self.rate[spells]
            else:
                amount = years_between(begin, last)
            found: Whole = np.add.reduceat(amount, heads)
            return found

        return amount_on

    def day_by_day(
        self, who: Index, first: Whole, last: Whole, early: tuple[Index, Days, Flags]
    ) -> tuple[Index, Days, Flags, Flags]:
        """Count every day of some stretches: the days on which the truth turns, and whether it stands still between.

        ``early`` are the turns before the first day that is counted at all.
        """
        held = np.zeros(len(self.offsets) - 1, bool)
        held[early[0]] = early[2]
        lengths = np.where(last - first <= LONGEST, last - first + 1, 0)
        days = np.repeat(first - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
        keys = once((np.repeat(who, lengths) << 24) | days)
        lost = who[lengths == 0]
        asker, day = keys >> 24, (keys & ((1 << 24) - 1)).astype(np.int32)
        if not keys.size:
            return lost, np.zeros(len(lost), np.int32), np.zeros(len(lost), bool), np.zeros(len(lost), bool)
        value = self._asked(asker)(day) >= self.need
        fresh = np.append(True, asker[1:] != asker[:-1])
        before = np.where(fresh, held[asker], np.append(False, value[:-1]))
        turns = np.flatnonzero(value != before)
        joined = ~fresh & (np.diff(day, prepend=day[0]) == 1)
        return (
            np.concatenate([asker[turns], lost]),
            np.concatenate([day[turns], np.zeros(len(lost), np.int32)]),
            np.concatenate([value[turns], np.zeros(len(lost), bool)]),
            np.concatenate([joined[turns], np.zeros(len(lost), bool)]),
        )


LONGEST = 3000
"""Days of one stretch that are counted one by one at most."""

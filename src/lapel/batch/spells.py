"""Spells of work in columns: who worked from when until when, how much, and under a cap or not."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.columns import THOUSAND
from lapel.batch.days import Days, Flags, full_years, shift
from lapel.batch.lines import FIRST, Index
from lapel.model.dates import NEVER, Duration
from lapel.rules.experience import YEAR, Amount, Spell

Whole = NDArray[np.int64]


class Spells:
    """Spells of work that count, in order of asker and start: ``rate`` is hours a week in thousandths."""

    def __init__(self, asker: Index, start: Days, end: Days, rate: Whole, capped: Flags) -> None:
        kept = start < end
        if not kept.all():
            asker, start, end, rate, capped = asker[kept], start[kept], end[kept], rate[kept], capped[kept]
        key = (asker << 22) + start
        if (key[1:] < key[:-1]).any():
            order = np.argsort(key, kind="stable")
            asker, start, end, rate, capped = asker[order], start[order], end[order], rate[order], capped[order]
        self.asker, self.start, self.end, self.rate, self.capped = asker, start, end, rate, capped

    def heads(self) -> Index:
        """Where each asker's spells begin."""
        first = np.ones(len(self.asker), bool)
        first[1:] = self.asker[1:] != self.asker[:-1]
        return np.flatnonzero(first)

    def pick(self, which: Flags) -> "Spells":
        """Keep some spells; the order stays."""
        return Spells(self.asker[which], self.start[which], self.end[which], self.rate[which], self.capped[which])

    def same(self, other: "Spells") -> bool:
        """Tell whether two hold the same spells."""
        return len(self.asker) == len(other.asker) and all(
            bool((getattr(self, name) == getattr(other, name)).all())
            for name in ("asker", "start", "end", "rate", "capped")
        )


def of_both_kinds(spells: Spells) -> Flags:
    """Spells of those who have both capped and other work."""
    heads = spells.heads()
    which = np.cumsum(np.isin(np.arange(len(spells.asker)), heads)) - 1
    some, every = np.logical_or.reduceat(spells.capped, heads), np.logical_and.reduceat(spells.capped, heads)
    found: Flags = (some & ~every)[which]
    return found


def merged(spells: Spells) -> tuple[Index, Days, Days]:
    """Join spells of one asker that overlap or touch: asker, start and end of each stretch."""
    if not len(spells.asker):
        return spells.asker, spells.start, spells.end
    keyed = spells.asker * (NEVER + 2) + spells.end
    reach = np.maximum.accumulate(keyed)
    fresh = np.ones(len(keyed), bool)
    fresh[1:] = spells.asker[1:] * (NEVER + 2) + spells.start[1:] > reach[:-1]
    heads = np.flatnonzero(fresh)
    tails = np.append(heads[1:], len(keyed)) - 1
    return spells.asker[heads], spells.start[heads], (reach[tails] % (NEVER + 2)).astype(np.int32)


def whole_years(count: int) -> Duration:
    return Duration(count, "years", "clamp")


def years_between(start: Days, end: Days) -> Whole:
    """Measure the calendar years from day to day (exclusive), in units of `YEAR` to the year."""
    last = np.maximum(start, end)
    whole, here, following = full_years(start, last)
    over = (last - here).astype(np.int64) * YEAR // (following - here)
    return whole.astype(np.int64) * YEAR + over


def one_by_one(rule: Any, spells: Spells) -> Iterator[tuple[int, Days, Flags]]:
    """Ask about people one at a time: the days on which their truth turns, and to what."""
    if not len(spells.asker):
        return
    heads = spells.heads().tolist()
    columns = [spells.start.tolist(), spells.end.tolist(), spells.rate.tolist(), spells.capped.tolist()]
    cap = rule.cap.at_most if rule.cap else None
    for head, tail in zip(heads, [*heads[1:], len(spells.asker)], strict=True):
        parts = zip(*(column[head:tail] for column in columns), strict=True)
        work = tuple(Spell(start, end, Decimal(rate) / THOUSAND, capped) for start, end, rate, capped in parts)
        days, values = _every_day(Amount(rule.years, rule.hours, rule.within, cap, work))
        before = np.append(False, values[:-1])
        turns = np.flatnonzero(values != before)
        yield int(spells.asker[head]), days[turns], values[turns]


def _every_day(amount: Amount) -> tuple[Days, Flags]:
    """Count the work of one person on every day on which anything can change."""
    first, last = amount.range()
    days = np.arange(first, last + 1, dtype=np.int32)
    opens = np.full(len(days), FIRST, np.int32)
    if amount.within:
        opens = np.maximum(shift(days, amount.within, -1), opens)

    def counted(spans: Sequence[tuple[int, int]]) -> Whole:
        found = [years_between(np.maximum(opens, np.int32(s)), np.minimum(days, np.int32(e))) for s, e in spans]
        return np.sum(found, axis=0) if found else np.zeros(len(days), np.int64)

    if amount.years is not None:
        limited = counted(amount.limited)
        if amount.cap is not None:
            limited = np.minimum(limited, amount.cap)
        return days, counted(amount.free) + limited >= int(amount.need)
    worked = np.zeros(len(days), np.int64)
    for spell in amount.spells:
        inside = np.minimum(days, np.int32(spell.end)).astype(np.int64) - np.maximum(opens, np.int32(spell.start))
        worked += np.maximum(inside, 0) * int(spell.hours * THOUSAND)
    return days, worked >= int(amount.need * THOUSAND)

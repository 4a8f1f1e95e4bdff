"""How much work counts, in columns: what `lapel.rules.experience` says of one person, of many.

A spell of work counts from a day to a day (exclusive). Without a window the work only adds up, and one day says when
there is enough: of years it is found in closed form, of hours by bisection. With a window, one unbroken spell is enough
from a day until another; what cannot be said so simply is asked of `lapel.rules.experience`, person by person.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.columns import THOUSAND, People, Planes, Rows
from lapel.batch.days import Days, Flags, full_years, shift
from lapel.batch.gather import once
from lapel.batch.lines import FIRST, Index, Line, Since, Steps
from lapel.model.dates import BEFORE, NEVER, Duration
from lapel.rules.experience import FIRST_DAY, FULL_TIME_HOURS, HOURS_IN_A_WEEK, YEAR, Amount, Spell
from lapel.rules.facts import PERSON

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


def experience(rule: Any, context: str, people: People) -> Line:
    """Give the truths of an experience condition over time, for all rows of a context."""
    least, most = _spells(rule, context, people)
    size = people.rows(context).size
    complete = people.complete("work")
    complete = complete if context == PERSON else complete[people.rows(context).owner]
    if rule.within is None:
        surely = _first_days(rule, least, size)
        perhaps = surely if least.same(most) else _first_days(rule, most, size)
        earliest = np.where(complete, np.minimum(perhaps, surely), np.int32(BEFORE))
        return Since(earliest, surely)
    surely_steps = _steps(rule, least, size)
    perhaps_steps = surely_steps if least.same(most) else _steps(rule, most, size)
    return Between(surely_steps, perhaps_steps, complete)


class Between:
    """True where the least is enough, false where the most is not, unknown between."""

    def __init__(self, least: Steps, most: Steps, complete: Flags) -> None:
        self.least = least
        self.most = most
        self.complete = complete

    def at(self, index: Index | None, day: Any, size: int) -> Planes:
        """Give the truth of the rows picked, each on its day."""
        sure, _ = self.least.at(index, day, size)
        complete = self.complete if index is None else self.complete[index]
        may = sure if self.most is self.least else self.most.at(index, day, size)[0] | sure
        return sure, may | ~complete

    def edges(self) -> tuple[Index, Days]:
        """Give every change of the least and of the most."""
        lines = [self.least] if self.most is self.least else [self.least, self.most]
        pairs = [line.edges() for line in lines]
        return np.concatenate([rows for rows, _ in pairs]), np.concatenate([days for _, days in pairs])


def _spells(rule: Any, context: str, people: People) -> tuple[Spells, Spells]:
    """The least and the most that counts, for every asker: a person, or an entry whose owner's work is meant."""
    work = people.rows("work")
    sure, may = passes(rule, work)
    started, ended = people.date("work", "started"), people.date("work", "ended")
    asker, spell = _askers(context, people, work)
    begins = _begins(rule, context, people, asker)
    hours, said = work.number("hours_per_week")
    role = capped_by(rule, work)

    def counting(which: Flags, since: Days, start: Days, end: Days, rate: Whole, capped: Flags) -> Spells:
        chosen = np.flatnonzero(which[spell])
        mine = spell[chosen]
        after = np.maximum(start[mine], since[chosen]) if len(since) else start[mine]
        return Spells(asker[chosen], after, np.minimum(end[mine] + 1, NEVER), rate[mine], capped[mine])

    none, whole_week = 0, int(HOURS_IN_A_WEEK * THOUSAND)
    counted = rule.hours is not None
    rates = [
        np.where(said, hours, unsaid) if counted else np.zeros(work.size, np.int64) for unsaid in (none, whole_week)
    ]
    least = counting(sure, begins[1], started[1], ended[0], rates[0], role[1])
    most = counting(may, begins[0], started[0], ended[1], rates[1], role[0])
    return _promising(rule, least), _promising(rule, most)


def _promising(rule: Any, spells: Spells) -> Spells:
    """Leave out those whose work all told is too little, whatever the day."""
    if not len(spells.asker):
        return spells
    heads = spells.heads()
    lengths = np.diff(np.append(heads, len(spells.asker)))
    days = spells.end.astype(np.int64) - spells.start
    if rule.years is None:
        enough_at_all = np.add.reduceat(days * spells.rate, heads) >= int(rule.hours * THOUSAND * 7)
    else:
        enough_at_all = np.add.reduceat(days, heads) >= rule.years.count * 365 - 3 * lengths
    return spells if enough_at_all.all() else spells.pick(np.repeat(enough_at_all, lengths))


def _askers(context: str, people: People, work: Rows) -> tuple[Index, Index]:
    """Pair everyone who asks with each spell of their own."""
    if context == PERSON:
        return work.owner, np.arange(work.size)
    owner = people.rows(context).owner
    counts = work.counts[owner]
    first = np.repeat(work.offsets[:-1][owner] - (np.cumsum(counts) - counts), counts)
    return np.repeat(np.arange(len(owner)), counts), first + np.arange(int(counts.sum()))


def _begins(rule: Any, context: str, people: People, asker: Index) -> tuple[Days, Days]:
    """The day from which work counts, for each pair; nothing where it always does."""
    if not rule.since:
        return np.empty(0, np.int32), np.empty(0, np.int32)
    lo, hi = people.date(context, rule.since)
    return lo[asker] + np.int32(1), hi[asker] + np.int32(1)


def passes(rule: Any, work: Rows) -> Planes:
    """Tell which spells pass every filter of a condition."""
    checks = [
        work.word_in(name, options)
        for name, options in (("role", rule.roles), ("setting", rule.settings), ("kind", rule.kinds))
        if options
    ]
    checks += [work.flag(duty) for duty in rule.duties]
    if rule.full_time:
        checks.append(full_time(work))
    if rule.supervised:
        checks.append(work.flag("supervised"))
    if rule.state:
        checks.append(work.word_in("state", (rule.state,)))
    if not checks:
        return np.ones(work.size, bool), np.ones(work.size, bool)
    return np.logical_and.reduce([sure for sure, _ in checks]), np.logical_and.reduce([may for _, may in checks])


def full_time(work: Rows) -> Planes:
    """Tell which spells are full time: as said, or by hours where no measure could differ."""
    sure, may = work.flag("full_time")
    hours, said = work.number("hours_per_week")
    by_hours = ~work.said("full_time") & said & (hours >= int(FULL_TIME_HOURS * THOUSAND))
    return sure | by_hours, may


def capped_by(rule: Any, work: Rows) -> Planes:
    """Tell which spells a cap applies to: at best, where that is known; at worst, also where no role was said."""
    if not rule.cap:
        none = np.zeros(work.size, bool)
        return none, none
    return work.word_in("role", rule.cap.roles)


def _first_days(rule: Any, spells: Spells, size: int) -> Days:
    """The first day on which spells without a window are enough; `NEVER` where they never are."""
    days = np.full(size, NEVER, np.int32)
    if not len(spells.asker):
        return days
    if rule.years is None:
        heads = spells.heads()
        days[spells.asker[heads]] = _hours_reached(rule, spells, heads)
        return days
    mixed = _mixed(spells) if rule.cap else np.zeros(len(spells.asker), bool)
    for one, turns, _ in _one_by_one(rule, spells.pick(mixed)):
        days[one] = turns[0] if len(turns) else NEVER
    plain = spells.pick(~mixed)
    if rule.cap and rule.cap.at_most.count < rule.years.count:
        plain = plain.pick(~plain.capped)
    if len(plain.asker):
        asker, start, end = merged(plain)
        reached = _years_reached(rule.years.count, asker, start, end)
        first = np.ones(len(asker), bool)
        first[1:] = asker[1:] != asker[:-1]
        days[asker[first]] = np.minimum.reduceat(reached, np.flatnonzero(first))
    return days


def _mixed(spells: Spells) -> Flags:
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


def _years(count: int) -> Duration:
    return Duration(count, "years", "clamp")


def years_between(start: Days, end: Days) -> Whole:
    """Measure the calendar years from day to day (exclusive), in units of `YEAR` to the year."""
    last = np.maximum(start, end)
    whole, here, following = full_years(start, last)
    over = (last - here).astype(np.int64) * YEAR // (following - here)
    return whole.astype(np.int64) * YEAR + over


def _years_reached(years: int, asker: Index, start: Days, end: Days) -> Days:
    """The day within each stretch on which all up to it make so many years; `NEVER` where they do not."""
    begin = np.maximum(start, np.int32(FIRST))
    capped_end = np.minimum(end, shift(begin, _years(years + 1)))
    amount = years_between(begin, capped_end)
    total = np.cumsum(amount)
    first = np.ones(len(asker), bool)
    first[1:] = asker[1:] != asker[:-1]
    before = total - amount
    before -= np.repeat(before[first], np.diff(np.append(np.flatnonzero(first), len(asker))))
    rest = years * YEAR - before
    reached = (rest > 0) & (rest <= amount)
    days = np.full(len(asker), NEVER, np.int32)
    for whole in np.flatnonzero(np.bincount(rest[reached] // YEAR)):
        mine = np.flatnonzero(reached & (rest // YEAR == whole))
        here, following = shift(begin[mine], _years(int(whole))), shift(begin[mine], _years(int(whole) + 1))
        over = rest[mine] % YEAR
        days[mine] = here - (-over * (following - here) // YEAR)
    floor = _floor(asker, start, first)
    return np.where(days < NEVER, np.maximum(days, floor), days)


def _floor(asker: Index, start: Days, first: Flags) -> Days:
    """The first day on which anything can change, for each stretch's asker."""
    earliest = np.repeat(start[first], np.diff(np.append(np.flatnonzero(first), len(asker))))
    return np.maximum(earliest, np.int32(FIRST_DAY))


def _hours_reached(rule: Any, spells: Spells, heads: Index) -> Days:
    """The first day on which hours add up to enough, by bisection; `NEVER` where they never do."""
    lengths = np.diff(np.append(heads, len(spells.asker)))
    need = int(rule.hours * THOUSAND * 7)
    rate, start, end = spells.rate, spells.start.astype(np.int64), spells.end.astype(np.int64)

    def total(day: Whole) -> Whole:
        worked = np.clip(np.minimum(end, np.repeat(day, lengths)) - start, 0, None) * rate
        return np.add.reduceat(worked, heads)

    first = np.maximum(spells.start[heads].astype(np.int64), FIRST_DAY)
    open_rate = np.maximum.reduceat(np.where(end >= NEVER, rate, 0), heads)
    to_come = np.minimum(need // np.maximum(open_rate, 1) + 7, 366 * 200)
    edges = np.maximum.reduceat(np.where(end >= NEVER, start, end), heads)
    last = np.maximum(first, edges) + 366 + np.where(open_rate > 0, to_come, 0)
    reached = total(last) >= need
    low, high = first - 1, last.copy()
    while (gap := high - low).max() > 1:
        # Where both have met already, the middle is the later of them: nothing moves.
        middle = high - gap // 2
        done = total(middle) >= need
        high, low = np.where(done, middle, high), np.where(done, low, middle)
    return np.where(reached, high, NEVER).astype(np.int32)


def _steps(rule: Any, spells: Spells, size: int) -> Steps:
    """The days on which spells inside a window become enough, and cease to be."""
    nothing = np.zeros(size, bool)
    if rule.cap and rule.years is not None and rule.cap.at_most.count < rule.years.count and len(spells.asker):
        # Work that a cap applies to is never enough by itself.
        spells = spells.pick(~spells.capped | _mixed(spells))
    if not len(spells.asker):
        return Steps((nothing, nothing), np.empty(0, np.int64), np.empty(0, np.int32), (nothing[:0], nothing[:0]))
    simple, rows, days, values = _one_stretch(rule, spells)
    others = spells.pick(~simple)
    certain, more_rows, more_days, more_values = _several_stretches(rule, others)
    rows, days = np.concatenate([rows, more_rows]), np.concatenate([days, more_days])
    values = np.concatenate([values, more_values])
    others = others.pick(~certain)
    rest = list(_one_by_one(rule, others))
    rows = np.concatenate([rows, *(np.full(len(turns), asker) for asker, turns, _ in rest)])
    days = np.concatenate([days, *(turns for _, turns, _ in rest)])
    values = np.concatenate([values, *(held for _, _, held in rest)])
    order = np.argsort((rows << 23) | days, kind="stable")
    values = values[order]
    return Steps((nothing, nothing), rows[order], days[order], (values, values))


def _one_by_one(rule: Any, spells: Spells) -> Iterator[tuple[int, Days, Flags]]:
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
        alone = (stretches == 1) & ~(_mixed(spells)[heads])
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
            return (begin < last) & (shift(begin, _years(self.rule.years.count)) <= last)
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
            return shift(self.start, _years(self.rule.years.count)).astype(np.int64)
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
            left = shift(end, _years(self.rule.years.count), -1)
        else:
            left = end - np.where(self.rate > 0, -(-self.need // np.maximum(self.rate, 1)), 0).astype(np.int32)
        near = shift(np.maximum(left, np.int32(FIRST)), _years(self.window))
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
    pieces = _Pieces(asker, start, end, rate, round(window.count * DAYS_IN_A_YEAR), need)
    near = pieces.near()
    settled = np.ones(len(near), bool)
    if rule.cap:
        settled &= ~np.isin(pieces.askers, _bound_by_cap(rule, spells))
    exact = _Exact(rule, asker, start, end, rate, pieces.askers)
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


DAYS_IN_A_YEAR = 365.2425


class _Pieces:
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


class _Exact:
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

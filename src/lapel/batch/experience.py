"""How much work counts, in columns: what `lapel.rules.experience` says of one person, of many.

A spell of work counts from a day to a day (exclusive). Without a window the work only adds up, and one day says when
there is enough: of years it is found in closed form, of hours by bisection. With a window, one unbroken spell is enough
from a day until another; what cannot be said so simply is asked of `lapel.rules.experience`, person by person.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.columns import THOUSAND, People, Planes, Rows
from lapel.batch.days import Days, Flags, shift
from lapel.batch.lines import FIRST, Index, Line, Since, Steps
from lapel.model.dates import BEFORE, NEVER, Duration
from lapel.rules.experience import FIRST_DAY, FULL_TIME_HOURS, HOURS_IN_A_WEEK, YEAR, Spell, enough
from lapel.rules.facts import PERSON

Whole = NDArray[np.int64]


class Spells:
    """Spells of work that count, in order of asker and start: ``rate`` is hours a week in thousandths."""

    def __init__(self, asker: Index, start: Days, end: Days, rate: Whole, capped: Flags) -> None:
        kept = start < end
        order = np.flatnonzero(kept)
        order = order[np.lexsort((end[order], start[order], asker[order]))]
        self.asker, self.start, self.end = asker[order], start[order], end[order]
        self.rate, self.capped = rate[order], capped[order]

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
    return least, most


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
    for asker, line in _one_by_one(rule, spells.pick(mixed)):
        days[asker] = next((s for s, v in zip(line.starts, line.values, strict=True) if v), NEVER)
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
    length = np.maximum(end.astype(np.int64) - start, 0)
    whole = length * 400 // 146097
    total = np.zeros(len(start), np.int64)
    for count in np.unique(whole):
        mine = np.flatnonzero(whole == count)
        total[mine] = _share(start[mine], end[mine], int(count))
    return np.where(length > 0, total, 0)


def _share(start: Days, end: Days, near: int) -> Whole:
    """Measure years where the whole ones are ``near`` or one fewer or more."""
    marks = [shift(start, _years(max(near + step, 0))) for step in (-1, 0, 1, 2)]
    best = np.zeros(len(start), np.int64)
    for step in (-1, 0, 1):
        whole, here, following = near + step, marks[step + 1], marks[step + 2]
        inside = (here <= end) & (end < following) if whole >= 0 else np.zeros(len(start), bool)
        gone = end.astype(np.int64) - here
        best = np.where(inside, whole * YEAR + gone * YEAR // np.maximum(following - here, 1), best)
    return best


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
    for whole in np.unique(rest[reached] // YEAR):
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
        middle = low + gap // 2
        done = total(middle) >= need
        high, low = np.where(done, middle, high), np.where(done, low, middle)
    return np.where(reached, high, NEVER).astype(np.int32)


def _steps(rule: Any, spells: Spells, size: int) -> Steps:
    """The days on which spells inside a window become enough, and cease to be."""
    nothing = np.zeros(size, bool)
    if not len(spells.asker):
        return Steps((nothing, nothing), np.empty(0, np.int64), np.empty(0, np.int32), (nothing[:0], nothing[:0]))
    simple, rows, days, values = _one_stretch(rule, spells)
    others = spells.pick(~simple)
    more = [
        (asker, start, bool(value))
        for asker, line in _one_by_one(rule, others)
        for start, value in list(zip(line.starts, line.values, strict=True))[1 if not line.values[0] else 0 :]
    ]
    if more:
        rows = np.concatenate([rows, np.array([asker for asker, _, _ in more], np.int64)])
        days = np.concatenate([days, np.array([max(day, FIRST) for _, day, _ in more], np.int32)])
        values = np.concatenate([values, np.array([value for _, _, value in more], bool)])
    order = np.lexsort((days, rows))
    values = values[order]
    return Steps((nothing, nothing), rows[order], days[order], (values, values))


def _one_by_one(rule: Any, spells: Spells) -> Any:
    """Ask about people one at a time; equal work is asked about once."""
    if not len(spells.asker):
        return
    unit = THOUSAND
    heads = spells.heads()
    columns = [spells.start.tolist(), spells.end.tolist(), spells.rate.tolist(), spells.capped.tolist()]
    from decimal import Decimal

    for head, tail in zip(heads.tolist(), [*heads.tolist()[1:], len(spells.asker)], strict=True):
        parts = zip(*(column[head:tail] for column in columns), strict=True)
        work = tuple(Spell(start, end, Decimal(rate) / unit, capped) for start, end, rate, capped in parts)
        yield int(spells.asker[head]), enough(rule, work)


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

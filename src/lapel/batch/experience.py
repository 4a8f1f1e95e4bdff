"""How much work counts, in columns: what `lapel.rules.experience` says of one person, of many.

A spell of work counts from a day to a day (exclusive). Without a window the work only adds up, and one day says when
there is enough: of years it is found in closed form, of hours by bisection. With a window, one unbroken spell is enough
from a day until another; what cannot be said so simply is asked of `lapel.rules.experience`, person by person.
"""

from typing import Any

import numpy as np

from lapel.batch.columns import THOUSAND, People, Planes, Rows
from lapel.batch.days import Days, Flags, shift
from lapel.batch.lines import FIRST, Index, Line, Since, Steps
from lapel.batch.spells import Spells, Whole, merged, of_both_kinds, one_by_one, whole_years, years_between
from lapel.batch.windows import turns_inside
from lapel.model.dates import BEFORE, NEVER
from lapel.rules.experience import FIRST_DAY, FULL_TIME_HOURS, HOURS_IN_A_WEEK, YEAR
from lapel.rules.facts import PERSON


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
    surely_steps = turns_inside(rule, least, size)
    perhaps_steps = surely_steps if least.same(most) else turns_inside(rule, most, size)
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
    mixed = of_both_kinds(spells) if rule.cap else np.zeros(len(spells.asker), bool)
    for one, turns, _ in one_by_one(rule, spells.pick(mixed)):
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


def _years_reached(years: int, asker: Index, start: Days, end: Days) -> Days:
    """The day within each stretch on which all up to it make so many years; `NEVER` where they do not."""
    begin = np.maximum(start, np.int32(FIRST))
    capped_end = np.minimum(end, shift(begin, whole_years(years + 1)))
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
        here, following = shift(begin[mine], whole_years(int(whole))), shift(begin[mine], whole_years(int(whole) + 1))
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

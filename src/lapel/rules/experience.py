"""How much work counts, day by day.

Years are counted in days: N years are reached when the days worked are as many as the last N years have had, so one
unbroken spell reaches them on its anniversary whatever leap years lie between. Hours are days × hours a week ÷ 7.
Where a spell's dates or attributes are not said, a least and a most are computed: the condition is true where the
least is enough, false where the most is not, and unknown between.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from lapel.model.dates import BEFORE, NEVER, Duration, shift
from lapel.model.record import Record, Work
from lapel.model.timeline import ALWAYS, Timeline, any_of, stepping
from lapel.model.truth import Truth
from lapel.model.value import Value
from lapel.rules.facts import Bounds, bounds, ended
from lapel.rules.nodes import Experience

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE

FULL_TIME_HOURS = Decimal(40)
"""Hours a week that are full time by any measure; fewer are full time only where the record says so."""

HOURS_IN_A_WEEK = Decimal(168)


class Spell(Value):
    """Work from ``start`` to ``end`` (exclusive) as ordinals, with hours a week and whether a cap applies."""

    start: int
    end: int
    hours: Decimal
    capped: bool


def experience(rule: Experience, record: Record, begins: Bounds) -> tuple[Timeline, tuple[str, ...]]:
    """Evaluate an experience condition; ``begins`` bounds the day from which work counts.

    Returns the timeline, and the places of the record that would make it firmer.
    """
    least, most, missing = [], [], []
    for index, work in enumerate(record.work):
        passes, lacking = _passes(rule, work)
        if passes is FALSE:
            continue
        missing += [f"work[{index}].{name}" for name in (*lacking, *_undated(rule, work))]
        started, stopped = bounds(work.started), ended(work.ended, work.ended_unknown)
        if passes is TRUE and (begins[1] < NEVER):
            least.append(_spell(rule, work, max(started[1], begins[1]), stopped[0], sure=True))
        most.append(_spell(rule, work, max(started[0], begins[0]), stopped[1], sure=False))
    enough = _enough(rule, tuple(s for s in least if s.start < s.end))
    if "work" not in record.complete:
        return _between(enough, ALWAYS), (*missing, "work")
    possible = _enough(rule, tuple(s for s in most if s.start < s.end))
    return _between(enough, possible), tuple(missing)


def _between(enough: Timeline, possible: Timeline) -> Timeline:
    """True where the least is enough, false where the most is not, unknown between."""
    capped = Timeline(possible.starts, [min(value, UNKNOWN) for value in possible.values])
    return any_of([enough, capped])


def _passes(rule: Experience, work: Work) -> tuple[Truth, tuple[str, ...]]:
    """Whether a spell passes the filters, and which of its fields would settle it."""
    checks: list[tuple[str, bool | None]] = []
    for name, options in (("role", rule.roles), ("setting", rule.settings), ("kind", rule.kinds)):
        if options:
            said = getattr(work, name)
            checks.append((name, None if said is None else said in options))
    checks += [(duty, getattr(work, duty)) for duty in rule.duties]
    if rule.full_time:
        checks.append(("full_time", full_time(work)))
    if rule.supervised:
        checks.append(("supervised", work.supervised))
    if rule.state:
        checks.append(("state", None if work.state is None else work.state == rule.state))
    truth = min((Truth.of(value) for _, value in checks), default=TRUE)
    return truth, tuple(name for name, value in checks if value is None) if truth is UNKNOWN else ()


def full_time(work: Work) -> bool | None:
    """Tell whether a spell is full time: as said, or by its hours where no measure could differ."""
    if work.full_time is not None:
        return work.full_time
    return True if work.hours_per_week is not None and work.hours_per_week >= FULL_TIME_HOURS else None


def _undated(rule: Experience, work: Work) -> list[str]:
    missing = []
    for name, (earliest, latest) in (
        ("started", bounds(work.started)),
        ("ended", ended(work.ended, work.ended_unknown)),
    ):
        missing += [name] if earliest != latest else []
    missing += ["hours_per_week"] if rule.hours is not None and work.hours_per_week is None else []
    missing += ["role"] if rule.cap and work.role is None else []
    return missing


def _spell(rule: Experience, work: Work, start: int, end: int, *, sure: bool) -> Spell:
    hours = work.hours_per_week
    if hours is None:
        hours = Decimal(0) if sure else HOURS_IN_A_WEEK
    capped = False
    if rule.cap:
        capped = work.role in rule.cap.roles or (sure and work.role is None)
    return Spell(start, end, hours if rule.hours is not None else Decimal(0), capped)


def _enough(rule: Experience, spells: tuple[Spell, ...]) -> Timeline:
    return _enough_cached(
        rule.years, rule.hours, rule.within, rule.cap.at_most if rule.cap else None, tuple(sorted(spells, key=_order))
    )


def _order(spell: Spell) -> tuple[int, int, Decimal, bool]:
    return spell.start, spell.end, spell.hours, spell.capped


@lru_cache(maxsize=4096)
def _enough_cached(
    years: Duration | None,
    hours: Decimal | None,
    within: Duration | None,
    cap: Duration | None,
    spells: tuple[Spell, ...],
) -> Timeline:
    """The days on which the spells are enough: exact, by following straight pieces of the balance.

    Between the calendar's irregular days and the spells' edges, days worked and days needed grow in straight lines, so
    on each piece the balance crosses zero at most once and bisection finds the day.
    """
    if not spells:
        return stepping(FALSE)
    balance = _Balance(years, hours, within, cap, spells)
    steps: list[tuple[int, Truth]] = []
    for first, last in balance.pieces():
        low, high = balance.at(first) >= 0, balance.at(last) >= 0
        steps.append((first, Truth.of(low)))
        if low != high:
            steps.append((_crossing(lambda d: balance.at(d) >= 0, first, last), Truth.of(high)))
    return stepping(FALSE, *steps)


def _crossing(test: Callable[[int], bool], first: int, last: int) -> int:
    """First day of a piece on which a test, which changes once in it, says what it says on the last day."""
    wanted = test(last)
    while last - first > 1:
        middle = (first + last) // 2
        if test(middle) == wanted:
            last = middle
        else:
            first = middle
    return last


class _Balance:
    """What is worked less what is needed, on any day, in days (or in hours × 7)."""

    def __init__(
        self,
        years: Duration | None,
        hours: Decimal | None,
        within: Duration | None,
        cap: Duration | None,
        spells: Sequence[Spell],
    ) -> None:
        self.years, self.within, self.cap = years, within, cap
        self.need = hours * 7 if hours is not None else Decimal(0)
        if years is not None:
            free = _merged([s for s in spells if not s.capped])
            self.free = [(start, end, 1) for start, end in free]
            limited = _without(_merged([s for s in spells if s.capped]), free)
            self.limited = [(start, end, 1) for start, end in limited]
        else:
            self.free = [(s.start, s.end, s.hours) for s in spells]  # type: ignore[misc]
            self.limited = []
        self.edges = sorted({edge for s in spells for edge in (s.start, s.end)})

    def at(self, day: int) -> Decimal | int:
        """The balance on a day: work done before that day, within the window, less what is needed."""
        opens = shift(day, self.within, -1) if self.within else BEFORE
        total = _worked(self.free, opens, day)
        if self.limited:
            limited = _worked(self.limited, opens, day)
            total += min(limited, day - shift(day, self.cap, -1)) if self.cap else limited
        return total - (self.need if self.years is None else day - shift(day, self.years, -1))

    def over_cap(self, day: int) -> bool:
        """Whether the cap bites on a day; the balance bends where it starts or stops."""
        opens = shift(day, self.within, -1) if self.within else BEFORE
        return self.cap is not None and _worked(self.limited, opens, day) > day - shift(day, self.cap, -1)

    def pieces(self) -> list[tuple[int, int]]:
        """Runs of days (both inclusive) on which the balance is a straight line."""
        first = max(self.edges[0], date(1900, 1, 1).toordinal())
        horizon = max(edge for edge in [first, *self.edges] if edge < NEVER)
        reach = (self.within.count if self.within else 0) + (self.years.count if self.years else 0)
        last = horizon + 366 * (reach + 1) + self._open_days()
        bends = set(_irregular_days(first, last)) | {first, last + 1}
        for edge in self.edges:
            if edge >= NEVER:
                continue
            bends.add(edge)
            if self.within:
                moved = shift(edge, self.within)
                bends |= {moved - 1, moved, moved + 1, moved + 2}
        ordered = sorted(day for day in bends if first <= day <= last + 1)
        pieces = [(start, end - 1) for start, end in pairwise(ordered)]
        return [part for piece in pieces for part in self._bent(piece)]

    def _open_days(self) -> int:
        """Days that hours need to add up in a spell that goes on."""
        rates = [rate for _, end, rate in self.free if end >= NEVER and rate]
        return min(int(self.need / max(rates)) + 7, 366 * 200) if self.years is None and rates else 0

    def _bent(self, piece: tuple[int, int]) -> list[tuple[int, int]]:
        first, last = piece
        if not self.limited or self.over_cap(first) == self.over_cap(last):
            return [piece]
        bend = _crossing(self.over_cap, first, last)
        return [(first, bend - 1), (bend, last)]


def _worked(spells: Sequence[tuple[int, int, int]], opens: int, day: int) -> int:
    return sum((min(end, day) - max(start, opens)) * rate for start, end, rate in spells if start < day and end > opens)


def _irregular_days(first: int, last: int) -> list[int]:
    """Days around the end of February, where the last N years change their length."""
    years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
    days = [date(year, 3, 1).toordinal() for year in years]
    return [near for day in days for near in (day - 1, day, day + 1)]


def _merged(spells: Sequence[Spell]) -> list[tuple[int, int]]:
    """Days covered, with overlaps counted once."""
    merged: list[tuple[int, int]] = []
    for spell in sorted(spells, key=_order):
        if merged and spell.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], spell.end))
        else:
            merged.append((spell.start, spell.end))
    return merged


def _without(spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Days in ``spans`` that are not in ``others``."""
    left = []
    for start, end in spans:
        for other_start, other_end in others:
            if other_end <= start or other_start >= end:
                continue
            if other_start > start:
                left.append((start, other_start))
            start = max(start, other_end)
        if start < end:
            left.append((start, end))
    return left

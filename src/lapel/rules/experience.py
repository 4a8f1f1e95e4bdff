"""How much work counts, day by day.

Years are calendar years: of each unbroken spell its whole years, and of the rest its share of the year that follows, so
one spell reaches N years on its Nth anniversary and has them for good. Hours are days × hours a week ÷ 7.
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
from lapel.rules.facts import Bounds, bounds, work_ended
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
        started, last = bounds(work.started), work_ended(work)
        if passes is TRUE and begins[1] < NEVER:
            least.append(_spell(rule, work, max(started[1], begins[1]), last[0] + 1, sure=True))
        most.append(_spell(rule, work, max(started[0], begins[0]), last[1] + 1, sure=False))
    least_line = enough(rule, tuple(s for s in least if s.start < s.end))
    if "work" not in record.complete:
        return _between(least_line, ALWAYS), (*missing, "work")
    most_line = enough(rule, tuple(s for s in most if s.start < s.end))
    return _between(least_line, most_line), tuple(missing)


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
        ("ended", work_ended(work)),
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
    return Spell(start, min(end, NEVER), hours if rule.hours is not None else Decimal(0), capped)


FIRST_DAY = date(1850, 1, 1).toordinal()
"""No day before it is looked at: nobody at work today has worked before it."""

YEAR = 365 * 366
"""One calendar year, in units that divide it evenly into its days, be they 365 or 366."""


def years_between(start: int, end: int) -> int:
    """Measure the calendar years from one day to another (exclusive), in units of `YEAR` to the year."""
    if start >= end:
        return 0
    first = date.fromordinal(start)
    whole = max(0, date.fromordinal(end).year - first.year)
    while whole and shift(start, _years(whole)) > end:
        whole -= 1
    anniversary, following = shift(start, _years(whole)), shift(start, _years(whole + 1))
    return whole * YEAR + (end - anniversary) * YEAR // (following - anniversary)


@lru_cache
def _years(count: int) -> Duration:
    return Duration(count, "years", "clamp")


def enough(rule: Experience, spells: tuple[Spell, ...]) -> Timeline:
    """Give the days on which spells that passed every filter are enough."""
    cap = rule.cap.at_most if rule.cap else None
    return _enough_cached(rule.years, rule.hours, rule.within, cap, tuple(sorted(spells, key=_order)))


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
    """The days on which the spells are enough.

    Exact, by bisection on pieces of time where the amount only grows or only shrinks: it grows with a spell that goes
    on, shrinks when the window's edge passes through one, and where both happen the pieces are cut at every day on
    which the calendar bends.
    """
    if not spells:
        return stepping(FALSE)
    amount = Amount(years, hours, within, cap, spells)
    steps: list[tuple[int, Truth]] = []
    for first, last in amount.pieces():
        low, high = amount.enough(first), amount.enough(last)
        steps.append((first, Truth.of(low)))
        if low != high:
            steps.append((_crossing(amount.enough, first, last), Truth.of(high)))
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


Span = tuple[int, int]


class Amount:
    """How much work counts on any day, and whether it is enough."""

    def __init__(
        self,
        years: Duration | None,
        hours: Decimal | None,
        within: Duration | None,
        cap: Duration | None,
        spells: Sequence[Spell],
    ) -> None:
        self.years, self.within, self.spells = years, within, spells
        self.need = years.count * YEAR if years else (hours or Decimal(0)) * 7
        self.cap = cap.count * YEAR if cap else None
        self.free = _merged([s for s in spells if not s.capped])
        self.limited = _without(_merged([s for s in spells if s.capped]), self.free)
        self.edges = sorted({edge for s in spells for edge in (s.start, s.end) if edge < NEVER})

    def enough(self, day: int) -> bool:
        """Whether the work done before a day, and inside the window, is enough."""
        opens = shift(day, self.within, -1) if self.within else BEFORE
        if self.years is None:
            return self._hours(opens, day) >= self.need
        limited = _years_in(self.limited, opens, day)
        return _years_in(self.free, opens, day) + (min(limited, self.cap) if self.cap else limited) >= self.need

    def _hours(self, opens: int, day: int) -> Decimal:
        return sum((_overlap((s.start, s.end), opens, day) * s.hours for s in self.spells), Decimal(0))

    def pieces(self) -> list[Span]:
        """Runs of days (both inclusive) on which the amount only grows or only shrinks."""
        first, last = self.range()
        cuts = {edge for edge in self.edges if first < edge <= last} | {first, last + 1}
        if self.within:
            cuts |= {m + step for e in self.edges for m in (shift(e, self.within),) for step in (-1, 0, 1, 2)}
        ordered = sorted(day for day in cuts if first <= day <= last + 1)
        pieces = [(start, end - 1) for start, end in pairwise(ordered)]
        return [part for piece in pieces for part in self._straight(piece)]

    def range(self) -> Span:
        """The first and the last day on which anything can change."""
        first = max(self.edges[0], FIRST_DAY) if self.edges else FIRST_DAY
        years = (self.within.count if self.within else 0) + (self.years.count if self.years else 0) + 1
        return first, max([first, *self.edges]) + 366 * years + self._days_to_come()

    def _days_to_come(self) -> int:
        """Days that hours need to add up in a spell that goes on."""
        rates = [s.hours for s in self.spells if s.end >= NEVER and s.hours]
        return min(int(self.need / max(rates)) + 7, 366 * 200) if self.years is None and rates else 0

    def _straight(self, piece: Span) -> list[Span]:
        """Cut a piece in which one spell grows while the window's edge passes through another."""
        first, last = piece
        if not self.within or not self._mixed(first):
            return [piece]
        bends = sorted({first, last + 1, *self._bends(first, last)})
        parts = [(start, end - 1) for start, end in pairwise(bends)]
        return [small for part in parts for small in self._at_cap(part)]

    def _mixed(self, day: int) -> bool:
        opens = shift(day, self.within, -1) if self.within else BEFORE
        grows = any(s.start <= day < s.end for s in self.spells)
        shrinks = any(s.start <= opens < s.end for s in self.spells)
        return grows and shrinks

    def _bends(self, first: int, last: int) -> list[int]:
        """Days in a piece around which a share of a year changes its size: the end of February, and anniversaries."""
        years = range(date.fromordinal(first).year, date.fromordinal(last).year + 2)
        days = {(3, 1), *((d.month, min(d.day, 28)) for edge in self.edges for d in (date.fromordinal(max(edge, 1)),))}
        near = [date(year, month, day).toordinal() for year in years for month, day in days]
        return [day + step for day in near for step in range(-2, 4) if first < day + step <= last]

    def _at_cap(self, piece: Span) -> list[Span]:
        first, last = piece
        if self.cap is None or self._capped(first) == self._capped(last):
            return [piece]
        bend = _crossing(self._capped, first, last)
        return [(first, bend - 1), (bend, last)]

    def _capped(self, day: int) -> bool:
        opens = shift(day, self.within, -1) if self.within else BEFORE
        return self.cap is not None and _years_in(self.limited, opens, day) > self.cap


def _overlap(span: Span, opens: int, day: int) -> int:
    return max(0, min(span[1], day) - max(span[0], opens))


def _years_in(spans: Sequence[Span], opens: int, day: int) -> int:
    return sum(years_between(max(start, opens, 1), min(end, day)) for start, end in spans)


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

"""A dated plan of study: from today to the exam, hours a week, areas by their weight and by where the learner stands.

It is a function of the day and of the answers so far, and nothing of it is kept: made again, it is rewritten. Study
days are the same days of the week from plan to plan; what is done on them follows the questions that each area would
cost, should the exam be today.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from lapel.exam.events import Started
from lapel.exam.evidence import Find, Sessions, Standing, evidence, firsts, standings
from lapel.exam.outlines import LENGTHS, largest_remainder
from lapel.model.exam import Bank, Outline
from lapel.model.value import Value

UNIT = 15
"""Minutes of the smallest piece of study."""
SITTING = 60
"""Minutes of study that a day should have at most, if there are days enough."""
MOST_DAYS = 6
REVIEW = Fraction(1, 5)
"""The part of each day for going over what was missed."""
PIECE = 3
"""Units of one area in a row."""
EVE = timedelta(days=1)
"""On the day before the exam nothing new is begun."""
REHEARSAL = 7
"""Days before the exam on which the last mock exam is over."""
MOST_OF_A_WEEK = Fraction(3, 4)
"""Of a week's hours, the part that a mock exam may take."""
MOST_HOURS = 60
LONGEST = timedelta(days=730)

What = Literal["area", "review", "mock"]


class Block(Value):
    """A piece of study: an area, the review of what was missed, or a mock exam of a length."""

    what: What
    minutes: int
    area: str = ""
    length: str = ""


class StudyDay(Value):
    """What to do on a day."""

    day: date
    blocks: tuple[Block, ...]

    @property
    def minutes(self) -> int:
        """All minutes of the day."""
        return sum(block.minutes for block in self.blocks)


class Share(Value):
    """An area's part of the plan, and where the learner stands in it."""

    standing: Standing
    minutes: int


class StudyPlan(Value):
    """Study days up to the exam. ``untold`` are sentences on what does not fit."""

    exam: str
    outline: str
    on: date
    sits: date
    hours: int
    days: tuple[StudyDay, ...]
    shares: tuple[Share, ...]
    untold: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """All minutes of the plan."""
        return sum(day.minutes for day in self.days)


def plan_by_answers(
    bank: Bank, outline: Outline, find: Find, sessions: Sessions, *, on: date, sits: date, hours: int
) -> StudyPlan:
    """Plan the study by what the answers so far say; raises ValueError as `study_plan` does."""
    found = standings(bank, outline, evidence(bank, outline, find, firsts(sessions)))
    starts = [events[0] for events in sessions.values()]
    first = not any(isinstance(one, Started) and one.mode == "mock" and one.exam == outline.exam for one in starts)
    return study_plan(outline, found, on=on, sits=sits, hours=hours, first=first)


def study_plan(
    outline: Outline, standings: Sequence[Standing], *, on: date, sits: date, hours: int, first: bool = True
) -> StudyPlan:
    """Plan the study from a day to the day before the exam.

    ``hours`` are those of a week, 1 to `MOST_HOURS`; ``first`` says that no mock exam was taken yet. Raises ValueError
    for an exam day that is not after ``on``, or more than two years after it.
    """
    if not on < sits <= on + LONGEST:
        raise ValueError(f"found the exam on {sits}, expected a day after {on}, and within two years")
    if not 1 <= hours <= MOST_HOURS:
        raise ValueError(f"found {hours} hours a week, expected 1 to {MOST_HOURS}")
    weekdays = study_weekdays(hours)
    span = (sits - on).days
    days = [day for n in range(span) if (day := on + timedelta(days=n)).weekday() in weekdays]
    mocks, untold = _mocks(outline, days, on, sits, hours, first)
    room = _room(outline, days, mocks, hours)
    review = {day: minutes if day + EVE >= sits else _whole(minutes * REVIEW) for day, minutes in room.items()}
    units = sum((room[day] - review[day]) // UNIT for day in room)
    shares = _shares(standings, units)
    if not days:
        untold.append("There is no study day before the exam. Take an hour today for a quarter-length mock exam.")
    elif units < len(standings):
        untold.append("There is not time for every area; those where most is to be won come first.")
    order = _interleaved(shares)
    found = []
    for day in days:
        blocks = [Block("mock", _minutes(outline, mocks[day]), length=mocks[day])] if day in mocks else []
        if day in room:
            blocks.append(Block("review", review[day]))
            blocks += _areas_of_day(order, (room[day] - review[day]) // UNIT)
        if blocks:
            found.append(StudyDay(day, tuple(blocks)))
    return StudyPlan(outline.exam, outline.id, on, sits, hours, tuple(found), shares, tuple(untold))


def _areas_of_day(order: list[str], units: int) -> Iterator[Block]:
    """Take a day's units from the order: the next area, with more of its own so that a piece is worth sitting down."""
    while units and order:
        area = order[0]
        count = min(units, PIECE, order.count(area))
        for _ in range(count):
            order.remove(area)
        units -= count
        yield Block("area", count * UNIT, area=area)


def study_weekdays(hours: int) -> tuple[int, ...]:
    """Choose the days of the week, 0 is Monday, for so many hours: days of an hour, spread out, and six at most.

    >>> study_weekdays(1), study_weekdays(3), study_weekdays(10)
    ((0,), (0, 2, 4), (0, 1, 2, 3, 4, 5))
    """
    count = min(MOST_DAYS, max(1, -(-60 * hours // SITTING)))
    return tuple(number * 7 // count for number in range(count))


def _whole(minutes: Fraction | int) -> int:
    """Round down to whole units, one at least."""
    return max(UNIT, int(minutes) // UNIT * UNIT)


def _minutes(outline: Outline, length: str) -> int:
    return -(-(outline.minutes or 0) // LENGTHS[length])


def _mocks(
    outline: Outline, days: Sequence[date], on: date, sits: date, hours: int, first: bool
) -> tuple[dict[date, str], list[str]]:
    """Place mock exams: a short one at the start, one half-way, and the last one a week before the exam."""
    room = 60 * hours * MOST_OF_A_WEEK
    fits = [length for length in LENGTHS if 0 < _minutes(outline, length) <= room]
    if not days or not outline.minutes:
        return {}, []
    if not fits:
        return {}, ["Your hours a week are too few for a mock exam. Keep one longer day free for it."]
    found: dict[date, str] = {}
    span = (sits - on).days
    if first:
        found[days[0]] = fits[-1]
    if span > 4 * REHEARSAL:
        found[_nearest(days, on + timedelta(days=span // 2))] = fits[min(1, len(fits) - 1)]
    if span > REHEARSAL:
        found[_nearest(days, sits - timedelta(days=REHEARSAL))] = fits[0]
    untold = []
    if fits[0] != "full":
        untold.append(f"A full-length mock exam takes {outline.minutes} minutes, more than your week holds here.")
    return found, untold


def _nearest(days: Sequence[date], wanted: date) -> date:
    earlier = [day for day in days if day <= wanted]
    return earlier[-1] if earlier else days[0]


def _room(outline: Outline, days: Sequence[date], mocks: dict[date, str], hours: int) -> dict[date, int]:
    """Give the minutes of each day without a mock exam: what a week has left, in whole units, evenly over its days."""
    found = {}
    for day in days:
        if day in mocks:
            continue
        monday = day - timedelta(days=day.weekday())
        week = [monday + timedelta(days=number) for number in study_weekdays(hours)]
        free = [other for other in week if other not in mocks]
        left = 60 * hours - sum(_minutes(outline, mocks[other]) for other in week if other in mocks)
        units = largest_remainder(max(0, left) // UNIT, [1] * len(free))[free.index(day)]
        if units:
            found[day] = units * UNIT
    return found


def _shares(standings: Sequence[Standing], units: int) -> tuple[Share, ...]:
    """Share units out by the questions to be lost, each area one at least where there are enough."""
    if not standings:
        return ()
    lost = [Fraction(one.lost).limit_denominator(10_000) for one in standings]
    weights = lost if any(lost) else [Fraction(1)] * len(lost)
    floor = 1 if units >= len(standings) else 0
    spare = largest_remainder(units - floor * len(standings), weights)
    return tuple(Share(one, (floor + more) * UNIT) for one, more in zip(standings, spare, strict=True))


def _interleaved(shares: Sequence[Share]) -> list[str]:
    """Put the units of all areas in an order that spreads each over the whole plan, those with most to win first."""
    rows = []
    for share in shares:
        count = share.minutes // UNIT
        rows += [((2 * n + 1) / (2 * count), -share.standing.lost, share.standing.area) for n in range(count)]
    return [area for _, _, area in sorted(rows)]

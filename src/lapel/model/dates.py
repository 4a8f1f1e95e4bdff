"""Days, partial dates and month arithmetic that names its rounding.

Days are proleptic-Gregorian ordinals (``date.toordinal``), because timelines are compared and merged as integers.
Two sentinels stand outside every real date: ``BEFORE`` (earlier than any day) and ``NEVER`` (later than any day).
"""

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from lapel.model.value import Value

Unit = Literal["days", "months", "years"]
Rounding = Literal["clamp", "up", "error"]
Anchor = Literal["day", "month-end"]

FIRST_DATE = date(1900, 1, 1)
LAST_DATE = date(2199, 12, 31)

BEFORE = 0
NEVER = date.max.toordinal() + 1


class RoundingError(ValueError):
    """Month arithmetic met a day that does not exist, and its rounding is ``error``."""


class Duration(Value):
    """A length of calendar time, with what to do when the target day does not exist.

    ``rounding`` applies to months and years only: ``clamp`` takes the last day of the target month, ``up`` the first
    day of the next, ``error`` raises `RoundingError`. The anchor ``month-end`` then moves on to the end of the month.
    """

    count: int
    unit: Unit
    rounding: Rounding = "error"
    anchor: Anchor = "day"

    @property
    def months(self) -> int:
        """Length in calendar months; 0 for a duration in days."""
        return {"days": 0, "months": self.count, "years": 12 * self.count}[self.unit]

    def __str__(self) -> str:
        unit = self.unit[:-1] if self.count == 1 else self.unit
        return f"{self.count} {unit}"


class PartialDate(Value):
    """Some day from ``earliest`` to ``latest``, both inclusive: a date known only to its month or year."""

    earliest: date
    latest: date

    def __str__(self) -> str:
        if self.earliest.month == self.latest.month:
            return f"{self.earliest:%Y-%m}"
        return f"{self.earliest:%Y}"


def parse_duration(text: str) -> Duration:
    """Read a duration as the catalogue writes it.

    >>> parse_duration("60 months clamp month-end")
    Duration(count=60, unit='months', rounding='clamp', anchor='month-end')

    Raises ValueError saying what was found and expected.
    """
    words = text.replace(",", " ").split()
    unit = words[1] + ("" if len(words) > 1 and words[1].endswith("s") else "s") if len(words) > 1 else ""
    if len(words) < 2 or not words[0].isdigit() or unit not in get_args(Unit):
        raise ValueError(f"found {text!r}, expected a duration such as '30 days' or '12 months clamp'")
    rounding: Rounding = "error"
    anchor: Anchor = "day"
    for word in words[2:]:
        if word in get_args(Rounding):
            rounding = word  # type: ignore[assignment]
        elif word == "month-end":
            anchor = "month-end"
        else:
            raise ValueError(f"found {word!r} in {text!r}, expected 'clamp', 'up', 'error' or 'month-end'")
    return Duration(int(words[0]), unit, rounding, anchor)  # type: ignore[arg-type]


def format_duration(duration: Duration) -> str:
    """Write a duration so that `parse_duration` reads it back.

    >>> format_duration(Duration(1, "years", "up"))
    '1 year up'
    """
    words = [str(duration)]
    if duration.unit != "days":
        words.append(duration.rounding)
    if duration.anchor != "day":
        words.append(duration.anchor)
    return " ".join(words)


def month_end(day: date) -> date:
    """Return the last day of the month that holds ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add(day: date, duration: Duration, *, sign: Literal[1, -1] = 1) -> date:
    """Shift a day forwards (or, with ``sign=-1``, backwards) by a duration.

    The shift comes first, then the anchor: 29 February 2024 is the end of a term from February 2019.

    >>> add(date(2019, 2, 10), parse_duration("60 months clamp month-end"))
    datetime.date(2024, 2, 29)
    >>> add(date(2024, 1, 31), parse_duration("1 month up"))
    datetime.date(2024, 3, 1)
    """
    if duration.unit == "days":
        moved = date.fromordinal(day.toordinal() + sign * duration.count)
    else:
        moved = _add_months(day, sign * duration.months, duration.rounding)
    return month_end(moved) if duration.anchor == "month-end" else moved


def _add_months(day: date, months: int, rounding: Rounding) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if day.day <= last:
        return date(year, month + 1, day.day)
    if rounding == "clamp":
        return date(year, month + 1, last)
    if rounding == "up":
        return date.fromordinal(date(year, month + 1, last).toordinal() + 1)
    raise RoundingError(
        f"{day} {'plus' if months >= 0 else 'minus'} {abs(months)} months is a day that does not exist; "
        "name a rounding: clamp or up"
    )


@lru_cache(maxsize=65536)
def shift(ordinal: int, duration: Duration, sign: Literal[1, -1] = 1) -> int:
    """Shift an ordinal; the sentinels ``BEFORE`` and ``NEVER`` stay where they are."""
    if ordinal <= BEFORE or ordinal >= NEVER:
        return ordinal
    return add(date.fromordinal(ordinal), duration, sign=sign).toordinal()


def parse_date(text: str) -> date | PartialDate:
    """Read ``2024-05-10``, ``2024-05`` or ``2024``.

    Raises ValueError saying what was found and expected, also for days outside 1900–2199.
    """
    parts = text.split("-")
    sizes = [len(part) for part in parts]
    if sizes not in ([4], [4, 2], [4, 2, 2]) or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(f"found {text!r}, expected a date such as 2024-05-10, 2024-05 or 2024")
    numbers = [int(part) for part in parts]
    if not FIRST_DATE.year <= numbers[0] <= LAST_DATE.year:
        raise ValueError(f"found {text!r}, expected a date from {FIRST_DATE} to {LAST_DATE}")
    try:
        if len(numbers) == 1:
            return PartialDate(date(numbers[0], 1, 1), date(numbers[0], 12, 31))
        if len(numbers) == 2:
            first = date(numbers[0], numbers[1], 1)
            return PartialDate(first, month_end(first))
        return date(*numbers)
    except ValueError:
        raise ValueError(f"found {text!r}, which is no day of the calendar") from None

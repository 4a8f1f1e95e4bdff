"""Calendar arithmetic on columns of days: what `lapel.model.dates` says of one day, of many.

A day is an int32 ordinal; the sentinels `BEFORE` and `NEVER` stay where they are.
"""

import numpy as np
from numpy.typing import NDArray

from lapel.model.dates import BEFORE, NEVER, Duration, RoundingError

Days = NDArray[np.int32]
Flags = NDArray[np.bool_]

EPOCH = 719163
"""The ordinal of 1970-01-01, from which Arrow and NumPy count."""


def shift(days: Days, duration: Duration, sign: int = 1) -> Days:
    """Shift every day by a duration, as `lapel.model.dates.shift` does one.

    Raises RoundingError where a day does not exist and the duration names no rounding.
    """
    real = (days > BEFORE) & (days < NEVER)
    there = np.where(real, days, np.int32(EPOCH))
    if duration.unit == "days":
        moved = there + np.int32(sign * duration.count)
    else:
        moved = _shift_months(there, sign * duration.months, duration.rounding)
    if duration.anchor == "month-end":
        moved = _month_end(moved)
    return np.where(real, moved, days).astype(np.int32, copy=False)


def _shift_months(days: Days, months: int, rounding: str) -> Days:
    month, first = _month_of(days)
    start, following = MONTH_STARTS.take(month + months), MONTH_STARTS.take(month + months + 1)
    moved = start + (days - first)
    beyond = moved >= following
    if not beyond.any():
        return moved
    if rounding == "error":
        raise RoundingError("a day plus months is a day that does not exist; name a rounding: clamp or up")
    return np.where(beyond, following - np.int32(rounding == "clamp"), moved)


def full_years(start: Days, end: Days) -> tuple[NDArray[np.int32], Days, Days]:
    """Count the full years from each day to another, not before it; and give the anniversaries around that day.

    An anniversary that no year has (29 February) is the last of its month.
    """
    month, first = _month_of(start)
    into = start - first

    def anniversary(years: NDArray[np.int32]) -> Days:
        target = month + np.int32(12) * years
        return np.minimum(MONTH_STARTS.take(target) + into, MONTH_STARTS.take(target + 1) - np.int32(1))

    years = (MONTHS.take(end) - month) // np.int32(12)
    years -= anniversary(years) > end
    return years, anniversary(years), anniversary(years + np.int32(1))


def _month_of(days: Days) -> tuple[NDArray[np.int32], Days]:
    """Count the month of each day from January of year 1, and give its first day."""
    month = MONTHS.take(days)
    return month, MONTH_STARTS.take(month)


def _month_end(days: Days) -> Days:
    month, _ = _month_of(days)
    found: Days = MONTH_STARTS.take(month + 1) - np.int32(1)
    return found


def _month_starts() -> Days:
    months = np.arange(-12 * 1969, 12 * 8031 + 1).astype("datetime64[M]").astype("datetime64[D]")
    found: Days = (months.astype(np.int64) + EPOCH).astype(np.int32)
    return found


MONTH_STARTS = _month_starts()
"""First day of every month from January of year 1 to January 10000."""

MONTHS = np.repeat(np.arange(-1, len(MONTH_STARTS) - 1, dtype=np.int32), np.diff(MONTH_STARTS, prepend=0))
"""The month of every day before the last of these."""

"""Money: whole US dollars, as ranges."""

from collections.abc import Iterable
from typing import Any

from lapel.model.credential import ValueVersion
from lapel.model.value import Value


class Amount(Value):
    """A sum in whole US dollars that lies from ``low`` to ``high``; ``usual`` is the figure to plan with."""

    low: int
    usual: int
    high: int

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.low + other.low, self.usual + other.usual, self.high + other.high)

    @property
    def exact(self) -> bool:
        """Whether the range is one figure."""
        return self.low == self.high


NOTHING = Amount(0, 0, 0)


def exactly(dollars: int) -> Amount:
    """Give a sum that is known."""
    return Amount(dollars, dollars, dollars)


def total(amounts: Iterable[Amount]) -> Amount:
    """Add sums; nothing for none."""
    return sum(amounts, NOTHING)


def amount_of(version: ValueVersion | None) -> Amount | None:
    """Read the sum of a dated value: over all readings, planned with at the highest.

    None where no figure is known: before the first version, ``not known``, or anything but numbers.
    """
    if version is None:
        return None
    values = [reading.value for reading in version.readings] or [version.value]
    return between(values)


def between(values: Iterable[Any]) -> Amount | None:
    """Give the range that holds every figure, planned with at the highest; None when one of them is no figure."""
    figures = list(values)
    if not figures or any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in figures):
        return None
    return Amount(round(min(figures)), round(max(figures)), round(max(figures)))

"""Chance from a seed: the same draws for the same seed, on every machine and with every version of Python or NumPy.

A mock form that was begun must come back as it was, years and releases later. Neither `random` nor NumPy promises the
same draws for ever, so the generator is written out here: SplitMix64 (Steele, Lea and Flood 2014), with Lemire's
rejection (2019) for a number below a bound and the shuffle of Fisher and Yates.
"""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

MASK = (1 << 64) - 1
STEP = 0x9E3779B97F4A7C15


class Chance:
    """Draws that follow from ``seed``, any whole number; ``purpose`` parts the draws of one use from those of another.

    >>> Chance(1).below(100), Chance(1).below(100), Chance(1, "options").below(100)
    (69, 69, 84)
    """

    __slots__ = ("_state",)

    def __init__(self, seed: int, purpose: str = "") -> None:
        self._state = 0
        for part in (seed & MASK, *purpose.encode(), seed >> 64 & MASK):
            self._state ^= part
            self._state = self._next()

    def _next(self) -> int:
        self._state = (self._state + STEP) & MASK
        mixed = self._state
        mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & MASK
        return mixed ^ mixed >> 31

    def below(self, bound: int) -> int:
        """Draw a whole number from 0 to ``bound`` − 1, each as likely; the bound is 1 or more."""
        if bound < 1:
            raise ValueError(f"found the bound {bound}, expected 1 or more")
        while True:
            product = self._next() * bound
            low = product & MASK
            if low >= bound or low >= (1 << 64) % bound:
                return product >> 64

    def part(self) -> float:
        """Draw a number from 0 (inclusive) to 1 (exclusive), in steps of 2⁻⁵³."""
        return (self._next() >> 11) / (1 << 53)

    def pick(self, values: Sequence[T]) -> T:
        """Draw one of the values, each place as likely."""
        return values[self.below(len(values))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """Put the values in a drawn order, each order as likely."""
        order = list(values)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def sample(self, values: Sequence[T], count: int) -> list[T]:
        """Draw ``count`` different places of the values, or all where there are fewer, in a drawn order."""
        order = list(values)
        count = min(count, len(order))
        for place in range(count):
            other = place + self.below(len(order) - place)
            order[place], order[other] = order[other], order[place]
        return order[:count]

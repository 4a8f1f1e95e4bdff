"""Chance for whole columns: throws of 16 bits, looked up in tables.

Only the raw output of a bit generator is used, which NumPy keeps the same from version to version; so the same seed
gives the same throws everywhere.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

SIDES = 65_536


class Dice:
    """Throws for one block of people; ``stream`` keeps one purpose's throws apart from another's."""

    def __init__(self, seed: int, block: int, stream: int) -> None:
        self._bits = np.random.SFC64(np.random.SeedSequence((seed, block, stream)))

    def throw(self, size: int) -> NDArray[np.uint16]:
        """Throw dice of 65,536 sides."""
        return self._bits.random_raw(size // 4 + 1).view(np.uint16)[:size]

    def chance(self, size: int, share: float) -> Flags:
        """Say yes to a share of the throws, to the nearest 65,536th."""
        return self.throw(size) < round(share * SIDES)

    def pick(self, size: int, table: Codes, row: Codes | Flags | None = None) -> Codes:
        """Pick answers by a table of `table_of`, or by the rows of a stack of them."""
        throws = self.throw(size)
        return table[throws] if row is None else table[row.view(np.uint8), throws]

    def between(self, size: int, first: int | Ints, last: int | Ints) -> Ints:
        """Pick whole numbers from first to last, both inclusive, at most 32,768 apart; first if last is before."""
        width = np.maximum(np.subtract(last, first, dtype=np.int32), 0) + np.int32(1)
        return first + ((self.throw(size).astype(np.int32) * width) >> 16)

    def waits(self, size: int, mean: float) -> Ints:
        """Pick waiting times, mostly short and sometimes long (exponential, at most about 12 times the mean)."""
        return (_waits()[self.throw(size)] * np.float32(mean)).astype(np.int32)

    def along(self, size: int, table: NDArray[np.int16]) -> NDArray[np.int16]:
        """Pick numbers by a table of `quantiles`."""
        return table[self.throw(size)]


@lru_cache(maxsize=1)
def _waits() -> NDArray[np.float32]:
    return -np.log1p(-(np.arange(SIDES) + 0.5) / SIDES).astype(np.float32)


def table_of(shares: Sequence[float]) -> Codes:
    """Make the table by which `Dice.pick` gives 0 to the first share, 1 to the second, and so on."""
    ends = np.rint(np.cumsum(shares) / np.sum(shares) * SIDES).astype(np.int64)
    return np.searchsorted(ends, np.arange(SIDES), side="right").astype(np.uint8)


def quantiles(points: Sequence[tuple[float, float]]) -> NDArray[np.int16]:
    """Make the table by which `Dice.along` draws numbers whose quantiles lie on straight lines between points."""
    shares, values = zip(*points, strict=True)
    return np.rint(np.interp((np.arange(SIDES) + 0.5) / SIDES, shares, values)).astype(np.int16)

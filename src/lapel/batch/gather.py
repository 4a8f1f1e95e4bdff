"""Small sums over many rows that NumPy has only in slower forms."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lapel.batch.days import Flags

BITS = 20
"""Codes below two to this power are counted in a table, not sorted."""


def owners(flags: Flags, owner: NDArray[np.int64], size: int) -> Flags:
    """Tell which of ``size`` owners have an entry whose flag is set."""
    found = np.zeros(size, bool)
    found[owner[flags]] = True
    return found


def once(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the different keys in order, each once; sorts them in their place."""
    keys.sort()
    fresh = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
    return keys[fresh]


def distinct(masks: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Give the different masks, each once, and for every row the place of its own among them."""
    codes, kinds, shift = np.zeros(len(masks), np.int64), 1, 0
    widest = int(masks.max(initial=0)).bit_length()
    while shift < widest:
        part = ((masks >> np.uint64(shift)) & np.uint64((1 << BITS) - 1)).view(np.int64)
        more, among = _numbered(part)
        kinds, codes = _numbered(codes * more + among)
        shift += BITS
    first = np.empty(kinds, np.int64)
    first[codes] = np.arange(len(masks))
    return masks[first] if len(masks) else masks, codes.astype(np.int32)


def _numbered(codes: NDArray[Any]) -> tuple[int, NDArray[np.int64]]:
    """Number the different codes from nought on, in order."""
    top = int(codes.max(initial=0))
    if top >= 1 << (BITS + 4):
        found, places = np.unique(codes, return_inverse=True)
        return len(found), places
    used = np.zeros(top + 1, bool)
    used[codes] = True
    place = np.cumsum(used) - 1
    return int(place[-1]) + 1, place[codes]

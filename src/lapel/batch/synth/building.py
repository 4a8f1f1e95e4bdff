"""Columns of a table of people out of NumPy arrays, with as many facts missing as asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from lapel.batch.checking import AMOUNT, WHEN, WORD, type_of
from lapel.batch.places import Place, places, walk
from lapel.batch.synth.dice import SIDES, Codes, Dice, Flags, Ints
from lapel.model.value import Value

FIRST_YEAR, LAST_YEAR = 1900, 2199
MONTHS = np.arange(f"{FIRST_YEAR}-01", f"{LAST_YEAR + 1}-02", dtype="M8[M]").astype("M8[D]").astype(np.int32)
"""The first day of each month that rules know, and of the one after."""

EPOCH = date(1970, 1, 1).toordinal()
MONTH = np.repeat(np.arange(len(MONTHS) - 1, dtype=np.int32), np.diff(MONTHS))
"""The place in `MONTHS` of each day since the first."""


def month_of(days: Ints) -> Ints:
    """Count whole months since January 1900."""
    return MONTH[days - MONTHS[0]]


def first_of(months: Ints) -> Ints:
    """Give the first day of a month."""
    return MONTHS[months]


def last_of(months: Ints) -> Ints:
    """Give the last day of a month."""
    return MONTHS[months + 1] - np.int32(1)


def add_months(days: Ints, months: int | Ints) -> Ints:
    """Go on by whole months, to the last day of a month that is too short."""
    here = month_of(days)
    there = here + months
    return np.minimum(first_of(there) + (days - first_of(here)), last_of(there))


class Missing(Value):
    """The shares of facts that a table does not say: each from 0 to 1.

    ``dates`` of the dates said are known to the month or the year only; ``fields`` of the fields that can be left out
    are; ``lists`` of the lists are not marked complete; ``ends`` of the spells that go on are not known to.
    """

    dates: float = 0.1
    fields: float = 0.1
    lists: float = 0.1
    ends: float = 0.1


YEAR_ONLY = 1 / 3
"""Of the dates that are not known to the day, the share known to the year only."""


class Builder:
    """Builds columns and leaves out of them what is to be missing."""

    def __init__(self, missing: Missing, dice: Dice) -> None:
        self.missing = missing
        self.dice = dice

    def _said(self, size: int, has: Flags | None, sure: bool) -> Flags | None:
        if sure or not self.missing.fields:
            return has
        said = ~self.dice.chance(size, self.missing.fields)
        return said if has is None else said & has

    def when(self, days: Ints, has: Flags | None = None, *, sure: bool = False) -> pa.Array:
        """Build dates, some known to the month or the year only; nothing is said where ``has`` is not set."""
        size = len(days)
        valid = _bits(self._said(size, has, sure))
        early = late = days.astype(np.int32, copy=False)
        if self.missing.dates:
            throws = self.dice.throw(size)
            vague = np.flatnonzero(throws < round(self.missing.dates * SIDES))
            if has is not None:
                vague = vague[has[vague]]
            months = month_of(early[vague])
            year = throws[vague] < round(self.missing.dates * YEAR_ONLY * SIDES)
            start = months - months % 12
            early, late = early.copy(), late.copy()
            early[vague] = first_of(np.where(year, start, months))
            late[vague] = last_of(np.where(year, start + 11, months))
        bounds = [pa.Array.from_buffers(pa.date32(), size, [valid, pa.py_buffer(end)]) for end in (early, late)]
        return pa.Array.from_buffers(WHEN, size, [valid], children=bounds)

    def day(self, day: int, size: int) -> pa.Array:
        """Build a column of one known day."""
        days = np.full(size, day, np.int32)
        return pa.Array.from_buffers(pa.date32(), size, [None, pa.py_buffer(days)])

    def word(
        self, codes: Codes | Ints | Flags, names: Sequence[str], has: Flags | None = None, *, sure: bool = False
    ) -> pa.Array:
        """Build words from their places in a list of names."""
        size = len(codes)
        buffers = [_bits(self._said(size, has, sure)), pa.py_buffer(codes.astype(np.int32))]
        return pa.DictionaryArray.from_buffers(WORD, size, buffers, _names(tuple(names)))

    def flag(self, values: Flags, has: Flags | None = None, *, sure: bool = False) -> pa.Array:
        """Build yes or no."""
        buffers = [_bits(self._said(len(values), has, sure)), _bits(values)]
        return pa.Array.from_buffers(pa.bool_(), len(values), buffers)

    def number(self, values: NDArray[np.number], has: Flags | None = None, *, sure: bool = False) -> pa.Array:
        """Build numbers."""
        buffers = [_bits(self._said(len(values), has, sure)), pa.py_buffer(values.astype(np.float64))]
        return pa.Array.from_buffers(pa.float64(), len(values), buffers)

    def chosen(self, flags: Sequence[Flags], names: Sequence[str]) -> pa.Array:
        """Build lists of words: of each name where its flag is set."""
        _, codes, counts = entries_of(flags)
        return listed(counts, self.word(codes, names, sure=True))

    def complete(self, size: int, names: Sequence[str]) -> pa.Array:
        """Build which lists hold everything there is."""
        share = 1 - self.missing.lists
        return self.chosen([self.dice.chance(size, share) for _ in names], names)

    def open_end(self, days: Ints, goes_on: Flags, name: str) -> tuple[pa.Array, pa.Array]:
        """Build the ends of spells, and ``unsure`` beside them: an end that was not said means that it goes on."""
        unsure = goes_on & self.dice.chance(len(days), self.missing.ends)
        return self.when(days, ~goes_on, sure=True), self.chosen([unsure], [name])


def _bits(flags: Flags | None) -> pa.Buffer | None:
    return None if flags is None else pa.py_buffer(np.packbits(flags, bitorder="little"))


@lru_cache(maxsize=256)
def _names(names: tuple[str, ...]) -> pa.Array:
    return pa.array(names, pa.string())


@lru_cache(maxsize=1)
def _places() -> Mapping[str, Place]:
    return {place.path: place for place in walk(places(every=True))}


def entry(path: str, size: int, **columns: pa.Array) -> pa.Array:
    """Build the entries of a list, or the one entry of each person; fields that are not given are not said."""
    place = _places()[path]
    children = [columns[below.name] if below.name in columns else _nothing(below.path, size) for below in place.below]
    kind = type_of(place)
    return pa.Array.from_buffers(kind if place.kind == "entry" else kind.value_type, size, [None], children=children)


def _nothing(path: str, size: int) -> pa.Array:
    return _nulls(path, 1 << size.bit_length())[:size]


@lru_cache(maxsize=1_000)
def _nulls(path: str, size: int) -> pa.Array:
    return pa.nulls(size, type_of(_places()[path]))


def listed(counts: NDArray[np.integer] | Flags, values: pa.Array) -> pa.Array:
    """Build lists from how many entries each has, and the entries one after the other."""
    offsets = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets)]
    return pa.Array.from_buffers(pa.list_(values.type), len(counts), buffers, children=[values])


def table(columns: Mapping[str, pa.Array]) -> pa.Table:
    """Put columns into the order of the record."""
    return pa.table([columns[name] for name in schema().names], schema=schema())


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """Give the columns of a table of people."""
    return pa.schema([("person", pa.string()), *((place.path, type_of(place)) for place in places(every=True))])


def entries_of(slots: Sequence[Flags]) -> tuple[Ints, Ints, Ints]:
    """Number the entries of lists: whose each is, from which slot it comes, and how many each person has.

    Each slot tells who has an entry there; the entries of a person are in the order of the slots.
    """
    stacked = np.stack(slots)
    found = np.flatnonzero(stacked.T).astype(np.int32)
    owner = found // np.int32(len(slots))
    return owner, found - owner * np.int32(len(slots)), stacked.sum(axis=0, dtype=np.int32)


def taken(slots: Sequence[NDArray[Any]], owner: Ints, slot: Ints) -> NDArray[Any]:
    """Take each entry's value from its slot."""
    found: NDArray[Any] = np.stack(slots)[slot, owner]
    return found


def choose(*cases: tuple[Flags, ArrayLike], otherwise: ArrayLike) -> Ints:
    """Take, for each, the number of the first case that holds."""
    chosen = np.asarray(otherwise, np.int32)
    for who, number in reversed(cases):
        chosen = np.where(who, np.asarray(number, np.int32), chosen)
    return chosen


def amounts(build: Builder, codes: Ints | Codes, names: Sequence[str], values: NDArray[Any]) -> pa.Array:
    """Build named amounts."""
    pairs = [build.word(codes, names, sure=True), build.number(values, sure=True)]
    return pa.Array.from_buffers(AMOUNT, len(codes), [None], children=pairs)

"""Tables of synthetic people, a block at a time.

A block's people depend on the seed, the number of the block, the day and the shares: not on how many people are made
nor into how many parts, and their lives not on what is missing from the table.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa

from lapel.batch.synth import certified, trained, working
from lapel.batch.synth.building import EPOCH, Builder, Missing, schema, table
from lapel.batch.synth.dice import Dice
from lapel.batch.synth.lives import Lives
from lapel.model.record import LISTS

BLOCK = 16_384


def people(n: int, *, seed: int = 1, on: date, missing: Missing | None = None) -> pa.Table:
    """Make ``n`` people as they stand on a day; the first of them are the same for every ``n``.

    The table has the columns of `lapel.batch.schema`, dates as their earliest and latest day and words as codes.
    """
    return pa.concat_tables([schema().empty_table(), *blocks(n, seed=seed, on=on, missing=missing)])


def blocks(n: int, *, seed: int = 1, on: date, missing: Missing | None = None, first: int = 0) -> Iterator[pa.Table]:
    """Make the people of `people`, from place ``first`` (the first being 0) up to place ``n``, a block at a time."""
    for block in range(first // BLOCK, -(-n // BLOCK)):
        start = block * BLOCK
        begin = max(first - start, 0)
        yield _block(block, seed, on, missing or Missing()).slice(begin, n - start - begin)


def _block(block: int, seed: int, on: date, missing: Missing) -> pa.Table:
    lives = Lives(Dice(seed, block, 0), on.toordinal() - EPOCH, BLOCK)
    build = Builder(missing, Dice(seed, block, 1))
    return table(
        {
            "person": _persons(block * BLOCK + 1, BLOCK),
            "as_of": build.day(lives.on, BLOCK),
            "birth": build.when(lives.birth),
            "state": build.word(lives.state, lives.names("state")),
            "school": trained.school(lives, build),
            "programs": trained.programs(lives, build),
            "work": working.work(lives, build),
            "military": trained.military(lives, build),
            "certificates": certified.certificates(lives, build),
            "exams": certified.exams(lives, build),
            "cards": certified.cards(lives, build),
            "learning": certified.learning(lives, build),
            "memberships": certified.memberships(lives, build),
            "conduct": certified.conduct(lives, build),
            "complete": build.complete(BLOCK, LISTS),
        }
    )


DIGITS = 9


def _persons(first: int, size: int) -> pa.Array:
    """Number people: p and nine digits."""
    numbers = np.arange(first, first + size, dtype=np.int64)
    text = np.empty((size, DIGITS + 1), np.uint8)
    text[:, 0] = ord("p")
    for place in range(DIGITS, 0, -1):
        numbers, digit = np.divmod(numbers, 10)
        text[:, place] = digit + ord("0")
    offsets = np.arange(0, size * (DIGITS + 1) + 1, DIGITS + 1, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), size, [None, pa.py_buffer(offsets), pa.py_buffer(text)])

"""Ids that more than one row has, found in memory that does not grow with the rows."""

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lapel.model.located import Problem, Problems

Ids = Callable[[], Iterator[pa.Array]]

HELD = 8_000_000
"""Hashes of ids held at a time, of eight bytes each; more rows are gone through several times."""

MANY = 100_000
"""With more repeated ids than these, the column names something other than people."""


def repeated(ids: Ids, total: int, place: str, *, held: int = HELD) -> pa.Array:
    """Find the ids that are there more than once, each once; an id that is not said is none.

    Ids in growing order are told from one look. Otherwise each is hashed, and those of equal hashes are compared.
    Raises `Problems` when there are so many that the column cannot be one of ids.
    """
    if _growing(ids()):
        return pa.array([], pa.string())
    passes = max(1, -(-total // held))
    shared = [_shared(ids(), passes, turn) for turn in range(passes)]
    suspects = np.concatenate(shared)
    if len(suspects) > MANY:
        raise Problems([Problem(place, 0, "person", f"{len(suspects):,} ids more than once", "one row a person", HINT)])
    return _surely(ids(), suspects) if len(suspects) else pa.array([], pa.string())


HINT = "Name the column that tells people apart, or bring the rows of each person together in lists."


def _growing(chunks: Iterator[pa.Array]) -> bool:
    last: pa.Scalar | None = None
    for chunk in chunks:
        if not len(chunk):
            continue
        steps = pc.less(chunk.slice(0, len(chunk) - 1), chunk.slice(1))
        if (
            chunk.null_count
            or pc.all(steps).as_py() is False
            or (last is not None and not pc.less(last, chunk[0]).as_py())
        ):
            return False
        last = chunk[-1]
    return True


def _hashes(chunk: pa.Array) -> NDArray[np.uint64]:
    found: NDArray[np.uint64] = pl.Series(chunk).hash(seed=1).to_numpy()
    return found


def _shared(chunks: Iterator[pa.Array], passes: int, turn: int) -> NDArray[np.uint64]:
    """Give the hashes that several ids have, of those whose turn it is."""
    parts = [np.empty(0, np.uint64)]
    for chunk in chunks:
        hashes = _hashes(chunk.drop_null())
        parts.append(hashes[hashes % passes == turn] if passes > 1 else hashes)
    hashes = np.concatenate(parts)
    hashes.sort()
    return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])


def _surely(chunks: Iterator[pa.Array], suspects: NDArray[np.uint64]) -> pa.Array:
    counts: dict[str, int] = {}
    for chunk in chunks:
        known = chunk.drop_null()
        for text in known.filter(pa.array(np.isin(_hashes(known), suspects))).to_pylist():
            counts[text] = counts.get(text, 0) + 1
    return pa.array([text for text, count in counts.items() if count > 1], pa.string())
